"""Submitting, skipping and reopening, taken back and done again."""

import uuid

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404

from annotator.annotation.actions import (
    may_reopen,
    reopen_submitted,
    return_assignment,
    skip_assignment,
    states,
    submit_assignment,
    take_next,
)
from annotator.annotation.models import Assignment, Step
from annotator.errors import Conflict
from annotator.projects.actions import add_member
from annotator.review.actions import adjudicate
from tests.annotator.annotation.answering import flag, give, one, redo, undo
from tests.annotator.annotation.test_views_annotate import page, text_of


def state_of(assignment):
    return Assignment.objects.values_list("state", "slot", "reason").get(pk=assignment.pk)


def states_of(assignment):
    """The history: (before, after, reason) of every change."""
    rows = assignment.events.order_by("pk")
    return list(rows.values_list("before", "after", "reason"))


def last_step(assignment):
    return assignment.steps.filter(kind=Step.Kind.STATE).latest("created_at")


def decide(cast, claim, codes=("slant:none",)):
    member = cast.member(cast.reviewer)
    return adjudicate(member=member, claim=claim, variable="slant", codes=list(codes))


def skip(assignment, reason="In Dutch."):
    skip_assignment(assignment=assignment, actor=assignment.annotator, reason=reason)


def fill_places(cast):
    for user in (cast.ben, cast.cleo):
        cast.take(user)


@pytest.fixture
def submitted(cast):
    return cast.code_all(cast.ana)


@pytest.fixture
def skipped(cast):
    assignment = cast.take(cast.ana)
    skip(assignment)
    return assignment


class TestUndoOfSubmit:
    def test_the_article_is_open_again(self, cast, submitted):
        turned = undo(cast, submitted, last_step(submitted))
        assert turned.reload
        assert state_of(submitted) == ("open", 0, "")
        assert states_of(submitted) == [
            ("", "open", ""),
            ("open", "submitted", ""),
            ("submitted", "open", ""),
        ]
        assert cast.take(cast.ana) == submitted
        give(submitted, one(cast.claims()[0], "slant", "strong"))

    def test_redo_submits_again(self, cast, submitted):
        step = last_step(submitted)
        undo(cast, submitted, step)
        redo(cast, submitted, step)
        assert state_of(submitted) == ("submitted", 0, "")
        assert states_of(submitted)[-1] == ("open", "submitted", "")
        undo(cast, submitted, step)
        assert state_of(submitted)[0] == "open"

    def test_twice_is_once(self, cast, submitted):
        step = last_step(submitted)
        for _ in range(3):
            assert undo(cast, submitted, step).reload
        assert len(states_of(submitted)) == 3
        for _ in range(3):
            assert redo(cast, submitted, step).reload
        assert len(states_of(submitted)) == 4

    def test_redo_with_an_answer_missing_is_refused_and_says_which(self, cast, submitted):
        step, claim = last_step(submitted), cast.claims()[0]
        undo(cast, submitted, step)
        give(submitted, one(claim, "slant"))
        with pytest.raises(Conflict, match="cannot be submitted") as refused:
            redo(cast, submitted, step)
        assert [error["field"] for error in refused.value.errors] == [f"claim:{claim.pk}:slant"]
        assert state_of(submitted)[0] == "open"
        assert Step.objects.get(pk=step.pk).undone_at

    def test_with_another_article_in_hand_it_is_sent_back(self, cast, submitted):
        second = cast.add_article("The mill said it would close.")
        other = cast.take(cast.ana)
        assert other.article == second
        step = last_step(submitted)
        undo(cast, submitted, step)
        assert state_of(submitted) == ("returned", 0, "")
        assert states_of(submitted)[-1] == ("submitted", "returned", "")
        assert state_of(other)[0] == "open"
        redo(cast, submitted, step)
        assert state_of(submitted)[0] == "submitted"

    def test_not_once_a_reviewer_has_decided(self, cast, submitted):
        decide(cast, cast.claims()[0])
        with pytest.raises(Conflict, match="has decided"):
            undo(cast, submitted, last_step(submitted))
        assert state_of(submitted)[0] == "submitted"
        assert last_step(submitted).undone_at is None

    def test_sent_back_by_a_reviewer_meanwhile(self, cast, submitted):
        """It is in hand already; to say that it was never submitted would be a lie."""
        step = last_step(submitted)
        member = cast.member(cast.reviewer)
        return_assignment(assignment=submitted, member=member, reason="Claim 2.")
        with pytest.raises(Conflict, match="changed since"):
            undo(cast, submitted, step)
        assert state_of(submitted) == ("returned", 0, "Claim 2.")
        submit_assignment(assignment=submitted, actor=cast.ana)
        with pytest.raises(Conflict, match="changed since"):
            undo(cast, submitted, step)
        assert state_of(submitted)[0] == "submitted"

    def test_it_says_again_why_it_was_sent_back(self, cast, submitted):
        member = cast.member(cast.reviewer)
        return_assignment(assignment=submitted, member=member, reason="Claim 2.")
        submit_assignment(assignment=submitted, actor=cast.ana)
        undo(cast, submitted, last_step(submitted))
        assert state_of(submitted) == ("returned", 0, "Claim 2.")


