"""Submitting, skipping and reopening are steps too: taken back, and only while they may be."""

import pytest
from django.urls import reverse

from annotator.annotation import actions
from annotator.annotation.models import Assignment, AssignmentEvent
from annotator.errors import Conflict
from annotator.review.actions import adjudicate


def last_step(assignment):
    return assignment.steps.order_by("created_at").last()


def turn(cast, assignment, how="undo", step=None):
    held = actions.lock_assignment(
        public_id=assignment.public_id, slug="quay", user=assignment.annotator
    )
    act = {"undo": actions.undo_step, "redo": actions.redo_step}[how]
    member = cast.member(assignment.annotator)
    return act(assignment=held, step_id=(step or last_step(held)).pk, member=member)


def state(assignment) -> str:
    return Assignment.objects.get(pk=assignment.pk).state


def decide_something(cast):
    cast.code_all(cast.ben, slant="strong")
    adjudicate(
        member=cast.member(cast.reviewer),
        claim=cast.claims()[0],
        variable="slant",
        codes=["slant:none"],
        reason="The guideline says so.",
    )


class TestSubmitted:
    def test_undo_opens_it_again_and_redo_hands_it_in(self, cast):
        assignment = cast.code_all(cast.ana)
        turn(cast, assignment)
        assert state(assignment) == "open"
        cast.answer(
            assignment := Assignment.objects.get(pk=assignment.pk), cast.claims()[0], slant="some"
        )
        step = assignment.steps.get(kind="state")
        turn(cast, assignment, "redo", step)
        assert state(assignment) == "submitted"
        moves = AssignmentEvent.objects.filter(assignment=assignment).values_list("before", "after")
        assert list(moves) == [
            ("", "open"), ("open", "submitted"), ("submitted", "open"), ("open", "submitted"),
        ]  # fmt: skip

    def test_with_another_article_open_it_comes_back_beside_it(self, cast):
        cast.add_article("The mill is shut.")
        assignment = cast.code_all(cast.ana)
        other = cast.take(cast.ana)
        turn(cast, assignment)
        assert (state(assignment), state(other)) == ("returned", "open")

    def test_it_is_not_handed_in_again_with_answers_missing(self, cast):
        assignment = cast.code_all(cast.ana)
        step = last_step(assignment)
        turn(cast, assignment)
        held = Assignment.objects.get(pk=assignment.pk)
        gone = actions.Answer(cast.claims()[0].pk, "slant", ())
        actions.give_labels(assignment=held, answers=[gone], actor=cast.ana)
        with pytest.raises(Conflict, match="missing"):
            turn(cast, assignment, "redo", step)
        assert state(assignment) == "open"

    def test_it_stays_once_a_reviewer_has_decided(self, cast):
        assignment = cast.code_all(cast.ana)
        decide_something(cast)
        with pytest.raises(Conflict, match="has decided"):
            turn(cast, assignment)
        with pytest.raises(Conflict, match="has decided"):
            actions.reopen_submitted(assignment=assignment, actor=cast.ana)
        assert not actions.may_reopen(assignment)
        assert state(assignment) == "submitted"

    def test_reopening_is_a_step_of_its_own(self, cast):
        assignment = cast.code_all(cast.ana)
        actions.reopen_submitted(assignment=assignment, actor=cast.ana)
        assert state(assignment) == "returned"
        turn(cast, assignment)
        assert state(assignment) == "submitted"


class TestSkipped:
    def skip(self, cast):
        assignment = cast.take(cast.ana)
        actions.skip_assignment(assignment=assignment, actor=cast.ana, reason="I know the author.")
        return assignment

    def test_undo_takes_the_place_again(self, cast):
        assignment = self.skip(cast)
        turn(cast, assignment)
        held = Assignment.objects.get(pk=assignment.pk)
        assert (held.state, held.slot, held.reason) == ("open", 0, "")

    def test_not_when_others_have_taken_all_places(self, cast):
        assignment = self.skip(cast)
        cast.take(cast.ben)
        cast.take(cast.cleo)
        with pytest.raises(Conflict, match="all its annotators"):
            turn(cast, assignment)
        assert state(assignment) == "skipped"


def test_the_button_reopens_and_says_why_not(cast):
    assignment = cast.code_all(cast.ana)
    client = cast.client(cast.ana)
    page = reverse("annotate", args=["quay", assignment.public_id])
    assert "Reopen" in client.get(page).content.decode()
    shown = client.post(f"{page}reopen/", follow=True).content.decode()
    assert "Open again" in shown
    assert state(assignment) == "returned"
    actions.submit_assignment(assignment=assignment, actor=cast.ana)
    decide_something(cast)
    shown = client.get(page).content.decode()
    assert "Reopen" not in shown
    assert "has decided" in client.post(f"{page}reopen/", follow=True).content.decode()


class TestPlace:
    def test_work_goes_on_where_it_was(self, cast):
        assignment, client = cast.take(cast.ana), cast.client(cast.ana)
        page = reverse("annotate", args=["quay", assignment.public_id])
        claim = cast.claims()[2]
        sent = client.post(f"{page}place/", {"claim": claim.pk}, content_type="application/json")
        assert sent.status_code == 200
        assert "Claim 3 of 3" in client.get(page).content.decode()

    def test_a_claim_of_another_article_is_not_kept(self, cast):
        assignment = cast.take(cast.ana)
        other = cast.claims(cast.add_article("The mill is shut."))[0]
        actions.remember_place(assignment=assignment, claim_id=other.pk)
        assert Assignment.objects.get(pk=assignment.pk).place is None
