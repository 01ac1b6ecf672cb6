"""Agreement of a project's annotators: from its labels to the arithmetic and back."""

from collections.abc import Iterator, Sequence
from copy import deepcopy
from typing import Any

import numpy as np

from annotator.codebook.catalogue import VariableEntry, project_catalogue
from annotator.projects.models import Membership
from annotator.projects.permissions import require_reviewer
from annotator.review.agreement import MetricName, Row, agreement
from annotator.review.columns import Columns, answers, by_item, label_columns
from annotator.review.remembering import remembered


def project_agreement(member: Membership) -> list[dict[str, Any]]:
    """Return how far annotators agree, one row for each variable, in the codebook's order.

    `units` and `labels` count what the figures rest on: claims (articles, for a question about
    the article) with two labels or more, and their labels. An answer of several codes is one
    label. `percent` is a share, 0 to 1. A question that does not apply has no label, so only
    claims where two annotators said that it applies are compared. A code that stands for no
    answer is left out. Seeded: the same labels give the same interval. Raises `PermissionDenied`
    for annotators.

    Of a set of yes/no questions every item is a unit: all items of all claims (or articles) are
    pooled, and `units` counts them. Of a variable that marks words, and of its attributes, the
    answer is the set of codes an annotator used on the claim, wherever in it: it tells whether
    people find the same things, not whether they mark the same words. Questions answered in words
    have a row, so that none is missing without a reason, but no figure.
    """
    require_reviewer(member)
    return deepcopy(_agreement(member))


def metric_of(entry: VariableEntry) -> MetricName:
    """Jaccard for several codes at once, ordinal for a ranked scale, else nominal."""
    if entry.takes_several:
        return "jaccard"
    return "ordinal" if entry.is_ranked else "nominal"


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
    given = _comparable(entry, labels)
    found = agreement(_rows(entry, given), metric=metric, order=_scale(entry))
    return {
        "variable": entry.id,
        "metric": metric,
        "units": found.units,
        "annotators": found.annotators,
        "labels": found.labels,
        "percent": found.percent,
        "alpha": found.alpha,
        "interval": list(found.interval) if found.interval else None,
        "reason": found.reason if given.code.size else _why_nothing(entry, labels),
    }


def _comparable(entry: VariableEntry, labels: Columns) -> Columns:
    """The labels that may be compared; on a ranked scale the arithmetic sorts them out itself."""
    if entry.is_text:
        return labels.where(np.zeros(labels.code.size, dtype=np.bool_))
    missing = [code.pk for code in entry.codes.values() if code.is_missing]
    if not missing or entry.is_ranked:
        return labels
    return labels.where(~np.isin(labels.code, missing))


def _why_nothing(entry: VariableEntry, labels: Columns) -> str:
    if entry.is_text:
        return "answered in words, which are not compared"
    return "no label has a code on the scale" if labels.code.size else "no labels yet"


def _rows(entry: VariableEntry, labels: Columns) -> Iterator[Row]:
    codes: Sequence[Any]
    if entry.is_set:
        labels = by_item(entry, labels)
    if entry.takes_several:
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
