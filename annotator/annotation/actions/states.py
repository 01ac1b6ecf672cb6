"""An annotator's own changes of state, taken back and done again: submit, skip, reopen."""

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _

from annotator.accounts.models import User
from annotator.annotation.actions.changing import (
    change_state,
    free_slot,
    record_state,
    was_decided,
)
from annotator.annotation.actions.refusing import why_closed
from annotator.annotation.completeness import as_errors, missing_answers
from annotator.annotation.models import Assignment, AssignmentEvent, Step
from annotator.annotation.places import could_read
from annotator.annotation.signals import taking_back
from annotator.annotation.transitions import Event
from annotator.errors import Conflict
from annotator.projects.models import Membership, Project

State = Assignment.State
# What an annotator's step did, by the state it led to.
_UNDO = {
    State.SUBMITTED: Event.UNDO_SUBMIT,
    State.SKIPPED: Event.UNDO_SKIP,
    State.RETURNED: Event.UNDO_REOPEN,
}
_REDO = {
    State.SUBMITTED: Event.REDO_SUBMIT,
    State.SKIPPED: Event.REDO_SKIP,
    State.RETURNED: Event.REDO_REOPEN,
}
TRIES = 5  # others may take the place, or this annotator another article, at the same moment


@transaction.atomic
def reopen_submitted(*, assignment: Assignment, actor: User) -> Assignment:
    """Take a submitted article in hand again, as long as no reviewer has decided on it.

    Raises `Conflict` when one has, or when it is not submitted.
    """
    if assignment.annotator_id != actor.pk:
        raise PermissionDenied(_("This is another annotator's assignment."))
    held = _lock(assignment)
    if held.is_writable:
        return held
    if held.state != State.SUBMITTED:
        raise Conflict(why_closed(held.state))
    before = held.state
    held = _open(held, State.RETURNED, actor, Event.REOPEN)
    record_state(held, actor, before)
    return held


def may_reopen(assignment: Assignment) -> bool:
    """Whether `reopen_submitted` would work."""
    if assignment.state != State.SUBMITTED:
        return False
    try:
        require_still_blind(assignment)
        taking_back.send(Assignment, assignment=assignment)
    except Conflict:
        return False
    return True


def require_still_blind(assignment: Assignment) -> None:
    """Refuse to take an article back whose other answers, or what was decided on it, its
    annotator may have read by now.

    What they would answer then is no longer their own; a reviewer may still send it back.
    """
    if was_decided(assignment):
        raise Conflict(
            _("You may have read what was decided on it; ask a reviewer to send it back to you.")
        )
    if _others_were_shown(assignment):
        raise Conflict(
            _("You may see the others’ answers by now; ask a reviewer to send it back to you.")
        )


def _others_were_shown(assignment: Assignment) -> bool:
    """Whether the annotator may have seen others' answers since they submitted: in a project that
    shows them at once, or as a reviewer, which they were in between.

    What was handed in and sent back since was there to be read.
    """
    member = Membership.objects.filter(
        project=assignment.project_id,
        user=assignment.annotator_id,
        saw_labels_until__gte=assignment.submitted_at or assignment.created_at,
    ).first()
    if member and could_read(member, assignment.article_id):
        return True
    if assignment.project.blind != Project.Blind.UNTIL_SUBMITTED:
        return False
    left = AssignmentEvent.objects.filter(
        assignment=OuterRef("pk"),
        before=State.SUBMITTED,
        created_at__gte=assignment.submitted_at or assignment.created_at,
    )
    others = Assignment.objects.filter(
        project_id=assignment.project_id, article_id=assignment.article_id
    )
    shown = others.filter(Q(state=State.SUBMITTED) | Exists(left))
    return shown.exclude(pk=assignment.pk).exists()


def undo_state(*, assignment: Assignment, step: Step) -> None:
    """Go back to the state before a step."""
    _require_last(assignment, step)
    _require_state(assignment, str(step.after))
    _go(assignment, str(step.before), step.actor, _UNDO[State(str(step.after))])


def redo_state(*, assignment: Assignment, step: Step) -> None:
    """Go to the state after a step again; where it had to be “sent back”, from there."""
    _require_last(assignment, step)
    if (step.before, assignment.state) != (State.OPEN, State.RETURNED):
        _require_state(assignment, str(step.before))
    _go(assignment, str(step.after), step.actor, _REDO[State(str(step.after))])


def _require_last(assignment: Assignment, step: Step) -> None:
    later = assignment.steps.filter(
        kind=Step.Kind.STATE, undone_at=None, created_at__gt=step.created_at
    )
    if later.exists():
        raise Conflict(_("The state of this article was changed since; it stays as it is."))


def _require_state(assignment: Assignment, expected: str) -> None:
    if assignment.state != expected:
        raise Conflict(_("The state of this article was changed since; it stays as it is."))


def _go(assignment: Assignment, state: str, actor: User, event: Event) -> None:
    held = _lock(assignment)
    reason = _reason_for(held, state)
    if state in Assignment.WRITABLE:
        held = _open(held, state, actor, event, reason)
    elif state == State.SUBMITTED:
        _hand_in(held, actor, event)
    else:
        change_state(held, event, actor, reason=reason)
    assignment.state = held.state


def _reason_for(held: Assignment, state: str) -> str:
    """Why it was in a state before: what the annotator wrote, or was told."""
    last = held.events.filter(after=state).last()
    return last.reason if last else ""


def _open(held: Assignment, state: str, actor: User, event: Event, reason: str = "") -> Assignment:
    """Into the annotator's hands: “sent back” where another article is open already.

    The database refuses a second open article, and a place that somebody else has just taken; a
    refused try looks again.
    """
    if held.state == State.SUBMITTED:
        require_still_blind(held)
        taking_back.send(Assignment, assignment=held)
    for _number in range(TRIES):
        if held.slot is None:
            held.slot = free_slot(held.project, held.article_id, held.state == State.SKIPPED)
        if held.slot is None:
            raise Conflict(_("The article has all its annotators by now; it stays skipped."))
        to_open = state == State.OPEN and not _has_another_open(held)
        try:
            with transaction.atomic():
                target = State.OPEN if to_open else State.RETURNED
                change_state(held, event, actor, reason=reason, target=target)
            return held
        except IntegrityError:
            held = _lock(held)
    raise Conflict(_("Too much happens to this article at this moment. Try again."))


def _hand_in(held: Assignment, actor: User, event: Event) -> None:
    missing = missing_answers(held)
    if missing:
        raise Conflict(
            _("Some required answers are missing, so it cannot be submitted."),
            errors=as_errors(missing),
        )
    change_state(held, event, actor)


def _has_another_open(held: Assignment) -> bool:
    mine = Assignment.objects.filter(project_id=held.project_id, annotator_id=held.annotator_id)
    return mine.filter(state=State.OPEN).exclude(pk=held.pk).exists()


def _lock(assignment: Assignment) -> Assignment:
    rows = Assignment.objects.select_for_update(of=("self",))
    held = rows.select_related("project__codebook_version")
    return held.defer("project__codebook_version__document", "project__guidelines").get(
        pk=assignment.pk
    )