class TestUndoOfSkip:
    def test_the_place_is_taken_again(self, cast, skipped):
        assert state_of(skipped) == ("skipped", None, "In Dutch.")
        undo(cast, skipped, last_step(skipped))
        assert state_of(skipped) == ("open", 0, "")
        assert states_of(skipped)[-1] == ("skipped", "open", "")

    def test_another_place_where_somebody_took_that_one(self, cast, skipped):
        assert cast.take(cast.ben).slot == 0
        undo(cast, skipped, last_step(skipped))
        assert state_of(skipped) == ("open", 1, "")

    def test_not_when_all_places_are_taken(self, cast, skipped):
        fill_places(cast)
        with pytest.raises(Conflict, match="all its annotators"):
            undo(cast, skipped, last_step(skipped))
        assert state_of(skipped) == ("skipped", None, "In Dutch.")
        assert last_step(skipped).undone_at is None

    def test_with_another_article_in_hand_it_waits_behind_it(self, cast, skipped):
        cast.add_article("The mill said it would close.")
        other = cast.take(cast.ana)
        undo(cast, skipped, last_step(skipped))
        assert state_of(skipped) == ("returned", 0, "")
        assert cast.take(cast.ana) == other

    def test_redo_skips_again_with_the_reason(self, cast, skipped):
        step = last_step(skipped)
        undo(cast, skipped, step)
        redo(cast, skipped, step)
        assert state_of(skipped) == ("skipped", None, "In Dutch.")
        assert states_of(skipped)[-1] == ("open", "skipped", "In Dutch.")

    def test_the_answers_of_before_are_there(self, cast):
        assignment = cast.take(cast.ana)
        cast.answer(assignment, cast.claims()[0], slant="some")
        skip(assignment)
        undo(cast, assignment, last_step(assignment))
        cast.answer(assignment, cast.claims()[0], att="none")
        assert assignment.labels.count() == 2

    def test_answers_are_not_undone_in_a_skipped_article(self, cast):
        assignment = cast.take(cast.ana)
        step = give(assignment, one(cast.claims()[0], "slant", "some")).step
        skip(assignment)
        with pytest.raises(Conflict, match="skipped"):
            undo(cast, assignment, step)
        assert assignment.labels.count() == 1

    @pytest.mark.parametrize("role", ["reviewer", "manager"])
    def test_not_after_having_seen_what_others_answered(self, cast, skipped, role):
        """Who reviewed in between comes back blind to new articles only."""
        add_member(project=cast.project, user=cast.ana, role=role)
        with pytest.raises(Http404):
            undo(cast, skipped, last_step(skipped))
        add_member(project=cast.project, user=cast.ana, role="annotator")
        with pytest.raises(Conflict, match="changed since"):
            undo(cast, skipped, last_step(skipped))
        assert state_of(skipped)[0] == "skipped"

    def test_not_the_one_before_leaving_either(self, cast, submitted):
        step = last_step(submitted)
        undo(cast, submitted, step)
        add_member(project=cast.project, user=cast.ana, role="reviewer")
        add_member(project=cast.project, user=cast.ana, role="annotator")
        with pytest.raises(Conflict, match="changed since"):
            redo(cast, submitted, step)
        assert state_of(submitted)[0] == "released"


