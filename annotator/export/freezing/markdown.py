"""Words of people put into Markdown without becoming markup, and tables of it."""

import re
import unicodedata
from collections.abc import Iterable, Sequence

_MARKUP = re.compile(r"([\\`*_\[\]<>#|&~])")


def plain(text: str) -> str:
    """Return a text that Markdown shows as it is, on one line.

    >>> plain("a *b* | c")
    'a \\\\*b\\\\* \\\\| c'
    """
    return _MARKUP.sub(r"\\\1", " ".join(text.split()))


def isolated(text: str) -> str:
    """Return a text that mixes with a line of the other direction without turning it around."""
    turns = any(unicodedata.bidirectional(character) in ("R", "AL") for character in text)
    return f"\u2068{text}\u2069" if turns else text


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a table; cells are Markdown already."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(cells) + " |" for cells in lines)


def joined(parts: Iterable[str]) -> str:
    """Return paragraphs with a line between them, without those that are empty."""
    return "\n\n".join(part for part in parts if part) + "\n"
