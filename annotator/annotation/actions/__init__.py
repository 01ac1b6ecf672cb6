"""Take, answer, submit, skip, return; edit claims: the only writers of this room."""

from annotator.annotation.actions.assignments import (
    release_assignments,
    return_assignment,
    save_note,
    skip_assignment,
    submit_assignment,
    take_next,
)
from annotator.annotation.actions.claims import (
    change_role,
    merge_claims,
    move_boundary,
    split_claim,
    undo_claim_edit,
)
from annotator.annotation.actions.labels import Answer, AnswerError, give_labels, lock_assignment

__all__ = [
    "Answer",
    "AnswerError",
    "change_role",
    "give_labels",
    "lock_assignment",
    "merge_claims",
    "move_boundary",
    "release_assignments",
    "return_assignment",
    "save_note",
    "skip_assignment",
    "split_claim",
    "submit_assignment",
    "take_next",
    "undo_claim_edit",
]
