"""Work for the background worker."""

from django_tasks import task

from annotator.projects.models import Membership
from annotator.review.actions import run_unanimous, undo_last_decision
from annotator.review.models import DecisionStep
from annotator.review.querysets import last_step


@task()
def finish_in_background(step_id: str) -> int:
    """Finish what is unanimous; returns how many answers were decided."""
    steps = DecisionStep.objects.select_related("project__codebook_version", "actor")
    return run_unanimous(step=steps.get(pk=step_id))


@task()
def undo_in_background(member_id: int, step_id: str) -> int:
    """Take a large step back, unless it is no longer the last; returns how many decisions."""
    members = Membership.objects.select_related("project__codebook_version", "user")
    member = members.get(pk=member_id)
    step = last_step(member)
    if step is None or str(step.pk) != step_id:
        return 0
    return undo_last_decision(member=member).decisions
