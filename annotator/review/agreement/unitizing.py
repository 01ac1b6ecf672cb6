"""Whether annotators mark the same words, and mark them with the same codes: two questions.

Krippendorff, K., Mathet, Y., Bouvry, S. and Widlocher, A. (2016), On the Reliability of Unitizing
Textual Continua: Further Developments, Quality & Quantity 50(6), 2347-2364; Krippendorff (2019),
Content Analysis, 4th ed., section 12.6. Text is compared character by character, but what is
expected by chance is that whole marks are dealt anew: a mark is never compared with itself.

Text that nobody marked is most of the text, so it would make any two annotators look alike. The
headline is therefore `alpha`, cu-alpha: over text that two annotators or more have marked, whether
they gave it the same code. Unmarked text counts neither as agreement nor as disagreement there.
Whether the same text is marked is told by the F scores, which do not look at unmarked text either,
and by `marking` and `u_alpha`, where unmarked text agrees only as far as it does so more than by
chance.

Where an annotator marked the same words with several codes, these are one answer, the set. With
more than two annotators a mark counts in cu-alpha and ku-alpha as far as others marked something
there, as it does in the coincidences; with two this is the published definition.
"""

from collections.abc import Hashable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np

from annotator.review.agreement.figures import Figure, missing
from annotator.review.agreement.labels import FloatArray, IntArray, alike, numbered, rising
from annotator.review.agreement.matching import boundary_f1, exact_f1, overlap_f1
from annotator.review.agreement.reasons import (
    ALL_MARKED,
    NO_MARKS,
    NO_SHARED_WORDS,
    NOTHING_ELSE,
    SAME_MARKS,
    UNUSED_CODE,
    unmarked,
)
from annotator.review.agreement.resampling import RESAMPLES
from annotator.review.agreement.spans import Spans
from annotator.review.agreement.study import Estimates
from annotator.review.agreement.sums import Measure, Sums, ratio, side_by_side


class MarkFigures(NamedTuple):
    """A code among marked words: ku-alpha, whether words got it from others if from one."""

    code: Hashable
    alpha: Figure
    marks: int


@dataclass(frozen=True)
class Unitizing:
    """How reliably words are marked.

    `articles` were worked through by two annotators or more, `marks` is how many marks they have.
    `alpha` is cu-alpha, `u_alpha` looks at marking and codes together, `marking` is |u-alpha:
    marked or not, whatever the code. `exact_f1` counts marks of the same place and code,
    `overlap_f1` of the same code in places that overlap, `boundary_f1` beginnings and ends.
    """

    articles: int
    annotators: int
    marks: int
    alpha: Figure
    u_alpha: Figure
    marking: Figure
    exact_f1: Figure
    overlap_f1: Figure
    boundary_f1: Figure
    codes: tuple[MarkFigures, ...]


def unitizing(spans: Spans, *, seed: int = 0, resamples: int = RESAMPLES) -> Unitizing:
    """Compute every figure there is of marked words, with 95 % intervals over articles."""
    figures = _Figures(spans, seed, resamples)
    return Unitizing(
        articles=spans.articles,
        annotators=spans.annotators,
        marks=spans.article.size,
        alpha=figures.alpha(),
        u_alpha=figures.of("text", 0, ALL_MARKED),
        marking=figures.of("text", 1, ALL_MARKED),
        exact_f1=figures.of("exact"),
        overlap_f1=figures.of("overlap"),
        boundary_f1=figures.of("boundary"),
        codes=tuple(figures.by_code()),
    )


