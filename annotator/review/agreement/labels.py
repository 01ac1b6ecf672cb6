"""Rows or columns of labels, turned once into columns of small integers."""

from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Self

import numpy as np
import numpy.typing as npt

IntArray = npt.NDArray[np.intp]
FloatArray = npt.NDArray[np.float64]

Row = tuple[Hashable, Hashable, Hashable, Hashable | None]
"""(article, unit, annotator, code). A many-choice answer is one frozenset of codes."""

ValueOf = Callable[[Hashable], Hashable | None]
"""What a code stands for on the scale in use; None leaves the label out."""

SPREAD = 8
"""Numbers are counted in a table where it has at most so many cells for each of them, else sorted:
keys of rows are close together, and a table is ten times faster."""


@dataclass(frozen=True, eq=False)
class Labels:
    """Labels as four parallel columns, one entry per label that counts.

    `code` indexes `values`, `annotator` indexes `names`, `unit` indexes `units`; `article` is
    numbered from 0. All are numbered in the order of their keys, so that the order of rows cannot
    change a figure. `values` are all codes of the scale where it is known, given or not. `given`
    also counts the `left_out` labels, whose code has no place on the scale.
    """

    article: IntArray
    unit: IntArray
    annotator: IntArray
    code: IntArray
    values: tuple[Hashable, ...]
    names: tuple[Hashable, ...]
    units: Sequence[Hashable] | IntArray
    given: int
    left_out: int = 0

    @classmethod
    def from_columns(
        cls,
        article: IntArray,
        unit: IntArray,
        annotator: IntArray,
        code: IntArray,
        values: Sequence[Hashable] | None = None,
    ) -> Self:
        """Take parallel columns of integers, such as primary keys; no label is looked at alone.

        Without `values` the codes stand for themselves. With them, `code` holds places among
        them, and all of them are on the scale. Raises ValueError like `read_labels`.
        """
        columns = (np.asarray(one, dtype=np.intp) for one in (article, unit, annotator, code))
        article, unit, annotator, code = columns
        _refuse_unlike_columns(article, unit, annotator, code)
        if values is None:
            found, code = numbered(code)
            values = found.tolist()
        elif code.size and not 0 <= code.min() <= code.max() < len(values):
            raise ValueError("a code has no place among the values")
        _, article = numbered(article)
        units, unit = numbered(unit)
        names, annotator = numbered(annotator)
        return cls._checked(article, unit, annotator, code, values, names.tolist(), units)

    @classmethod
    def _checked(
        cls,
        article: IntArray,
        unit: IntArray,
        annotator: IntArray,
        code: IntArray,
        values: Iterable[Hashable],
        names: Iterable[Hashable],
        units: Sequence[Hashable] | IntArray,
    ) -> Self:
        names = tuple(names)
        _refuse_second_answers(unit, annotator, len(units), len(names))
        _refuse_shared_units(unit, article)
        return cls(article, unit, annotator, code, tuple(values), names, units, given=code.size)

    @property
    def annotators(self) -> int:
        """How many annotators have a label that counts."""
        return len(self.names)

    def read_as(self, value_of: ValueOf, scale: Sequence[Hashable] = ()) -> Self:
        """Put what codes stand for in their place; leave out labels whose code stands for nothing.

        `value_of` is asked once per distinct code. Values of `scale` are there even if unused.
        """
        meaning = [value_of(value) for value in self.values]
        values = _in_order([one for one in meaning if one is not None], scale)
        places = {value: place for place, value in enumerate(values)}
        moved = np.array([-1 if one is None else places[one] for one in meaning], dtype=np.intp)
        code = moved[self.code] if self.code.size else self.code
        kept = code >= 0
        if kept.all():
            return replace(self, code=code, values=values)
        return self._only(kept, code, values)

    def _only(
        self, kept: npt.NDArray[np.bool_], code: IntArray, values: tuple[Hashable, ...]
    ) -> Self:
        _, article = numbered(self.article[kept])
        units, unit = numbered(self.unit[kept])
        names, annotator = numbered(self.annotator[kept])
        return replace(
            self,
            article=article,
            unit=unit,
            annotator=annotator,
            code=code[kept],
            values=values,
            names=tuple(self.names[place] for place in names),
            units=_chosen(self.units, units),
            left_out=self.left_out + int(np.count_nonzero(~kept)),
        )


