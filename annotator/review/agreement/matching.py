"""F scores of marked words: how many marks of one annotator are marks of another, too.

Of two annotators, F1 = 2 matches / (marks of one + marks of the other), the same whoever is taken
for the truth; over several annotators and articles, matches and marks of all pairs are added up
first. Unmarked text is not looked at, which is why F1 is right where a chance correction has
nothing to go by: Hripcsak, G. and Rothschild, A. S. (2005), Agreement, the F-Measure, and
Reliability in Information Retrieval, JAMIA 12(3), 296-298. Undefined where nobody marked anything.
"""

import numpy as np

from annotator.review.agreement.labels import FloatArray, IntArray, alike, numbered, rising
from annotator.review.agreement.spans import Spans, distinct_rows
from annotator.review.agreement.sums import Measure, Sums, ratio, side_by_side


def exact_f1(spans: Spans) -> Measure:
    """Marks match that begin and end at the same places and have the same code."""
    first, last = spans.bounds
    places = (first * (spans.cuts.size + 1) + last) * max(1, len(spans.values)) + spans.code
    return _f1(spans, spans.article, alike(places) - 1)


def overlap_f1(spans: Spans) -> Measure:
    """Marks match that share a character and have the same code."""
    codes, annotators = max(1, len(spans.values)), int(spans.annotator.max(initial=0)) + 1
    mark, piece, _length = spans.pieces
    places = piece * codes + spans.code[mark]
    who = rising(places * annotators + spans.annotator[mark])
    first = np.searchsorted(who, places * annotators)
    count = np.searchsorted(who, (places + 1) * annotators) - first
    entry = np.repeat(np.arange(places.size), count)
    offset = np.arange(entry.size) - np.repeat(np.cumsum(count) - count, count)
    met = rising(mark[entry] * annotators + who[first[entry] + offset] % annotators)
    others = np.bincount(met // annotators, minlength=spans.article.size) - 1
    return _f1(spans, spans.article, others)


def boundary_f1(spans: Spans, *, tolerance: int = 0) -> Measure:
    """Beginnings and ends match that are at most `tolerance` characters apart, whatever the code.

    With a tolerance a boundary may match several of another annotator, and counts once.
    """
    article, annotator, place = _boundaries(spans)
    annotators = int(annotator.max(initial=0)) + 1
    seats, seat = numbered(article * annotators + annotator)
    wide = int(spans.length.max(initial=0)) + tolerance + 2
    keys = seat * wide + place
    others = np.zeros(article.size, dtype=np.intp)
    for step in range(1, int(spans.coders.max(initial=1))):
        for other in (seat - step, seat + step):
            low = np.searchsorted(keys, other * wide + np.maximum(place - tolerance, 0))
            high = np.searchsorted(keys, other * wide + place + tolerance, side="right")
            others += (_taken(seats, other) // annotators == article) & (high > low)
    return _f1(spans, article, others)


def _taken(seats: IntArray, place: IntArray) -> IntArray:
    """The seat at a place, or the nearest there is (which has nothing of the places beyond it)."""
    return seats[np.clip(place, 0, max(0, seats.size - 1))]


def _boundaries(spans: Spans) -> tuple[IntArray, IntArray, IntArray]:
    """Article, annotator and place of each beginning or end, each once."""
    twice = [np.concatenate([one, one]) for one in (spans.article, spans.annotator)]
    rows = distinct_rows(*twice, np.concatenate([spans.start, spans.end]))
    article, annotator, place = rows.T
    return article, annotator, place


def _f1(spans: Spans, article: IntArray, others: IntArray) -> Measure:
    """`others` says, of each mark, how many other annotators have one that matches."""
    matched = Sums.of(article, others)
    marked = Sums.of(article, spans.coders[article] - 1)

    def f1(totals: FloatArray) -> FloatArray:
        return ratio(totals[:, :1], totals[:, 1:])

    return Measure(side_by_side([matched, marked]), f1, shares=1)
