"""From labels to counts: codes per unit, pairs of codes within units and per article."""

from collections.abc import Hashable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from annotator.review.agreement.labels import (
    SPREAD,
    FloatArray,
    IntArray,
    Labels,
    counted,
    numbered,
)

CHUNK = 4_000_000
"""Code pairs held in memory at a time (about 200 MB of working space)."""


@dataclass(frozen=True, eq=False)
class UnitCodes:
    """How many annotators gave each code to each pairable unit (two labels or more).

    `unit`, `code` and `count` are parallel, one entry per code a unit received, sorted by unit,
    then code. `size` (labels per unit) and `article` are per unit. Only articles with a pairable
    unit are numbered; `articles` has their numbers among all articles of the labels.
    """

    unit: IntArray
    code: IntArray
    count: IntArray
    size: IntArray
    article: IntArray
    articles: IntArray
    values: tuple[Hashable, ...]

    @property
    def units(self) -> int:
        """How many units two annotators or more have labelled."""
        return self.size.size


class CodePairs(NamedTuple):
    """Ordered pairs of labels of a unit, by their codes, first <= second, as parallel columns.

    `amount` counts both orders: of unlike codes, 2 n_c n_k; of a code with itself, n_c (n_c - 1).
    """

    unit: IntArray
    first: IntArray
    second: IntArray
    amount: IntArray


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


def count_unit_codes(labels: Labels) -> UnitCodes:
    """Count codes per unit, leaving out units with a single label: they pair with nothing."""
    codes = max(1, len(labels.values))
    sizes = np.bincount(labels.unit)
    keys = labels.unit * codes + labels.code
    if (sizes < 2).any():
        keys = keys[sizes[labels.unit] >= 2]
    keys, count = counted(keys, sizes.size * codes)
    units, unit = numbered(keys // codes)
    article_of = np.zeros(sizes.size, dtype=np.intp)
    article_of[labels.unit] = labels.article
    articles, article = numbered(article_of[units])
    return UnitCodes(
        unit=unit,
        code=keys % codes,
        count=count,
        size=sizes[units],
        article=article,
        articles=articles,
        values=labels.values,
    )


def count_coincidences(units: UnitCodes) -> Coincidences:
    """Sum coincidences by article: o_ck = sum over units of pairs c-k in the unit / (m_u - 1).

    Krippendorff, K. (2011), Computing Krippendorff's Alpha-Reliability, part C. Pairs are counted
    in chunks, so that memory stays bounded however many codes a unit received.
    """
    codes = max(1, len(units.values))
    cells = units.articles.size * codes**2
    chunks = [_coincide(units, pairs, codes, cells) for pairs in code_pairs(units)]
    keys, count = _sum_by_key(
        np.concatenate([np.zeros(0, dtype=np.intp), *(keys for keys, _ in chunks)]),
        np.concatenate([np.zeros(0), *(count for _, count in chunks)]),
        cells,
    )
    pairs, pair = numbered(keys % codes**2)
    return Coincidences(
        article=keys // codes**2,
        pair=pair,
        count=count,
        first=pairs // codes,
        second=pairs % codes,
        articles=units.articles.size,
        values=units.values,
    )


def code_pairs(units: UnitCodes) -> Iterator[CodePairs]:
    """Pair each entry with itself and with the later entries of its unit, chunk by chunk."""
    entries = np.arange(units.unit.size)
    ends = np.cumsum(np.bincount(units.unit, minlength=units.units))
    partners = ends[units.unit] - entries
    running = np.cumsum(partners)
    cuts = np.searchsorted(running, np.arange(CHUNK, partners.sum(), CHUNK))
    for start, stop in pairwise(np.unique([0, *cuts, entries.size])):
        here = partners[start:stop]
        left = np.repeat(entries[start:stop], here)
        right = left + np.arange(left.size) - np.repeat(np.cumsum(here) - here, here)
        alike = units.count[left] * (units.count[left] - 1)
        unlike = 2 * units.count[left] * units.count[right]
        amount = np.where(left == right, alike, unlike)
        yield CodePairs(units.unit[left], units.code[left], units.code[right], amount)


def _coincide(
    units: UnitCodes, pairs: CodePairs, codes: int, cells: int
) -> tuple[IntArray, FloatArray]:
    """Return keys (article, code, code) and their coincidences."""
    keys = (units.article[pairs.unit] * codes + pairs.first) * codes + pairs.second
    return _sum_by_key(keys, pairs.amount / (units.size[pairs.unit] - 1), cells)


def _sum_by_key(keys: IntArray, amounts: FloatArray, cells: int) -> tuple[IntArray, FloatArray]:
    keys, amounts = keys[amounts > 0], amounts[amounts > 0]
    if cells <= SPREAD * keys.size:
        sums = sum_by_place(keys, amounts, cells)
        distinct = np.flatnonzero(sums)
        return distinct, sums[distinct]
    distinct, place = np.unique(keys, return_inverse=True)
    return distinct, sum_by_place(place, amounts, distinct.size)


def sum_by_place(place: IntArray, amounts: FloatArray | IntArray, places: int) -> FloatArray:
    """Sum the amounts that share a place; shape (places,)."""
    sums = np.bincount(place, weights=amounts, minlength=places)
    return sums.astype(np.float64, copy=False)  # without amounts bincount counts in integers
