"""Editing claims from the annotate page."""

import json
import threading
import uuid

import pytest
from django.db import connection, transaction
from django.urls import reverse
from django.utils import timezone

from annotator.annotation.actions import (
    lock_assignment,
    split_claim,
    undo_step,
)
from annotator.annotation.actions.claims import hold_answers
from annotator.annotation.models import Step
from annotator.errors import Conflict
from articles.models import Claim, ClaimEdit
from tests.annotator.annotation.recutting import (
    assert_tiles,
    labels_on,
    let_annotators_edit,
    recut,
    segments,
)

STEP = "5f0f6f0e-8d35-4a0c-9a31-8f0b9a6c1d01"


@pytest.fixture
def assignment(cast):
    let_annotators_edit(cast)
    return cast.take(cast.ana)


@pytest.fixture
def client(cast):
    return cast.client(cast.ana)


def post(client, assignment, body):
    return client.post(
        reverse("annotate_claims", args=["quay", assignment.public_id]),
        body if isinstance(body, (str, bytes)) else json.dumps(body),
        content_type="application/json",
        headers={"accept": "application/json"},
    )


def ask(client, assignment, kind, claim, **more):
    body = {"step": str(uuid.uuid4()), "kind": kind, "claim": claim.pk, **more}
    return post(client, assignment, body)


class TestKinds:
    def test_split_goes_on_with_the_left_part(self, cast, assignment, client):
        claim = cast.claims()[0]
        answer = ask(client, assignment, "split", claim, at=claim.start + claim.text.index("that"))
        left, right = cast.claims()[:2]
        assert answer.status_code == 200
        assert (answer.json()["kind"], answer.json()["claim"]) == ("split", left.pk)
        assert left.text == "The harbour office said on Monday"
        assert right.text == "that the north quay would reopen."
        assert_tiles(cast.article)

    def test_merge_with_the_next(self, cast, assignment, client):
        answer = ask(client, assignment, "merge", cast.claims()[0])
        assert answer.json()["claim"] == cast.claims()[0].pk
        assert len(cast.claims()) == 2
        assert_tiles(cast.article)

    def test_move_the_end(self, cast, assignment, client):
        first, second, _third = cast.claims()
        answer = ask(client, assignment, "move", first, edge="end", at=second.start + 4)
        left, right = cast.claims()[:2]
        assert answer.json()["claim"] == left.pk
        assert (left.text[-3:], right.text[:6]) == ("Two", "people")

    def test_move_the_start(self, cast, assignment, client):
        first, second, _third = cast.claims()
        at = first.end - len("reopen.")
        answer = ask(client, assignment, "move", second, edge="start", at=at)
        right = cast.claims()[1]
        assert answer.json()["claim"] == right.pk
        assert right.text.startswith("reopen.\n\nTwo people")

    def test_another_role(self, cast, assignment, client):
        claim = cast.claims()[0]
        answer = ask(client, assignment, "role", claim, role="headline")
        assert answer.json()["claim"] == cast.claims()[0].pk
        assert cast.claims()[0].role == "headline"

    def test_no_claim_any_more(self, cast, assignment, client):
        claim = cast.claims()[0]
        answer = ask(client, assignment, "role", claim, role="furniture")
        assert answer.json()["claim"] is None
        furniture = Claim.objects.current().get(role="furniture")
        answer = ask(client, assignment, "role", furniture, role="body")
        assert answer.json()["claim"] == cast.claims()[0].pk

    def test_places_are_code_points(self, cast, client):
        let_annotators_edit(cast)
        cast.add_article("“🌊🌊 rose,” said the mayor, and the 🚢 left the quay.")
        cast.code_all(cast.ana)
        assignment = cast.take(cast.ana)
        (claim,) = cast.claims(assignment.article)
        at = assignment.article.text.index("and the")
        ask(client, assignment, "split", claim, at=at)
        left, right = cast.claims(assignment.article)
        assert (left.text[-1], right.text) == (",", "and the 🚢 left the quay.")
        assert_tiles(assignment.article)


