"""Who gets which article, and the states an assignment goes through."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.db.models import Count, Q
from django.utils import timezone

from annotator.accounts.models import User
from annotator.annotation.completeness import as_errors, missing_answers
from annotator.annotation.models import Assignment, AssignmentEvent
from annotator.errors import Conflict
from annotator.projects.models import Membership, Project, ProjectArticle
from annotator.projects.permissions import require_annotator, require_reviewer

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
    held = set(
        Assignment.objects.filter(project=project, article_id=article_id)
        .counted()
        .values_list("slot", flat=True)
    )
    free = next((slot for slot in range(project.overlap) if slot not in held), None)
    if free is None:
        raise IntegrityError("The last place of this article was just taken.")
    assignment = Assignment.objects.create(
        project=project, article_id=article_id, annotator_id=member.user_id, slot=free
    )
    _log(assignment, member.user, before="", reason="")
    return assignment


def submit_assignment(*, assignment: Assignment, actor: User) -> Assignment:
    """Hand an article in. Handing in twice is handing in once.

    Raises `Conflict` with the missing answers listed, or when it was skipped.
    """
    with _locked(assignment, actor) as held:
        if held.state == State.SUBMITTED:
            return held
        if held.state == State.SKIPPED:
            raise Conflict("You have skipped this article; take the next one.")
        missing = missing_answers(held)
        if missing:
            count = len(missing)
            message = f"{count} required {'answer is' if count == 1 else 'answers are'} missing."
            raise Conflict(message, errors=as_errors(missing))
        held.submitted_at = timezone.now()
        _change(held, State.SUBMITTED, actor)
        return held


def skip_assignment(*, assignment: Assignment, actor: User, reason: str) -> Assignment:
    """Give an article back to the queue, for others; the reason goes to the reviewers."""
    reason = _checked(reason, "Say in a few words why you skip this article.")
    with _locked(assignment, actor) as held:
        if held.state == State.SKIPPED:
            return held
        if not held.is_writable:
            raise Conflict("You have submitted this article; it can no longer be skipped.")
        held.slot = None
        _change(held, State.SKIPPED, actor, reason)
        return held


@transaction.atomic
def release_assignments(*, project: Project, user: User) -> int:
    """Give back what a person who leaves has not handed in; returns how many articles."""
    mine = Assignment.objects.select_for_update().filter(
        project=project, annotator=user, state__in=Assignment.WRITABLE
    )
    released = list(mine)
    for assignment in released:
        assignment.slot = None
        _change(assignment, State.SKIPPED, user, "No longer an annotator of this project.")
    return len(released)


def return_assignment(*, assignment: Assignment, member: Membership, reason: str) -> Assignment:
    """Send a submitted article back to its annotator, with the reason."""
    require_reviewer(member)
    reason = _checked(reason, "Say what the annotator should look at again.")
    with transaction.atomic():
        held = Assignment.objects.select_for_update().get(
            pk=assignment.pk, project_id=member.project_id
        )
        if held.state != State.SUBMITTED:
            raise Conflict("Only a submitted assignment can be sent back.")
        return reopen_assignment(assignment=held, actor=member.user, reason=reason)


def reopen_assignment(*, assignment: Assignment, actor: User, reason: str) -> Assignment:
    """Put a submitted assignment back into its annotator's hands; called under a lock."""
    _change(assignment, State.RETURNED, actor, reason)
    return assignment


def hand_in_again(*, assignment: Assignment, actor: User) -> Assignment:
    """Put a reopened assignment back as it was handed in; called under a lock."""
    _change(assignment, State.SUBMITTED, actor, "The change that had reopened it was undone.")
    return assignment


def save_note(*, assignment: Assignment, actor: User, note: str) -> Assignment:
    """Keep the annotator's note to the reviewer."""
    if len(note) > MAX_REASON:
        raise ValueError(f"A note holds at most {MAX_REASON:,} characters.")
    with _locked(assignment, actor) as held:
        if not held.is_writable:
            raise Conflict("You have handed this article in; the note can no longer be changed.")
        held.note = note.strip()
        held.save(update_fields=["note", "updated_at"])
        return held


@contextmanager
def _locked(assignment: Assignment, actor: User) -> Iterator[Assignment]:
    """The annotator's own assignment, locked, in a transaction."""
    if assignment.annotator_id != actor.pk:
        raise PermissionDenied("This is another annotator's assignment.")
    with transaction.atomic():
        rows = Assignment.objects.select_for_update(of=("self",))
        yield rows.select_related("project__codebook_version").get(pk=assignment.pk)


def _checked(reason: str, empty: str) -> str:
    reason = reason.strip()
    if not reason:
        raise ValueError(empty)
    if len(reason) > MAX_REASON:
        raise ValueError(f"A reason holds at most {MAX_REASON:,} characters.")
    return reason


def _change(assignment: Assignment, state: str, actor: User, reason: str = "") -> None:
    before, assignment.state, assignment.reason = assignment.state, state, reason
    assignment.save(update_fields=["state", "reason", "slot", "submitted_at", "updated_at"])
    _log(assignment, actor, before=before, reason=reason)


def _log(assignment: Assignment, actor: User, *, before: str, reason: str) -> None:
    AssignmentEvent.objects.create(
        assignment=assignment, actor=actor, before=before, after=assignment.state, reason=reason
    )
