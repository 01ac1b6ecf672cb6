"""Undo, redo, flags and the place in hand, as the page's scripts ask for them."""

import json
import uuid

import pytest
from django.test import Client
from django.urls import reverse

from annotator.annotation.actions import split_claim, submit_assignment
from annotator.annotation.models import Flag, LabelEvent, Step
from tests.annotator.annotation.answering import flag, give, one, stored
from tests.annotator.annotation.test_views_annotate import page, text_of

NAMES = ("annotate_undo", "annotate_redo", "annotate_flag", "annotate_place")


@pytest.fixture
def mine(asking):
    return asking.take(asking.ana)


@pytest.fixture
def claim(asking):
    return asking.claims()[0]


@pytest.fixture
def client(asking):
    return asking.client(asking.ana)


def ask(client, mine, name, **body):
    """`ask(client, mine, "undo", step=...)`."""
    return send(client, mine, f"annotate_{name}", json.dumps(body))


def send(client, mine, name, body):
    return client.post(
        page(mine, name),
        body,
        content_type="application/json",
        headers={"accept": "application/json"},
    )


class TestUndoAndRedo:
    def test_tell_what_stands(self, mine, claim, client):
        give(mine, one(claim, "att", "explicit"), one(claim, "src", "official"))
        step = str(give(mine, one(claim, "att", "none")).step)
        response = ask(client, mine, "undo", step=step)
        assert response.status_code == 200
        assert response.json() == {
            "claims": {
                str(claim.pk): {"answers": {"att": ["att:explicit"], "src": ["src:official"]}}
            },
            "dropped": [],
            "step": step,
            "kind": "answers",
            "flags": {},
            "reload": False,
            "claim": str(claim.pk),
        }
        told = ask(client, mine, "redo", step=step).json()
        assert told["claims"] == {str(claim.pk): {"answers": {"att": ["att:none"]}}}

    def test_tell_of_words_and_marks(self, mine, claim, client):
        span = (claim.start, claim.start + 4)
        give(mine, one(claim, "remark", text="Words."), one(claim, "bias", "loaded", span=span))
        step = give(mine, one(claim, "remark", text=""), one(claim, "bias", span=span)).step
        told = ask(client, mine, "undo", step=str(step)).json()
        mark = {"variable": "bias", "start": span[0], "end": span[1], "codes": ["bias:loaded"]}
        assert told["claims"][str(claim.pk)] == {
            "answers": {"remark": ["remark:text"]},
            "texts": {"remark": "Words."},
            "spans": [mark],
        }

    def test_of_the_article(self, mine, client):
        step = give(mine, one(None, "genre", "report")).step
        told = ask(client, mine, "undo", step=str(step)).json()
        assert (told["claims"], told["claim"]) == ({"article": {}}, "article")

    def test_of_a_flag(self, mine, claim, client):
        step = flag(mine, claim, "Look.")
        told = ask(client, mine, "undo", step=str(step.pk)).json()
        assert (told["kind"], told["flags"]) == ("flag", {str(claim.pk): None})
        told = ask(client, mine, "redo", step=str(step.pk)).json()
        assert told["flags"] == {str(claim.pk): "Look."}

    def test_of_a_state_the_page_is_read_anew(self, cast):
        assignment = cast.code_all(cast.ana)
        step = assignment.steps.get(kind="state")
        told = ask(cast.client(cast.ana), assignment, "undo", step=str(step.pk)).json()
        assert (told["kind"], told["reload"]) == ("state", True)
        assignment.refresh_from_db()
        assert assignment.state == "open"

    def test_outlive_a_reload(self, mine, claim, client):
        """The list that comes with the page tells what can be undone and redone."""
        steps = [give(mine, one(claim, "att", code)).step for code in ("none", "explicit")]
        steps.append(flag(mine, claim, "Look.").pk)
        ask(client, mine, "undo", step=str(steps[2]))
        listed = client.get(page(mine, "annotate_answers")).json()["steps"]
        key = str(claim.pk)
        assert listed == [
            {"id": str(steps[0]), "kind": "answers", "claim": key, "undone": False},
            {"id": str(steps[1]), "kind": "answers", "claim": key, "undone": False},
            {"id": str(steps[2]), "kind": "flag", "claim": key, "undone": True},
        ]

    def test_of_the_last_two_hundred(self, mine, claim, client):
        for number in range(203):
            give(mine, one(claim, "att", "none" if number % 2 else "explicit"))
        listed = client.get(page(mine, "annotate_answers")).json()["steps"]
        newest = mine.steps.order_by("created_at").values_list("pk", flat=True)
        assert [one["id"] for one in listed] == [str(pk) for pk in newest][3:]

    @pytest.mark.parametrize("name", ["undo", "redo"])
    def test_of_nothing(self, mine, client, name):
        assert ask(client, mine, name, step=str(uuid.uuid4())).status_code == 404

    @pytest.mark.parametrize("name", ["undo", "redo"])
    def test_of_somebody_elses_step(self, asking, mine, claim, client, name):
        theirs = asking.take(asking.ben)
        step = give(theirs, one(claim, "att", "none")).step
        assert ask(client, mine, name, step=str(step)).status_code == 404
        assert stored(theirs)

    def test_a_later_change_is_a_conflict_in_words(self, mine, claim, client):
        step = give(mine, one(claim, "att", "none")).step
        give(mine, one(claim, "att", "explicit"))
        response = ask(client, mine, "undo", step=str(step))
        assert response.status_code == 409
        assert response["content-type"] == "application/problem+json"
        assert "changed since" in response.json()["detail"]

    def test_a_conflict_on_a_page_is_a_page(self, mine, claim, client):
        step = give(mine, one(claim, "att", "none")).step
        give(mine, one(claim, "att", "explicit"))
        response = client.post(
            page(mine, "annotate_undo"), {"step": str(step)}, content_type="application/json"
        )
        assert response.status_code == 409
        assert "changed since" in text_of(response)

    def test_a_retired_claim_is_a_conflict(self, asking, mine, claim, client):
        step = give(mine, one(claim, "att", "none")).step
        split_claim(claim=claim, at=claim.start + 12, member=asking.member(asking.manager))
        response = ask(client, mine, "undo", step=str(step))
        assert response.status_code == 409

    def test_what_is_missing_is_listed_when_submit_is_redone(self, cast):
        assignment, claim = cast.code_all(cast.ana), cast.claims()[0]
        client, step = cast.client(cast.ana), str(assignment.steps.get(kind="state").pk)
        ask(client, assignment, "undo", step=step)
        give(assignment, one(claim, "slant"))
        response = ask(client, assignment, "redo", step=step)
        assert response.status_code == 409
        assert response.json()["errors"][0]["field"] == f"claim:{claim.pk}:slant"

    @pytest.mark.parametrize("kind", ["answers", "flag"])
    def test_cost_the_same_however_long_the_history(
        self, mine, claim, client, kind, django_assert_num_queries
    ):
        def step():
            made = give(mine, one(claim, "att", "none")).step if kind == "answers" else flag(
                mine, claim, "Look."
            ).pk  # fmt: skip
            return str(made)

        def count(this):
            from django.db import connection
            from django.test.utils import CaptureQueriesContext

            with CaptureQueriesContext(connection) as queries:
                assert ask(client, mine, "undo", step=this).status_code == 200
            return len(queries)

        few = count(step())
        for _number in range(20):
            give(mine, one(claim, "topic", "a"))
            give(mine, one(claim, "topic", "b"))
        assert count(step()) == few