class TestSteps:
    def test_an_edit_is_a_step(self, cast, assignment, client):
        first, second, _third = cast.claims()
        body = {"step": STEP, "kind": "move", "claim": second.pk, "edge": "start"}
        answer = post(client, assignment, {**body, "at": first.end - len("reopen.")})
        step = Step.objects.get(pk=STEP)
        assert answer.json()["step"] == STEP
        assert (step.kind, step.claim_edit) == ("claim_edit", ClaimEdit.objects.get())
        assert (step.assignment, step.actor, step.claim) == (assignment, cast.ana, first)
        assert step.undone_at is None

    def test_the_same_step_again_changes_nothing(self, cast, assignment, client):
        claim = cast.claims()[0]
        body = {"step": STEP, "kind": "split", "claim": claim.pk, "at": claim.start + 12}
        first = post(client, assignment, body)
        after = segments(cast.article)
        again = [post(client, assignment, body) for _ in range(3)]
        assert [one.status_code for one in again] == [200] * 3
        assert [one.json() for one in again] == [first.json()] * 3
        assert segments(cast.article) == after
        assert ClaimEdit.objects.count() == 1

    def test_also_when_nobody_may_edit_any_more(self, cast, assignment, client):
        claim = cast.claims()[0]
        body = {"step": STEP, "kind": "split", "claim": claim.pk, "at": claim.start + 12}
        first = post(client, assignment, body)
        cast.code_all(cast.ben)
        assert post(client, assignment, body).json() == first.json()
        assert post(client, assignment, {**body, "step": str(uuid.uuid4())}).status_code == 403

    def test_the_step_of_another_assignment_is_refused(self, cast, assignment, client):
        claim = cast.claims()[0]
        other = recut(cast, cast.ben, "split", claim, at=claim.start + 12)
        left = cast.claims()[0]
        body = {"step": str(other.pk), "kind": "split", "claim": left.pk, "at": left.start + 4}
        before = segments(cast.article)
        assert post(client, assignment, body).status_code == 409
        assert segments(cast.article) == before
        assert ClaimEdit.objects.count() == 1

    def test_the_id_of_a_step_of_another_kind_is_refused(self, cast, assignment, client):
        claim = cast.claims()[0]
        cast.answer(assignment, claim, slant="some")
        taken = str(Step.objects.get().pk)
        body = {"step": taken, "kind": "split", "claim": claim.pk, "at": claim.start + 12}
        assert post(client, assignment, body).status_code == 409
        assert cast.claims()[0] == claim


class TestMeanwhile:
    def test_the_second_is_told_and_nothing_is_lost(self, cast, assignment, client):
        claim = cast.claims()[0]
        cast.answer(assignment, claim, slant="some")
        ben = cast.client(cast.ben)
        theirs = ask(ben, cast.take(cast.ben), "split", claim, at=claim.start + 12)
        after = segments(cast.article)
        for more in ({"kind": "split", "at": claim.start + 4}, {"kind": "merge"}):
            mine = post(client, assignment, {"step": STEP, "claim": claim.pk, **more})
            assert mine.status_code == 409
            assert mine.json()["detail"].startswith("The claims of this article were changed in")
            assert mine.json()["errors"][0]["code"] == "retired"
        assert theirs.status_code == 200
        assert segments(cast.article) == after
        assert labels_on(after[0]) == labels_on(after[1]) == [("slant:some", True)]
        assert not Step.objects.filter(pk=STEP).exists()

    @pytest.mark.parametrize(
        ("kind", "number", "edge"), [("merge", 0, ""), ("move", 0, "end"), ("move", 2, "start")]
    )
    def test_another_neighbour_than_the_page_shows(
        self, cast, assignment, client, kind, number, edge
    ):
        claims = cast.claims()
        shown = claims[1]
        split_claim(claim=shown, at=shown.start + 4, member=cast.member(cast.manager))
        before = segments(cast.article)
        more = {"neighbour": shown.pk, "at": shown.start + 10, **({"edge": edge} if edge else {})}
        answer = ask(client, assignment, kind, claims[number], **more)
        assert answer.status_code == 409
        assert segments(cast.article) == before

    def test_the_neighbour_that_the_page_shows(self, cast, assignment, client):
        first, second, _third = cast.claims()
        answer = ask(client, assignment, "merge", first, neighbour=second.pk)
        assert answer.status_code == 200


