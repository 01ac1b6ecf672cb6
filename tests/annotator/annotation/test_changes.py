"""Annotators are told what others changed about the claims, and not who of the others it was."""

import json
import re
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.template.loader import render_to_string
from django.urls import reverse

from annotator.annotation.actions import (
    change_role,
    mark_changes_seen,
    merge_claims,
    move_boundary,
    redo_claim_edit,
    split_claim,
    undo_claim_edit,
)
from annotator.annotation.changes import changes_since
from annotator.projects.actions import add_member, remove_member
from articles.models import ClaimEdit
from tests.annotator.annotation.recutting import let_annotators_edit, recut


@pytest.fixture
def manager(cast):
    return cast.member(cast.manager)


@pytest.fixture
def mine(cast):
    let_annotators_edit(cast)
    cast.take(cast.ben)
    return cast.take(cast.ana)


def told(assignment):
    assignment.refresh_from_db()
    return changes_since(assignment)


def sentences(cast, assignment):
    context = {
        "changes": told(assignment),
        "member": cast.member(assignment.annotator),
        "assignment": assignment,
    }
    html = render_to_string("annotation/_changes.html", context)
    listed = re.findall(r"<li>(.*?)</li>", html, re.DOTALL)
    return [" ".join(re.sub(r"<[^>]*>", "", one).split()) for one in listed]


def place(claim, words):
    return claim.start + claim.text.index(words)


class TestWhat:
    def test_nothing_at_first(self, mine, django_assert_num_queries):
        with django_assert_num_queries(1):
            assert changes_since(mine) == []

    def test_what_was_there_before_is_not_told(self, cast, manager):
        claim = cast.claims()[0]
        split_claim(claim=claim, at=place(claim, "that"), member=manager)
        assert told(cast.take(cast.ana)) == []

    def test_own_edits_are_not_told(self, cast, mine):
        claim = cast.claims()[0]
        recut(cast, cast.ana, "split", claim, at=place(claim, "that"))
        assert told(mine) == []
        assert len(told(cast.take(cast.ben))) == 1

    def test_a_split(self, cast, mine, manager):
        claim = cast.claims()[0]
        edit = split_claim(claim=claim, at=place(claim, "that"), member=manager)
        (change,) = told(mine)
        left, right = cast.claims()[:2]
        assert (change.kind, change.when, change.is_undone) == ("split", edit.created_at, False)
        assert change.before == (claim.text,)
        assert change.after == (left.text, right.text)
        assert change.claims == (left.pk, right.pk)

    def test_a_merge(self, cast, mine, manager):
        first, second, _third = cast.claims()
        merge_claims(first=first, second=second, member=manager)
        (change,) = told(mine)
        assert change.before == (first.text, second.text)
        assert change.claims == (cast.claims()[0].pk,)

    def test_a_boundary_moved_word_by_word_is_one_change(self, cast, mine, manager):
        first, second, third = cast.claims()
        ends = (first.text, second.text)
        for words in ("reopen.", "would", "quay"):
            left, right = cast.claims()[:2]
            at = place(left, words)
            move_boundary(first=left, second=right, at=at, member=manager)
        split_claim(claim=third, at=place(third, "since"), member=manager)
        moved, split = told(mine)
        assert moved.before == ends
        assert moved.after[0].endswith("the north")
        assert moved.after[1].startswith("quay would reopen. Two people")
        assert moved.claims == tuple(claim.pk for claim in cast.claims()[:2])
        assert split.kind == "split"

    def test_two_people_who_move_a_boundary_are_two_changes(self, cast, mine, manager):
        first, second, _third = cast.claims()
        move_boundary(first=first, second=second, at=place(first, "reopen."), member=manager)
        left = cast.claims()[0]
        recut(cast, cast.ben, "move", left, edge="end", at=place(left, "would"))
        assert [change.who for change in told(mine)] == ["manager", "Another annotator"]

    def test_no_claim_any_more(self, cast, mine, manager):
        change_role(claim=cast.claims()[0], role="furniture", member=manager)
        (change,) = told(mine)
        assert (change.is_claim, change.role, change.claims) == (False, "furniture", ())

    def test_what_was_changed_again_is_not_linked(self, cast, mine, manager):
        claim = cast.claims()[0]
        split_claim(claim=claim, at=place(claim, "that"), member=manager)
        left, right = cast.claims()[:2]
        split_claim(claim=left, at=place(left, "said"), member=manager)
        first, _second = told(mine)
        assert first.claims == (right.pk,)

    def test_long_claims_are_quoted_in_short(self, cast, manager):
        article = cast.add_article(f"The mayor said {'and said ' * 30}that it rained.")
        cast.code_all(cast.ana)
        assignment = cast.take(cast.ana)
        (claim,) = cast.claims(article)
        at = place(claim, "that it")
        split_claim(claim=claim, at=at, member=manager)
        (change,) = told(assignment)
        assert change.before[0].startswith("The mayor said and said")
        assert change.after[0].endswith("and said")
        assert change.after[0].startswith("…")
        assert max(len(one) for one in change.before + change.after) <= 80


