"""Which labels of conditional questions count: those whose annotator said that it applies.

A claim is compared in a conditional question only where two annotators both said that it applies,
so that one difference in the question it depends on is not counted again in those behind it. Who
answers a question says that it applies, unless their other answers close it; answering closes
nothing that it does not clear, so only what was decided can. As `annotation.applicability`, but
for all labels at once.
"""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from annotator.codebook.catalogue import Catalogue, VariableEntry
from annotator.codebook.models import Variable
from annotator.codebook.rules import And, In, Not, Or, Rule
from annotator.review.columns import Columns, IntArray

Mask = npt.NDArray[np.bool_]


def where_applying(catalogue: Catalogue, labels: Columns) -> Columns:
    """Leave out labels of questions that the same annotator's other answers close."""
    kept = np.ones(labels.code.size, dtype=np.bool_)
    for entry in catalogue.variables.values():
        if entry.rule.variables():
            here = np.flatnonzero(labels.variable == entry.row.pk)
            kept[here] = ~_Given(catalogue, labels, labels.where(here)).closes(entry)
    return labels if kept.all() else labels.where(kept)


def closed_by(catalogue: Catalogue, entry: VariableEntry, given: Columns, asked: Columns) -> Mask:
    """Whether the answers `given` close a question, for each place that it is `asked` at.

    Answers count for a place where article, unit and annotator are its own.
    """
    return _Given(catalogue, given, asked).closes(entry)


def opened_by(catalogue: Catalogue, entry: VariableEntry, given: Columns, asked: Columns) -> Mask:
    """Whether a question applies by the answers `given`, whatever else may be answered."""
    return _Given(catalogue, given, asked).opens(entry)


@dataclass(frozen=True, eq=False)
class _Given:
    """What the annotators of the `asked` labels answered to other questions on the same unit."""

    catalogue: Catalogue
    labels: Columns
    asked: Columns

    def closes(self, entry: VariableEntry) -> Mask:
        """Whether all that the rule of a question asks is known, and the rule does not hold."""
        tests = entry.rule.tests()
        if not tests:
            return self._all(False)
        known = self._fold(np.logical_and, [self._knows(test) for test in tests], empty=True)
        return known & ~self._applies(entry.rule) if known.any() else known

    def opens(self, entry: VariableEntry) -> Mask:
        """Whether all that the rule of a question asks is known, and the rule holds."""
        known = [self._knows(test) for test in entry.rule.tests()]
        return self._fold(np.logical_and, [*known, self._applies(entry.rule)], empty=True)

    def _applies(self, rule: Rule) -> Mask:
        if isinstance(rule, In):
            return self._has(rule)
        if isinstance(rule, Not):
            return ~self._applies(rule.rule)
        if isinstance(rule, And):
            return self._fold(np.logical_and, map(self._applies, rule.rules), empty=True)
        if isinstance(rule, Or):
            return self._fold(np.logical_or, map(self._applies, rule.rules), empty=False)
        raise TypeError(f"no reading of {type(rule).__name__}")

    def _has(self, test: In) -> Mask:
        """A closed question counts as answered with nothing."""
        entry = self.catalogue.variables.get(test.variable)
        if entry is None:
            return self._all(False)
        codes = [entry.codes[code].pk for code in test.codes if code in entry.codes]
        return self._answered(entry, codes) & ~self.closes(entry)

    def _knows(self, test: In) -> Mask:
        """Whether what a test asks is answered (of a set: its items), or closed in turn."""
        entry = self.catalogue.variables.get(test.variable)
        if entry is None:
            return self._all(False)
        items = {entry.codes[code].item for code in test.codes if code in entry.codes}
        answered = [
            self._answered(entry, [code.pk for code in entry.codes.values() if code.item == item])
            for item in items
        ]
        return self._fold(np.logical_and, answered, empty=True) | self.closes(entry)

    def _answered(self, entry: VariableEntry, codes: Collection[int]) -> Mask:
        """Whether one of these codes of a question was given, for each label asked about."""
        of = (self.labels.variable == entry.row.pk) & np.isin(self.labels.code, list(codes))
        return np.isin(_keys(entry, self.asked), _keys(entry, self.labels.where(of)))

    def _fold(self, join: Callable[..., Mask], masks: Iterable[Mask], *, empty: bool) -> Mask:
        found = self._all(empty)
        for mask in masks:
            found = join(found, mask)
        return found

    def _all(self, value: bool) -> Mask:
        return np.full(self.asked.code.size, value)


def _keys(entry: VariableEntry, labels: Columns) -> IntArray:
    """One number for each place that an annotator answers a question at."""
    about_article = entry.row.scope == Variable.Scope.ARTICLE
    unit = labels.article if about_article else labels.unit
    return (unit << 24) + labels.annotator
