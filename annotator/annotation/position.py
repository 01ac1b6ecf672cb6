"""Where an assignment stands among all that its annotator has done and can still take."""

from typing import Any, NamedTuple

from django.db.models import Count, Q

from annotator.annotation.models import Assignment
from annotator.projects.models import ProjectArticle


class Position(NamedTuple):
    """Article `number` of `total`."""

    number: int
    total: int


def position_of(assignment: Assignment) -> Position:
    """Count what the annotator took (skipped articles left out) and what is left for them."""
    mine = Assignment.objects.filter(
        project_id=assignment.project_id, annotator_id=assignment.annotator_id
    )
    taken = mine.filter(Q(slot__isnull=False) | Q(pk=assignment.pk)).aggregate(
        all=Count("pk"), before=Count("pk", filter=Q(pk__lte=assignment.pk))
    )
    return Position(taken["before"], taken["all"] + _left(assignment, mine.values("article")))


def _left(assignment: Assignment, seen: Any) -> int:
    here = Q(article__assignments__project_id=assignment.project_id)
    return (
        ProjectArticle.objects.filter(project_id=assignment.project_id)
        .exclude(article__in=seen)
        .annotate(taken=Count("article__assignments__slot", filter=here))
        .filter(taken__lt=assignment.project.overlap)
        .count()
    )
