"""Agreement on each question of what is chosen: from labels to the arithmetic and back."""

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from annotator.codebook.catalogue import VariableEntry
from annotator.review.agreement import MetricName, Row, agreement
from annotator.review.columns import Columns, answers, by_item
from annotator.review.figures.choosing import Chosen

IN_WORDS = "answered in words, which are not compared"


def metric_of(entry: VariableEntry) -> MetricName:
    """Jaccard for several codes at once, ordinal for a ranked scale, else nominal."""
    if entry.takes_several:
        return "jaccard"
    return "ordinal" if entry.is_ranked else "nominal"


def agreements(chosen: Chosen) -> list[dict[str, Any]]:
    """One row for each question, in the codebook's order."""
    return [_figures(chosen, entry) for entry in chosen.catalogue.variables.values()]


def _figures(chosen: Chosen, entry: VariableEntry) -> dict[str, Any]:
    metric = metric_of(entry)
    labels = chosen.of(entry)
    given = comparable(entry, labels)
    found = agreement(_rows(entry, given), metric=metric, order=scale_of(entry))
    universe = chosen.universe(entry)
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
        "articles": found.articles,
        "universe": universe,
        "share": found.units / universe if universe else None,
        "fleiss": None,
        "ac1": None,
        "ac2": None,
        "masi": None,
        "unitizing": None,
        "span_f1": None,
        "codes": [],
        "pairs": [],
    }


def comparable(entry: VariableEntry, labels: Columns) -> Columns:
    """The labels that may be compared; on a ranked scale the arithmetic sorts them out itself."""
    if entry.is_text:
        return labels.where(np.zeros(labels.code.size, dtype=np.bool_))
    missing = [code.pk for code in entry.codes.values() if code.is_missing]
    if not missing or entry.is_ranked:
        return labels
    return labels.where(~np.isin(labels.code, missing))


def _why_nothing(entry: VariableEntry, labels: Columns) -> str:
    if entry.is_text:
        return IN_WORDS
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


def scale_of(entry: VariableEntry) -> list[int]:
    """Codes from one end of the scale to the other; those without a rank stand beside it."""
    ranked = [code for code in entry.codes.values() if code.rank is not None]
    return [code.pk for code in sorted(ranked, key=lambda code: code.rank or 0)]
