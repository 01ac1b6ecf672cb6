"""Agreement of a project's annotators: from its labels to the arithmetic and back."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any

from annotator.codebook.catalogue import VariableEntry, project_catalogue
from annotator.projects.models import Membership
from annotator.projects.permissions import require_reviewer
from annotator.review.agreement import MetricName, Row, agreement
from annotator.review.querysets import counted_labels

Label = tuple[int, int, int, int, int]
"""(article, unit, annotator, variable, code), all primary keys."""


def project_agreement(member: Membership) -> list[dict[str, Any]]:
    """Return how far annotators agree, one row for each variable, in the codebook's order.

    `units` and `labels` count what the figures rest on: claims (articles, for a question about
    the article) with two labels or more. `percent` is a share, 0 to 1. A question that does not
    apply has no label, so only claims where two annotators said that it applies are compared.
    Seeded: the same labels give the same interval. Raises `PermissionDenied` for annotators.
    """
    require_reviewer(member)
    catalogue = project_catalogue(member.project.codebook_version, member.project.variable_ids)
    labels = _labels_by_variable(member)
    return [_figures(entry, labels[entry.row.pk]) for entry in catalogue.variables.values()]


def metric_of(entry: VariableEntry) -> MetricName:
    """Jaccard for several codes at once, ordinal for a ranked scale, else nominal."""
    if not entry.row.is_single:
        return "jaccard"
    return "ordinal" if entry.row.scale == "ordinal" else "nominal"


def _figures(entry: VariableEntry, labels: Iterable[Label]) -> dict[str, Any]:
    metric = metric_of(entry)
    rows = _answers(labels) if metric == "jaccard" else _choices(labels)
    found = agreement(rows, metric=metric, order=_order(entry) if metric == "ordinal" else ())
    return {
        "variable": entry.id,
        "metric": metric,
        "units": found.units,
        "annotators": found.annotators,
        "labels": found.labels,
        "percent": found.percent,
        "alpha": found.alpha,
        "interval": list(found.interval) if found.interval else None,
        "reason": found.reason,
    }


def _labels_by_variable(member: Membership) -> dict[int, list[Label]]:
    rows = (
        counted_labels(member)
        .order_by("pk")
        .values_list(
            "assignment__article_id",
            "claim_id",
            "assignment__annotator_id",
            "variable_id",
            "code_id",
        )
    )
    labels: dict[int, list[Label]] = defaultdict(list)
    for article, claim, annotator, variable, code in rows:
        labels[variable].append((article, claim or article, annotator, variable, code))
    return labels


def _order(entry: VariableEntry) -> list[int]:
    """Codes from one end of the scale to the other; those without a rank stand beside it."""
    ranked = [code for code in entry.codes.values() if code.rank is not None]
    return [code.pk for code in sorted(ranked, key=lambda code: code.rank or 0)]


def _choices(labels: Iterable[Label]) -> Iterator[Row]:
    return ((article, unit, annotator, code) for article, unit, annotator, _, code in labels)


def _answers(labels: Iterable[Label]) -> Iterator[Row]:
    """One row for each answer of several codes."""
    answers: dict[tuple[int, int, int], set[int]] = defaultdict(set)
    for article, unit, annotator, _, code in labels:
        answers[article, unit, annotator].add(code)
    return ((*answer, frozenset(codes)) for answer, codes in answers.items())