class TestUndone:
    def test_an_edit_undone_by_somebody_else(self, cast, mine, manager):
        claim = cast.claims()[0]
        step = recut(cast, cast.ana, "split", claim, at=place(claim, "that"))
        undo_claim_edit(edit=step.claim_edit, member=manager)
        (change,) = told(mine)
        assert (change.is_undone, change.who) == (True, "manager")
        assert change.after == (claim.text,)
        assert change.claims == (claim.pk,)

    def test_one_that_was_known_is_told_again_when_it_is_undone_or_redone(
        self, cast, mine, manager
    ):
        claim = cast.claims()[0]
        edit = split_claim(claim=claim, at=place(claim, "that"), member=manager)
        mark_changes_seen(assignment=mine, actor=cast.ana)
        assert told(mine) == []
        undo_claim_edit(edit=edit, member=manager)
        assert [change.is_undone for change in told(mine)] == [True]
        mark_changes_seen(assignment=mine, actor=cast.ana)
        redo_claim_edit(edit=edit, member=manager)
        assert [change.is_undone for change in told(mine)] == [False]

    def test_the_newest_is_the_last(self, cast, mine, manager):
        first, _second, third = cast.claims()
        edit = split_claim(claim=first, at=place(first, "that"), member=manager)
        split_claim(claim=third, at=place(third, "since"), member=manager)
        undo_claim_edit(edit=edit, member=manager)
        whens = [change.when for change in told(mine)]
        assert whens == sorted(whens)
        assert [change.is_undone for change in told(mine)] == [False, True]


class TestWho:
    def test_another_annotator_stays_unnamed(self, cast, mine):
        claim = cast.claims()[0]
        recut(cast, cast.ben, "split", claim, at=place(claim, "that"))
        assert [change.who for change in told(mine)] == ["Another annotator"]
        assert "ben" not in str(told(mine))
        page = cast.client(cast.ana).get(reverse("annotate", args=["quay", mine.public_id]))
        assert not re.search(r"\bben\b", page.content.decode())

    def test_nor_is_one_who_has_left(self, cast, mine):
        claim = cast.claims()[0]
        recut(cast, cast.ben, "split", claim, at=place(claim, "that"))
        remove_member(membership=cast.member(cast.ben))
        assert [change.who for change in told(mine)] == ["Somebody of another project"]

    def test_managers_and_reviewers_are_named(self, cast, mine, manager):
        first, _second, third = cast.claims()
        split_claim(claim=first, at=place(first, "that"), member=manager)
        recut(cast, cast.ben, "split", third, at=place(third, "since"))
        add_member(project=cast.project, user=cast.ben, role="reviewer")
        assert [change.who for change in told(mine)] == ["manager", "ben"]


@pytest.mark.parametrize("edits", [2, 24])
def test_telling_costs_the_same_for_many(cast, mine, manager, edits, django_assert_num_queries):
    for number in range(edits):
        claim = cast.claims()[0]
        change_role(claim=claim, role=("headline", "body")[number % 2], member=manager)
    mine.refresh_from_db()
    with django_assert_num_queries(2):
        assert len(changes_since(mine)) == edits


class TestSentences:
    def test_each_kind(self, cast, mine, manager):
        first, second, third = cast.claims()
        split_claim(claim=third, at=place(third, "since"), member=manager)
        move_boundary(first=first, second=second, at=place(first, "reopen."), member=manager)
        left, right = cast.claims()[:2]
        merge_claims(first=left, second=right, member=manager)
        merged = cast.claims()[0]
        role = change_role(claim=merged, role="headline", member=manager)
        said = sentences(cast, mine)
        assert said[0].startswith(
            "manager split a claim between “The quay has been closed” and “since spring.”"
        )
        assert "moved a boundary: it is now between “The harbour office" in said[1]
        assert "manager merged “The harbour office said" in said[2]
        assert "the role “headline”." in said[3]
        undo_claim_edit(edit=role, member=manager)
        assert "manager took a change back: “The harbour office" in sentences(cast, mine)[3]
        change_role(claim=merged, role="furniture", member=manager)
        assert "the role “furniture”: it is not a claim." in sentences(cast, mine)[4]

    def test_the_links_lead_to_claims_of_the_page(self, cast, mine, manager):
        claim = cast.claims()[0]
        split_claim(claim=claim, at=place(claim, "that"), member=manager)
        context = {"changes": told(mine), "member": cast.member(cast.ana), "assignment": mine}
        html = render_to_string("annotation/_changes.html", context)
        for part in cast.claims()[:2]:
            assert f'<a href="?claim={part.pk}#code" data-go="{part.pk}">' in html

    def test_what_people_wrote_is_escaped(self, cast, manager):
        article = cast.add_article("The <b>mayor</b> said that <script>it</script> rained.")
        cast.code_all(cast.ana)
        assignment = cast.take(cast.ana)
        (claim,) = cast.claims(article)
        split_claim(claim=claim, at=place(claim, "that"), member=manager)
        context = {
            "changes": told(assignment),
            "member": cast.member(cast.ana),
            "assignment": assignment,
        }
        html = render_to_string("annotation/_changes.html", context)
        assert "<script" not in html
        assert "&lt;script" in html

    def test_nothing_is_shown_without_changes(self, cast, mine):
        assert sentences(cast, mine) == []


