"""Undo and redo: what comes back, what is refused, what is done once."""

import uuid

import pytest
from django.http import Http404

from annotator.annotation.actions import Answer, split_claim, submit_assignment
from annotator.annotation.models import LabelEvent, Step
from annotator.errors import Conflict
from tests.annotator.annotation.answering import (
    BOTH_YES,
    flag,
    give,
    one,
    redo,
    replayed,
    said,
    stored,
    undo,
)
from tests.annotator.annotation.doings import (
    DOINGS,
    a_confirmation,
    a_note,
    a_set,
    a_text,
    an_article_answer_that_closes_questions,
    four_at_once,
    marked_words,
    what_drops_others,
)


@pytest.fixture
def mine(asking):
    return asking.take(asking.ana)


@pytest.mark.parametrize("doing", DOINGS, ids=lambda doing: doing.__name__)
def test_undo_brings_back_what_was_and_redo_what_came(asking, mine, doing):
    answers = doing(asking, mine, asking.claims()[0])
    before = stored(mine)
    step = give(mine, *answers).step
    after = stored(mine)
    assert before != after
    for turn, wanted in ((undo, before), (redo, after), (undo, before), (redo, after)):
        turn(asking, mine, step)
        assert stored(mine) == wanted
        assert replayed(mine) == wanted


def test_every_kind_after_the_other_can_be_taken_back(asking, mine):
    """One long morning, and then `u` until nothing is left."""
    claim = asking.claims()[0]
    seen = []
    for doing in (a_note, a_text, a_set, marked_words, four_at_once, what_drops_others):
        answers = doing(asking, mine, claim)
        seen.append((stored(mine), give(mine, *answers).step))
    steps = list(mine.steps.order_by("created_at"))
    ours = {step for _before, step in seen}
    for step in reversed(steps):
        undo(asking, mine, step)
        if step.pk in ours:
            assert stored(mine) == next(before for before, pk in seen if pk == step.pk)
    assert stored(mine) == {}
    for step in steps:
        redo(asking, mine, step)
    undo(asking, mine, steps[-1])
    assert stored(mine) == seen[-1][0]


def test_what_was_dropped_comes_back_whole(asking, mine):
    claim = asking.claims()[0]
    given = give(mine, *what_drops_others(asking, mine, claim))
    assert given.dropped == [(claim.pk, "src")]
    assert said(mine, claim) == ["att:none"]
    turned = undo(asking, mine, given.step)
    assert stored(mine)[claim.pk, "src"] == {("src:official", None, "Named twice.", False)}
    assert turned.given.claims[claim.pk].answers == {
        "att": ["att:explicit"],
        "src": ["src:official"],
    }


def test_all_claims_that_an_article_answer_touched_are_told(asking, mine):
    claims = asking.claims()
    given = give(mine, *an_article_answer_that_closes_questions(asking, mine, claims[0]))
    pks = {claim.pk for claim in claims}
    assert set(given.dropped) == {(pk, "voice") for pk in pks}
    assert set(given.claims) == {None, *pks}
    assert not any(given.claims[pk].answers.get("voice") for pk in pks)
    turned = undo(asking, mine, given.step)
    assert all(turned.given.claims[pk].answers["voice"] == ["voice:loud"] for pk in pks)
    assert turned.given.claims[None].answers == {"genre": ["genre:report"]}


def test_a_confirmation_taken_back_waits_to_be_confirmed_again(asking, mine):
    given = give(mine, *a_confirmation(asking, mine, asking.claims()[0]))
    half = asking.claims()[0]
    assert given.claims[half.pk].inherited == []
    turned = undo(asking, mine, given.step)
    assert sorted(turned.given.claims[half.pk].inherited) == ["att", "topic"]


# -- history --------------------------------------------------------------------------------


def test_history_is_appended_under_the_step(asking, mine):
    claim = asking.claims()[0]
    step = give(mine, one(claim, "att", "none")).step
    undo(asking, mine, step)
    redo(asking, mine, step)
    rows = LabelEvent.objects.filter(assignment=mine, step=step)
    assert list(rows.values_list("cause", "before", "after")) == [
        ("answer", [], ["att:none"]),
        ("undo", ["att:none"], []),
        ("redo", [], ["att:none"]),
    ]


def test_a_step_says_what_it_was(asking, mine):
    first, second, _third = asking.claims()
    give(mine, one(first, "att", "none"))
    give(mine, one(None, "genre", "report"))
    give(mine, one(first, "att", "explicit"), one(second, "att", "explicit"))
    rows = mine.steps.order_by("created_at").values_list("kind", "claim", "actor", "undone_at")
    ana = asking.ana.pk
    assert list(rows) == [
        ("answers", first.pk, ana, None),
        ("answers", None, ana, None),
        ("answers", None, ana, None),
    ]


def test_what_did_not_change_keeps_its_time(asking, mine):
    claim = asking.claims()[0]
    give(mine, one(claim, "att", "none"), one(claim, "topic", "a", "b"))
    times = dict(mine.labels.values_list("code__identifier", "updated_at"))
    step = give(mine, one(claim, "topic", "a", "c")).step
    undo(asking, mine, step)
    now = dict(mine.labels.values_list("code__identifier", "updated_at"))
    assert (now["att:none"], now["topic:a"]) == (times["att:none"], times["topic:a"])
    assert now["topic:b"] > times["topic:b"]


# -- twice ----------------------------------------------------------------------------------