class TestReopen:
    def test_the_article_is_in_hand_again(self, cast, submitted):
        assert may_reopen(submitted)
        reopened = reopen_submitted(assignment=submitted, actor=cast.ana)
        assert (reopened.state, reopened.is_writable) == ("returned", True)
        assert states_of(submitted)[-1] == ("submitted", "returned", "")
        assert cast.take(cast.ana) == submitted
        give(submitted, one(cast.claims()[0], "slant", "strong"))

    def test_it_is_a_step(self, cast, submitted):
        reopen_submitted(assignment=submitted, actor=cast.ana)
        step = last_step(submitted)
        undo(cast, submitted, step)
        assert state_of(submitted)[0] == "submitted"
        redo(cast, submitted, step)
        assert state_of(submitted)[0] == "returned"

    def test_undo_of_it_does_not_submit_what_is_incomplete(self, cast, submitted):
        reopen_submitted(assignment=submitted, actor=cast.ana)
        give(submitted, one(cast.claims()[0], "slant"))
        with pytest.raises(Conflict, match="cannot be submitted"):
            undo(cast, submitted, last_step(submitted))
        assert state_of(submitted)[0] == "returned"

    def test_twice_is_once(self, cast, submitted):
        for _ in range(2):
            reopen_submitted(assignment=submitted, actor=cast.ana)
        assert len(states_of(submitted)) == 3

    def test_beside_another_article(self, cast, submitted):
        cast.add_article("The mill said it would close.")
        other = cast.take(cast.ana)
        reopen_submitted(assignment=submitted, actor=cast.ana)
        assert (state_of(submitted)[0], state_of(other)[0]) == ("returned", "open")

    def test_not_once_a_reviewer_has_decided(self, cast, submitted):
        decide(cast, cast.claims()[1])
        submitted.refresh_from_db()
        assert not may_reopen(submitted)
        with pytest.raises(Conflict, match="has decided"):
            reopen_submitted(assignment=submitted, actor=cast.ana)
        assert state_of(submitted)[0] == "submitted"

    def test_again_once_the_decision_is_withdrawn(self, cast, submitted):
        decide(cast, cast.claims()[1])
        decide(cast, cast.claims()[1], codes=())
        submitted.refresh_from_db()
        assert may_reopen(submitted)
        assert reopen_submitted(assignment=submitted, actor=cast.ana).is_writable

    def test_a_decision_on_another_article_is_none_on_this(self, cast, submitted):
        other = cast.add_article("The mill said it would close.")
        cast.code_all(cast.ana)
        decide(cast, cast.claims(other)[0])
        submitted.refresh_from_db()
        assert may_reopen(submitted)

    def test_a_decision_in_another_project_is_none_in_this(self, cast, submitted, asking):
        """One text, two projects: each is decided by itself."""
        assert asking.project != cast.project
        adjudicate(
            member=asking.member(asking.reviewer),
            claim=asking.claims()[0],
            variable="att",
            codes=["att:none"],
        )
        submitted.refresh_from_db()
        assert may_reopen(submitted)

    def test_not_a_skipped_one(self, cast, skipped):
        skipped.refresh_from_db()
        assert not may_reopen(skipped)
        with pytest.raises(Conflict, match="skipped"):
            reopen_submitted(assignment=skipped, actor=cast.ana)

    def test_not_somebody_elses(self, cast, submitted):
        with pytest.raises(PermissionDenied):
            reopen_submitted(assignment=submitted, actor=cast.ben)
        assert state_of(submitted)[0] == "submitted"

    def test_others_are_blind_to_it_again(self, cast, submitted):
        """Open means: not submitted, so its labels count nowhere until it is handed in."""
        from annotator.annotation.models import Label

        assert Label.objects.submitted().exists()
        reopen_submitted(assignment=submitted, actor=cast.ana)
        assert not Label.objects.submitted().exists()

    def test_by_its_button(self, cast, submitted):
        client = cast.client(cast.ana)
        assert "Reopen" in text_of(client.get(page(submitted)))
        response = client.post(page(submitted, "annotate_reopen"), follow=True)
        assert response.redirect_chain == [(page(submitted), 302)]
        assert "Open again" in text_of(response)
        assert state_of(submitted)[0] == "returned"

    def test_the_button_says_why_not(self, cast, submitted):
        decide(cast, cast.claims()[1])
        client = cast.client(cast.ana)
        assert "Reopen" not in text_of(client.get(page(submitted)))
        response = client.post(page(submitted, "annotate_reopen"), follow=True)
        assert "A reviewer has decided on this article" in text_of(response)
        assert state_of(submitted)[0] == "submitted"


