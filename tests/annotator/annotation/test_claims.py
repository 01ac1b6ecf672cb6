"""Claim edits keep the work: lineage, inherited labels, undo."""

import pytest
from django.core.exceptions import PermissionDenied

from annotator.annotation.actions import (
    Answer,
    change_role,
    give_labels,
    merge_claims,
    move_boundary,
    split_claim,
    submit_assignment,
    undo_claim_edit,
)
from annotator.annotation.models import Label
from annotator.errors import Conflict
from articles.models import Claim
from tests.annotator.annotation.recutting import assert_tiles, labels_on


@pytest.fixture
def manager(cast):
    return cast.member(cast.manager)


def test_split_carries_labels_to_both_parts(cast, manager):
    assignment, claim = cast.take(cast.ana), cast.claims()[0]
    cast.answer(assignment, claim, att="none", slant="some")
    edit = split_claim(claim=claim, at=claim.start + claim.text.index("that"), member=manager)
    left, right = [row.successor for row in edit.lineage.order_by("successor__start")]
    assert (left.text, right.text) == (
        "The harbour office said on Monday",
        "that the north quay would reopen.",
    )
    assert labels_on(left) == labels_on(right) == [("att:none", True), ("slant:some", True)]
    assert list(right.predecessors.all()) == [claim]
    assert_tiles(cast.article)


def test_answering_confirms_an_inherited_label(cast, manager):
    assignment, claim = cast.take(cast.ana), cast.claims()[0]
    cast.answer(assignment, claim, slant="some")
    split_claim(claim=claim, at=claim.start + 12, member=manager)
    left = cast.claims()[0]
    cast.answer(assignment, left, slant="some")
    assert labels_on(left) == [("slant:some", False)]


def test_merge_keeps_what_both_were_answered_with(cast, manager):
    assignment, (first, second, _third) = cast.take(cast.ana), cast.claims()
    cast.answer(assignment, first, att="none", slant="some")
    cast.answer(assignment, second, att="none", slant="strong")
    merge_claims(first=first, second=second, member=manager)
    merged = cast.claims()[0]
    assert labels_on(merged) == [("att:none", True)]
    assert_tiles(cast.article)


def test_move_boundary(cast, manager):
    first, second, _third = cast.claims()
    move_boundary(first=first, second=second, at=second.start + 4, member=manager)
    left, right = cast.claims()[:2]
    assert left.text.endswith("reopen.\n\nTwo")
    assert right.text.startswith("people close")
    assert_tiles(cast.article)


def test_labels_outlast_a_time_as_no_claim(cast, manager):
    """They go along unseen, and are there again when the stretch is a claim again."""
    assignment, claim = cast.take(cast.ana), cast.claims()[0]
    cast.answer(assignment, claim, slant="some")
    change_role(claim=claim, role="furniture", member=manager)
    assert len(cast.claims()) == 2
    assert not Label.objects.on_current_claims().exists()
    furniture = Claim.objects.current().get(article=cast.article, role="furniture")
    change_role(claim=furniture, role="body", member=manager)
    assert labels_on(cast.claims()[0]) == [("slant:some", False)]


def test_submitted_work_comes_back_when_its_claims_were_cut_anew(cast, manager):
    assignment, untouched = cast.code_all(cast.ana), cast.code_all(cast.ben)
    claim = cast.claims()[0]
    change_role(claim=claim, role="headline", member=manager)
    assignment.refresh_from_db()
    assert assignment.state == "submitted"
    first, second = cast.claims()[:2]
    merge_claims(first=first, second=second, member=manager)
    for one in (assignment, untouched):
        one.refresh_from_db()
        assert (one.state, "merged" in one.reason) == ("returned", True)
    cast.answer(assignment, cast.claims()[0], att="none", slant="none")
    assert submit_assignment(assignment=assignment, actor=cast.ana).state == "submitted"


def test_undo_hands_in_again_what_the_edit_had_sent_back(cast, manager):
    quiet, busy = cast.code_all(cast.ana), cast.code_all(cast.ben)
    first, second, third = cast.claims()
    edit = merge_claims(first=first, second=second, member=manager)
    busy.refresh_from_db()
    cast.answer(busy, third, slant="strong")
    undo_claim_edit(edit=edit, member=manager)
    states = []
    for one in (quiet, busy):
        one.refresh_from_db()
        states.append(one.state)
    assert states == ["submitted", "returned"]


