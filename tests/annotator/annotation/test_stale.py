"""What the sender believed to stand: an answer on top of somebody else's is refused."""

import pytest

from annotator.annotation.actions import Answer
from annotator.annotation.models import LabelEvent
from annotator.errors import Conflict
from tests.annotator.annotation.answering import give, one, said, stored


@pytest.fixture
def mine(asking):
    return asking.take(asking.ana)


@pytest.fixture
def claim(asking):
    return asking.claims()[0]


def refused(mine, answer):
    before, count = stored(mine), LabelEvent.objects.count()
    with pytest.raises(Conflict, match="answered elsewhere") as found:
        give(mine, answer)
    assert [(error["field"], error["code"]) for error in found.value.errors] == [
        ("0.codes", "stale")
    ]
    assert stored(mine) == before
    assert LabelEvent.objects.count() == count


def test_what_is_believed_stands(mine, claim):
    give(mine, one(claim, "att", "none", was=()))
    give(mine, one(claim, "att", "explicit", was=("att:none",)))
    give(mine, one(claim, "att", was=("att:explicit",)))
    assert said(mine, claim) == []


def test_something_else_stands(mine, claim):
    give(mine, one(claim, "att", "none"))
    refused(mine, one(claim, "att", "explicit", was=()))
    refused(mine, one(claim, "att", was=("att:explicit",)))


def test_nothing_stands_any_more(mine, claim):
    refused(mine, one(claim, "att", "explicit", was=("att:none",)))


def test_the_other_tab_said_the_same(mine, claim):
    give(mine, one(claim, "att", "none"))
    give(mine, one(claim, "att", "none", was=()))
    assert said(mine, claim) == ["att:none"]


def test_who_says_nothing_replaces(mine, claim):
    give(mine, one(claim, "att", "none"))
    give(mine, one(claim, "att", "explicit"))
    assert said(mine, claim) == ["att:explicit"]


def test_the_order_of_several_codes_does_not_matter(mine, claim):
    give(mine, one(claim, "topic", "a", "b"))
    give(mine, one(claim, "topic", "c", was=("topic:b", "topic:a")))
    refused(mine, one(claim, "topic", was=("topic:c", "topic:a")))


def test_an_inherited_answer_can_be_confirmed(asking, mine, claim):
    from annotator.annotation.actions import split_claim

    give(mine, one(claim, "att", "none"))
    split_claim(claim=claim, at=claim.start + 12, member=asking.member(asking.manager))
    half = asking.claims()[0]
    give(mine, one(half, "att", "none", was=("att:none",)))
    assert stored(mine)[half.pk, "att"] == {("att:none", None, "", False)}


def test_words_are_compared_by_words(mine, claim):
    give(mine, one(claim, "remark", text="First.", was=()))
    refused(mine, one(claim, "remark", text="Mine.", was=()))
    refused(mine, one(claim, "remark", text="", was=("Another.",)))
    give(mine, one(claim, "remark", text="First.", was=()))
    give(mine, one(claim, "remark", text="Second.", was=("First.",)))
    give(mine, one(claim, "remark", text=" ", was=("Second.",)))
    assert said(mine, claim) == []


def test_each_stretch_of_words_is_compared_by_itself(mine, claim):
    here, there = (claim.start, claim.start + 3), (claim.start + 4, claim.start + 8)
    give(mine, one(claim, "bias", "loaded", span=here, was=()))
    give(mine, one(claim, "bias", "vague", span=there, was=()))
    refused(mine, one(claim, "bias", "vague", span=here, was=()))
    give(mine, one(claim, "bias", span=here, was=("bias:loaded",)))
    assert said(mine, claim) == ["bias:vague"]


def test_one_stale_answer_refuses_all(mine, claim):
    give(mine, one(claim, "att", "none"))
    with pytest.raises(Conflict) as found:
        give(mine, one(claim, "topic", "a", was=()), one(claim, "att", "explicit", was=()))
    assert found.value.errors[0]["field"] == "1.codes"
    assert said(mine, claim) == ["att:none"]


def test_of_two_answers_to_one_question_the_later_is_compared(mine, claim):
    give(mine, one(claim, "att", "none"))
    give(
        mine,
        one(claim, "att", "explicit", was=("att:none",)),
        Answer(claim.pk, "att", (), was=("att:none",)),
    )
    assert said(mine, claim) == []


def test_switched_off_and_unknown_questions_are_told_as_such(mine, claim):
    with pytest.raises(ValueError, match="not asked"):
        give(mine, one(claim, "nothing", "x", was=("nothing:y",)))