@pytest.mark.parametrize("times", [1, 2, 3])
def test_undo_and_redo_are_done_once(asking, mine, times):
    claim = asking.claims()[0]
    step = give(mine, one(claim, "att", "none")).step
    for _ in range(times):
        turned = undo(asking, mine, step)
        assert turned.given.claims[claim.pk].answers == {}
        assert said(mine, claim) == []
    for _ in range(times):
        turned = redo(asking, mine, step)
        assert turned.given.claims[claim.pk].answers == {"att": ["att:none"]}
        assert said(mine, claim) == ["att:none"]
    assert LabelEvent.objects.filter(step=step).count() == 3


def test_undo_again_tells_what_stands_now(asking, mine):
    """The answer to the first undo was lost; somebody answered since."""
    claim = asking.claims()[0]
    step = give(mine, one(claim, "att", "none")).step
    undo(asking, mine, step)
    give(mine, one(claim, "att", "explicit"))
    turned = undo(asking, mine, step)
    assert turned.given.claims[claim.pk].answers == {"att": ["att:explicit"]}
    assert turned.given.step is None


def test_the_same_step_sent_twice_is_done_once(asking, mine):
    claim, step = asking.claims()[0], uuid.uuid4()
    for _ in range(3):
        given = give(mine, one(claim, "att", "none", was=()), step=step)
        assert given.step == step
        assert given.claims[claim.pk].answers == {"att": ["att:none"]}
    assert mine.steps.count() == LabelEvent.objects.count() == 1


def test_sent_again_after_an_undo_it_stays_undone(asking, mine):
    claim, step = asking.claims()[0], uuid.uuid4()
    give(mine, one(claim, "att", "none", was=()), step=step)
    undo(asking, mine, step)
    again = give(mine, one(claim, "att", "none", was=()), step=step)
    assert said(mine, claim) == []
    assert again.step is None
    assert again.claims[claim.pk].answers == {}
    assert Step.objects.get(pk=step).undone_at


def test_sent_again_after_another_answer_nothing_is_overwritten(asking, mine):
    claim, step = asking.claims()[0], uuid.uuid4()
    give(mine, one(claim, "att", "none", was=()), step=step)
    give(mine, one(claim, "att", "explicit"))
    again = give(mine, one(claim, "att", "none", was=()), step=step)
    assert again.claims[claim.pk].answers == {"att": ["att:explicit"]}
    assert said(mine, claim) == ["att:explicit"]


def test_sent_again_it_tells_what_it_had_dropped(asking, mine):
    claim, step = asking.claims()[0], uuid.uuid4()
    answers = an_article_answer_that_closes_questions(asking, mine, claim)
    first = give(mine, *answers, step=step)
    again = give(mine, *answers, step=step)
    assert sorted(again.dropped) == sorted(first.dropped)
    assert again.claims == first.claims


def test_sent_again_after_the_claim_was_split_or_the_article_submitted(asking, mine):
    """A browser that was offline need not be told that its answer came too late: it did not."""
    first, second, third = asking.claims()
    steps = [uuid.uuid4(), uuid.uuid4()]
    give(mine, one(first, "att", "none"), step=steps[0])
    split_claim(claim=first, at=first.start + 12, member=asking.member(asking.manager))
    for claim in (second, third, *asking.claims()[:2]):
        give(mine, one(claim, "att", "none"), Answer(claim.pk, "sig", BOTH_YES))
    give(mine, one(second, "topic", "a"), step=steps[1])
    submit_assignment(assignment=mine, actor=asking.ana)
    count = LabelEvent.objects.count()
    assert give(mine, one(first, "att", "none"), step=steps[0]).step == steps[0]
    assert give(mine, one(second, "topic", "a"), step=steps[1]).step == steps[1]
    with pytest.raises(Conflict, match="submitted"):
        give(mine, one(second, "topic", "b"), step=uuid.uuid4())
    assert LabelEvent.objects.count() == count


def test_what_changes_nothing_is_no_step(asking, mine):
    claim, step = asking.claims()[0], uuid.uuid4()
    give(mine, one(claim, "att", "none"))
    assert give(mine, one(claim, "att", "none"), step=step).step is None
    assert mine.steps.count() == 1
    with pytest.raises(Http404):
        undo(asking, mine, step)


# -- whose ----------------------------------------------------------------------------------


def test_a_step_of_somebody_else_is_not_there(asking, mine):
    theirs = asking.take(asking.ben)
    step = give(theirs, one(asking.claims()[0], "att", "none")).step
    for turn in (undo, redo):
        with pytest.raises(Http404):
            turn(asking, mine, step)
        with pytest.raises(Http404):
            turn(asking, mine, uuid.uuid4())
    assert said(theirs, asking.claims()[0]) == ["att:none"]


def test_the_id_of_a_step_elsewhere_is_refused(asking, mine):
    theirs, claim = asking.take(asking.ben), asking.claims()[0]
    step = give(theirs, one(claim, "att", "none")).step
    with pytest.raises(Conflict, match="another step"):
        give(mine, one(claim, "att", "none"), step=step)
    with pytest.raises(Conflict, match="another step"):
        flag(mine, claim, "Look.", step=step)
    assert said(mine, claim) == []
    assert not mine.flags.exists()


def test_the_id_of_a_step_of_another_kind_is_refused(asking, mine):
    claim, step = asking.claims()[0], uuid.uuid4()
    flag(mine, claim, "Look.", step=step)
    with pytest.raises(Conflict, match="another step"):
        give(mine, one(claim, "att", "none"), step=step)
    assert said(mine, claim) == []
    answered = give(mine, one(claim, "att", "none")).step
    with pytest.raises(Conflict, match="another step"):
        flag(mine, claim, "Other.", step=answered)
    assert mine.flags.get().note == "Look."