class TestFlags:
    def test_are_kept_with_their_step(self, mine, claim, client):
        step = str(uuid.uuid4())
        response = ask(client, mine, "flag", claim=claim.pk, note="Look.", step=step)
        assert response.status_code == 200
        assert response.json() == {"flags": {str(claim.pk): "Look."}, "step": step}
        assert mine.flags.get().note == "Look."

    def test_are_taken_away_by_null(self, mine, claim, client):
        ask(client, mine, "flag", claim=claim.pk, note="Look.")
        told = ask(client, mine, "flag", claim=claim.pk, note=None).json()
        assert told["flags"] == {str(claim.pk): None}
        assert not Flag.objects.exists()

    def test_of_the_article(self, mine, client):
        told = ask(client, mine, "flag", claim=None, note="All of it.").json()
        assert told["flags"] == {"article": "All of it."}

    def test_sent_twice_are_given_once(self, mine, claim, client):
        body = {"claim": claim.pk, "note": "Look.", "step": str(uuid.uuid4())}
        answers = [ask(client, mine, "flag", **body).json() for _ in range(2)]
        assert answers[0] == answers[1]
        assert (Flag.objects.count(), Step.objects.count()) == (1, 1)

    def test_markup_in_a_note_is_text(self, mine, claim, client):
        note = "</script><script>alert(1)</script>"
        ask(client, mine, "flag", claim=claim.pk, note=note)
        assert "<script>alert" not in client.get(page(mine)).content.decode()

    def test_a_note_that_is_too_long(self, mine, claim, client):
        response = ask(client, mine, "flag", claim=claim.pk, note="x" * 2001)
        assert response.status_code == 400
        assert response.json()["errors"][0]["field"] == "note"
        assert not Flag.objects.exists()

    def test_a_claim_of_another_article(self, asking, mine, client):
        other = asking.add_article("The lock is shut.")
        response = ask(client, mine, "flag", claim=asking.claims(other)[0].pk, note="Here.")
        assert response.status_code == 409
        assert not Flag.objects.exists()

    def test_after_submitting(self, cast):
        assignment = cast.code_all(cast.ana)
        response = ask(cast.client(cast.ana), assignment, "flag", claim=None, note="Late.")
        assert response.status_code == 409

    def test_what_no_database_holds_is_left_out(self, mine, claim, client):
        send(client, mine, "annotate_flag", f'{{"claim": {claim.pk}, "note": "a\\u0000\\ud800b"}}')
        assert Flag.objects.get().note == "ab"