class _Figures:
    def __init__(self, spans: Spans, seed: int, resamples: int) -> None:
        self.spans = spans
        self.reason = unmarked(spans)
        self.text = None if self.reason else MarkedText(spans)
        self.estimates = Estimates(
            self._measures(), [spans.articles], seed=seed, resamples=resamples
        )

    def _measures(self) -> dict[Hashable, Measure]:
        if self.text is None:
            return {}
        return {
            "text": text_alphas(self.text),
            "coding": coding_alphas(self.text),
            "exact": exact_f1(self.spans),
            "overlap": overlap_f1(self.spans),
            "boundary": boundary_f1(self.spans),
        }

    def of(self, name: str, column: int = 0, undefined: str = NO_MARKS) -> Figure:
        """A coefficient of all annotators."""
        if self.reason:
            return missing(self.reason)
        articles = self.spans.articles
        return self.estimates.figure(name, column, articles=articles, undefined=undefined)

    def alpha(self) -> Figure:
        """Cu-alpha."""
        shared = self.text is not None and self.text.shared.any()
        return self.of("coding", 0, SAME_MARKS if shared else NO_SHARED_WORDS)

    def by_code(self) -> Iterator[MarkFigures]:
        """Ku-alpha of each code."""
        marks = np.bincount(self.spans.code, minlength=len(self.spans.values))
        for place, code in enumerate(self.spans.values):
            yield MarkFigures(code, self._of_code(place, int(marks[place])), int(marks[place]))

    def _of_code(self, place: int, marks: int) -> Figure:
        if marks == 0 or self.text is None:
            return missing(self.reason or UNUSED_CODE)
        shared = (self.text.member[:, place] > 0)[self.text.shared_values].any()
        return self.of("coding", 1 + place, NOTHING_ELSE if shared else NO_SHARED_WORDS)


class MarkedText:
    """What each annotator says about each piece of text they marked, in parallel columns.

    An entry is a piece and an annotator who marked it: `value` indexes `sets` of codes, `length`
    is that of the piece, `others` how many others marked it, `rest` how many others could have.
    """

    def __init__(self, spans: Spans) -> None:
        self.spans = spans
        annotators = int(spans.annotator.max(initial=0)) + 1
        mark, piece, length = spans.pieces
        seat, entry = numbered(piece * annotators + spans.annotator[mark])
        first = _any_of(entry, seat.size)
        self.sets, self.value = _answers(entry, spans.code[mark], len(spans.values))
        self.piece, self.annotator = seat // annotators, seat % annotators
        self.length = length[first]
        self.article = spans.article[mark[first]]
        self.others = np.bincount(self.piece)[self.piece] - 1
        self.rest = spans.coders[self.article] - 1

    @cached_property
    def member(self) -> IntArray:
        """Which set has which code, shape (sets, codes)."""
        member = np.zeros((len(self.sets), len(self.spans.values)), dtype=np.intp)
        for row, codes in enumerate(self.sets):
            member[row, list(codes)] = 1
        return member

    @property
    def shared(self) -> np.ndarray:
        """Which entries somebody else marked, too."""
        return self.others > 0

    @property
    def shared_values(self) -> IntArray:
        """The sets among them."""
        return rising(self.value[self.shared])

    def agreeing(self, value: IntArray) -> IntArray:
        """How many others gave the same, for a number given to each entry."""
        return alike(self.piece * (int(value.max(initial=0)) + 1) + value) - 1

    @cached_property
    def stretches(self) -> IntArray:
        """The stretch an entry is part of, numbered: what somebody marked in one go, as one set."""
        pieces = int(self.piece.max(initial=0)) + 2
        order = np.lexsort((self.piece, self.annotator))
        piece, annotator, value = self.piece[order], self.annotator[order], self.value[order]
        own = [self.spans.annotator * pieces + bound for bound in self.spans.bounds]
        begins = np.isin(annotator * pieces + piece, np.concatenate(own), kind="sort")
        begins[1:] |= (np.diff(annotator) != 0) | (np.diff(piece) != 1) | (np.diff(value) != 0)
        numbers = np.empty_like(order)
        numbers[order] = np.cumsum(begins) - 1
        return numbers

    def squares(self, amount: FloatArray | IntArray) -> tuple[IntArray, IntArray, FloatArray]:
        """Article, set and squared amount of each stretch: the pairs of it with itself."""
        first = _any_of(self.stretches, int(self.stretches.max(initial=-1)) + 1)
        totals = np.bincount(self.stretches, weights=amount).astype(np.float64)
        return self.article[first], self.value[first], totals**2


def _any_of(place: IntArray, places: int) -> IntArray:
    """Where in a column some entry of each place is."""
    found = np.empty(places, dtype=np.intp)
    found[place] = np.arange(place.size)
    return found


