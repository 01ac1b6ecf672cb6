"""Take, answer, submit, skip, return; edit claims: the only writers of this room."""

from annotator.annotation.actions.answers import Answer, AnswerError, Given
from annotator.annotation.actions.assignments import (
    release_assignments,
    remember_place,
    return_assignment,
    save_note,
    skip_assignment,
    submit_assignment,
)
from annotator.annotation.actions.changing import undecide
from annotator.annotation.actions.claims import (
    change_role,
    mark_changes_seen,
    may_edit_claims,
    merge_claims,
    move_boundary,
    redo_claim_edit,
    require_claim_editor,
    split_claim,
    undo_claim_edit,
)
from annotator.annotation.actions.dealing import (
    deal_articles,
    reassign_assignment,
    release_assignment,
)
from annotator.annotation.actions.drawing import draw_sample, forget_draw
from annotator.annotation.actions.flags import flag_claim, flags_of
from annotator.annotation.actions.labels import give_labels, lock_assignment
from annotator.annotation.actions.recutting import Recut, recut_claim
from annotator.annotation.actions.states import may_reopen, reopen_submitted
from annotator.annotation.actions.steps import Turned, hold_claims_of, redo_step, undo_step
from annotator.annotation.actions.taking import lapse_idle, take_next, take_up

__all__ = [
    "Answer",
    "AnswerError",
    "Given",
    "Recut",
    "Turned",
    "change_role",
    "deal_articles",
    "draw_sample",
    "flag_claim",
    "flags_of",
    "forget_draw",
    "give_labels",
    "hold_claims_of",
    "lapse_idle",
    "lock_assignment",
    "mark_changes_seen",
    "may_edit_claims",
    "may_reopen",
    "merge_claims",
    "move_boundary",
    "reassign_assignment",
    "recut_claim",
    "redo_claim_edit",
    "redo_step",
    "release_assignment",
    "release_assignments",
    "remember_place",
    "reopen_submitted",
    "require_claim_editor",
    "return_assignment",
    "save_note",
    "skip_assignment",
    "split_claim",
    "submit_assignment",
    "take_next",
    "take_up",
    "undecide",
    "undo_claim_edit",
    "undo_step",
]
