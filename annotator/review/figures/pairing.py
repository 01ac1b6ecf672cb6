"""Pairs of answers that two annotators gave to the same unit, counted. Plain numpy."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from annotator.review.agreement.metrics import Distance
from annotator.review.columns import Columns, IntArray

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Pairs:
    """Each row: `count` units on which `first` gave `one` and `second` gave `other`.

    `first` and `second` are places in `annotators`, `one` and `other` in `codes`; both hold what
    the columns they were counted from had, rising. No annotator is paired with themselves, and of
    the two orders of a pair only the one with `first` below `second` is listed.
    """

    annotators: IntArray
    codes: IntArray
    units: int
    first: IntArray
    second: IntArray
    one: IntArray
    other: IntArray
    count: IntArray

    def confusion(self) -> IntArray:
        """How many pairs gave one code and the other, shape (codes, codes), symmetric."""
        size = self.codes.size
        counts = _summed(self.one * size + self.other, self.count, size * size)
        table = counts.reshape(size, size)
        mirrored = table + table.T
        np.fill_diagonal(mirrored, np.diagonal(table))
        return mirrored

    def alpha_of(self, annotator: int, distance: Distance) -> tuple[float | None, int]:
        """Krippendorff's alpha of one annotator's answers against each other annotator's.

        As `agreement.krippendorff_alpha`, with each pair that the annotator is in as a unit of its
        own. None where no disagreement could be expected. Also how many pairs there are.
        """
        mine = (self.first == annotator) | (self.second == annotator)
        one, other, count = self.one[mine], self.other[mine], self.count[mine].astype(np.float64)
        pairs = int(count.sum())
        size = self.codes.size
        marginals = (np.bincount(one, count, size) + np.bincount(other, count, size)).astype(float)
        delta = distance(marginals) if callable(distance) else distance
        observed = 2 * (count * delta[one, other]).sum()
        expected = (marginals @ delta @ marginals) / max(1, 2 * pairs - 1)
        return (float(1 - observed / expected), pairs) if expected > 0 else (None, pairs)

    @cached_property
    def places(self) -> dict[int, int]:
        """Annotator -> their place."""
        return {pk: place for place, pk in enumerate(self.annotators.tolist())}


def count_pairs(labels: Columns) -> Pairs:
    """Count the pairs of labels that have one code on each unit of each annotator."""
    annotators, person = np.unique(labels.annotator, return_inverse=True)
    codes, code = np.unique(labels.code, return_inverse=True)
    order = np.lexsort((person, labels.unit))
    unit, person, code = labels.unit[order], person[order], code[order]
    size = codes.size
    keys = [
        ((person[left] * annotators.size + person[right]) * size + code[left]) * size + code[right]
        for left, right in _within_units(unit)
    ]
    found, count = _counted(keys, (annotators.size * size) ** 2)
    people, answers = np.divmod(found, max(1, size * size))
    first, second = np.divmod(people, max(1, annotators.size))
    one, other = np.divmod(answers, max(1, size))
    units = int((np.unique(unit, return_counts=True)[1] > 1).sum())
    return Pairs(annotators, codes, units, first, second, one, other, count)


def _within_units(unit: IntArray) -> Iterator[tuple[IntArray, IntArray]]:
    """Places of labels that share a unit; units stand together."""
    left = np.arange(unit.size)
    step = 0
    while left.size:
        step += 1
        left = left[left + step < unit.size]
        left = left[unit[left] == unit[left + step]]
        yield left, left + step


DENSE = 4_000_000
"""Largest table of counts; above it keys are sorted instead."""


def _counted(keys: list[IntArray], size: int) -> tuple[IntArray, IntArray]:
    nothing = np.zeros(0, dtype=np.intp)
    if size <= DENSE:
        table = np.zeros(size, dtype=np.intp)
        for one in keys:
            table += np.bincount(one, minlength=size)
        found = np.flatnonzero(table)
        return found, table[found]
    found, count = np.unique(np.concatenate([nothing, *keys]), return_counts=True)
    return found, count


def _summed(place: IntArray, amounts: IntArray, size: int) -> IntArray:
    return np.bincount(place, weights=amounts, minlength=size).astype(np.intp)
