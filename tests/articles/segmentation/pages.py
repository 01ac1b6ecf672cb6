"""The golden pages of ``golden/``: whole articles, cut and ruled on by a person."""

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parent / "golden"
JOINT = re.compile(r"( ?)¦ ?")


@dataclass(frozen=True)
class GoldenPage:
    """A page: what an import knows of it, its text, and its (role, words) pairs."""

    name: str
    known: dict[str, str]
    text: str
    expected: list[tuple[str, str]]


@cache
def golden_pages() -> list[GoldenPage]:
    """Read all pages, in the order of their names."""
    return [_read(path) for path in sorted(FOLDER.glob("*.txt"))]


def _read(path: Path) -> GoldenPage:
    """Read one page: lines "name: value", a blank line, then a line for each paragraph.

    A paragraph starts with its role and a bar. " ¦ " parts two segments that a space parts, "¦"
    alone two that nothing parts; a later segment names its role only where it differs.
    """
    head, _, body = path.read_text("utf-8").partition("\n\n")
    known = dict(line.split(": ", 1) for line in head.splitlines())
    paragraphs: list[str] = []
    expected: list[tuple[str, str]] = []
    for line in body.splitlines():
        role, _, rest = line.partition("| ")
        pieces = JOINT.split(rest)
        for piece in pieces[::2]:
            own, bar, words = piece.partition("| ")
            expected.append((own, words) if bar and own.isalpha() else (role, piece))
        spaces = [*pieces[1::2], ""]
        words = [text for _, text in expected[-len(pieces[::2]) :]]
        paragraphs.append(
            "".join(f"{word}{space}" for word, space in zip(words, spaces, strict=True))
        )
    return GoldenPage(path.stem, known, "\n\n".join(paragraphs), expected)
