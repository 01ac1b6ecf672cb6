"""What stands in the way of undo and redo: later answers, changed claims, a submitted article."""

import pytest

from annotator.annotation.actions import Answer, merge_claims, split_claim, submit_assignment
from annotator.annotation.models import LabelEvent
from annotator.errors import Conflict
from annotator.projects.actions import change_settings
from tests.annotator.annotation.answering import BOTH_YES, flag, give, one, redo, said, stored, undo
from tests.annotator.annotation.doings import an_article_answer_that_closes_questions, words


@pytest.fixture
def mine(asking):
    return asking.take(asking.ana)


def refused(turn, asking, mine, step, match):
    before, count = stored(mine), LabelEvent.objects.count()
    with pytest.raises(Conflict, match=match):
        turn(asking, mine, step)
    assert stored(mine) == before
    assert LabelEvent.objects.count() == count


def test_not_after_a_later_change_of_the_same_answer(asking, mine):
    claim = asking.claims()[0]
    first = give(mine, one(claim, "att", "none")).step
    second = give(mine, one(claim, "att", "explicit")).step
    refused(undo, asking, mine, first, "changed since")
    undo(asking, mine, second)
    undo(asking, mine, first)
    assert said(mine, claim) == []
    refused(redo, asking, mine, second, "changed since")


def test_a_later_note_is_a_later_change(asking, mine):
    claim = asking.claims()[0]
    step = give(mine, one(claim, "att", "none")).step
    give(mine, one(claim, "att", "none", note="Why not."))
    refused(undo, asking, mine, step, "changed since")


def test_other_answers_do_not_stand_in_the_way(asking, mine):
    first, second, _third = asking.claims()
    step = give(mine, one(first, "att", "none")).step
    give(mine, one(first, "topic", "a"), one(second, "att", "none"))
    undo(asking, mine, step)
    assert (said(mine, first), said(mine, second)) == (["topic:a"], ["att:none"])


def test_a_question_that_a_step_opened_is_answered_since(asking, mine):
    claim = asking.claims()[0]
    give(mine, one(claim, "att", "none"))
    opened = give(mine, one(claim, "att", "explicit")).step
    give(mine, one(claim, "src", "official"))
    refused(undo, asking, mine, opened, "Undo those first")


def test_a_step_that_would_close_a_question_answered_since_is_not_done_again(asking, mine):
    claim = asking.claims()[0]
    give(mine, one(claim, "att", "explicit"))
    closing = give(mine, one(claim, "att", "none")).step
    undo(asking, mine, closing)
    give(mine, one(claim, "src", "official"))
    refused(redo, asking, mine, closing, "Undo those first")


def test_an_answer_does_not_come_back_to_a_question_closed_since(asking, mine):
    claim = asking.claims()[0]
    give(mine, one(claim, "att", "explicit"), one(claim, "src", "official"))
    cleared = give(mine, one(claim, "src")).step
    give(mine, one(claim, "att", "none"))
    refused(undo, asking, mine, cleared, "Undo those first")


def test_an_article_answer_that_claims_build_on(asking, mine):
    claim = asking.claims()[0]
    give(mine, one(None, "genre", "opinion"))
    opened = give(mine, one(None, "genre", "report")).step
    give(mine, one(claim, "voice", "loud"))
    refused(undo, asking, mine, opened, "Undo those first")


def test_words_whose_attribute_was_given_since(asking, mine):
    claim = asking.claims()[0]
    marked = give(mine, one(claim, "bias", "loaded", span=words(claim))).step
    attribute = give(mine, one(claim, "bias_holder", "outlet", span=words(claim))).step
    refused(undo, asking, mine, marked, "Undo those first")
    undo(asking, mine, attribute)
    undo(asking, mine, marked)
    refused(redo, asking, mine, attribute, "Undo those first")


def test_a_claim_that_was_changed_since(asking, mine):
    claim, manager = asking.claims()[0], asking.member(asking.manager)
    step = give(mine, one(claim, "att", "none")).step
    split_claim(claim=claim, at=claim.start + 12, member=manager)
    refused(undo, asking, mine, step, "Undo that change first")


def test_an_article_answer_when_one_of_its_claims_was_changed(asking, mine):
    claims = asking.claims()
    step = give(mine, *an_article_answer_that_closes_questions(asking, mine, claims[0])).step
    member = asking.member(asking.manager)
    merge_claims(first=claims[0], second=claims[1], member=member)
    refused(undo, asking, mine, step, "Undo that change first")


def test_a_question_that_is_switched_off(asking, mine):
    claim = asking.claims()[0]
    step = give(mine, one(claim, "topic", "a")).step
    change_settings(
        project=asking.project,
        title="Asking",
        overlap=2,
        guidelines="",
        variable_ids=["att", "src", "sig"],
    )
    refused(undo, asking, mine, step, "no longer asked")


def test_not_in_a_submitted_article(asking, mine):
    for claim in asking.claims():
        step = give(mine, one(claim, "att", "none"), Answer(claim.pk, "sig", BOTH_YES)).step
    flagged = flag(mine, None, "Look.")
    submit_assignment(assignment=mine, actor=asking.ana)
    refused(undo, asking, mine, step, "submitted")
    refused(undo, asking, mine, flagged, "submitted")
    assert mine.flags.exists()
