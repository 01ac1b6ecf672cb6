"""The review dashboard: how far the project is, what was answered, how far people agree."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from annotator.annotation.models import Assignment
from annotator.annotation.querysets import AssignmentQuerySet
from annotator.codebook.catalogue import Catalogue, project_catalogue
from annotator.projects.models import Membership
from annotator.projects.permissions import get_member, require_reviewer
from annotator.review import presenting
from annotator.review.disputes import Queue, review_queue
from annotator.review.querysets import NO_PUBLISHER, assignments_of, disputed_texts
from annotator.review.reliability import project_agreement
from annotator.review.summary import project_summary

SHOWN_DISPUTES = 8
SHOWN_ASSIGNMENTS = 6


@require_safe
@login_required
def show(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the figures of a project to its reviewers and managers."""
    member = get_member(request.user, slug)
    require_reviewer(member)
    catalogue = project_catalogue(member.project.codebook_version, member.project.variable_ids)
    summary = project_summary(member)
    queue = review_queue(member)
    strips = presenting.strips(catalogue, project_agreement(member))
    context: dict[str, Any] = {
        "member": member,
        "catalogue": catalogue,
        "summary": summary,
        "articles": sum(summary["articles"].values()),
        "assignments": _assignment_totals(summary),
        "strips": strips,
        "scale": presenting.scale(strips),
        "lowest": presenting.lowest(strips),
        "distributions": presenting.distributions(catalogue, summary["variables"]),
        "disputes": _disputes(member, catalogue, queue),
        "disputed": len(queue.disputes),
        "undecided": len(queue.open),
        "no_publisher": NO_PUBLISHER,
        **_mix(request, catalogue, summary),
        **_attention(member),
    }
    return render(request, "review/dashboard.html", context)


def _assignment_totals(summary: dict[str, Any]) -> dict[str, int]:
    rows = [row["assignments"] for row in summary["annotators"]]
    return {state: sum(row[state] for row in rows) for state in Assignment.State.values}


def _mix(request: HttpRequest, catalogue: Catalogue, summary: dict[str, Any]) -> dict[str, Any]:
    """The question whose answers are set side by side: the one asked for, else who is cited."""
    wanted = request.GET.get("variable", "")
    known = presenting.mixable(catalogue)
    default = "src" if "src" in known else next(iter(known), "")
    variable = wanted if wanted in known else default
    if not variable:
        return {"mixes": [], "mix_of": None}
    return {
        "mixes": presenting.mixes(catalogue, variable, summary["publishers"]),
        "mix_of": known[variable],
        "mix_questions": known.values(),
        "mix_chips": presenting.chips_of(known[variable]).values(),
    }


def _disputes(member: Membership, catalogue: Catalogue, queue: Queue) -> list[dict[str, Any]]:
    shown = queue.open[:SHOWN_DISPUTES]
    texts = disputed_texts(member, [dispute.target for dispute in shown])
    return [
        {
            "dispute": dispute,
            "text": texts[dispute.target],
            "percent": presenting.percent(dispute.share),
            "variables": [catalogue.variables[one].row.label for one in dispute.variables],
        }
        for dispute in shown
        if dispute.target in texts
    ]


def _attention(member: Membership) -> dict[str, AssignmentQuerySet]:
    """What annotators wrote to the reviewer, most recent first, and what was skipped."""
    rows = assignments_of(member).order_by("-updated_at", "-pk")
    return {
        "notes": rows.exclude(note="")[:SHOWN_ASSIGNMENTS],
        "skipped": rows.filter(state=Assignment.State.SKIPPED)[:SHOWN_ASSIGNMENTS],
        "submitted": rows.filter(state=Assignment.State.SUBMITTED)[:SHOWN_ASSIGNMENTS],
    }
