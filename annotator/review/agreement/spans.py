"""Marked words as columns of small integers, and the text cut where anybody's mark begins or ends.

Between two cuts nothing changes: each annotator has marked all of it, with the same codes, or none
of it. So a piece of text between cuts is what a unit is elsewhere, weighted by its length.
"""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple, Self

import numpy as np

from annotator.review.agreement.labels import IntArray, numbered, rising


class Pieces(NamedTuple):
    """Parallel columns, one entry per mark and piece of text in it; `length` in characters."""

    mark: IntArray
    piece: IntArray
    length: IntArray


@dataclass(frozen=True, eq=False)
class Spans:
    """Marks as parallel columns, one entry per mark: from `start` up to `end`, in characters.

    `code` indexes `values`. `article` and `annotator` are numbered from 0. Only articles that two
    annotators or more have worked through are here; `coders` says how many that are, `length` how
    long the text is, by article. `annotators` counts everyone who worked through any article,
    `given` all marks, those in other articles too.
    """

    article: IntArray
    annotator: IntArray
    code: IntArray
    start: IntArray
    end: IntArray
    coders: IntArray
    length: IntArray
    values: tuple[Hashable, ...]
    annotators: int
    given: int

    @classmethod
    def from_columns(
        cls,
        article: IntArray,
        annotator: IntArray,
        code: IntArray,
        start: IntArray,
        end: IntArray,
        *,
        coded: tuple[IntArray, IntArray],
        lengths: tuple[IntArray, IntArray],
        values: Sequence[Hashable] | None = None,
    ) -> Self:
        """Take parallel columns of integers, such as primary keys.

        `coded` lists (article, annotator) of everybody who has worked through an article, whether
        they marked something or not: who marked nothing has said that nothing is there.
        `lengths` has articles and the lengths of their texts. Without `values` codes stand for
        themselves; with them, `code` holds places among them. Marks of the same place and code by
        the same annotator are one. Raises ValueError for a mark that is empty, outside its text
        or by somebody not in `coded`.
        """
        if values is None:
            found, code = numbered(code)
            values = found.tolist()
        marks = distinct_rows(article, annotator, code, start, end)
        worked = distinct_rows(*coded)
        articles, coders = np.unique(worked[:, 0], return_counts=True)
        length = _looked_up(articles, *lengths)
        _refuse_strangers(marks[:, :2], worked)
        place = np.searchsorted(articles, marks[:, 0])
        _refuse_nowhere(marks[:, 3], marks[:, 4], length[place])
        several = coders >= 2
        kept = several[place]
        return cls(
            article=(np.cumsum(several) - 1)[place][kept],
            annotator=numbered(marks[kept, 1])[1],
            code=marks[kept, 2],
            start=marks[kept, 3],
            end=marks[kept, 4],
            coders=coders[several],
            length=length[several],
            values=tuple(values),
            annotators=np.unique(worked[:, 1]).size,
            given=len(marks),
        )

    @property
    def articles(self) -> int:
        """How many articles two annotators or more have worked through."""
        return self.coders.size

    @cached_property
    def cuts(self) -> IntArray:
        """Where text is cut, as keys of article and place, rising; the ends of a text are cuts."""
        articles = np.arange(self.articles)
        ends = (self.start, self.end, np.zeros_like(articles), self.length)
        among = (self.article, self.article, articles, articles)
        return rising(np.concatenate([*map(self.key, among, ends)]))

    def key(self, article: IntArray, place: IntArray) -> IntArray:
        """One number for a place in an article."""
        return article * (int(self.length.max(initial=0)) + 1) + place

    @cached_property
    def bounds(self) -> tuple[IntArray, IntArray]:
        """The first piece of each mark, and the first after it."""
        return (
            np.searchsorted(self.cuts, self.key(self.article, self.start)),
            np.searchsorted(self.cuts, self.key(self.article, self.end)),
        )

    @cached_property
    def pieces(self) -> Pieces:
        """What is marked, piece by piece."""
        first, last = self.bounds
        count = last - first
        mark = np.repeat(np.arange(count.size), count)
        offset = np.arange(mark.size) - np.repeat(np.cumsum(count) - count, count)
        piece = first[mark] + offset
        return Pieces(mark, piece, np.diff(self.cuts)[piece])


def distinct_rows(*columns: IntArray) -> IntArray:
    """The distinct rows of parallel columns, in order; shape (rows, columns)."""
    rows = np.stack([column.astype(np.intp) for column in columns], axis=1)
    rows = rows[np.lexsort(rows.T[::-1])]
    return rows[np.concatenate([[True], (rows[1:] != rows[:-1]).any(axis=1)])[: len(rows)]]


def _looked_up(keys: IntArray, among: IntArray, values: IntArray) -> IntArray:
    order = np.argsort(among)
    place = np.searchsorted(among, keys, sorter=order)
    if not np.isin(keys, among).all():
        raise ValueError("an article has no length")
    return values[order[place]]


def _refuse_strangers(marked: IntArray, worked: IntArray) -> None:
    both = distinct_rows(*np.concatenate([marked, worked]).T)
    if len(both) > len(worked):
        raise ValueError("an annotator has marked words in an article they have not coded")


def _refuse_nowhere(start: IntArray, end: IntArray, length: IntArray) -> None:
    if ((start < 0) | (start >= end) | (end > length)).any():
        raise ValueError("a mark is empty or outside its text")
