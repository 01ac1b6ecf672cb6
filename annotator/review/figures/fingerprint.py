"""What every change that a figure shows changes: cheap to read, and never twice the same."""

import hashlib
from functools import cache
from pathlib import Path
from typing import Any

from django.db.models import Count, Max, Q

from annotator.annotation.models import Assignment, LabelEvent
from annotator.projects.models import Membership, ProjectArticle
from annotator.review.models import AdjudicationEvent
from annotator.review.remembering import state_of
from articles.models import PublisherMerge

Fingerprint = dict[str, Any]

MADE_BY = ("figures", "agreement", "aggregation")
"""The folders of this room whose code decides what figures say."""


def fingerprint(member: Membership) -> Fingerprint:
    """Return the state of a project as JSON data, from counts along indexes.

    What it tells apart: states of assignments, edits of claims, decisions, articles and their
    draw into the sample, people and their roles and names, and the project's settings.
    """
    project = member.project
    return {
        "labels": state_of(member),
        "decisions": AdjudicationEvent.objects.filter(project=project).count(),
        "articles": _articles(member),
        "people": _people(member),
        "overlap": project.overlap,
        "merges": _merges(),
    }


@cache
def code_digest() -> str:
    """A hash of the code that makes figures: after an upgrade all of them are made anew."""
    room = Path(__file__).parents[1]
    made_by = sorted(path for name in MADE_BY for path in (room / name).rglob("*.py"))
    return hashlib.sha256(b"".join(path.read_bytes() for path in made_by)).hexdigest()


def _articles(member: Membership) -> list[int | None]:
    counts = ProjectArticle.objects.filter(project=member.project).aggregate(
        added=Count("pk"),
        last=Max("pk"),
        drawn=Count("in_sample"),
        sample=Count("pk", filter=Q(in_sample=True)),
        decided=Count("decided_at"),
    )
    return list(counts.values())


def _merges() -> list[int]:
    """What two publishers becoming one changes; or becoming two again."""
    counts = PublisherMerge.objects.aggregate(made=Count("pk"), undone=Count("undone_at"))
    return list(counts.values())


def _people(member: Membership) -> list[list[str]]:
    rows = member.project.memberships.order_by("pk").values_list("user__username", "role")
    return [list(row) for row in rows]


def work_in_progress(member: Membership) -> int:
    """What every answer given in work that is not handed in changes; as many rows as it has."""
    events = LabelEvent.objects.filter(
        assignment__project=member.project, assignment__state__in=Assignment.WRITABLE
    )
    return events.count()
