"""Flags: claims, or the article, that an annotator wants a reviewer to look at."""

import uuid

import pytest

from annotator.annotation.actions import change_role, flags_of, skip_assignment, split_claim
from annotator.annotation.models import Flag, Step
from annotator.errors import Conflict
from tests.annotator.annotation.answering import flag, redo, undo


@pytest.fixture
def mine(cast):
    return cast.take(cast.ana)


def test_a_note_stays_until_it_is_replaced_or_taken_away(cast, mine):
    claim = cast.claims()[0]
    flag(mine, claim, " Two voices? ")
    assert flags_of(mine) == {claim.pk: "Two voices?"}
    flag(mine, claim, "One voice.")
    assert flags_of(mine) == {claim.pk: "One voice."}
    flag(mine, claim, None)
    assert flags_of(mine) == {}


def test_a_flag_needs_no_words(cast, mine):
    claim = cast.claims()[0]
    flag(mine, claim, "  ")
    assert flags_of(mine) == {claim.pk: ""}


def test_the_article_and_each_claim_have_their_own(cast, mine):
    first, second, _third = cast.claims()
    flag(mine, None, "All of it.")
    flag(mine, first, "This.")
    flag(mine, second, "That.")
    flag(mine, first, None)
    assert flags_of(mine) == {None: "All of it.", second.pk: "That."}


def test_each_annotator_has_their_own(cast, mine):
    theirs, claim = cast.take(cast.ben), cast.claims()[0]
    flag(mine, claim, "Mine.")
    flag(theirs, claim, "Theirs.")
    flag(mine, claim, None)
    assert (flags_of(mine), flags_of(theirs)) == ({}, {claim.pk: "Theirs."})


@pytest.mark.parametrize("length", [2000, 2001])
def test_a_note_has_a_limit(cast, mine, length):
    claim = cast.claims()[0]
    if length <= 2000:
        flag(mine, claim, "x" * length)
        return
    with pytest.raises(ValueError, match="At most 2000"):
        flag(mine, claim, "x" * length)
    assert not Flag.objects.exists()


def test_a_claim_of_another_article(cast, mine):
    other = cast.add_article("The lock is shut.")
    with pytest.raises(Conflict, match="Look at the article again"):
        flag(mine, cast.claims(other)[0], "Here.")
    assert not Flag.objects.exists()


def test_a_retired_claim(cast, mine):
    claim = cast.claims()[0]
    split_claim(claim=claim, at=claim.start + 12, member=cast.member(cast.manager))
    with pytest.raises(Conflict, match="Look at the article again"):
        flag(mine, claim, "Here.")


def test_not_when_the_article_is_out_of_hand(cast, mine):
    skip_assignment(assignment=mine, actor=cast.ana, reason="Not mine.")
    with pytest.raises(Conflict, match="skipped"):
        flag(mine, None, "Here.")
    theirs = cast.code_all(cast.ben)
    with pytest.raises(Conflict, match="submitted"):
        flag(theirs, None, "Here.")


# -- steps ----------------------------------------------------------------------------------


def test_undo_and_redo(cast, mine):
    claim = cast.claims()[0]
    steps = [flag(mine, claim, "First."), flag(mine, claim, "Second."), flag(mine, claim, None)]
    seen = []
    for step in reversed(steps):
        turned = undo(cast, mine, step)
        assert turned.flags == {claim.pk: flags_of(mine).get(claim.pk)}
        seen.append(flags_of(mine).get(claim.pk))
    assert seen == ["Second.", "First.", None]
    for step in steps:
        redo(cast, mine, step)
        seen.append(flags_of(mine).get(claim.pk))
    assert seen[3:] == ["First.", "Second.", None]


def test_not_after_a_later_note(cast, mine):
    claim = cast.claims()[0]
    first = flag(mine, claim, "First.")
    second = flag(mine, claim, "Second.")
    with pytest.raises(Conflict, match="changed since"):
        undo(cast, mine, first)
    assert flags_of(mine) == {claim.pk: "Second."}
    undo(cast, mine, second)
    flag(mine, claim, "Third.")
    with pytest.raises(Conflict, match="changed since"):
        redo(cast, mine, second)
    assert flags_of(mine) == {claim.pk: "Third."}


def test_undo_twice_is_once_and_tells_what_stands(cast, mine):
    claim = cast.claims()[0]
    step = flag(mine, claim, "First.")
    undo(cast, mine, step)
    flag(mine, claim, "Second.")
    assert undo(cast, mine, step).flags == {claim.pk: "Second."}
    assert flags_of(mine) == {claim.pk: "Second."}


def test_the_same_step_again_changes_nothing(cast, mine):
    claim, step = cast.claims()[0], uuid.uuid4()
    for _ in range(2):
        assert flag(mine, claim, "First.", step=step).pk == step
    flag(mine, claim, "Second.")
    flag(mine, claim, "First.", step=step)
    assert flags_of(mine) == {claim.pk: "Second."}
    assert Step.objects.count() == 2


def test_the_same_step_again_after_an_undo_stays_undone(cast, mine):
    claim, step = cast.claims()[0], uuid.uuid4()
    flag(mine, claim, "First.", step=step)
    undo(cast, mine, step)
    assert flag(mine, claim, "First.", step=step) is None
    assert flags_of(mine) == {}


def test_the_same_note_is_no_step(cast, mine):
    claim = cast.claims()[0]
    flag(mine, claim, "First.")
    assert flag(mine, claim, " First. ") is None
    assert flag(mine, None, None) is None
    assert Step.objects.count() == 1


def test_not_on_a_claim_that_was_changed_since(cast, mine):
    claim = cast.claims()[0]
    step = flag(mine, claim, "First.")
    split_claim(claim=claim, at=claim.start + 12, member=cast.member(cast.manager))
    with pytest.raises(Conflict, match="Look at the article again"):
        undo(cast, mine, step)


# -- where they show ------------------------------------------------------------------------


def told(cast, mine):
    return cast.client(mine.annotator).get(f"/projects/quay/annotate/{mine.public_id}/answers/")


def test_they_are_told_with_what_stands(cast, mine):
    claim = cast.claims()[0]
    flag(mine, claim, "Here.")
    flag(mine, None, "")
    assert told(cast, mine).json()["flags"] == {str(claim.pk): "Here.", "article": ""}


def test_a_flag_of_what_is_no_claim_any_more_is_not_told(cast, mine):
    claim = cast.claims()[0]
    flag(mine, claim, "Here.")
    change_role(claim=claim, role="furniture", member=cast.member(cast.manager))
    assert told(cast, mine).json()["flags"] == {}


def test_others_flags_are_not_told(cast, mine):
    theirs = cast.take(cast.ben)
    flag(theirs, cast.claims()[0], "Only ben could say so.")
    flag(theirs, None, "Only ben could say so.")
    answer = told(cast, mine)
    assert (answer.json()["flags"], answer.json()["steps"]) == ({}, [])
    page = cast.client(cast.ana).get(f"/projects/quay/annotate/{mine.public_id}/")
    assert "Only ben could say so." not in page.content.decode()
