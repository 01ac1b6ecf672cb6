"""Agreement of a project's annotators: from its labels to the arithmetic and back."""

from collections.abc import Iterator, Sequence
from copy import deepcopy
from typing import Any

from annotator.codebook.catalogue import VariableEntry, project_catalogue
from annotator.projects.models import Membership
from annotator.projects.permissions import require_reviewer
from annotator.review.agreement import MetricName, Row, agreement
from annotator.review.columns import Columns, answers, label_columns
from annotator.review.remembering import remembered


def project_agreement(member: Membership) -> list[dict[str, Any]]:
    """Return how far annotators agree, one row for each variable, in the codebook's order.

    `units` and `labels` count what the figures rest on: claims (articles, for a question about
    the article) with two labels or more, and their labels. An answer of several codes is one
    label. `percent` is a share, 0 to 1. A question that does not apply has no label, so only
    claims where two annotators said that it applies are compared. Seeded: the same labels give
    the same interval. Raises `PermissionDenied` for annotators.
    """
    require_reviewer(member)
    return deepcopy(_agreement(member))


def metric_of(entry: VariableEntry) -> MetricName:
    """Jaccard for several codes at once, ordinal for a ranked scale, else nominal."""
    if not entry.row.is_single:
        return "jaccard"
    return "ordinal" if entry.row.scale == "ordinal" else "nominal"


@remembered
def _agreement(member: Membership) -> list[dict[str, Any]]:
    catalogue = project_catalogue(member.project.codebook_version, member.project.variable_ids)
    labels = label_columns(member)
    return [
        _figures(entry, labels.where(labels.variable == entry.row.pk))
        for entry in catalogue.variables.values()
    ]


def _figures(entry: VariableEntry, labels: Columns) -> dict[str, Any]:
    metric = metric_of(entry)
    found = agreement(
        _rows(labels, several=metric == "jaccard"), metric=metric, order=_scale(entry)
    )
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


def _rows(labels: Columns, *, several: bool) -> Iterator[Row]:
    codes: Sequence[Any]
    if several:
        labels, sets = answers(labels)
        codes = [sets[place] for place in labels.code]
    else:
        codes = labels.code.tolist()
    return zip(
        labels.article.tolist(), labels.unit.tolist(), labels.annotator.tolist(), codes, strict=True
    )


def _scale(entry: VariableEntry) -> list[int]:
    """Codes from one end of the scale to the other; those without a rank stand beside it."""
    ranked = [code for code in entry.codes.values() if code.rank is not None]
    return [code.pk for code in sorted(ranked, key=lambda code: code.rank or 0)]
