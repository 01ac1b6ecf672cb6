"""Edit claims and keep the work: the articles room cuts, this room carries what was given along.

Undoing an edit brings the old rows back, with what was given to them; see `carrying`.
"""

from collections.abc import Callable
from datetime import datetime

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from annotator.accounts.models import User
from annotator.annotation.actions.assignments import hand_in_again, reopen_assignment
from annotator.annotation.actions.carrying import answers_standing_on, carry_back, carry_on
from annotator.annotation.actions.changing import hold_in_order
from annotator.annotation.completeness import missing_answers
from annotator.annotation.models import Assignment, AssignmentEvent, Step
from annotator.errors import Conflict
from annotator.projects.models import Membership, Project, ProjectArticle
from articles import actions as articles
from articles.models import Claim, ClaimEdit

# -- who may --------------------------------------------------------------------------------


def require_claim_editor(member: Membership, article_id: int) -> None:
    """Raise `PermissionDenied`, with the reason, unless the member may cut the article anew."""
    reason = why_claims_are_fixed(member, article_id)
    if reason:
        raise PermissionDenied(reason)


def may_edit_claims(member: Membership, article_id: int) -> bool:
    """Whether the member may cut the article anew: one query."""
    return not why_claims_are_fixed(member, article_id)


def why_claims_are_fixed(member: Membership, article_id: int) -> str:
    """Say why the member may not cut the article anew; empty when they may.

    Managers always may. Annotators may where the project lets them, while they have the article
    in hand, and until somebody, in whatever project, has submitted it.
    """
    if member.is_manager:
        here = ProjectArticle.objects.filter(project_id=member.project_id, article_id=article_id)
        return "" if here.exists() else _("This article is not in this project.")
    let = member.project.claim_editors == Project.ClaimEditors.ANNOTATORS
    if not (member.is_annotator and let):
        return _("In this project only managers change how an article is cut into claims.")
    states = _states(article_id)
    mine = states.get((member.project_id, member.user_id))
    if mine is not None and Assignment.State.SUBMITTED in states.values():
        return _("This article was submitted already, so only managers still change its claims.")
    if mine not in Assignment.WRITABLE:
        return _("You can change the claims of an article only while you have it in hand.")
    return ""


def _states(article_id: int) -> dict[tuple[int, int], str]:
    """(project, annotator) -> state of the assignment."""
    rows = Assignment.objects.filter(article_id=article_id).order_by()
    columns = rows.values_list("project_id", "annotator_id", "state")
    return {(project, annotator): state for project, annotator, state in columns}


def hold_answers(article_id: int) -> None:
    """Lock the article's assignments, so that no answer lands on a claim being retired.

    Who will edit claims and needs a lock on one assignment as well, takes this one first: it
    locks in one order. Raises `Conflict` where somebody did not, and two wait for each other.
    """
    rows = Assignment.objects.filter(article_id=article_id)
    busy = _("Somebody else changes the claims of this article at this moment. Try again.")
    hold_in_order(rows, busy)


# -- edits ----------------------------------------------------------------------------------


@transaction.atomic
def split_claim(*, claim: Claim, at: int, member: Membership) -> ClaimEdit:
    """Cut a claim in two before code point `at`; see `articles.actions.split_claim`."""
    actor = _editor(member, claim.article_id)
    return _carry(articles.split_claim(claim=claim, at=at, actor=actor), actor)


@transaction.atomic
def merge_claims(*, first: Claim, second: Claim, member: Membership) -> ClaimEdit:
    """Join a claim with the next."""
    actor = _editor(member, first.article_id)
    return _carry(articles.merge_claims(first=first, second=second, actor=actor), actor)


@transaction.atomic
def move_boundary(*, first: Claim, second: Claim, at: int, member: Membership) -> ClaimEdit:
    """Move the joint of two neighbours."""
    actor = _editor(member, first.article_id)
    edit = articles.move_boundary(first=first, second=second, at=at, actor=actor)
    return _carry(edit, actor)


@transaction.atomic
def change_role(*, claim: Claim, role: str, member: Membership) -> ClaimEdit:
    """Say what part of the document a stretch is."""
    actor = _editor(member, claim.article_id)
    return _carry(articles.change_role(claim=claim, role=role, actor=actor), actor)


def _editor(member: Membership, article_id: int) -> User:
    hold_answers(article_id)
    require_claim_editor(member, article_id)  # under the lock: nobody submits meanwhile
    return member.user


def _carry(edit: ClaimEdit, actor: User) -> ClaimEdit:
    assignment_ids = carry_on(edit, actor)
    if edit.kind != ClaimEdit.Kind.CHANGE_ROLE:
        _ask_again(assignment_ids, edit, actor)
    return edit