HUGE = 10**40


class TestBadBodies:
    @pytest.mark.parametrize(
        ("change", "field"),
        [
            ({"step": None}, "step"),
            ({"step": "not one"}, "step"),
            ({"step": 5}, "step"),
            ({"step": []}, "step"),
            ({"claim": None}, "claim"),
            ({"claim": "12"}, "claim"),
            ({"claim": True}, "claim"),
            ({"claim": 0}, "claim"),
            ({"claim": -1}, "claim"),
            ({"claim": 1.5}, "claim"),
            ({"claim": HUGE}, "claim"),
            ({"claim": 2**63 - 1}, "claim"),
            ({"kind": None}, "kind"),
            ({"kind": "delete"}, "kind"),
            ({"kind": ["split"]}, "kind"),
            ({"at": None}, "at"),
            ({"at": "12"}, "at"),
            ({"at": False}, "at"),
            ({"at": -1}, "at"),
            ({"at": 1.5}, "at"),
            ({"at": HUGE}, "at"),
            ({"at": 2**31}, "at"),
            ({"at": 2**31 - 1}, "at"),
            ({"at": 0}, "at"),
            ({"at": {"start": 1}}, "at"),
            ({"neighbour": "next"}, "neighbour"),
            ({"neighbour": HUGE}, "neighbour"),
            ({"kind": "move"}, "edge"),
            ({"kind": "move", "edge": "middle"}, "edge"),
            ({"kind": "move", "edge": 1}, "edge"),
            ({"kind": "move", "edge": "start", "at": 12}, "edge"),
            ({"kind": "role"}, "role"),
            ({"kind": "role", "role": "emperor"}, "role"),
            ({"kind": "role", "role": "\ud83d"}, "role"),
            ({"kind": "role", "role": "a\x00"}, "role"),
            ({"kind": "role", "role": {}}, "role"),
            ({"kind": "role", "role": "body"}, "role"),
        ],
    )
    def test_the_field_is_named(self, cast, assignment, client, change, field):
        claim = cast.claims()[0]
        body = {"step": STEP, "kind": "split", "claim": claim.pk, "at": claim.start + 12}
        before = segments(cast.article)
        answer = post(client, assignment, {**body, **change})
        assert answer.status_code == 400, answer.content
        assert answer["content-type"] == "application/problem+json"
        assert [one["field"] for one in answer.json()["errors"]] == [field]
        assert all(one["message"] for one in answer.json()["errors"])
        assert segments(cast.article) == before
        assert not ClaimEdit.objects.exists()
        assert not Step.objects.exists()

    @pytest.mark.parametrize(
        "body", ["", "{", "[]", "5", "null", '"x"', b"\xff\xfe", "[" * 100_000, "9" * 5000]
    )
    def test_what_is_no_object(self, assignment, client, body):
        assert post(client, assignment, body).status_code == 400

    @pytest.mark.parametrize("place", ["before", "after", "edge", "white space"])
    def test_a_place_outside_the_claim(self, cast, assignment, client, place):
        first, claim, last = cast.claims()
        at = {
            "before": first.start + 4,
            "after": last.start + 4,
            "edge": claim.start,
            "white space": claim.end + 1,
        }[place]
        answer = ask(client, assignment, "split", claim, at=at)
        assert answer.status_code == 400
        assert answer.json()["errors"][0]["field"] == "at"

    def test_a_joint_that_is_there_already(self, cast, assignment, client):
        first, second, _third = cast.claims()
        for at in (second.start, first.end, first.end + 1):
            answer = ask(client, assignment, "move", first, edge="end", at=at)
            assert answer.status_code == 400
            assert "there already" in answer.json()["detail"]

    def test_nothing_follows_the_last(self, cast, assignment, client):
        answer = ask(client, assignment, "merge", cast.claims()[-1])
        assert answer.status_code == 400
        assert answer.json()["errors"][0]["message"] == "Nothing follows this claim."

    def test_a_claim_of_another_article(self, cast, assignment, client):
        other = cast.claims(cast.add_article("A mill said so. It closed."))[0]
        answer = ask(client, assignment, "merge", other)
        assert answer.status_code == 400
        assert answer.json()["errors"][0]["field"] == "claim"


