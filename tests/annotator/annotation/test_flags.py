"""Flags: set, changed, taken away, undone; for reviewers only."""

import json
import uuid

import pytest
from django.urls import reverse

from annotator.annotation import actions
from annotator.annotation.models import Flag
from annotator.errors import Conflict


@pytest.fixture
def mine(cast):
    return cast.take(cast.ana)


def send(client, assignment, name, **body):
    return client.post(
        reverse(f"annotate_{name}", args=["quay", assignment.public_id]),
        json.dumps(body),
        content_type="application/json",
        headers={"accept": "application/json"},
    )


def notes(assignment):
    return dict(Flag.objects.filter(assignment=assignment).values_list("claim_id", "note"))


def test_set_change_take_away_and_undo_each(cast, mine):
    client, claim = cast.client(cast.ana), cast.claims()[0]
    steps = []
    for note in ("Who?", "Who says so?", None):
        told = send(client, mine, "flag", claim=claim.pk, note=note, step=str(uuid.uuid4())).json()
        assert told["flags"] == {str(claim.pk): note}
        steps.append(told["step"])
    assert notes(mine) == {}
    for step, stands in zip(reversed(steps), ("Who says so?", "Who?", None), strict=True):
        told = send(client, mine, "undo", step=step).json()
        assert told["flags"] == {str(claim.pk): stands}
        assert notes(mine) == ({claim.pk: stands} if stands else {})
    send(client, mine, "redo", step=steps[0])
    assert notes(mine) == {claim.pk: "Who?"}


def test_sent_twice_it_is_one_step(cast, mine):
    client, step = cast.client(cast.ana), str(uuid.uuid4())
    for _ in range(2):
        assert send(client, mine, "flag", claim=None, note="x", step=step).status_code == 200
    assert mine.steps.count() == 1
    assert notes(mine) == {None: "x"}


@pytest.mark.parametrize(
    "body",
    [{"claim": "1", "note": ""}, {"claim": True}, {"claim": None, "note": 3}, {"step": "x"}],
)
def test_bad_bodies_are_told(cast, mine, body):
    answer = send(cast.client(cast.ana), mine, "flag", **body)
    assert answer.status_code == 400
    assert answer.json()["errors"]
    assert not Flag.objects.exists()


def test_too_long_elsewhere_or_too_late(cast, mine):
    client = cast.client(cast.ana)
    assert send(client, mine, "flag", claim=None, note="x" * 2001).status_code == 400
    other = cast.claims(cast.add_article("The mill is shut."))[0]
    assert send(client, mine, "flag", claim=other.pk, note="x").status_code == 409
    for claim in cast.claims():
        cast.answer(mine, claim, att="none", slant="none")
    actions.submit_assignment(assignment=mine, actor=cast.ana)
    assert send(client, mine, "flag", claim=None, note="x").status_code == 409
    assert not Flag.objects.exists()


@pytest.mark.parametrize("name", ["flag", "undo", "redo", "place"])
def test_nobody_elses(cast, mine, name):
    for user in (cast.ben, cast.reviewer, cast.manager, cast.stranger):
        body = {"claim": None, "note": "x", "step": str(uuid.uuid4())}
        assert send(cast.client(user), mine, name, **body).status_code == 404
    assert send(cast.client(None), mine, name, claim=None).status_code == 401
    assert (
        cast.client(cast.ana)
        .get(reverse(f"annotate_{name}", args=["quay", mine.public_id]))
        .status_code
        == 405
    )


@pytest.mark.parametrize("name", ["undo", "redo"])
@pytest.mark.parametrize("step", [None, 3, "x", "00000000", [], {}])
def test_a_step_is_named_by_a_uuid(cast, mine, name, step):
    assert send(cast.client(cast.ana), mine, name, step=step).status_code == 400


def test_a_flag_on_a_claim_that_was_cut_since_is_not_taken_back(cast, mine):
    claim = cast.claims()[0]
    step = actions.flag_claim(assignment=mine, claim_id=claim.pk, note="x", actor=cast.ana)
    at = claim.start + claim.text.index("that the north")
    actions.split_claim(claim=claim, at=at, member=cast.member(cast.manager))
    with pytest.raises(Conflict, match="was changed in the meantime"):
        actions.undo_step(assignment=mine, step_id=step.pk, member=cast.member(cast.ana))