# -- undo and redo --------------------------------------------------------------------------


@transaction.atomic
def undo_claim_edit(*, edit: ClaimEdit, member: Membership) -> ClaimEdit:
    """Take an edit back: for who made it, and for managers.

    Raises `Conflict` when a later edit builds on it, or when answers that annotators gave on
    the new claims stand: they would be lost from sight.
    """
    actor = _turner(member, edit)
    undone = articles.undo_edit(edit=edit, actor=actor)
    answered = answers_standing_on(undone.lineage.values_list("successor", flat=True))
    if answered.exists():
        raise Conflict(
            _(
                "Annotators have answered the new claims since, so this can no longer be undone. "
                "Change the claims by hand: their answers then go along."
            )
        )
    _mark_steps(undone, undone.undone_at)
    carry_back(undone)
    _take_back(undone, actor)
    return undone


@transaction.atomic
def redo_claim_edit(*, edit: ClaimEdit, member: Membership) -> ClaimEdit:
    """Make an edit again that was undone: for who made it, and for managers.

    The same claims come back; what was given to the claims before them meanwhile is carried
    along anew. Raises `Conflict` when the claims were changed in another way since.
    """
    actor = _turner(member, edit)
    redone = articles.redo_edit(edit=edit)
    _mark_steps(redone, None)
    return _carry(redone, actor)


def _turner(member: Membership, edit: ClaimEdit) -> User:
    actor = _editor(member, edit.article_id)
    if not member.is_manager and edit.actor_id != actor.pk:
        raise PermissionDenied(_("Only a manager can undo or redo what somebody else changed."))
    return actor


def _mark_steps(edit: ClaimEdit, undone_at: datetime | None) -> None:
    """Let the step of its annotator say the same, whoever turned it and from whatever page."""
    Step.objects.filter(claim_edit=edit).update(undone_at=undone_at)


# -- having seen ----------------------------------------------------------------------------


@transaction.atomic
def mark_changes_seen(
    *, assignment: Assignment, actor: User, upto: datetime | None = None
) -> Assignment:
    """Note that its annotator knows what others changed, up to a moment (None: now).

    It never goes back, so an old page cannot bring known changes up again.
    """
    if assignment.annotator_id != actor.pk:
        raise PermissionDenied(_("This is another annotator's assignment."))
    now = timezone.now()
    until = min(upto or now, now)
    if until > (assignment.claims_seen_at or assignment.created_at):
        assignment.claims_seen_at = until
        assignment.save(update_fields=["claims_seen_at"])
    return assignment


# -- work that was handed in ----------------------------------------------------------------


def _ask_again(assignment_ids: set[int], edit: ClaimEdit, actor: User) -> None:
    """Send submitted work on the changed claims back: its answers wait to be confirmed."""
    submitted = Assignment.objects.select_related("project").filter(
        pk__in=assignment_ids, state=Assignment.State.SUBMITTED
    )
    for assignment in submitted:
        reopen_assignment(assignment=assignment, actor=actor, reason=_why(edit))


def _take_back(edit: ClaimEdit, actor: User) -> None:
    """Hand in again what the edit alone had sent back, unless its annotator has begun on it."""
    returned = Assignment.objects.select_related("project__codebook_version").filter(
        article_id=edit.article_id, state=Assignment.State.RETURNED
    )
    for assignment in returned:
        last = AssignmentEvent.objects.filter(assignment=assignment).order_by("pk").last()
        if last is None or last.created_at < edit.created_at or last.reason != _why(edit):
            continue
        begun = assignment.label_events.filter(cause="answer", created_at__gte=last.created_at)
        if not begun.exists() and not missing_answers(assignment):
            hand_in_again(assignment=assignment, actor=actor)


def _why(edit: ClaimEdit) -> str:
    """Why work comes back, for its annotator: kept as it is, so in the site's own language."""
    with translation.override(settings.LANGUAGE_CODE):
        changed = _CHANGED[edit.kind]()
        ask = _("Confirm the answers marked “inherited”, answer what is open, and submit again.")
    return f"{changed} {ask}"


_CHANGED: dict[str, Callable[[], str]] = {
    ClaimEdit.Kind.SPLIT: lambda: _("A claim you had coded was split since."),
    ClaimEdit.Kind.MERGE: lambda: _("A claim you had coded was merged with another since."),
    ClaimEdit.Kind.MOVE_BOUNDARY: lambda: _("The boundary of a claim you had coded was moved."),
    ClaimEdit.Kind.CHANGE_ROLE: lambda: _("The role of a claim you had coded was changed."),
}
