"""The one place where the state of an assignment is written, with its history."""

from django.db import OperationalError, transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from annotator.accounts.models import User
from annotator.annotation.actions.board import new_step
from annotator.annotation.models import Assignment, AssignmentEvent, Step
from annotator.annotation.signals import handed_in
from annotator.annotation.transitions import NEW, target_of
from annotator.errors import Conflict
from annotator.projects.models import Project, ProjectArticle

State = Assignment.State
BATCH = 500
DEADLOCK = "40P01"  # PostgreSQL's code for it
WAS_DECIDED = "was_decided"  # an event that changes no state
WITHOUT_PLACE = (State.SKIPPED, State.RELEASED, State.LAPSED)


def change_state(
    assignment: Assignment,
    event: str,
    actor: User | None,
    *,
    reason: str = "",
    target: str | None = None,
) -> None:
    """Let an event change the state, and append it to the history; called under a lock.

    Who goes on without the article gives the place back; who comes back to it brings a `slot`
    along. `target` chooses where an event leads to two states. Without an actor the clock did it.
    Raises `NotATransition` for what the table does not have.
    """
    before = assignment.state
    assignment.state = target_of(event, before, target)
    assignment.reason = reason
    if State.SUBMITTED in (before, assignment.state):
        _hold_entry(assignment)
    if before == State.SUBMITTED:
        undecide(_entry_of(assignment), actor)
    if assignment.state in WITHOUT_PLACE:
        assignment.slot = None
    if assignment.state == State.SUBMITTED:
        assignment.submitted_at = timezone.now()
    assignment.save(update_fields=["state", "reason", "slot", "submitted_at", "updated_at"])
    event_of(assignment, event, actor, before=before).save()
    if assignment.state == State.SUBMITTED:
        handed_in.send(Assignment, assignment=assignment)


def begin_assignment(
    *, project: Project, article_id: int, annotator_id: int, slot: int, event: str, actor: User
) -> Assignment:
    """Make an assignment, in the state that the event leads to; called under `hold_places`."""
    assignment = Assignment.objects.create(
        project=project,
        article_id=article_id,
        annotator_id=annotator_id,
        slot=slot,
        state=target_of(event, NEW),
    )
    event_of(assignment, event, actor, before=NEW).save()
    return assignment


def event_of(
    assignment: Assignment, event: str, actor: User | None, *, before: str
) -> AssignmentEvent:
    """The line of history for the state that an assignment is in now, to be saved."""
    return AssignmentEvent(
        project_id=assignment.project_id,
        assignment=assignment,
        actor=actor,
        event=event,
        before=before,
        after=assignment.state,
        reason=assignment.reason,
    )


def undecide(entries: QuerySet[ProjectArticle], actor: User | None) -> None:
    """Let articles be decided no longer, since something on them may change; decisions are kept.

    Who had handed one in may have read by now what was decided, and the others' answers where the
    project shows them then: that is kept in the history, so that nobody takes back what they
    submitted, whatever the project shows later.
    """
    decided = entries.filter(decided_at__isnull=False)
    here = decided.filter(project=OuterRef("project"), article=OuterRef("article"))
    shown = Assignment.objects.filter(Exists(here), state=State.SUBMITTED)
    AssignmentEvent.objects.bulk_create(
        [
            AssignmentEvent(project_id=project, assignment_id=pk, actor=actor, event=WAS_DECIDED)
            for pk, project in shown.values_list("pk", "project_id")
        ],
        batch_size=BATCH,
    )
    decided.update(decided_at=None)


def was_decided(assignment: Assignment) -> bool:
    """Whether its article is decided, or was at some time since the assignment was submitted."""
    noted = assignment.events.filter(
        event=WAS_DECIDED, created_at__gte=assignment.submitted_at or assignment.created_at
    )
    return _entry_of(assignment).filter(decided_at__isnull=False).exists() or noted.exists()


def _hold_entry(assignment: Assignment) -> None:
    """Let nobody else hand this article in, take it back or decide it, until the transaction ends.

    Whether it is decided rests on all its assignments, and each has a lock of its own. Taken after
    those, as a reviewer who decides does.
    """
    list(_entry_of(assignment).select_for_update().values_list("pk"))


def _entry_of(assignment: Assignment) -> QuerySet[ProjectArticle]:
    return ProjectArticle.objects.filter(
        project_id=assignment.project_id, article_id=assignment.article_id
    )


def record_state(assignment: Assignment, actor: User, before: str) -> None:
    """Let the annotator undo the change of state that was just made."""
    more = {"before": before, "after": assignment.state}
    now = timezone.now()
    new_step(assignment, actor.pk, Step.Kind.STATE, step_id=None, now=now, **more).save()


def hold_places(project_id: int) -> Project:
    """Give out a project's places one at a time, until the transaction ends.

    Taken before any assignment is locked. It does not get in the way of answers being saved.
    """
    rows = Project.objects.select_for_update(no_key=True).defer("guidelines", "variable_ids")
    return rows.get(pk=project_id)


def hold_in_order(rows: QuerySet[Assignment], busy: str) -> None:
    """Lock assignments in the one order in which everybody who needs several locks them.

    Where somebody did not, and two wait for each other, one of them gets a `Conflict` that says
    `busy`, and their transaction goes on as it was before.
    """
    try:
        with transaction.atomic():
            list(rows.select_for_update().order_by("pk").values_list("pk"))
    except OperationalError as error:
        if getattr(error.__cause__, "sqlstate", "") != DEADLOCK:
            raise
        raise Conflict(busy) from error


def free_slot(project: Project, article_id: int, comes_back: bool = False) -> int | None:
    """The lowest place of an article that no annotator holds; None when all are taken.

    `comes_back`: for somebody who had given up an article of the sample, and is not counted among
    those who are to code it.
    """
    entries = ProjectArticle.objects.filter(project=project, article_id=article_id)
    entry = entries.filter(decided_at__isnull=True).with_wanted().first()
    if entry is None:
        return None
    rows = Assignment.objects.filter(project=project, article_id=article_id).counted()
    held = set(rows.values_list("slot", flat=True))
    wanted = entry.wanted + (1 if comes_back and entry.in_sample else 0)  # type: ignore[attr-defined]
    if len(held) >= wanted:
        return None
    return next(slot for slot in range(wanted) if slot not in held)
