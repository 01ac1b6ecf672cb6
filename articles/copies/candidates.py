"""Pairs worth a look: those whose fingerprints agree in a band, and by as much as copies would.

A band are two numbers of the fingerprint. Of two texts that share a tenth of their shingles, two
in five agree in one band of 64 at least; that share a fifth, nine in ten; a third, all but one in
a thousand. Unrelated stories share hardly any, so that nothing is lost by bands as short as that,
and excerpts of a fifth of a story are found too.
"""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from articles.copies.sketching import NUMBERS, Signatures, estimated_jaccard

BAND = 2
FIRST = 8
"""With how many of those before it, each text of a band is paired.

All of a band may be copies of one story, and are no more than that many comparisons each then,
instead of each with each. The ones before are those that stand for a group first.
"""
LEAST_CONTAINED = 0.45
"""Estimates are rough: how much of a text has to seem to be in the other, to have a look."""

Numbers = npt.NDArray[np.intp]


class Pairs(NamedTuple):
    """Rows of texts, in two columns, each pair once and the lower row first."""

    first: Numbers
    second: Numbers


def find_candidates(signatures: Signatures, sizes: Numbers) -> Pairs:
    """Return pairs of rows that may be copies; `sizes` are numbers of shingles.

    Rows stand in the order in which they would stand for a group.
    """
    by_length = np.argsort(-sizes, kind="stable")
    rank = np.arange(len(sizes))
    found: list[npt.NDArray[np.int64]] = []
    for start in range(0, NUMBERS, BAND):
        keys = np.ascontiguousarray(signatures[:, start : start + BAND]).view(np.uint64).ravel()
        found.append(_in_one_band(keys, rank))
        found.append(_in_one_band(keys, by_length))
    return _alike(_once(found, len(sizes)), signatures, sizes)


def _in_one_band(keys: npt.NDArray[np.uint64], order: Numbers) -> npt.NDArray[np.int64]:
    """Pairs of rows with the same key, as numbers: each row with the first ones in `order`."""
    rows = order[np.argsort(keys[order], kind="stable")]
    ordered = keys[rows]
    begins = np.ones(len(rows), dtype=bool)
    begins[1:] = ordered[1:] != ordered[:-1]
    starts = np.flatnonzero(begins)
    start = np.repeat(starts, np.diff(starts, append=len(rows)))
    place = np.arange(len(rows))
    several = np.flatnonzero(place > start)
    pairs = []
    for step in range(FIRST):
        several = several[start[several] + step < place[several]]
        if not several.size:
            break
        one, other = rows[several], rows[start[several] + step]
        pairs.append(np.minimum(one, other).astype(np.int64) * len(rows) + np.maximum(one, other))
    return np.concatenate(pairs) if pairs else np.zeros(0, dtype=np.int64)


def _once(found: list[npt.NDArray[np.int64]], rows: int) -> Pairs:
    """Each pair once: as soon as there are many, repetitions are thrown out."""
    joined = np.unique(np.concatenate(found)) if found else np.zeros(0, dtype=np.int64)
    first, second = np.divmod(joined, max(rows, 1))
    return Pairs(first.astype(np.intp), second.astype(np.intp))


def _alike(pairs: Pairs, signatures: Signatures, sizes: Numbers) -> Pairs:
    """Those that share enough by the estimate, seen from the shorter of the two."""
    jaccard = estimated_jaccard(signatures, pairs)
    one, other = sizes[pairs.first], sizes[pairs.second]
    shared = jaccard / (1 + jaccard) * (one + other)
    enough = shared >= LEAST_CONTAINED * np.minimum(one, other)
    return Pairs(pairs.first[enough], pairs.second[enough])
