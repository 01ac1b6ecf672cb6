"""From many sketches to the copies among them; texts are read only where sketches agree."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from articles.copies.candidates import Pairs, find_candidates
from articles.copies.comparing import Likeness, Relation, compare, relation_of
from articles.copies.grouping import group_copies
from articles.copies.shingles import Shingles
from articles.copies.sketching import Sketch, read_signatures

AT_ONCE = 2_000
"""Pairs whose texts are in memory together."""

Load = Callable[[Sequence[int]], Mapping[int, Shingles]]
"""Reads the shingles of rows."""


@dataclass(frozen=True, slots=True)
class Copy:
    """A text that is a copy: of which row, of what kind, and how much of it is in that one."""

    row: int
    of: int
    kind: Relation
    share: float


def find_copies(
    sketches: Sequence[Sketch],
    load: Load,
    *,
    alone: Iterable[int] = (),
    bound: Mapping[int, int] | None = None,
) -> list[Copy]:
    """Return the copies among texts, which come in the order in which they stand for a group.

    See `group_copies` for what somebody has said: `alone` and `bound`. The same texts in the same
    order give the same copies.
    """
    alone, bound = frozenset(alone), dict(bound or {})
    pairs = _worth_measuring(sketches, alone | frozenset(bound))
    measured = measure(pairs, load)
    sizes = {row: sketches[row].shingles for pair in measured for row in pair}
    member_of = group_copies(measured, sizes, alone=alone, bound=bound)
    missing = {(min(pair), max(pair)) for pair in member_of.items()} - set(measured)
    measured |= measure(sorted(missing), load)
    return [_copy(row, of, measured) for row, of in member_of.items()]


def measure(pairs: Sequence[tuple[int, int]], load: Load) -> dict[tuple[int, int], Likeness]:
    """Compare pairs by their texts, a part of them at a time."""
    found = {}
    for start in range(0, len(pairs), AT_ONCE):
        part = pairs[start : start + AT_ONCE]
        shingles = load(sorted({row for pair in part for row in pair}))
        for first, second in part:
            found[first, second] = compare(shingles[first], shingles[second])
    return found


def _worth_measuring(sketches: Sequence[Sketch], out: frozenset[int]) -> list[tuple[int, int]]:
    """Pairs of rows whose sketches agree, leaving out those that are settled and empty texts."""
    rows = np.array(
        [row for row, one in enumerate(sketches) if one.shingles and row not in out], dtype=np.intp
    )
    if not rows.size:
        return []
    signatures = read_signatures(sketches[row].signature for row in rows)
    sizes = np.array([sketches[row].shingles for row in rows], dtype=np.intp)
    pairs: Pairs = find_candidates(signatures, sizes)
    return list(zip(rows[pairs.first].tolist(), rows[pairs.second].tolist(), strict=True))


def _copy(row: int, of: int, measured: Mapping[tuple[int, int], Likeness]) -> Copy:
    like = measured[min(row, of), max(row, of)]
    share = like.first if row < of else like.second
    return Copy(row, of, relation_of(like.jaccard), share)