def _answers(entry: IntArray, code: IntArray, codes: int) -> tuple[list[frozenset[int]], IntArray]:
    """Return sets of codes, each code by itself first, and the set of each entry."""
    sets = [frozenset({one}) for one in range(codes)]
    size = np.bincount(entry)
    value = np.zeros(size.size, dtype=np.intp)
    value[entry] = code
    several = np.flatnonzero(size > 1)
    order = np.argsort(entry, kind="stable")
    ends = np.cumsum(size)
    places = {one: place for place, one in enumerate(sets)}
    for one in several.tolist():
        given = frozenset(code[order[ends[one] - size[one] : ends[one]]].tolist())
        value[one] = places.setdefault(given, len(places))
    return list(places), value


def text_alphas(text: MarkedText) -> Measure:
    """U-alpha and |u-alpha: over all text, unmarked text as one more code of its own.

    Unmarked text may be cut anywhere: its pairs with itself are its characters.
    """
    spans, sets = text.spans, len(text.sets)
    unmarked_too = text.rest - text.others
    apart = text.length * (text.rest - text.agreeing(text.value)) / text.rest
    beside = text.length * unmarked_too / text.rest
    article, _value, squares = text.squares(text.length)
    every = np.arange(spans.articles)
    parts = [
        Sums.of(every, spans.length * spans.coders),
        Sums.of(text.article, apart + beside),
        Sums.of(text.article, beside),
        Sums.of(article, squares),
        Sums(text.article, text.value, text.length, sets),
    ]

    def alphas(totals: FloatArray) -> FloatArray:
        whole, unlike, marked_or_not = totals[:, 0], totals[:, 1], 2 * totals[:, 2]
        marked = totals[:, 4:].sum(axis=1)
        pairs = whole**2 - totals[:, 3] - (whole - marked)
        mixed = 2 * marked * (whole - marked)
        chance = mixed + marked**2 - (totals[:, 4:] ** 2).sum(axis=1)
        found = [
            1 - ratio(unlike * pairs, whole * chance),
            1 - ratio(marked_or_not * pairs, whole * mixed),
        ]
        return np.stack(found, axis=1)

    return Measure(side_by_side(parts), alphas)


def coding_alphas(text: MarkedText) -> Measure:
    """Cu-alpha, then ku-alpha of each code: over text that two annotators or more have marked."""
    sets, codes = len(text.sets), len(text.spans.values)
    paired = text.length * text.others / text.rest
    apart = text.length * (text.others - text.agreeing(text.value)) / text.rest
    article, value, squares = text.squares(paired)
    entry, code = np.nonzero(text.member[text.value])
    stretch, code_of_stretch = np.nonzero(text.member[value])
    parts = [
        Sums.of(text.article, apart),
        Sums.of(article, squares),
        Sums(text.article, text.value, paired, sets),
        Sums(text.article[entry], code, paired[entry], codes),
        Sums(text.article[entry], code, _unlike(text, entry, code), codes),
        Sums(article[stretch], code_of_stretch, squares[stretch], codes),
    ]

    def alphas(totals: FloatArray) -> FloatArray:
        given, rest = totals[:, 2 : 2 + sets], totals[:, 2 + sets :]
        whole = given.sum(axis=1, keepdims=True)
        of_code, unlike, own = np.split(rest, 3, axis=1)
        chance = whole * (given * (whole - given)).sum(axis=1, keepdims=True)
        pairs = whole**2 - totals[:, 1:2]
        each = ratio(unlike * (whole * of_code - own), of_code**2 * (whole - of_code))
        return 1 - np.hstack([ratio(totals[:, :1] * pairs, chance), each])

    return Measure(side_by_side(parts), alphas)


def _unlike(text: MarkedText, entry: IntArray, code: IntArray) -> FloatArray:
    """Of entries with a code: their length, as far as others marked it without the code."""
    codes = len(text.spans.values)
    without = text.others[entry] - (alike(text.piece[entry] * codes + code) - 1)
    lengths: FloatArray = text.length[entry] * without / text.rest[entry]
    return lengths