def read_labels(rows: Iterable[Row], value_of: ValueOf = lambda code: code) -> Labels:
    """Number the articles, units, annotators and codes of the rows.

    A code of None is a missing label and is dropped unseen. Raises ValueError when an annotator
    answers one unit twice (a many-choice answer must be one frozenset, or annotators would be
    compared with themselves) and when a unit appears in two articles (resampling articles would
    tear it apart).
    """
    answered = [row for row in rows if row[3] is not None]
    _, article = _number([row[0] for row in answered])
    units, unit = _number([row[1] for row in answered])
    names, annotator = _number([row[2] for row in answered])
    values, code = _number([row[3] for row in answered])
    return Labels._checked(article, unit, annotator, code, values, names, units).read_as(value_of)


def numbered(column: IntArray) -> tuple[IntArray, IntArray]:
    """Return the distinct numbers, rising, and each entry's place among them."""
    if column.size == 0:
        return column, column
    low, high = int(column.min()), int(column.max())
    if high - low >= SPREAD * column.size:
        distinct, place = np.unique(column, return_inverse=True)
        return distinct, place
    shifted = column - low if low else column
    present = np.zeros(high - low + 1, dtype=np.bool_)
    present[shifted] = True
    if present.all():
        return np.arange(low, high + 1), shifted
    places = np.cumsum(present) - 1
    return np.flatnonzero(present) + low, places[shifted]


def counted(keys: IntArray, cells: int) -> tuple[IntArray, IntArray]:
    """Return the distinct keys, rising, and how often each is there; all are below `cells`."""
    if cells > SPREAD * keys.size:
        return np.unique(keys, return_counts=True)
    counts = np.bincount(keys, minlength=cells)
    distinct = np.flatnonzero(counts)
    return distinct, counts[distinct]


def rising(keys: IntArray) -> IntArray:
    """Return the distinct keys, rising."""
    ordered = np.sort(keys)
    return ordered[np.concatenate([[True], ordered[1:] != ordered[:-1]])[: ordered.size]]


def alike(keys: IntArray) -> IntArray:
    """How often the key of each entry is there."""
    distinct, place = numbered(keys)
    return np.bincount(place, minlength=distinct.size)[place]


def _number(column: list[Hashable]) -> tuple[tuple[Hashable, ...], IntArray]:
    """Return the distinct values in order, and each entry's place among them."""
    distinct = _in_order(column)
    places = {value: place for place, value in enumerate(distinct)}
    numbers = np.fromiter(map(places.__getitem__, column), dtype=np.intp, count=len(column))
    return distinct, numbers


def _in_order(values: Iterable[Hashable], scale: Sequence[Hashable] = ()) -> tuple[Hashable, ...]:
    """Return the distinct values: the scale's first, in its order, then the others in theirs."""
    listed = dict.fromkeys(scale)
    others = sorted(dict.fromkeys(one for one in values if one not in listed), key=rank_of)
    return (*listed, *others)


def rank_of(value: Hashable) -> tuple[int, float, str]:
    """Numbers by size, the rest by how they are written; sets by their members."""
    if isinstance(value, int | float):
        return 0, value, ""
    if isinstance(value, frozenset):
        return 2, len(value), repr(sorted(map(rank_of, value)))
    return 1, 0, repr(value)


def _chosen(keys: Sequence[Hashable] | IntArray, places: IntArray) -> Sequence[Hashable] | IntArray:
    if isinstance(keys, np.ndarray):
        return keys[places]
    return tuple(keys[place] for place in places)


def _refuse_unlike_columns(*columns: IntArray) -> None:
    if len({column.shape for column in columns}) > 1 or columns[0].ndim != 1:
        raise ValueError("columns must be flat and of the same length")


def _refuse_second_answers(
    unit: IntArray, annotator: IntArray, units: int, annotators: int
) -> None:
    _, answers = counted(unit * annotators + annotator, units * annotators)
    if (answers > 1).any():
        raise ValueError(
            "an annotator has two labels on one unit; hand a many-choice answer as one frozenset"
        )


def _refuse_shared_units(unit: IntArray, article: IntArray) -> None:
    article_of = np.zeros(unit.max(initial=-1) + 1, dtype=np.intp)
    article_of[unit] = article
    if (article_of[unit] != article).any():
        raise ValueError("a unit appears in two articles; unit ids must be unique across articles")
