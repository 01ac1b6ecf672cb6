"""What is compared in a question: one answer of each annotator on each unit, and how."""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from annotator.codebook.catalogue import VariableEntry
from annotator.review.agreement import METRICS, Distance, Labels, MetricName
from annotator.review.columns import Columns, answers, by_item
from annotator.review.figures.choosing import Chosen
from annotator.review.figures.pairing import Pairs, count_pairs

ANSWERS = ("yes", "no", "na")


@dataclass(frozen=True)
class Compared:
    """The answers of one question. `given` are the labels it comes from, those left out too.

    In `columns`, `code` is a code's key; with `values` it is a place among them: sets of codes
    where a question takes several, or the answers of a set of yes/no questions, of which every
    item is a unit. `order` lists the codes there are, from one end of the scale to the other if
    it is ranked.
    """

    entry: VariableEntry
    metric: MetricName
    order: Sequence[Hashable]
    given: Columns
    columns: Columns
    values: Sequence[Hashable] | None = None

    @cached_property
    def labels(self) -> Labels:
        """The answers for the arithmetic."""
        one = self.columns
        return Labels.from_columns(one.article, one.unit, one.annotator, one.code, self.values)

    @cached_property
    def pairs(self) -> Pairs:
        """Pairs of answers of two annotators."""
        return count_pairs(self.columns)

    @cached_property
    def distance(self) -> Distance:
        """How far the codes of `pairs` are apart."""
        codes = self.pairs.codes.tolist()
        if self.metric == "ordinal":
            places = {code: place for place, code in enumerate(self.order)}
            return METRICS[self.metric].distance([places[code] for code in codes])
        values = codes if self.values is None else [self.values[code] for code in codes]
        return METRICS[self.metric].distance(values)


def compared(chosen: Chosen, entry: VariableEntry) -> Compared:
    """The answers of one question to what is chosen.

    Words are not compared, nor is a code that stands for no answer or has no place on its scale.
    """
    given = chosen.of(entry)
    labels, metric = _comparable(entry, given), metric_of(entry)
    if entry.is_set:
        return Compared(entry, metric, ANSWERS, given, _answered(entry, labels), ANSWERS)
    if entry.takes_several:
        columns, sets = answers(labels)
        return Compared(entry, metric, (), given, columns, sets)
    return Compared(entry, metric, scale_of(entry), given, labels)


def _answered(entry: VariableEntry, labels: Columns) -> Columns:
    """Items as units, answers as codes: a yes to one item is the same answer as to another."""
    places = {
        code.pk: ANSWERS.index(answer)
        for item in entry.items.values()
        for answer, code in item.codes.items()
    }
    labels = by_item(entry, labels)
    code = np.fromiter((places[code] for code in labels.code.tolist()), dtype=np.intp)
    return replace(labels, code=code)


def metric_of(entry: VariableEntry) -> MetricName:
    """Jaccard for several codes at once, ordinal for a ranked scale, else nominal."""
    if entry.takes_several:
        return "jaccard"
    return "ordinal" if entry.is_ranked else "nominal"


def scale_of(entry: VariableEntry) -> list[int]:
    """Codes that are compared; of a ranked scale, from one end to the other."""
    if not entry.is_ranked:
        return [code.pk for code in entry.codes.values() if not code.is_missing]
    ranked = [code for code in entry.codes.values() if code.rank is not None]
    return [code.pk for code in sorted(ranked, key=lambda code: code.rank or 0)]


def _comparable(entry: VariableEntry, labels: Columns) -> Columns:
    if entry.is_text:
        return labels.where(np.zeros(labels.code.size, dtype=np.bool_))
    kept = np.isin(labels.code, scale_of(entry))
    return labels if kept.all() else labels.where(kept)
