"""How far a project is and what was answered, counted in SQL.

Which labels count is one rule, `counted_labels`: those of submitted assignments, on claims that
still stand and assert something (or on whole articles). Distributions, sourcing mixes, agreement
and the lists of claims behind them all start there. Only an annotator's own `labels` counts
everything they have given, submitted or not.
"""

from collections import Counter, defaultdict
from collections.abc import Mapping
from typing import Any

from django.db.models import Count, Q

from annotator.annotation.models import Assignment, Label
from annotator.codebook.catalogue import Catalogue, project_catalogue
from annotator.projects.models import Membership, ProjectArticle, Role
from annotator.projects.permissions import require_reviewer
from annotator.review.querysets import counted_labels

ARTICLE_STATES = ("not_started", "in_progress", "coded")

CodeCounts = Mapping[tuple[str, str], int]
"""(variable id, code id) -> labels."""


def project_summary(member: Membership) -> dict[str, Any]:
    """Return articles by state, labels by code, by publisher and by annotator.

    Every state, variable, code, publisher and annotator of the project is listed, with zeros. An
    article without publisher counts under `""`. Raises `PermissionDenied` for annotators.
    """
    require_reviewer(member)
    catalogue = project_catalogue(member.project.codebook_version, member.project.variable_ids)
    by_publisher = _counts_by_publisher(member)
    overall: Counter[tuple[str, str]] = Counter()
    for counts in by_publisher.values():
        overall.update(counts)
    return {
        "articles": article_states(member),
        "variables": _listed(catalogue, overall),
        "publishers": [
            {"publisher": name, "variables": _listed(catalogue, by_publisher[name])}
            for name in _publisher_names(member)
        ],
        "annotators": annotator_progress(member),
    }


def article_states(member: Membership) -> dict[str, int]:
    """Count the project's articles by state.

    `coded`: as many annotators have submitted as the overlap wants; `in_progress`: somebody has
    taken it and not skipped it; else `not_started`.
    """
    project = member.project
    here = Q(article__assignments__project=project, article__assignments__slot__isnull=False)
    submitted = here & Q(article__assignments__state=Assignment.State.SUBMITTED)
    entries = ProjectArticle.objects.filter(project=project).annotate(
        taken=Count("article__assignments", filter=here),
        submitted=Count("article__assignments", filter=submitted),
    )
    coded = Q(submitted__gte=project.overlap)
    return entries.aggregate(
        not_started=Count("pk", filter=Q(taken=0)),
        in_progress=Count("pk", filter=Q(taken__gt=0) & ~coded),
        coded=Count("pk", filter=coded),
    )


def annotator_progress(member: Membership) -> list[dict[str, Any]]:
    """One row for each annotator of the project and each former one who has worked in it."""
    assignments: dict[str, Counter[str]] = defaultdict(Counter)
    names = member.project.memberships.filter(role=Role.ANNOTATOR).values_list("user__username")
    for (name,) in names:
        assignments[name].update(())
    states = Assignment.objects.visible_to(member).values_list("annotator__username", "state")
    for name, state, count in states.annotate(count=Count("pk")).order_by():
        assignments[name][state] = count
    labels = Label.objects.visible_to(member).values_list("assignment__annotator__username")
    given = dict(labels.annotate(count=Count("pk")).order_by())
    return [
        {
            "annotator": name,
            "assignments": {state: counts[state] for state in Assignment.State.values},
            "labels": given.get(name, 0),
        }
        for name, counts in sorted(assignments.items())
    ]


def _publisher_names(member: Membership) -> list[str]:
    """Publishers of the project's articles by name; "" last, for articles without one."""
    entries = ProjectArticle.objects.filter(project=member.project)
    names = entries.values_list("article__publisher__name", flat=True).distinct()
    return sorted((name or "" for name in names.order_by()), key=lambda name: (not name, name))


def _counts_by_publisher(member: Membership) -> dict[str, Counter[tuple[str, str]]]:
    rows = (
        counted_labels(member)
        .values_list(
            "assignment__article__publisher__name", "variable__identifier", "code__identifier"
        )
        .annotate(labels=Count("pk"))
        .order_by()
    )
    counts: dict[str, Counter[tuple[str, str]]] = defaultdict(Counter)
    for publisher, variable, code, labels in rows:
        counts[publisher or ""][variable, code] = labels
    return counts


def _listed(catalogue: Catalogue, counts: CodeCounts) -> list[dict[str, Any]]:
    return [
        {
            "variable": entry.id,
            "codes": [
                {"code": code, "labels": counts.get((entry.id, code), 0)} for code in entry.codes
            ],
        }
        for entry in catalogue.variables.values()
    ]
