"""The one place where the state of an assignment is written, with its history."""

from django.utils import timezone

from annotator.accounts.models import User
from annotator.annotation.actions.board import new_step
from annotator.annotation.models import Assignment, AssignmentEvent, Step
from annotator.projects.models import Project, ProjectArticle


def change_state(assignment: Assignment, state: str, actor: User, reason: str = "") -> None:
    """Write a new state and append it to the history; called under the assignment's lock."""
    before, assignment.state, assignment.reason = assignment.state, state, reason
    if before == Assignment.State.SUBMITTED:
        _undecide(assignment)
    if state == Assignment.State.SUBMITTED:
        assignment.submitted_at = timezone.now()
    assignment.save(update_fields=["state", "reason", "slot", "submitted_at", "updated_at"])
    log_state(assignment, actor, before=before)


def _undecide(assignment: Assignment) -> None:
    """An article whose answers may change again is no longer decided; its decisions are kept."""
    entries = ProjectArticle.objects.filter(
        project_id=assignment.project_id, article_id=assignment.article_id
    )
    entries.filter(decided_at__isnull=False).update(decided_at=None)


def log_state(assignment: Assignment, actor: User, *, before: str) -> None:
    """Append the state an assignment is in now to its history."""
    AssignmentEvent.objects.create(
        project_id=assignment.project_id,
        assignment=assignment,
        actor=actor,
        before=before,
        after=assignment.state,
        reason=assignment.reason,
    )


def record_state(assignment: Assignment, actor: User, before: str) -> None:
    """Let the annotator undo the change of state that was just made."""
    more = {"before": before, "after": assignment.state}
    now = timezone.now()
    new_step(assignment, actor.pk, Step.Kind.STATE, step_id=None, now=now, **more).save()


def free_slot(project: Project, article_id: int) -> int | None:
    """The lowest place of an article that no annotator holds; None when all are taken."""
    held = set(
        Assignment.objects.filter(project=project, article_id=article_id)
        .counted()
        .values_list("slot", flat=True)
    )
    return next((slot for slot in range(project.overlap) if slot not in held), None)
