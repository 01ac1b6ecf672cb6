"""What waits for a reviewer on the chosen articles, read as it is now."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from annotator.annotation.models import Assignment, Flag
from annotator.annotation.querysets import AssignmentQuerySet
from annotator.projects.models import Membership
from annotator.review.choices import on_chosen_articles
from annotator.review.figures.filters import Filters
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


def attention_of(member: Membership, filters: Filters) -> Attention:
    """Read it; the number of queries does not grow with rows."""
    rows = assignments_of(member).order_by("-updated_at", "-pk")
    rows = on_chosen_articles(rows, member, filters)
    work = on_chosen_articles(Assignment.objects.visible_to(member).order_by(), member, filters)
    in_hand = work.filter(state=Assignment.State.OPEN).order_by("created_at")
    flags = Flag.objects.filter(assignment__project=member.project)
    flags = on_chosen_articles(flags, member, filters, path="assignment__article")
    gaps = on_chosen_articles(_gaps(member), member, filters)
    return Attention(
        flags=flags.count(),
        noted=work.exclude(note="").count(),
        gap_count=gaps.count(),
        oldest=in_hand.values_list("created_at", flat=True).first(),
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
    light = rows.defer("article__text", "article__html").distinct()
    return light.select_related("claim", "article", "variable")