class TestSeen:
    @pytest.fixture
    def changed(self, cast, mine, manager):
        claim = cast.claims()[0]
        split_claim(claim=claim, at=place(claim, "that"), member=manager)
        return mine

    def address(self, assignment):
        return reverse("annotate_claims_seen", args=["quay", assignment.public_id])

    def test_the_form_leads_back_to_the_page(self, cast, changed):
        answer = cast.client(cast.ana).post(self.address(changed))
        assert answer.url == reverse("annotate", args=["quay", changed.public_id])
        assert told(changed) == []

    def test_a_script_gets_json(self, cast, changed):
        client = cast.client(cast.ana)
        accept = {"accept": "application/json"}
        for body in ("", "{}", json.dumps({"upto": None})):
            answer = client.post(
                self.address(changed), body, content_type="application/json", headers=accept
            )
            assert (answer.status_code, answer.json()) == (200, {})
        assert told(changed) == []

    def test_the_button_of_the_page_hides_what_was_shown_and_no_more(self, cast, changed, manager):
        shown = told(changed)
        context = {"changes": shown, "member": cast.member(cast.ana), "assignment": changed}
        html = render_to_string("annotation/_changes.html", context)
        upto = re.search(r'name="upto" value="([^"]+)"', html).group(1)
        third = cast.claims()[-1]
        split_claim(claim=third, at=place(third, "since"), member=manager)
        cast.client(cast.ana).post(self.address(changed), {"upto": upto})
        assert [change.before for change in told(changed)] == [(third.text,)]

    def test_it_never_goes_back_nor_ahead(self, cast, changed, manager):
        newest = told(changed)[-1].when
        mark_changes_seen(assignment=changed, actor=cast.ana, upto=newest + timedelta(days=365_000))
        third = cast.claims()[-1]
        split_claim(claim=third, at=place(third, "since"), member=manager)
        mark_changes_seen(assignment=changed, actor=cast.ana, upto=newest - timedelta(days=9))
        assert [change.before for change in told(changed)] == [(third.text,)]

    @pytest.mark.parametrize(
        "upto", ["yesterday", "2026-13-45T99:99:99Z", "x" * 5000, 5, [], {"a": 1}, True]
    )
    def test_what_is_no_time(self, cast, changed, upto):
        answer = cast.client(cast.ana).post(
            self.address(changed),
            json.dumps({"upto": upto}),
            content_type="application/json",
            headers={"accept": "application/json"},
        )
        assert answer.status_code == 400
        assert answer.json()["errors"][0]["field"] == "upto"
        assert len(told(changed)) == 1

    @pytest.mark.parametrize("upto", ["0001-01-01T00:00:00+23:59", "9999-12-31T23:59:59-23:59"])
    def test_times_at_the_ends_of_the_calendar(self, cast, changed, upto):
        assert cast.client(cast.ana).post(self.address(changed), {"upto": upto}).status_code == 302

    @pytest.mark.parametrize("name", ["ben", "reviewer", "manager", "stranger"])
    def test_others_find_nothing_here(self, cast, changed, name):
        client = cast.client(getattr(cast, name))
        assert client.post(self.address(changed)).status_code == 404
        with pytest.raises(PermissionDenied):
            mark_changes_seen(assignment=changed, actor=getattr(cast, name))
        assert len(told(changed)) == 1

    def test_a_page_is_not_changed_by_looking(self, cast, changed):
        assert cast.client(cast.ana).get(self.address(changed)).status_code == 405

    def test_the_state_of_the_work_stays_as_old_as_it_was(self, cast, changed):
        """Reviewers' figures are kept by when assignments changed."""
        before = changed.updated_at
        mark_changes_seen(assignment=changed, actor=cast.ana)
        changed.refresh_from_db()
        assert changed.updated_at == before


def test_edits_of_other_articles_are_not_told(cast, mine, manager):
    other = cast.claims(cast.add_article("The mill said so on Friday. It closed."))[0]
    split_claim(claim=other, at=place(other, "on"), member=manager)
    assert ClaimEdit.objects.count() == 1
    assert told(mine) == []
