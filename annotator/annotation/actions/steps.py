"""Undo and redo: every step of an annotator can be taken back and done again.

A step is taken back only while what it made still stands; so nobody's later work is lost.
"""

import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _

from annotator.annotation.actions import claims
from annotator.annotation.actions.answers import Given
from annotator.annotation.actions.board import Board, Key
from annotator.annotation.actions.flags import flags_of, require_claim, set_flag
from annotator.annotation.actions.labels import (
    catalogue_of,
    changes_of,
    require_writable,
    tell_step,
)
from annotator.annotation.actions.states import redo_state, undo_state
from annotator.annotation.models import Assignment, Step
from annotator.annotation.standing import read_mark
from annotator.errors import Conflict
from annotator.projects.models import Membership

UNDONE, REDONE = "undo", "redo"


@dataclass(slots=True)
class Turned:
    """What undo or redo did: the step, what stands now, and whether claims or the state of the
    assignment changed with it, so that the page has to be read anew."""

    step: Step
    given: Given = field(default_factory=Given)
    flags: dict[int | None, str | None] = field(default_factory=dict)
    reload: bool = False


def hold_claims_of(*, assignment: Assignment, step_id: uuid.UUID | None) -> None:
    """Lock what turning a change of claims locks, in its order: before the assignment itself."""
    edits = assignment.steps.filter(kind=Step.Kind.CLAIM_EDIT)
    if step_id and edits.filter(pk=step_id).exists():
        claims.hold_answers(assignment.article_id)


def undo_step(*, assignment: Assignment, step_id: uuid.UUID, member: Membership) -> Turned:
    """Take a step back; one that was taken back already stays so.

    Call inside the transaction that locked the assignment. Raises `Http404` for a step of
    something else, `Conflict` when a later change stands in the way.
    """
    step = _own_step(assignment, step_id)
    if step.undone_at:
        return _as_it_stands(step, assignment)
    turned = _turn(step, assignment, member, undo=True)
    step.undone_at = timezone.now()
    step.save(update_fields=["undone_at"])
    return turned


def redo_step(*, assignment: Assignment, step_id: uuid.UUID, member: Membership) -> Turned:
    """Do a step again that was taken back; see `undo_step`."""
    step = _own_step(assignment, step_id)
    if not step.undone_at:
        return _as_it_stands(step, assignment)
    turned = _turn(step, assignment, member, undo=False)
    step.undone_at = None
    step.save(update_fields=["undone_at"])
    return turned


def _own_step(assignment: Assignment, step_id: uuid.UUID) -> Step:
    steps = assignment.steps.select_related("claim_edit", "actor")
    step = steps.filter(pk=step_id).first()
    if step is None:
        raise Http404("No step of this assignment.")
    return step


def _as_it_stands(step: Step, assignment: Assignment) -> Turned:
    """For a step that was turned already: its sender did not hear of it."""
    if step.kind in _OTHERS:
        return Turned(step, reload=True)
    if step.kind == Step.Kind.FLAG:
        return Turned(step, flags={step.claim_id: flags_of(assignment).get(step.claim_id)})
    return Turned(step, given=tell_step(assignment, step))


def _turn(step: Step, assignment: Assignment, member: Membership, *, undo: bool) -> Turned:
    if step.kind in _OTHERS:
        _OTHERS[step.kind](step, assignment, member, undo)
        return Turned(step, reload=True)
    require_writable(assignment)
    if step.kind == Step.Kind.FLAG:
        return _turn_flag(step, assignment, *_in_order(step.before, step.after, undo))
    return Turned(step, given=_turn_answers(step, assignment, undo=undo))


def _in_order(before: Any, after: Any, undo: bool) -> tuple[Any, Any]:
    """What has to stand, and what is to stand then."""
    return (after, before) if undo else (before, after)


def _turn_flag(step: Step, assignment: Assignment, present: Any, wanted: Any) -> Turned:
    if flags_of(assignment).get(step.claim_id) != present:
        raise Conflict(_("This flag was changed since, so the step cannot be taken back alone."))
    require_claim(assignment, step.claim_id)
    set_flag(assignment=assignment, claim_id=step.claim_id, note=wanted)
    return Turned(step, flags={step.claim_id: wanted})


def _turn_answers(step: Step, assignment: Assignment, *, undo: bool) -> Given:
    changes = {
        (event.claim_id, event.variable.identifier): _in_order(event.before, event.after, undo)
        for event in changes_of(step)
    }
    claim_ids = {key[0] for key in changes}
    board = Board(assignment, catalogue_of(assignment), claim_ids)
    _require_standing(board)
    amiss = _amiss(board)
    for key, (present, wanted) in changes.items():
        _turn_one(board, key, present, wanted)
    if _amiss(board) - amiss:
        raise Conflict(_("Later answers build on this step. Undo those first."))
    cause = UNDONE if undo else REDONE
    board.write(step=step, causes={}, cause=cause, now=timezone.now())
    return Given(claims={pk: board.standing(pk) for pk in claim_ids}, step=step.pk)


def _amiss(board: Board) -> set[Key]:
    """Answers that no answering could leave: to closed questions, about words not marked."""
    return {*board.closed(), *board.orphans()}


def _require_standing(board: Board) -> None:
    for pk in board.claim_ids:
        if pk is not None and (pk not in board.claims or not board.claims[pk].is_current):
            raise Conflict(
                _("The claim was changed since (split, merged or moved). Undo that change first.")
            )


def _turn_one(board: Board, key: Key, present: Any, wanted: Any) -> None:
    if key[1] not in board.catalogue.variables:
        raise Conflict(_("“%(id)s” is no longer asked in this project.") % {"id": key[1]})
    marks = {mark.place: mark for mark in map(read_mark, present)}
    if marks != board.cells[key]:
        raise Conflict(_("This answer was changed since, so the step cannot be taken back alone."))
    board.restore(key, map(read_mark, wanted))


def _turn_claims(step: Step, _assignment: Assignment, member: Membership, undo: bool) -> None:
    if step.claim_edit is None:
        raise Conflict(_("There is nothing to take back in this step."))
    turn = claims.undo_claim_edit if undo else claims.redo_claim_edit
    turn(edit=step.claim_edit, member=member)


def _turn_state(step: Step, assignment: Assignment, _member: Membership, undo: bool) -> None:
    (undo_state if undo else redo_state)(assignment=assignment, step=step)


_OTHERS: dict[str, Callable[[Step, Assignment, Membership, bool], None]] = {
    Step.Kind.CLAIM_EDIT: _turn_claims,
    Step.Kind.STATE: _turn_state,
}
