"""How two texts differ, side by side: sentences that stand in both face each other, and within
those that were changed, words."""

import re
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from typing import NamedTuple

MOST_SENTENCES = 400
"""Sentences of each text that are compared; what follows is left out, and said to be."""
MOST_WORDS = 600
"""Words of a changed passage, both sides together, up to which its words are compared."""
LEAST_ALIKE = 0.4
"""Ratio of words below which two sentences that face each other are wholly other ones."""

_WORD = re.compile(r"\s*\S+")


class Piece(NamedTuple):
    """A stretch of one side, and whether the other side has it."""

    text: str
    is_shared: bool


class Row(NamedTuple):
    """What stands face to face: pieces of the left text and of the right one; either may be empty.

    `is_same` says that they are the same words.
    """

    left: tuple[Piece, ...]
    right: tuple[Piece, ...]
    is_same: bool


class Difference(NamedTuple):
    """Rows in order, and how many sentences were too many to be compared."""

    rows: list[Row]
    left_out: int


def compare_side_by_side(left: Sequence[str], right: Sequence[str]) -> Difference:
    """Compare two texts, given as sentences."""
    left_out = max(0, len(left) - MOST_SENTENCES) + max(0, len(right) - MOST_SENTENCES)
    left, right = left[:MOST_SENTENCES], right[:MOST_SENTENCES]
    rows: list[Row] = []
    matcher = SequenceMatcher(None, [*map(_flat, left)], [*map(_flat, right)], autojunk=False)
    for kind, i, j, k, m in matcher.get_opcodes():
        if kind == "equal":
            rows += [_same(a, b) for a, b in zip(left[i:j], right[k:m], strict=True)]
        else:
            rows += _changed(left[i:j], right[k:m])
    return Difference(rows, left_out)


def _flat(sentence: str) -> str:
    return " ".join(sentence.split())


def _same(left: str, right: str) -> Row:
    return Row((Piece(left, True),), (Piece(right, True),), True)


def _changed(left: Sequence[str], right: Sequence[str]) -> Iterator[Row]:
    """Sentences that stand in one text only: paired where they are alike, in order."""
    place = 0
    for sentence in left:
        partner = _partner(sentence, right, place)
        if partner is None:
            yield Row((Piece(sentence, False),), (), False)
            continue
        yield from (_only_right(one) for one in right[place:partner])
        yield _words(sentence, right[partner])
        place = partner + 1
    yield from (_only_right(one) for one in right[place:])


def _only_right(sentence: str) -> Row:
    return Row((), (Piece(sentence, False),), False)


def _partner(sentence: str, right: Sequence[str], place: int) -> int | None:
    """The next sentences' best match; looking further would make it slow and leave holes."""
    words = sentence.split()
    found: list[tuple[float, int]] = []
    for number in range(place, min(place + 4, len(right))):
        other = right[number].split()
        if len(words) + len(other) <= MOST_WORDS:
            ratio = SequenceMatcher(None, words, other, autojunk=False).ratio()
            found.append((-ratio, number))
    best = min(found, default=(0.0, 0))
    return best[1] if -best[0] >= LEAST_ALIKE else None


def _words(left: str, right: str) -> Row:
    one, other = _WORD.findall(left), _WORD.findall(right)
    matcher = SequenceMatcher(
        None, [word.strip() for word in one], [word.strip() for word in other], autojunk=False
    )
    sides: tuple[list[Piece], list[Piece]] = ([], [])
    for kind, i, j, k, m in matcher.get_opcodes():
        for side, words in ((sides[0], one[i:j]), (sides[1], other[k:m])):
            if words:
                side.append(Piece("".join(words), kind == "equal"))
    return Row(tuple(sides[0]), tuple(sides[1]), False)