def test_what_is_inherited_is_confirmed_before_submitting(cast, manager):
    assignment = cast.code_all(cast.ana, submit=False)
    claim = cast.claims()[0]
    split_claim(claim=claim, at=claim.start + 12, member=manager)
    with pytest.raises(Conflict) as refused:
        submit_assignment(assignment=assignment, actor=cast.ana)
    assert {one["code"] for one in refused.value.errors} == {"unconfirmed"}
    for part in cast.claims()[:2]:
        cast.answer(assignment, part, att="none", slant="none")
    assert submit_assignment(assignment=assignment, actor=cast.ana).state == "submitted"


def test_an_edit_is_not_undone_under_answers_given_since(cast, manager):
    assignment, claim = cast.take(cast.ana), cast.claims()[0]
    edit = split_claim(claim=claim, at=claim.start + 12, member=manager)
    cast.answer(assignment, cast.claims()[0], slant="some")
    with pytest.raises(Conflict, match="answered the new claims"):
        undo_claim_edit(edit=edit, member=manager)


def test_undo_brings_the_old_claim_back_with_its_labels(cast, manager):
    assignment, claim = cast.take(cast.ana), cast.claims()[0]
    cast.answer(assignment, claim, slant="some")
    edit = split_claim(claim=claim, at=claim.start + 12, member=manager)
    undo_claim_edit(edit=edit, member=manager)
    assert cast.claims()[0] == claim
    assert labels_on(claim) == [("slant:some", False)]
    assert_tiles(cast.article)
    with pytest.raises(Conflict, match="already undone"):
        undo_claim_edit(edit=edit, member=manager)


def test_an_edit_that_a_later_one_builds_on_is_not_undone_first(cast, manager):
    claim = cast.claims()[0]
    first = split_claim(claim=claim, at=claim.start + 12, member=manager)
    left = cast.claims()[0]
    split_claim(claim=left, at=left.start + 4, member=manager)
    with pytest.raises(Conflict, match="later change"):
        undo_claim_edit(edit=first, member=manager)
    assert_tiles(cast.article)


def test_two_people_cannot_edit_the_same_claim(cast, manager):
    claim = cast.claims()[0]
    split_claim(claim=claim, at=claim.start + 12, member=manager)
    with pytest.raises(Conflict, match="changed in the meantime"):
        split_claim(claim=claim, at=claim.start + 4, member=manager)
    assert_tiles(cast.article)


@pytest.mark.parametrize("at", [0, 10_000])
def test_a_place_outside_the_claim_is_refused(cast, manager, at):
    claim = cast.claims()[1]
    with pytest.raises(ValueError, match="outside the claim|at least one word"):
        split_claim(claim=claim, at=at, member=manager)


def test_claims_that_are_no_neighbours_are_not_merged(cast, manager):
    first, _second, third = cast.claims()
    with pytest.raises(Conflict, match="do not follow"):
        merge_claims(first=first, second=third, member=manager)


def test_annotators_do_not_edit(cast):
    claim = cast.claims()[0]
    with pytest.raises(PermissionDenied):
        split_claim(claim=claim, at=claim.start + 4, member=cast.member(cast.ana))


def test_a_label_on_a_retired_claim_is_a_conflict(cast, manager):
    assignment, claim = cast.take(cast.ana), cast.claims()[0]
    split_claim(claim=claim, at=claim.start + 12, member=manager)
    with pytest.raises(Conflict, match="Reload"):
        give_labels(
            assignment=assignment,
            actor=cast.ana,
            answers=[Answer(claim.pk, "slant", ("slant:none",))],
        )


def test_editing_in_the_browser(cast):
    client, claim = cast.client(cast.manager), cast.claims()[0]
    base = f"/projects/quay/claims/{claim.pk}"
    page = client.post(f"{base}/split/", {"at": claim.start + 12}, follow=True)
    assert "The claim was split" in page.content.decode()
    edit = cast.article.claim_edits.get()
    page = client.post(f"/projects/quay/claims/edits/{edit.pk}/undo/", follow=True)
    assert "was undone" in page.content.decode()
    page = client.post(f"{base}/split/", {"at": "nonsense"}, follow=True)
    assert "Choose the place to cut" in page.content.decode()
    assert client.post(f"{base}/role/", {"role": "dateline"}, follow=True).status_code == 200
    assert len(cast.claims()) == 2


@pytest.mark.parametrize("name", ["ana", "reviewer"])
def test_only_managers_edit_in_the_browser(cast, name):
    client = cast.client(getattr(cast, name))
    claim = cast.claims()[0]
    assert client.post(f"/projects/quay/claims/{claim.pk}/merge/").status_code == 403
    assert client.get(f"/projects/quay/claims/{claim.pk}/merge/").status_code == 405
    stranger = cast.client(cast.stranger)
    assert stranger.post(f"/projects/quay/claims/{claim.pk}/merge/").status_code == 404
