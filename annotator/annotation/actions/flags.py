"""Flags: a claim, or the whole article, that an annotator wants a reviewer to look at."""

import uuid

from django.utils import timezone
from django.utils.translation import gettext as _

from annotator.accounts.models import User
from annotator.annotation.actions.board import new_step, record_step
from annotator.annotation.actions.labels import (
    require_writable,
    step_done_before,
    step_id_taken,
)
from annotator.annotation.models import Assignment, Flag, Step
from annotator.errors import Conflict
from articles.models import Claim

MAX_FLAG_NOTE = 2_000


def flag_claim(
    *,
    assignment: Assignment,
    claim_id: int | None,
    note: str | None,
    actor: User,
    step_id: uuid.UUID | None = None,
) -> Step | None:
    """Flag a claim (None: the article) with a note, or with a note of None take the flag away.

    Call inside the transaction that locked the assignment. Returns the step to undo it by, None
    when nothing changed. A `step_id` that was given before changes nothing. Raises `ValueError`
    for a note that is too long, `Conflict` for a claim that is not (or no longer) in the article,
    or an assignment that is not open.
    """
    done = step_done_before(assignment, step_id, Step.Kind.FLAG)
    if done:
        return None if done.undone_at else done
    require_writable(assignment)
    if len(note or "") > MAX_FLAG_NOTE:
        message = _("At most %(count)s characters are kept here.")
        raise ValueError(message % {"count": MAX_FLAG_NOTE})
    note = note if note is None else note.strip()
    require_claim(assignment, claim_id)
    before = flags_of(assignment).get(claim_id)
    if before == note:
        return None
    more = {"claim_id": claim_id, "before": before, "after": note}
    now = timezone.now()
    step = new_step(assignment, actor.pk, Step.Kind.FLAG, step_id=step_id, now=now, **more)
    if not record_step(step):
        raise step_id_taken()
    set_flag(assignment=assignment, claim_id=claim_id, note=note)
    return step


def require_claim(assignment: Assignment, claim_id: int | None) -> None:
    """Raise `Conflict` for a claim that is not, or no longer, in the article."""
    if claim_id is None:
        return
    claims = Claim.objects.filter(article_id=assignment.article_id)
    if not claims.current().filter(pk=claim_id).exists():
        raise Conflict(_("This claim was changed in the meantime. Look at the article again."))


def set_flag(*, assignment: Assignment, claim_id: int | None, note: str | None) -> None:
    """Write the flag of a claim, or take it away; under the assignment's lock."""
    mine = Flag.objects.filter(assignment=assignment, claim=claim_id)
    if note is None:
        mine.delete()
    elif not mine.update(note=note, updated_at=timezone.now()):
        Flag.objects.create(assignment=assignment, claim_id=claim_id, note=note)


def flags_of(assignment: Assignment) -> dict[int | None, str]:
    """Notes of an assignment's flags by claim (None: the article)."""
    return dict(assignment.flags.values_list("claim_id", "note"))
