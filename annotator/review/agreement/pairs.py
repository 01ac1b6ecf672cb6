"""Two annotators at a time: the units that both have labelled, and which codes they gave."""

from collections.abc import Hashable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from annotator.review.agreement.counts import code_pairs, count_unit_codes
from annotator.review.agreement.labels import IntArray, Labels


class SharedUnits(NamedTuple):
    """Units that two annotators (places among the names) labelled, in parallel columns.

    `article` is numbered like in the labels; `first` and `second` are the codes of the two.
    """

    annotators: tuple[int, int]
    article: IntArray
    first: IntArray
    second: IntArray


@dataclass(frozen=True, eq=False)
class Confusion:
    """How often two codes met on the same unit.

    `counts`, shape (codes, codes), counts ordered pairs of labels: of two annotators, rows are
    the codes of the first and columns those of the second; of all, each pair is counted both ways
    round, so the matrix is symmetric and a unit on which two agreed counts twice on the diagonal.
    `units` is how many units that is.
    """

    values: tuple[Hashable, ...]
    counts: IntArray
    units: int


def shared_units(labels: Labels) -> Iterator[SharedUnits]:
    """Yield what each two annotators share, in the order of their names; it may be nothing."""
    order = np.argsort(labels.annotator, kind="stable")
    ends = np.cumsum(np.bincount(labels.annotator, minlength=labels.annotators))
    places = np.split(order, ends[:-1])
    code_of = np.full(len(labels.units), -1, dtype=np.intp)
    for one in range(labels.annotators):
        code_of[labels.unit[places[one]]] = labels.code[places[one]]
        for other in range(one + 1, labels.annotators):
            met = code_of[labels.unit[places[other]]]
            shared = places[other][met >= 0]
            yield SharedUnits(
                (one, other), labels.article[shared], met[met >= 0], labels.code[shared]
            )
        code_of[labels.unit[places[one]]] = -1


def confusion(labels: Labels, pair: tuple[Hashable, Hashable] | None = None) -> Confusion:
    """Count which codes met on the same unit: of all annotators, or of a pair in its order."""
    codes = len(labels.values)
    if pair is None:
        units = count_unit_codes(labels)
        half = np.zeros((codes, codes), dtype=np.intp)
        for some in code_pairs(units):
            np.add.at(half, (some.first, some.second), some.amount)
        unlike = np.triu(half, 1) // 2
        return Confusion(labels.values, unlike + unlike.T + np.diag(np.diag(half)), units.units)
    first, second = (_codes_of(labels, one) for one in pair)
    both = (first >= 0) & (second >= 0)
    cells = first[both] * codes + second[both]
    counts = np.bincount(cells, minlength=codes**2).reshape(codes, codes)
    return Confusion(labels.values, counts, int(both.sum()))


def _codes_of(labels: Labels, name: Hashable) -> IntArray:
    """The code of one annotator on each unit, -1 without one."""
    codes = np.full(len(labels.units), -1, dtype=np.intp)
    if name in labels.names:
        mine = labels.annotator == labels.names.index(name)
        codes[labels.unit[mine]] = labels.code[mine]
    return codes
