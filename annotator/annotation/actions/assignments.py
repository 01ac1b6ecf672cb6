"""Handing in, skipping, sending back: what becomes of an assignment in hand."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Exists
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from annotator.accounts.models import User
from annotator.annotation.actions.changing import change_state, record_state
from annotator.annotation.actions.refusing import why_closed
from annotator.annotation.completeness import as_errors, missing_answers
from annotator.annotation.models import Assignment, Step
from annotator.annotation.transitions import Event, sources_of
from annotator.errors import Conflict
from annotator.projects.models import Membership, Project
from annotator.projects.permissions import require_reviewer
from articles.models import Claim

State = Assignment.State
MAX_REASON = 2_000


def submit_assignment(*, assignment: Assignment, actor: User) -> Assignment:
    """Hand an article in. Handing in twice is handing in once.

    Raises `Conflict` with the missing answers listed, or when it is not in hand.
    """
    with _locked(assignment, actor) as held:
        if held.state == State.SUBMITTED:
            return held
        if not held.is_writable:
            raise Conflict(why_closed(held.state))
        missing = missing_answers(held)
        if missing:
            message = ngettext(
                "%(count)s required answer is missing.",
                "%(count)s required answers are missing.",
                len(missing),
            )
            raise Conflict(message % {"count": len(missing)}, errors=as_errors(missing))
        before = held.state
        change_state(held, Event.SUBMIT, actor)
        record_state(held, actor, before)
        return held


def skip_assignment(*, assignment: Assignment, actor: User, reason: str) -> Assignment:
    """Give an article back to the queue, for others; the reason goes to the reviewers."""
    reason = checked_reason(reason, _("Say in a few words why you skip this article."))
    with _locked(assignment, actor) as held:
        if held.state == State.SKIPPED:
            return held
        if held.state == State.SUBMITTED:
            raise Conflict(_("You have submitted this article; it can no longer be skipped."))
        if not held.is_writable:
            raise Conflict(why_closed(held.state))
        before = held.state
        change_state(held, Event.SKIP, actor, reason=reason)
        record_state(held, actor, before)
        return held


@transaction.atomic
def release_assignments(*, project: Project, user: User, actor: User | None) -> int:
    """Give back what a person who leaves has not handed in; returns how many articles.

    `actor` is who let them go, None for the operator. Nor can they take back later that they
    skipped or submitted one: they may have seen by then what others answered.
    """
    Step.objects.filter(
        assignment__project=project, assignment__annotator=user, kind=Step.Kind.STATE
    ).update(before=None, after=None)
    mine = Assignment.objects.select_for_update().filter(
        project=project, annotator=user, state__in=sources_of(Event.LEAVE)
    )
    released = list(mine.order_by("pk"))
    with translation.override(settings.LANGUAGE_CODE):  # kept as it is, for whoever reads it
        reason = _("No longer an annotator of this project.")
    for assignment in released:
        change_state(assignment, Event.LEAVE, actor, reason=reason)
    return len(released)


def return_assignment(*, assignment: Assignment, member: Membership, reason: str) -> Assignment:
    """Send a submitted article back to its annotator, with the reason."""
    require_reviewer(member)
    reason = checked_reason(reason, _("Say what the annotator should look at again."))
    with transaction.atomic():
        held = Assignment.objects.select_for_update().get(
            pk=assignment.pk, project_id=member.project_id
        )
        if held.state != State.SUBMITTED:
            raise Conflict(_("Only a submitted assignment can be sent back."))
        change_state(held, Event.SEND_BACK, member.user, reason=reason)
        return held


def reopen_assignment(*, assignment: Assignment, actor: User, reason: str) -> Assignment:
    """Put a submitted assignment whose claims changed back into its annotator's hands; called
    under a lock."""
    change_state(assignment, Event.CLAIMS_CHANGED, actor, reason=reason)
    return assignment


def hand_in_again(*, assignment: Assignment, actor: User) -> Assignment:
    """Put a reopened assignment back as it was handed in; called under a lock."""
    reason = "The change that had reopened it was undone."
    change_state(assignment, Event.CLAIMS_RESTORED, actor, reason=reason)
    return assignment


def save_note(*, assignment: Assignment, actor: User, note: str) -> Assignment:
    """Keep the annotator's note to the reviewer."""
    if len(note) > MAX_REASON:
        raise ValueError(_("A note holds at most %(count)s characters.") % {"count": MAX_REASON})
    with _locked(assignment, actor) as held:
        if held.state == State.SUBMITTED:
            raise Conflict(_("You have handed this article in; the note can no longer be changed."))
        if not held.is_writable:
            raise Conflict(why_closed(held.state))
        held.note = note.strip()
        held.save(update_fields=["note", "updated_at"])
        return held


@contextmanager
def _locked(assignment: Assignment, actor: User) -> Iterator[Assignment]:
    """The annotator's own assignment, locked, in a transaction."""
    if assignment.annotator_id != actor.pk:
        raise PermissionDenied(_("This is another annotator's assignment."))
    with transaction.atomic():
        rows = Assignment.objects.select_for_update(of=("self",))
        yield rows.select_related("project__codebook_version").get(pk=assignment.pk)


def checked_reason(reason: str, empty: str) -> str:
    """The reason as it is stored; raises `ValueError`, with `empty` where none is given."""
    reason = reason.strip()
    if not reason:
        raise ValueError(empty)
    if len(reason) > MAX_REASON:
        raise ValueError(_("A reason holds at most %(count)s characters.") % {"count": MAX_REASON})
    return reason


def remember_place(*, assignment: Assignment, claim_id: int | None) -> None:
    """Keep which claim its annotator has in hand, to go on there; others' claims are ignored."""
    mine = Assignment.objects.filter(pk=assignment.pk)
    if claim_id is not None:
        here = Claim.objects.filter(pk=claim_id, article_id=assignment.article_id)
        mine = mine.filter(Exists(here))
    mine.update(place_id=claim_id)