class TestSteps:
    def test_submit_skip_and_reopen_are_steps(self, cast, submitted):
        reopen_submitted(assignment=submitted, actor=cast.ana)
        skip(submitted)
        rows = submitted.steps.filter(kind="state").order_by("created_at")
        assert list(rows.values_list("before", "after")) == [
            ("open", "submitted"),
            ("submitted", "returned"),
            ("returned", "skipped"),
        ]

    def test_they_are_taken_back_last_first(self, cast, submitted):
        reopen_submitted(assignment=submitted, actor=cast.ana)
        submit_assignment(assignment=submitted, actor=cast.ana)
        first, second, third = submitted.steps.filter(kind="state").order_by("created_at")
        for early in (first, second):
            with pytest.raises(Conflict, match="changed since"):
                undo(cast, submitted, early)
        for step, state in ((third, "returned"), (second, "submitted"), (first, "open")):
            undo(cast, submitted, step)
            assert state_of(submitted)[0] == state
        with pytest.raises(Conflict, match="changed since"):
            redo(cast, submitted, third)
        for step, state in ((first, "submitted"), (second, "returned"), (third, "submitted")):
            redo(cast, submitted, step)
            assert state_of(submitted)[0] == state

    def test_answers_flags_and_states_make_one_line(self, cast):
        """`u` from a submitted article back to an empty one, and all of it again."""
        assignment = cast.code_all(cast.ana, submit=False)
        flag(assignment, None, "Look.")
        submit_assignment(assignment=assignment, actor=cast.ana)
        steps = list(assignment.steps.order_by("created_at"))
        for step in reversed(steps):
            undo(cast, assignment, step)
        assert not assignment.labels.exists()
        assert not assignment.flags.exists()
        for step in steps:
            redo(cast, assignment, step)
        assert state_of(assignment)[0] == "submitted"
        assert assignment.labels.count() == 6

    def test_nobody_turns_anothers_state(self, cast, submitted):
        theirs = cast.take(cast.ben)
        for turn in (undo, redo):
            with pytest.raises(Http404):
                turn(cast, theirs, last_step(submitted))
            with pytest.raises(Http404):
                turn(cast, theirs, uuid.uuid4())
        assert state_of(submitted)[0] == "submitted"


class TestSomebodyWasFaster:
    """The database refuses what another request has just taken; the annotator never sees that."""

    def test_another_article_was_opened_at_the_same_moment(self, cast, submitted, monkeypatch):
        cast.add_article("The mill said it would close.")
        other = cast.take(cast.ana)
        looked = iter([False, True])
        monkeypatch.setattr(states, "_has_another_open", lambda _held: next(looked))
        undo(cast, submitted, last_step(submitted))
        assert (state_of(submitted)[0], state_of(other)[0]) == ("returned", "open")
        assert states_of(submitted)[-1] == ("submitted", "returned", "")

    def test_the_place_was_taken_at_the_same_moment(self, cast, skipped, monkeypatch):
        assert cast.take(cast.ben).slot == 0
        found = iter([0, 1])
        monkeypatch.setattr(states, "free_slot", lambda *_where: next(found))
        undo(cast, skipped, last_step(skipped))
        assert state_of(skipped) == ("open", 1, "")
        assert states_of(skipped)[-1] == ("skipped", "open", "")

    def test_it_gives_up_in_words(self, cast, skipped, monkeypatch):
        cast.take(cast.ben)
        monkeypatch.setattr(states, "free_slot", lambda *_where: 0)
        with pytest.raises(Conflict, match="Try again"):
            undo(cast, skipped, last_step(skipped))
        assert state_of(skipped) == ("skipped", None, "In Dutch.")
        assert take_next(member=cast.member(cast.cleo)).slot == 1
