"""A claim with thin lines under the words that each annotator marked, one line an annotator."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Line:
    """One annotator's line under a piece of text; `begins` and `ends` where their mark does."""

    number: int
    letter: str
    begins: bool
    ends: bool


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of a claim with the lines under it, from the top down."""

    text: str
    lines: Sequence[Line]


def drawn_lines(text: str, start: int, marks: Iterable[tuple[str, Sequence[Span]]]) -> list[Piece]:
    """Cut a text wherever a mark begins or ends. No marks, no pieces.

    `marks` lists (letter, spans) of each annotator, spans counted in the article, where the text
    begins at `start`. Marks may overlap, and reach beyond the text.

    >>> [piece.text for piece in drawn_lines("a quiet day", 0, [("A", [(2, 7)])])]
    ['a ', 'quiet', ' day']
    """
    end = start + len(text)
    by_letter = [(letter, _inside(spans, start, end)) for letter, spans in marks]
    cuts = sorted({start, end, *(edge for _, spans in by_letter for one in spans for edge in one)})
    if len(cuts) < 2 or not any(spans for _, spans in by_letter):
        return []
    return [
        Piece(text[low - start : high - start], _lines(low, high, by_letter))
        for low, high in pairwise(cuts)
    ]


def _inside(spans: Sequence[Span], start: int, end: int) -> list[Span]:
    cut = [(max(start, low), min(end, high)) for low, high in spans]
    return [(low, high) for low, high in cut if low < high]


def _lines(low: int, high: int, by_letter: Sequence[tuple[str, Sequence[Span]]]) -> list[Line]:
    lines = []
    for number, (letter, spans) in enumerate(by_letter, start=1):
        over = [one for one in spans if one[0] <= low and high <= one[1]]
        if over:
            begins = any(one[0] == low for one in over)
            lines.append(Line(number, letter, begins, any(one[1] == high for one in over)))
    return lines
