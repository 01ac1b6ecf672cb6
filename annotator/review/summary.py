"""How far a project is and what was answered, counted in SQL.

Which labels count is one rule, `counted_labels`: those of submitted assignments, on claims that
still stand and assert something (or on whole articles). Distributions, sourcing mixes, agreement
and the lists of claims behind them all start there. Only an annotator's own `labels` counts what
is not submitted yet, too: it equals the list of that annotator's labels.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import Count, Q

from annotator.annotation.models import Assignment, Label
from annotator.codebook.catalogue import Catalogue, project_catalogue
from annotator.projects.models import Membership, ProjectArticle, Role
from annotator.projects.permissions import require_reviewer
from annotator.review.querysets import counted_labels
from annotator.review.remembering import remembered


def project_summary(member: Membership) -> dict[str, Any]:
    """Return articles by state, labels by code, by publisher and by annotator.

    Every state, variable, code, publisher and annotator of the project is listed, with zeros. An
    article without publisher counts under `""`. Raises `PermissionDenied` for annotators.
    """
    require_reviewer(member)
    catalogue = project_catalogue(member.project.codebook_version, member.project.variable_ids)
    publishers = _publishers(member)
    by_publisher = _counts_by_publisher(member, publishers)
    overall: Counter[int] = Counter()
    for counts in by_publisher.values():
        overall.update(counts)
    return {
        "articles": article_states(member),
        "variables": _listed(catalogue, overall),
        "publishers": [
            {"publisher": name, "variables": _listed(catalogue, by_publisher[name])}
            for name in sorted(set(publishers.values()), key=lambda name: (not name, name))
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
    found = dict(_labels_by_assignment(member))
    assignments: dict[str, Counter[str]] = defaultdict(Counter)
    labels: Counter[str] = Counter()
    for name in member.project.memberships.filter(role=Role.ANNOTATOR).values_list(
        "user__username", flat=True
    ):
        assignments[name].update(())
    work = Assignment.objects.visible_to(member).order_by()
    for pk, name, state in work.values_list("pk", "annotator__username", "state"):
        assignments[name][state] += 1
        labels[name] += found.get(pk, 0)
    return [
        {
            "annotator": name,
            "assignments": {state: counts[state] for state in Assignment.State.values},
            "labels": labels[name],
        }
        for name, counts in sorted(assignments.items())
    ]


def _labels_by_assignment(member: Membership) -> Iterable[tuple[int, int]]:
    """(assignment, labels): grouped so, the count runs along an index."""
    labels = Label.objects.visible_to(member).on_current_claims()
    rows = labels.values_list("assignment_id")
    return rows.annotate(labels=Count("pk")).order_by()


def _publishers(member: Membership) -> dict[int, str]:
    """Article -> the name of its publisher, "" without one."""
    entries = ProjectArticle.objects.filter(project=member.project)
    rows = entries.values_list("article_id", "article__publisher__name")
    return {article: name or "" for article, name in rows}


def _counts_by_publisher(
    member: Membership, publishers: Mapping[int, str]
) -> dict[str, Counter[int]]:
    counts: dict[str, Counter[int]] = defaultdict(Counter)
    for article, code, labels in _counts_by_article(member):
        counts[publishers.get(article, "")][code] += labels
    return counts


@remembered
def _counts_by_article(member: Membership) -> list[tuple[int, int, int]]:
    """(article, code, labels). The outlets are looked up afresh: they may be renamed."""
    rows = counted_labels(member).values_list("assignment__article_id", "code_id")
    return list(rows.annotate(labels=Count("pk")).order_by())


def _listed(catalogue: Catalogue, counts: Counter[int]) -> list[dict[str, Any]]:
    return [
        {
            "variable": entry.id,
            "codes": [
                {"code": code.identifier, "labels": counts[code.pk]}
                for code in entry.codes.values()
            ],
        }
        for entry in catalogue.variables.values()
    ]
