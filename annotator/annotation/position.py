"""Where an assignment stands among all that its annotator has done and can still take."""

from typing import NamedTuple

from django.db.models import Count, Q

from annotator.annotation.models import Assignment
from annotator.annotation.places import free_for, quota_of
from annotator.projects.models import Membership


class Position(NamedTuple):
    """Article `number` of `total`."""

    number: int
    total: int


def position_of(assignment: Assignment, member: Membership) -> Position:
    """Count what the annotator has (articles given up left out) and what is left for them."""
    mine = Assignment.objects.filter(
        project_id=assignment.project_id, annotator_id=assignment.annotator_id
    )
    taken = mine.filter(Q(slot__isnull=False) | Q(pk=assignment.pk)).aggregate(
        all=Count("pk"), before=Count("pk", filter=Q(pk__lte=assignment.pk)), held=Count("slot")
    )
    left, quota = free_for(member).count(), quota_of(member)
    if quota is not None:
        left = min(left, max(0, quota - taken["held"]))
    return Position(taken["before"], taken["all"] + left)