STEP = str(uuid.UUID(int=7))
JUNK = [
    "",
    "{",
    "[]",
    "null",
    "5",
    '"text"',
    b"\xff\xfe",
    "[" * 100_000,
    '{"a": ' + "9" * 5000 + "}",
]
BAD_STEPS = [
    "{}",
    '{"step": null}',
    '{"step": 5}',
    '{"step": true}',
    '{"step": ""}',
    '{"step": "one"}',
    '{"step": "00000000"}',
    '{"step": []}',
    '{"step": {}}',
    f'{{"step": ["{STEP}"]}}',
    f'{{"step": {{"id": "{STEP}"}}}}',
    f'{{"step": "{STEP}x"}}',
    '{"step": "\\u0000"}',
]
BAD_FLAGS = [
    '{"claim": "1", "note": "x"}',
    '{"claim": true, "note": "x"}',
    '{"claim": 0, "note": "x"}',
    '{"claim": -1, "note": "x"}',
    '{"claim": 1.5, "note": "x"}',
    '{"claim": 99999999999999999999, "note": "x"}',
    '{"claim": [1], "note": "x"}',
    '{"claim": null, "note": 5}',
    '{"claim": null, "note": ["x"]}',
    '{"claim": null, "note": {"x": 1}}',
    '{"claim": null, "note": true}',
    '{"claim": null, "note": "x", "step": "one"}',
    '{"claim": null, "note": "x", "step": 5}',
]
BAD_PLACES = [
    '{"claim": "1"}',
    '{"claim": true}',
    '{"claim": 0}',
    '{"claim": 1e300}',
    '{"claim": NaN}',
    '{"claim": 99999999999999999999}',
    '{"claim": {"id": 1}}',
]
BAD = [
    *((name, body) for name in NAMES for body in JUNK),
    *((name, body) for name in ("annotate_undo", "annotate_redo") for body in BAD_STEPS),
    *(("annotate_flag", body) for body in BAD_FLAGS),
    *(("annotate_place", body) for body in BAD_PLACES),
]


