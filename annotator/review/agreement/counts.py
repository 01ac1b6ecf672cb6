"""From labels to counts: codes per unit, and pairs of codes per article."""

from collections.abc import Hashable, Iterator
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from annotator.review.agreement.labels import FloatArray, IntArray, Labels

CHUNK = 4_000_000
"""Code pairs held in memory at a time (about 200 MB of working space)."""


@dataclass(frozen=True, eq=False)
class UnitCodes:
    """How many annotators gave each code to each pairable unit (two labels or more).

    `unit`, `code` and `count` are parallel, one entry per code a unit received, sorted by unit,
    then code. `size` (labels per unit) and `article` are per unit. Only articles with a pairable
    unit are numbered.
    """

    unit: IntArray
    code: IntArray
    count: IntArray
    size: IntArray
    article: IntArray
    values: tuple[Hashable, ...]


@dataclass(frozen=True, eq=False)
class Coincidences:
    """Krippendorff's observed coincidences, sparse and kept apart by article.

    `article`, `pair` and `count` are parallel: in that article, the pair of codes
    (`first[pair]`, `second[pair]`), first <= second, coincides `count` times. A pair of unlike
    codes holds both of its cells of the symmetric matrix, o_ck + o_kc.
    """

    article: IntArray
    pair: IntArray
    count: FloatArray
    first: IntArray
    second: IntArray
    articles: int
    values: tuple[Hashable, ...]

    def totals(self) -> FloatArray:
        """Count of each pair over all articles."""
        return sum_by_place(self.pair, self.count, self.first.size)

    def marginals(self, totals: FloatArray) -> FloatArray:
        """Labels of each code among the pairable ones: the row sums n_c of the matrix."""
        codes = len(self.values)
        as_first = sum_by_place(self.first, totals, codes)
        return (as_first + sum_by_place(self.second, totals, codes)) / 2


def count_unit_codes(labels: Labels) -> UnitCodes:
    """Count codes per unit, leaving out units with a single label: they pair with nothing."""
    codes = max(1, len(labels.values))
    pairable = np.bincount(labels.unit)[labels.unit] >= 2
    keys, count = np.unique(
        labels.unit[pairable] * codes + labels.code[pairable], return_counts=True
    )
    units, unit = np.unique(keys // codes, return_inverse=True)
    article_of = np.zeros(labels.unit.max(initial=-1) + 1, dtype=np.intp)
    article_of[labels.unit] = labels.article
    _, article = np.unique(article_of[units], return_inverse=True)
    return UnitCodes(
        unit=unit,
        code=keys % codes,
        count=count,
        size=np.bincount(unit, weights=count, minlength=units.size).astype(np.intp),
        article=article,
        values=labels.values,
    )


def count_coincidences(units: UnitCodes) -> Coincidences:
    """Sum coincidences by article: o_ck = sum over units of pairs c-k in the unit / (m_u - 1).

    Krippendorff, K. (2011), Computing Krippendorff's Alpha-Reliability, part C. Pairs are counted
    in chunks, so that memory stays bounded however many codes a unit received.
    """
    codes = max(1, len(units.values))
    chunks = [_sum_by_key(*_coincide(units, *ends, codes)) for ends in _pairs_within_units(units)]
    keys, count = _sum_by_key(
        np.concatenate([np.zeros(0, dtype=np.intp), *(keys for keys, _ in chunks)]),
        np.concatenate([np.zeros(0), *(count for _, count in chunks)]),
    )
    pairs, pair = np.unique(keys % codes**2, return_inverse=True)
    return Coincidences(
        article=keys // codes**2,
        pair=pair,
        count=count,
        first=pairs // codes,
        second=pairs % codes,
        articles=int(units.article.max(initial=-1)) + 1,
        values=units.values,
    )


def _pairs_within_units(units: UnitCodes) -> Iterator[tuple[IntArray, IntArray]]:
    """Pair each entry with itself and with the later entries of its unit, chunk by chunk."""
    entries = np.arange(units.unit.size)
    partners = np.searchsorted(units.unit, units.unit, side="right") - entries
    running = np.cumsum(partners)
    cuts = np.searchsorted(running, np.arange(CHUNK, partners.sum(), CHUNK))
    for start, stop in pairwise(np.unique([0, *cuts, entries.size])):
        here = partners[start:stop]
        left = np.repeat(entries[start:stop], here)
        yield left, left + np.arange(left.size) - np.repeat(np.cumsum(here) - here, here)


def _coincide(
    units: UnitCodes, left: IntArray, right: IntArray, codes: int
) -> tuple[IntArray, FloatArray]:
    """Return, for each pair of entries, its key (article, code, code) and its coincidences."""
    unit = units.unit[left]
    alike = units.count[left] * (units.count[left] - 1)
    unlike = 2 * units.count[left] * units.count[right]
    keys = (units.article[unit] * codes + units.code[left]) * codes + units.code[right]
    return keys, np.where(left == right, alike, unlike) / (units.size[unit] - 1)


def _sum_by_key(keys: IntArray, amounts: FloatArray) -> tuple[IntArray, FloatArray]:
    counted = amounts > 0
    distinct, place = np.unique(keys[counted], return_inverse=True)
    return distinct, sum_by_place(place, amounts[counted], distinct.size)


def sum_by_place(place: IntArray, amounts: FloatArray, places: int) -> FloatArray:
    """Sum the amounts that share a place; shape (places,)."""
    sums = np.bincount(place, weights=amounts, minlength=places)
    return sums.astype(np.float64, copy=False)  # without amounts bincount counts in integers
