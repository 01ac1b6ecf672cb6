"""MinHash: a fingerprint of a set such that equal parts of two tell how much the sets share."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from rensa import RMinHash  # type: ignore[import-untyped]

from articles.copies.shingles import Shingles, shingles_of

NUMBERS = 128
"""Numbers in a fingerprint: 512 bytes an article."""
SEED = 20_260_301
"""Fingerprints made with another seed cannot be compared."""

Signatures = npt.NDArray[np.uint32]
"""One row of `NUMBERS` for each text."""


@dataclass(frozen=True, slots=True)
class Sketch:
    """A text's fingerprint, as stored, and how many different shingles it has."""

    signature: bytes
    shingles: int


def sketch_text(text: str) -> Sketch:
    """Return the sketch of a story."""
    return sketch_shingles(shingles_of(text))


def sketch_shingles(shingles: Shingles) -> Sketch:
    """Return the sketch of a set of shingles."""
    made = RMinHash.digest_matrix_from_flat_token_hashes(
        shingles, [0, len(shingles)], NUMBERS, SEED
    )
    return Sketch(np.array(made.to_rows()[0], dtype="<u4").tobytes(), len(shingles))


def read_signatures(stored: Iterable[bytes]) -> Signatures:
    """Return stored signatures as rows."""
    whole = b"".join(bytes(one) for one in stored)
    return np.frombuffer(whole, dtype="<u4").reshape(-1, NUMBERS)


def estimated_jaccard(signatures: Signatures, pairs: Sequence[npt.NDArray[np.intp]]) -> npt.NDArray:
    """Return about how much the sets of each pair share: equal numbers of all numbers."""
    first, second = pairs
    shares = np.empty(len(first))
    for start in range(0, len(first), 50_000):  # memory stays the same however many there are
        part = slice(start, start + 50_000)
        shares[part] = (signatures[first[part]] == signatures[second[part]]).mean(axis=1)
    return shares
