"""Edit claims from the annotate page: each edit is a step of its annotator, to be undone."""

import uuid
from collections.abc import Callable
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from annotator.annotation.actions.answers import AnswerError
from annotator.annotation.actions.board import new_step, record_step
from annotator.annotation.actions.claims import (
    change_role,
    hold_answers,
    merge_claims,
    move_boundary,
    require_claim_editor,
    split_claim,
)
from annotator.annotation.actions.labels import require_own_step
from annotator.annotation.models import Assignment, Step
from annotator.errors import Conflict
from annotator.projects.models import Membership
from articles.actions import changed_meanwhile
from articles.models import Claim, ClaimEdit

START = "start"


@dataclass(frozen=True, slots=True)
class Recut:
    """What is to be done to which claim.

    `split` it before the code point `at`; `merge` it with the next segment; `move` its `edge`
    (`start` or `end`), which is the joint with its neighbour there, to before `at`; give it
    another `role`. A `neighbour` is the segment that its sender believed to be on the other side
    of the joint: where another one is, somebody was faster.
    """

    kind: str
    claim_id: int
    at: int = 0
    edge: str = ""
    role: str = ""
    neighbour: int | None = None


@transaction.atomic
def recut_claim(
    *, recut: Recut, assignment: Assignment, member: Membership, step_id: uuid.UUID
) -> Step:
    """Edit a claim of an annotator's own assignment, once, however often it is asked for.

    The step's `after` tells the `kind` of the edit and the `claim` to go on with: the left part,
    the joined or the changed one; None when that is no claim. Raises `AnswerError` naming the
    field, `PermissionDenied` with the reason, `Conflict` when the claims were changed meanwhile.
    """
    hold_answers(assignment.article_id)
    done = Step.objects.filter(pk=step_id, kind=Step.Kind.CLAIM_EDIT, assignment=assignment).first()
    if done:
        return done
    require_claim_editor(member, assignment.article_id)
    edit = _edit(recut, _current(recut, assignment.article_id), member)
    step = _step(edit, recut, assignment, member, step_id)
    if not record_step(step):
        require_own_step(assignment, step_id)
        raise Conflict(_("This step's id is that of another step. Make a new one."))
    return step


def _current(recut: Recut, article_id: int) -> Claim:
    claims = Claim.objects.select_related("article").defer("article__html")
    claim = claims.filter(article_id=article_id, pk=recut.claim_id).first()
    if claim is None:
        message = _("Claim %(claim)s is not in your assignment.") % {"claim": recut.claim_id}
        raise _refused("claim", message)
    if not claim.is_current:
        raise Conflict(changed_meanwhile(), errors=[_problem("claim", "retired")])
    return claim


def _edit(recut: Recut, claim: Claim, member: Membership) -> ClaimEdit:
    try:
        return _EDITS[recut.kind](recut, claim, member)
    except AnswerError:
        raise
    except ValueError as error:
        raise _refused(_BY_FIELD[recut.kind], str(error)) from error


def _split(recut: Recut, claim: Claim, member: Membership) -> ClaimEdit:
    return split_claim(claim=claim, at=recut.at, member=member)


def _merge(recut: Recut, claim: Claim, member: Membership) -> ClaimEdit:
    return merge_claims(first=claim, second=_after(recut, claim), member=member)


def _move(recut: Recut, claim: Claim, member: Membership) -> ClaimEdit:
    pair = (_before(recut, claim), claim) if recut.edge == START else (claim, _after(recut, claim))
    return move_boundary(first=pair[0], second=pair[1], at=recut.at, member=member)


def _role(recut: Recut, claim: Claim, member: Membership) -> ClaimEdit:
    return change_role(claim=claim, role=recut.role, member=member)


_EDITS: dict[str, Callable[[Recut, Claim, Membership], ClaimEdit]] = {
    "split": _split,
    "merge": _merge,
    "move": _move,
    "role": _role,
}
_BY_FIELD = {"split": "at", "merge": "claim", "move": "at", "role": "role"}
KINDS = tuple(_EDITS)


def _after(recut: Recut, claim: Claim) -> Claim:
    rows = Claim.objects.current().filter(article_id=claim.article_id, start__gte=claim.end)
    found = rows.order_by("start").first()
    return _expected(recut, found, _("Nothing follows this claim."))


def _before(recut: Recut, claim: Claim) -> Claim:
    rows = Claim.objects.current().filter(article_id=claim.article_id, end__lte=claim.start)
    found = rows.select_related("article").order_by("start").last()
    return _expected(recut, found, _("Nothing comes before this claim."))


def _expected(recut: Recut, found: Claim | None, otherwise: str) -> Claim:
    if recut.neighbour is not None and (found is None or found.pk != recut.neighbour):
        raise Conflict(changed_meanwhile(), errors=[_problem("neighbour", "retired")])
    if found is None:
        raise _refused("edge" if recut.edge else "claim", otherwise)
    return found


def _step(
    edit: ClaimEdit, recut: Recut, assignment: Assignment, member: Membership, step_id: uuid.UUID
) -> Step:
    lineage = edit.lineage.order_by("predecessor__start")
    made = [row.successor for row in lineage.select_related("successor")]
    made.sort(key=lambda claim: claim.start)
    chosen = made[-1] if recut.edge == START else made[0]
    return new_step(
        assignment,
        member.user_id,
        Step.Kind.CLAIM_EDIT,
        step_id=step_id,
        now=timezone.now(),
        claim_id=lineage.values_list("predecessor_id", flat=True)[0],
        claim_edit_id=edit.pk,
        after={"kind": recut.kind, "claim": chosen.pk if chosen.is_claim else None},
    )


def _refused(name: str, message: str) -> AnswerError:
    return AnswerError([{"field": name, "message": message, "code": "invalid"}])


def _problem(name: str, code: str) -> dict[str, str]:
    return {"field": name, "message": changed_meanwhile(), "code": code}