@pytest.mark.parametrize(("name", "body"), BAD, ids=lambda one: str(one)[:40])
def test_bad_bodies_are_refused_in_words(mine, client, name, body):
    response = send(client, mine, name, body)
    assert response.status_code == 400
    assert response["content-type"] == "application/problem+json"
    problem = response.json()
    assert problem["detail"]
    assert problem["errors"]
    assert not Flag.objects.exists()
    assert not LabelEvent.objects.exists()


@pytest.mark.parametrize("name", [*NAMES, "annotate_reopen"])
class TestWho:
    def body(self, asking, mine, name):
        claim = asking.claims()[0]
        step = str(give(mine, one(claim, "att", "none")).step)
        return json.dumps({"step": step, "claim": claim.pk, "note": "Only ana could say so."})

    @pytest.mark.parametrize("who", ["ben", "reviewer", "manager", "stranger"])
    def test_nobody_else(self, asking, mine, name, who):
        body = self.body(asking, mine, name)
        before = stored(mine)
        if name == "annotate_flag":
            body = body.replace(json.loads(body)["step"], STEP)
        client = asking.client(getattr(asking, who))
        assert send(client, mine, name, body).status_code == 404
        assert send(client, mine, name, "{").status_code == 404
        mine.refresh_from_db()
        assert (stored(mine), mine.state, mine.place_id) == (before, "open", None)
        assert not Flag.objects.exists()

    def test_a_script_is_told_that_the_login_has_ended(self, asking, mine, name):
        response = send(asking.client(None), mine, name, self.body(asking, mine, name))
        assert response.status_code == 401
        assert response["content-type"] == "application/problem+json"
        assert "Log in again" in response.json()["detail"]

    def test_a_person_logs_in_and_comes_to_the_page(self, asking, mine, name):
        response = asking.client(None).post(page(mine, name))
        assert response.url == f"{reverse('account_login')}?next={page(mine)}"

    def test_only_by_post(self, mine, client, name):
        for method in (client.get, client.head, client.put, client.delete):
            assert method(page(mine, name)).status_code == 405

    def test_only_with_the_token_of_the_page(self, asking, mine, name):
        strict = Client(enforce_csrf_checks=True)
        strict.force_login(asking.ana)
        body = self.body(asking, mine, name)
        before = stored(mine)
        response = send(strict, mine, name, body)
        assert response.status_code == 403
        assert response["content-type"] == "application/problem+json"
        mine.refresh_from_db()
        assert (stored(mine), mine.place_id) == (before, None)
        assert not Flag.objects.exists()

    def test_another_projects_address_leads_nowhere(self, mine, client, name):
        address = reverse(name, args=["quay", mine.public_id])
        assert client.post(address, "{}", content_type="application/json").status_code == 404

    def test_not_after_leaving_the_project(self, asking, mine, client, name):
        from annotator.projects.actions import remove_member

        body = self.body(asking, mine, name)
        remove_member(membership=asking.member(asking.ana))
        assert send(client, mine, name, body).status_code == 404


def test_a_submitted_article_keeps_its_answers(cast):
    """Whatever is asked for by hand, agreement is computed on what was submitted."""
    assignment = cast.code_all(cast.ana, submit=False)
    steps = [str(pk) for pk in assignment.steps.values_list("pk", flat=True)]
    submit_assignment(assignment=assignment, actor=cast.ana)
    before, client = stored(assignment), cast.client(cast.ana)
    for name in ("undo", "redo"):
        for step in steps:
            status = ask(client, assignment, name, step=step).status_code
            assert status == (409 if name == "undo" else 200)  # redone already
    assert stored(assignment) == before
