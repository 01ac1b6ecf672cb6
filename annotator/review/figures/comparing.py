"""What is compared in a question: one answer of each annotator on each unit, and how."""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from annotator.codebook.catalogue import VariableEntry
from annotator.review.agreement.metrics import METRICS, Distance, MetricName
from annotator.review.columns import Columns, answers, by_item
from annotator.review.figures.choosing import Chosen
from annotator.review.figures.pairing import Pairs, count_pairs


@dataclass(frozen=True)
class Compared:
    """The answers of one question. `given` are the labels it comes from, those left out too.

    In `labels`, `code` is a code's key, or the place of a set of codes in `sets` where a question
    takes several. `order` lists the codes of a ranked scale from one end to the other.
    """

    entry: VariableEntry
    metric: MetricName
    order: Sequence[int]
    given: Columns
    labels: Columns
    sets: Sequence[frozenset[int]]

    @cached_property
    def pairs(self) -> Pairs:
        """Pairs of answers of two annotators."""
        return count_pairs(self.labels)

    @cached_property
    def distance(self) -> Distance:
        """How far the codes of `pairs` are apart."""
        return METRICS[self.metric].distance(self.values(self.pairs.codes.tolist()))

    def values(self, codes: Sequence[int]) -> list[Hashable]:
        """What codes of `labels` stand for in the arithmetic."""
        if self.metric == "ordinal":
            places = {code: place for place, code in enumerate(self.order)}
            return [places[code] for code in codes]
        return [self.sets[code] for code in codes] if self.sets else list(codes)


def compared(chosen: Chosen, entry: VariableEntry) -> Compared:
    """The answers of one question to what is chosen.

    Words are not compared, nor is a code that stands for no answer or has no place on its scale.
    """
    given = chosen.of(entry)
    labels = _comparable(entry, given)
    if entry.is_set:
        labels = by_item(entry, labels)
    sets: Sequence[frozenset[int]] = ()
    if entry.takes_several:
        labels, sets = answers(labels)
    return Compared(entry, metric_of(entry), scale_of(entry), given, labels, sets)


def metric_of(entry: VariableEntry) -> MetricName:
    """Jaccard for several codes at once, ordinal for a ranked scale, else nominal."""
    if entry.takes_several:
        return "jaccard"
    return "ordinal" if entry.is_ranked else "nominal"


def scale_of(entry: VariableEntry) -> list[int]:
    """Codes from one end of the scale to the other; those without a rank stand beside it."""
    ranked = [code for code in entry.codes.values() if code.rank is not None]
    return [code.pk for code in sorted(ranked, key=lambda code: code.rank or 0)]


def _comparable(entry: VariableEntry, labels: Columns) -> Columns:
    if entry.is_text:
        return labels.where(np.zeros(labels.code.size, dtype=np.bool_))
    if entry.is_ranked:
        return labels.where(np.isin(labels.code, scale_of(entry)))
    missing = [code.pk for code in entry.codes.values() if code.is_missing]
    return labels.where(~np.isin(labels.code, missing)) if missing else labels