class TestWho:
    def test_annotators_whom_the_project_does_not_let(self, cast, client):
        assignment = cast.take(cast.ana)
        answer = ask(client, assignment, "merge", cast.claims()[0])
        assert answer.status_code == 403
        assert "only managers" in answer.json()["detail"]
        assert len(cast.claims()) == 3

    def test_after_the_first_submission(self, cast, assignment, client):
        cast.code_all(cast.ben)
        answer = ask(client, assignment, "merge", cast.claims()[0])
        assert answer.status_code == 403
        assert "submitted" in answer.json()["detail"]

    @pytest.mark.parametrize("name", ["ben", "reviewer", "manager", "stranger"])
    def test_others_find_nothing_here(self, cast, assignment, name):
        cast.take(cast.ben)
        client = cast.client(getattr(cast, name))
        assert ask(client, assignment, "merge", cast.claims()[0]).status_code == 404

    def test_logged_out_and_wrong_method(self, cast, assignment, client):
        assert ask(cast.client(None), assignment, "merge", cast.claims()[0]).status_code == 401
        url = reverse("annotate_claims", args=["quay", assignment.public_id])
        assert client.get(url).status_code == 405


# -- at the same time -------------------------------------------------------------------------


def at_once(*acts):
    """Run each act in a thread of its own, together; returns what each returned or raised."""
    outcomes = [None] * len(acts)
    gate = threading.Barrier(len(acts))

    def run(number):
        try:
            gate.wait(timeout=60)
            outcomes[number] = acts[number]()
        except BaseException as error:
            outcomes[number] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(number,)) for number in range(len(acts))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=120)
    return outcomes


