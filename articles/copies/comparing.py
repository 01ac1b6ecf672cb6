"""Two texts measured by the shingles they share, and what that makes one to the other."""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from articles.copies.shingles import Shingles

FEWEST = 12
"""Shingles below which a text says too little to be a copy of another that is not the same."""
COPY = 0.6
"""Jaccard from which two texts are copies: one word in fifteen changed leaves about that much."""
EXCERPT = 0.7
"""Share of a text's shingles found in a longer one from which it is an excerpt."""
VERBATIM = 0.98
"""Share from which two texts count as the same words: a changed byline, a mended comma."""


class Relation(StrEnum):
    """What a text is to the other of a pair."""

    VERBATIM = "verbatim"
    EDITED = "edited"
    EXCERPT = "excerpt"


@dataclass(frozen=True, slots=True)
class Likeness:
    """What two texts share: of all their shingles, of the first's, and of the second's."""

    jaccard: float
    first: float
    second: float

    @property
    def are_copies(self) -> bool:
        """Whether each is the other, more or less."""
        return self.jaccard >= COPY

    def is_excerpt(self, *, of_second: bool) -> bool:
        """Whether the first is an excerpt of the second, or (`of_second`) the other way round."""
        inner, outer = (self.second, self.first) if of_second else (self.first, self.second)
        return not self.are_copies and inner >= EXCERPT and inner > outer


def compare(first: Shingles, second: Shingles) -> Likeness:
    """Measure two texts by their shingles.

    Each shingle occurs once in a set, so what is shared occurs twice in both together.
    """
    if min(len(first), len(second)) < FEWEST and not np.array_equal(first, second):
        return Likeness(0, 0, 0)
    if not len(first):
        return Likeness(0, 0, 0)
    both = np.concatenate((first, second))
    both.sort(kind="stable")
    shared = int(np.count_nonzero(both[1:] == both[:-1]))
    union = len(both) - shared
    return Likeness(shared / union, shared / len(first), shared / len(second))


def relation_of(jaccard: float) -> Relation:
    """Say what a copy is to the one it is a copy of."""
    if jaccard >= VERBATIM:
        return Relation.VERBATIM
    return Relation.EDITED if jaccard >= COPY else Relation.EXCERPT
