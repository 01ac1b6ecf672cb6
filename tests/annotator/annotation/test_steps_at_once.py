"""Two tabs, a browser that repeats itself, two people: at the same moment, against real locks."""

import json
import uuid

import pytest

from annotator.annotation.actions import skip_assignment
from annotator.annotation.models import Assignment, Flag, LabelEvent, Step
from tests.annotator.annotation.answering import replayed, said, stored
from tests.annotator.annotation.recutting import assert_tiles, let_annotators_edit, recut
from tests.annotator.annotation.test_recut import at_once
from tests.annotator.annotation.test_views_annotate import page

pytestmark = [pytest.mark.threads, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def stage(transactional_db, cast):
    return cast


@pytest.fixture
def mine(stage):
    return stage.take(stage.ana)


def tab(cast, assignment):
    """A function that sends to one assignment, as a tab of its annotator does."""
    client = cast.client(assignment.annotator)

    def send(name, **body):
        response = client.post(
            page(assignment, f"annotate_{name}"),
            json.dumps(body),
            content_type="application/json",
            headers={"accept": "application/json"},
        )
        return response.status_code, response.json()

    return send


def statuses(outcomes):
    return sorted(one[0] if isinstance(one, tuple) else repr(one) for one in outcomes)


def answers(claim, code, **more):
    return {"claim": claim.pk, "answers": [{"variable": "slant", "codes": [code], **more}]}


def assert_in_order(assignment):
    assert stored(assignment) == replayed(assignment)
    assert assignment.steps.count() == len(
        set(LabelEvent.objects.filter(assignment=assignment).values_list("step", flat=True))
    )


def test_two_tabs_save_the_same_claim(stage, mine):
    """Both are taken, one after the other; the history says in which order."""
    claim = stage.claims()[0]
    first, second = tab(stage, mine), tab(stage, mine)
    outcomes = at_once(
        lambda: first("answers", **answers(claim, "slant:none"), step=str(uuid.uuid4())),
        lambda: second("answers", **answers(claim, "slant:strong"), step=str(uuid.uuid4())),
    )
    assert statuses(outcomes) == [200, 200]
    assert len(said(mine, claim)) == 1
    assert LabelEvent.objects.count() == 2
    assert_in_order(mine)


def test_of_two_tabs_that_both_saw_nothing_one_is_told(stage, mine):
    claim = stage.claims()[0]
    sends = [tab(stage, mine) for _ in range(2)]
    bodies = [answers(claim, code, was=[]) for code in ("slant:none", "slant:strong")]
    outcomes = at_once(
        lambda: sends[0]("answers", **bodies[0]), lambda: sends[1]("answers", **bodies[1])
    )
    assert statuses(outcomes) == [200, 409]
    (told,) = [body for status, body in outcomes if status == 409]
    assert told["errors"][0]["code"] == "stale"
    assert LabelEvent.objects.count() == 1


def test_a_step_sent_many_times_is_stored_once(stage, mine):
    claim, step = stage.claims()[0], str(uuid.uuid4())
    sends = [tab(stage, mine) for _ in range(6)]
    body = answers(claim, "slant:some", was=[])
    outcomes = at_once(*(lambda send=send: send("answers", **body, step=step) for send in sends))
    assert statuses(outcomes) == [200] * 6
    assert {told["step"] for _status, told in outcomes} == {step}
    assert (Step.objects.count(), LabelEvent.objects.count()) == (1, 1)
    assert said(mine, claim) == ["slant:some"]


def test_one_id_for_the_steps_of_two_people(stage, mine):
    theirs, claim, step = stage.take(stage.ben), stage.claims()[0], str(uuid.uuid4())
    body = answers(claim, "slant:some")
    sends = [tab(stage, mine), tab(stage, theirs)]
    outcomes = at_once(*(lambda send=send: send("answers", **body, step=step) for send in sends))
    assert statuses(outcomes) == [200, 409]
    assert len(said(mine, claim)) + len(said(theirs, claim)) == 1


def test_undo_and_another_answer(stage, mine):
    """Undo comes first, or it is told that it comes too late; the answer always stands."""
    claim, send = stage.claims()[0], tab(stage, mine)
    _status, told = send("answers", **answers(claim, "slant:none"))
    other = tab(stage, mine)
    outcomes = at_once(
        lambda: send("undo", step=told["step"]),
        lambda: other("answers", **answers(claim, "slant:strong")),
    )
    assert outcomes[1][0] == 200, outcomes
    assert outcomes[0][0] in (200, 409), outcomes
    assert said(mine, claim) == ["slant:strong"]
    undone = Step.objects.get(pk=told["step"]).undone_at is not None
    assert undone == (outcomes[0][0] == 200)
    assert_in_order(mine)


def test_undo_sent_many_times_is_done_once(stage, mine):
    claim, send = stage.claims()[0], tab(stage, mine)
    _status, told = send("answers", **answers(claim, "slant:none"))
    sends = [tab(stage, mine) for _ in range(5)]
    outcomes = at_once(*(lambda one=one: one("undo", step=told["step"]) for one in sends))
    assert statuses(outcomes) == [200] * 5
    assert {json.dumps(body["claims"]) for _status, body in outcomes} == {f'{{"{claim.pk}": {{}}}}'}
    assert LabelEvent.objects.count() == 2
    assert said(mine, claim) == []


def test_undo_and_redo_from_two_tabs(stage, mine):
    claim, send = stage.claims()[0], tab(stage, mine)
    _status, told = send("answers", **answers(claim, "slant:none"))
    sends = [tab(stage, mine) for _ in range(6)]
    outcomes = at_once(
        *(
            lambda one=one, name=name: one(name, step=told["step"])
            for one, name in zip(sends, ["undo", "redo"] * 3, strict=True)
        )
    )
    assert statuses(outcomes) == [200] * 6
    undone = Step.objects.get(pk=told["step"]).undone_at is not None
    assert said(mine, claim) == ([] if undone else ["slant:none"])
    assert_in_order(mine)


def test_a_flag_sent_many_times(stage, mine):
    claim = stage.claims()[0]
    sends = [tab(stage, mine) for _ in range(6)]
    body = {"claim": claim.pk, "note": "Look."}
    outcomes = at_once(*(lambda one=one: one("flag", **body) for one in sends))
    assert statuses(outcomes) == [200] * 6
    assert (Flag.objects.count(), Step.objects.count()) == (1, 1)


def test_an_answer_and_submit(stage):
    """What is submitted is what stood; an answer that comes late is refused."""
    mine = stage.code_all(stage.ana, submit=False)
    claim, send = stage.claims()[0], tab(stage, mine)
    client = stage.client(stage.ana)
    outcomes = at_once(
        lambda: send("answers", **answers(claim, "slant:strong")),
        lambda: client.post(page(mine, "annotate_submit")).status_code,
    )
    assert outcomes[1] == 302, outcomes
    assert outcomes[0][0] in (200, 409), outcomes
    wanted = "slant:strong" if outcomes[0][0] == 200 else "slant:none"
    assert said(mine, claim) == ["att:none", wanted]


def test_undo_of_submit_and_taking_the_next_article(stage):
    """One open article a person, whoever comes first."""
    for number in range(8):
        stage.add_article(f"Article number {number} said that the road was open.")
    for _round in range(4):
        mine = stage.code_all(stage.ana)
        step = str(mine.steps.get(kind="state").pk)
        send, client = tab(stage, mine), stage.client(stage.ana)
        outcomes = at_once(
            lambda send=send, step=step: send("undo", step=step),
            lambda client=client: client.post("/projects/quay/next/").status_code,
        )
        assert outcomes[0][0] == 200, outcomes
        assert outcomes[1] == 302, outcomes
        own = Assignment.objects.filter(annotator=stage.ana)
        assert own.filter(state="open").count() == 1
        assert Assignment.objects.get(pk=mine.pk).is_writable
        for assignment in own.filter(state__in=("open", "returned")):
            skip_assignment(assignment=assignment, actor=stage.ana, reason="Next round.")


def test_two_who_want_the_last_place_back(stage, mine):
    theirs = stage.take(stage.ben)
    for assignment in (mine, theirs):
        skip_assignment(assignment=assignment, actor=assignment.annotator, reason="In Dutch.")
    assert stage.take(stage.cleo).slot == 0
    sends = [(tab(stage, one), str(one.steps.get().pk)) for one in (mine, theirs)]
    outcomes = at_once(
        *(lambda send=send, step=step: send("undo", step=step) for send, step in sends)
    )
    assert statuses(outcomes) == [200, 409]
    (told,) = [body for status, body in outcomes if status == 409]
    assert "all its annotators" in told["detail"]
    slots = Assignment.objects.counted().values_list("slot", flat=True)
    assert sorted(slots) == [0, 1]


def test_two_people_undo_their_changes_of_claims(stage, mine):
    """The locks are taken in one order, so neither waits for the other for ever."""
    let_annotators_edit(stage)
    theirs = stage.take(stage.ben)
    first, second, third = stage.claims()
    steps = [
        recut(stage, stage.ana, "split", first, assignment=mine, at=first.start + 12),
        recut(stage, stage.ben, "split", third, assignment=theirs, at=third.start + 9),
    ]
    sends = [tab(stage, mine), tab(stage, theirs)]
    outcomes = at_once(
        lambda: sends[0]("undo", step=str(steps[0].pk)),
        lambda: sends[1]("undo", step=str(steps[1].pk)),
    )
    assert statuses(outcomes) == [200, 200]
    assert [claim.pk for claim in stage.claims()] == [claim.pk for claim in (first, second, third)]
    assert_tiles(stage.article)


def test_an_answer_of_the_page_and_one_of_the_api(stage, mine):
    claim, send = stage.claims()[0], tab(stage, mine)
    client = stage.client(stage.ana)
    body = {"claim": claim.pk, "variable": "slant", "codes": ["slant:none"]}
    outcomes = at_once(
        lambda: send("answers", **answers(claim, "slant:strong")),
        lambda: (
            client.post(
                "/api/v1/projects/quay/labels/", json.dumps(body), content_type="application/json"
            ).status_code
        ),
    )
    assert (outcomes[0][0], outcomes[1]) == (200, 200), outcomes
    assert len(said(mine, claim)) == 1
    assert Step.objects.count() == 2
    assert_in_order(mine)
