"""What waits for a reviewer, read as it is now: of the whole project, whatever the filters."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from annotator.annotation.models import Assignment, Flag
from annotator.annotation.querysets import AssignmentQuerySet
from annotator.projects.models import Membership
from annotator.review.models import Adjudication
from annotator.review.querysets import assignments_of

SHOWN = 6


@dataclass(frozen=True, slots=True)
class Attention:
    """Counts, and the latest of each kind; `oldest` is when the oldest open work was taken."""

    flags: int
    noted: int
    gap_count: int
    oldest: datetime | None
    notes: AssignmentQuerySet
    skipped: AssignmentQuerySet
    submitted: AssignmentQuerySet
    gaps: QuerySet[Adjudication]


def attention_of(member: Membership) -> Attention:
    """Read it; the number of queries does not grow with rows."""
    rows = assignments_of(member).order_by("-updated_at", "-pk")
    work = Assignment.objects.visible_to(member).order_by()
    open_work = work.filter(state=Assignment.State.OPEN).order_by("created_at")
    gaps = _gaps(member)
    return Attention(
        flags=Flag.objects.filter(assignment__project=member.project).count(),
        noted=work.exclude(note="").count(),
        gap_count=gaps.count(),
        oldest=open_work.values_list("created_at", flat=True).first(),
        notes=rows.exclude(note="")[:SHOWN],
        skipped=rows.filter(state=Assignment.State.SKIPPED)[:SHOWN],
        submitted=rows.filter(state=Assignment.State.SUBMITTED)[:SHOWN],
        gaps=gaps.order_by("-updated_at", "-pk")[:SHOWN],
    )


def _gaps(member: Membership) -> QuerySet[Adjudication]:
    """Decisions that found a gap in the guideline."""
    rows = Adjudication.objects.filter(
        project=member.project, reason_code=Adjudication.ReasonCode.GAP, codes__isnull=False
    )
    return (
        rows.select_related("claim", "article", "variable")
        .defer("article__text", "article__html")
        .distinct()
    )
