"""A text as the set of its runs of words: what two copies have in common, and others have not."""

import re
import unicodedata
from collections.abc import Iterable
from typing import Any

import numpy as np
import numpy.typing as npt
from rensa import RMinHash  # type: ignore[import-untyped]

from articles.segmentation import Role

Shingles = npt.NDArray[np.uint64]
"""Hashes of the different shingles of a text, rising."""

WORDS = 4
"""Words in a shingle. Of unrelated articles hardly any four words in a row are the same."""

STORY_ROLES = frozenset({Role.HEADLINE.value, Role.BODY.value, Role.HEADING.value})
"""What is compared. Captions, credits, “about” boxes and menus differ between copies of a story
and are the same in all stories of an outlet."""

# Scripts that are written without spaces: each of their letters counts as a word.
_UNSPACED = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff"
_WORD = re.compile(rf"[{_UNSPACED}]|[^\W{_UNSPACED}]+")
_TYPOGRAPHY = re.compile("[“”‘’–—…\u00a0]")
_PLAIN_WORDS = bytes(
    ord(chr(code).lower()) if code < 128 and (chr(code).isalnum() or code == ord("_")) else 32
    for code in range(256)
)
_STEP = np.uint64(0x9E3779B97F4A7C15)
_FINISH = np.uint64(0xFF51AFD7ED558CCD)
_HALF = np.uint64(32)


def story_of(text: str, parts: Iterable[tuple[int, int, str]]) -> str:
    """Return the story alone, from (start, end, role) of the parts of a text.

    A text of which no part is known to be the story is compared as a whole.
    """
    story = [text[start:end] for start, end, role in parts if role in STORY_ROLES]
    return "\n".join(story) or text


def words_of(text: str) -> list[str]:
    """Return the words by which texts are compared: letters and digits, folded.

    >>> words_of("“Paid”, the Mayor said.")
    ['paid', 'the', 'mayor', 'said']
    """
    plain = _TYPOGRAPHY.sub(" ", text)
    if plain.isascii():  # the same at a third of the time
        return plain.encode().translate(_PLAIN_WORDS).decode().split()
    return _WORD.findall(unicodedata.normalize("NFKC", text).casefold())


def shingles_of(text: str) -> Shingles:
    """Return the set of a text's shingles; a text shorter than one is one shingle."""
    words = words_of(text)
    if not words:
        return np.zeros(0, dtype=np.uint64)
    hashes: Any = RMinHash.hash_token_sets([words])[0]  # the same in every process
    row = np.array(hashes, dtype=np.uint64)
    count = max(1, len(row) - WORDS + 1)
    mixed = np.zeros(count, dtype=np.uint64)
    for place in range(min(WORDS, len(row))):  # wraps around, as hashes do
        mixed = mixed * _STEP + row[place : place + count]
        mixed ^= mixed >> _HALF
    return _unique(mixed * _FINISH)


def _unique(row: Shingles) -> Shingles:
    """Sort out repetitions; `numpy.unique` takes longer on so few."""
    row.sort()
    kept = np.ones(len(row), dtype=bool)
    kept[1:] = row[1:] != row[:-1]
    return row[kept]
