"""Who gets which article, and the states an assignment goes through."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.db.models import Count, Exists, Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from annotator.accounts.models import User
from annotator.annotation.actions.changing import (
    change_state,
    free_slot,
    log_state,
    record_state,
)
from annotator.annotation.completeness import as_errors, missing_answers
from annotator.annotation.models import Assignment, Step
from annotator.errors import Conflict
from annotator.projects.models import Membership, Project, ProjectArticle
from annotator.projects.permissions import require_annotator, require_reviewer
from articles.models import Claim

State = Assignment.State
MAX_REASON = 2_000


def take_next(*, member: Membership) -> Assignment | None:
    """Return the annotator's open assignment, else one sent back, else a new one, else None.

    An article begun by others comes first, so that overlaps are complete early. The database
    refuses a place that is taken, a second open assignment, and the same article twice; a
    refused try looks again, so any number may ask at once.
    """
    require_annotator(member)
    while True:
        waiting = _waiting(member)
        if waiting:
            return waiting
        article_id = _next_article(member)
        if article_id is None:
            return None
        try:
            with transaction.atomic():
                return _take(member, article_id)
        except IntegrityError:
            continue


def _waiting(member: Membership) -> Assignment | None:
    mine = Assignment.objects.filter(project_id=member.project_id, annotator_id=member.user_id)
    waiting = mine.filter(state__in=Assignment.WRITABLE)
    return waiting.order_by("state", "pk").first()  # open, then returned


def _next_article(member: Membership) -> int | None:
    project = member.project
    here = Q(article__assignments__project_id=project.pk)
    entries = (
        ProjectArticle.objects.filter(project=project)
        .exclude(
            article__in=Assignment.objects.filter(
                project=project, annotator_id=member.user_id
            ).values("article")
        )
        .annotate(taken=Count("article__assignments__slot", filter=here))
        .filter(taken__lt=project.overlap)
        .order_by("-taken", "pk")
    )
    return entries.values_list("article_id", flat=True).first()


def _take(member: Membership, article_id: int) -> Assignment:
    project: Project = member.project
    free = free_slot(project, article_id)
    if free is None:
        raise IntegrityError("The last place of this article was just taken.")
    assignment = Assignment.objects.create(
        project=project, article_id=article_id, annotator_id=member.user_id, slot=free
    )
    log_state(assignment, member.user, before="")
    return assignment


def submit_assignment(*, assignment: Assignment, actor: User) -> Assignment:
    """Hand an article in. Handing in twice is handing in once.

    Raises `Conflict` with the missing answers listed, or when it was skipped.
    """
    with _locked(assignment, actor) as held:
        if held.state == State.SUBMITTED:
            return held
        if held.state == State.SKIPPED:
            raise Conflict(_("You have skipped this article; take the next one."))
        missing = missing_answers(held)
        if missing:
            message = ngettext(
                "%(count)s required answer is missing.",
                "%(count)s required answers are missing.",
                len(missing),
            )
            raise Conflict(message % {"count": len(missing)}, errors=as_errors(missing))
        before = held.state
        change_state(held, State.SUBMITTED, actor)
        record_state(held, actor, before)
        return held


def skip_assignment(*, assignment: Assignment, actor: User, reason: str) -> Assignment:
    """Give an article back to the queue, for others; the reason goes to the reviewers."""
    reason = _checked(reason, _("Say in a few words why you skip this article."))
    with _locked(assignment, actor) as held:
        if held.state == State.SKIPPED:
            return held
        if not held.is_writable:
            raise Conflict(_("You have submitted this article; it can no longer be skipped."))
        before, held.slot = held.state, None
        change_state(held, State.SKIPPED, actor, reason)
        record_state(held, actor, before)
        return held


@transaction.atomic
def release_assignments(*, project: Project, user: User) -> int:
    """Give back what a person who leaves has not handed in; returns how many articles.

    Nor can they take back later that they skipped or submitted one: they may have seen by then
    what others answered.
    """
    Step.objects.filter(
        assignment__project=project, assignment__annotator=user, kind=Step.Kind.STATE
    ).update(before=None, after=None)
    mine = Assignment.objects.select_for_update().filter(
        project=project, annotator=user, state__in=Assignment.WRITABLE
    )
    released = list(mine)
    for assignment in released:
        assignment.slot = None
        change_state(assignment, State.SKIPPED, user, "No longer an annotator of this project.")
    return len(released)


def return_assignment(*, assignment: Assignment, member: Membership, reason: str) -> Assignment:
    """Send a submitted article back to its annotator, with the reason."""
    require_reviewer(member)
    reason = _checked(reason, _("Say what the annotator should look at again."))
    with transaction.atomic():
        held = Assignment.objects.select_for_update().get(
            pk=assignment.pk, project_id=member.project_id
        )
        if held.state != State.SUBMITTED:
            raise Conflict(_("Only a submitted assignment can be sent back."))
        return reopen_assignment(assignment=held, actor=member.user, reason=reason)


def reopen_assignment(*, assignment: Assignment, actor: User, reason: str) -> Assignment:
    """Put a submitted assignment back into its annotator's hands; called under a lock."""
    change_state(assignment, State.RETURNED, actor, reason)
    return assignment


def hand_in_again(*, assignment: Assignment, actor: User) -> Assignment:
    """Put a reopened assignment back as it was handed in; called under a lock."""
    change_state(assignment, State.SUBMITTED, actor, "The change that had reopened it was undone.")
    return assignment


def save_note(*, assignment: Assignment, actor: User, note: str) -> Assignment:
    """Keep the annotator's note to the reviewer."""
    if len(note) > MAX_REASON:
        raise ValueError(_("A note holds at most %(count)s characters.") % {"count": MAX_REASON})
    with _locked(assignment, actor) as held:
        if not held.is_writable:
            raise Conflict(_("You have handed this article in; the note can no longer be changed."))
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


def _checked(reason: str, empty: str) -> str:
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