@pytest.mark.threads
@pytest.mark.django_db(transaction=True)
class TestAtOnce:
    @pytest.fixture
    def pair(self, transactional_db, cast):
        let_annotators_edit(cast)
        return cast, cast.take(cast.ana), cast.take(cast.ben)

    def test_of_two_people_one_is_told(self, pair):
        cast, mine, theirs = pair
        claim = cast.claims()[0]
        for assignment in (mine, theirs):
            cast.answer(assignment, claim, slant="some")
        outcomes = at_once(
            lambda: recut(cast, cast.ana, "split", claim, assignment=mine, at=claim.start + 12),
            lambda: recut(cast, cast.ben, "merge", claim, assignment=theirs),
        )
        (refused,) = [one for one in outcomes if isinstance(one, Exception)]
        assert isinstance(refused, Conflict), refused
        assert "changed in the meantime" in refused.message
        assert ClaimEdit.objects.count() == Step.objects.filter(kind="claim_edit").count() == 1
        assert_tiles(cast.article)
        for label in claim.labels.all():
            assert label.code.identifier == "slant:some"
        assert claim.labels.count() == 2

    def test_of_one_step_sent_many_times_one_is_done(self, pair):
        cast, mine, _theirs = pair
        claim, step = cast.claims()[0], uuid.uuid4()

        def send():
            at = claim.start + 12
            done = recut(cast, cast.ana, "split", claim, assignment=mine, step=step, at=at)
            return done.after

        outcomes = at_once(*[send] * 6)
        assert outcomes == [{"kind": "split", "claim": cast.claims()[0].pk}] * 6
        assert ClaimEdit.objects.count() == 1

    def test_an_answer_and_an_edit(self, pair):
        """The answer comes first and goes along, or it is refused; it never gets lost."""
        cast, mine, theirs = pair
        claim = cast.claims()[0]

        def answer():
            with transaction.atomic():
                held = lock_assignment(public_id=mine.public_id, slug="quay", user=cast.ana)
                held.annotator = cast.ana
                cast.answer(held, claim, slant="some")

        answered, edited = at_once(
            answer,
            lambda: recut(cast, cast.ben, "split", claim, assignment=theirs, at=claim.start + 12),
        )
        assert not isinstance(edited, Exception), edited
        assert answered is None or isinstance(answered, Conflict), answered
        wanted = [("slant:some", True)] if answered is None else []
        assert labels_on(cast.claims()[0]) == wanted

    def test_two_who_undo_while_each_holds_an_own_lock(self, pair):
        """On PostgreSQL they wait for each other until it refuses one: a clear answer, no 500."""
        if connection.vendor != "postgresql":
            pytest.skip("SQLite has one writer at a time: nobody waits for anybody half-way.")
        cast, mine, theirs = pair
        first, _second, third = cast.claims()
        steps = [
            recut(cast, cast.ana, "split", first, assignment=mine, at=first.start + 12),
            recut(cast, cast.ben, "split", third, assignment=theirs, at=third.start + 9),
        ]
        both = threading.Barrier(2)

        def undo(assignment, user, step):
            with transaction.atomic():
                held = lock_assignment(public_id=assignment.public_id, slug="quay", user=user)
                both.wait(timeout=60)
                return undo_step(assignment=held, step_id=step.pk, member=cast.member(user))

        outcomes = at_once(
            lambda: undo(mine, cast.ana, steps[0]), lambda: undo(theirs, cast.ben, steps[1])
        )
        refused = [one for one in outcomes if isinstance(one, Exception)]
        assert [type(one) for one in refused] == [Conflict]
        assert "at this moment" in refused[0].message
        assert ClaimEdit.objects.filter(undone_at__isnull=False).count() == 1
        assert_tiles(cast.article)

    def test_nobody_waits_for_ever_when_all_locks_are_taken_in_one_order(self, pair):
        cast, mine, theirs = pair
        first, _second, third = cast.claims()
        steps = [
            recut(cast, cast.ana, "split", first, assignment=mine, at=first.start + 12),
            recut(cast, cast.ben, "split", third, assignment=theirs, at=third.start + 9),
        ]

        def undo(assignment, user, step):
            with transaction.atomic():
                hold_answers(assignment.article_id)
                held = lock_assignment(public_id=assignment.public_id, slug="quay", user=user)
                return undo_step(assignment=held, step_id=step.pk, member=cast.member(user))

        outcomes = at_once(
            lambda: undo(mine, cast.ana, steps[0]), lambda: undo(theirs, cast.ben, steps[1])
        )
        assert not [one for one in outcomes if isinstance(one, Exception)]
        assert len(cast.claims()) == 3
        assert_tiles(cast.article)


def test_undone_edits_keep_their_step(cast, assignment):
    claim = cast.claims()[0]
    step = recut(cast, cast.ana, "split", claim, at=claim.start + 12)
    with transaction.atomic():
        held = lock_assignment(public_id=assignment.public_id, slug="quay", user=cast.ana)
        undo_step(assignment=held, step_id=step.pk, member=cast.member(cast.ana))
    step.refresh_from_db()
    assert step.undone_at <= timezone.now()
    assert recut(cast, cast.ana, "split", claim, step=step.pk, at=claim.start + 12) == step
    assert cast.claims()[0] == claim
