"""Sanitised HTML written out as text: one blank line between blocks, one line per list entry."""

import re

from lxml import etree
from lxml.html import HtmlElement

from articles.ingestion.markup import parse_fragment, tag_names

BLANK_LINE = 2
NEW_LINE = 1

_BLANK_LINE_TAGS = tag_names(
    "div p hr h1 h2 h3 h4 ul ol dl blockquote figure figcaption table caption"
)
_NEW_LINE_TAGS = frozenset({"li", "tr", "dt", "dd"})
_CELLS = frozenset({"td", "th"})
_SPACES = re.compile("[ \t\n\r\f]+")
_RUNS = re.compile("  +")
_CELL_END = re.compile(" *\t *")


def text_of(html: str) -> str:
    r"""Give the text of sanitised HTML in reading order.

    Blocks are parted by a blank line, list entries, table rows and ``<br>`` by a line feed, cells
    by a tab; other runs of white space are one space.

    >>> text_of("<h1>Port  shut</h1><ul><li>Berth 1</li><li>Berth 2</li></ul>")
    'Port shut\n\nBerth 1\nBerth 2'
    """
    lines = _Lines()
    for event, element in etree.iterwalk(parse_fragment(html), events=("start", "end")):
        if event == "start":
            lines.open(element)
        else:
            lines.close(element)
    return lines.written()


class _Lines:
    """Text under construction: finished pieces, the line being filled, and the gap before it."""

    def __init__(self) -> None:
        self.pieces: list[str] = []
        self.line: list[str] = []
        self.gap = 0

    def open(self, element: HtmlElement) -> None:
        self.part(_strength(element))
        self.write(element.text)

    def close(self, element: HtmlElement) -> None:
        self.part(_strength(element))
        if element.tag == "br":
            self.break_line()
        if element.tag in _CELLS and element.getnext() is not None:
            self.line.append("\t")
        self.write(element.tail)

    def write(self, text: str | None) -> None:
        self.line.append(_SPACES.sub(" ", text or ""))

    def part(self, strength: int) -> None:
        if strength:
            self.flush()
            self.gap = max(self.gap, strength)

    def break_line(self) -> None:
        self.flush()
        self.gap = min(self.gap + 1, BLANK_LINE)

    def flush(self) -> None:
        text = _CELL_END.sub("\t", _RUNS.sub(" ", "".join(self.line))).strip(" \t")
        self.line.clear()
        if not text.strip():
            return
        if self.pieces:
            self.pieces.append("\n" * self.gap)
        self.pieces.append(text)
        self.gap = 0

    def written(self) -> str:
        self.flush()
        return "".join(self.pieces)


def _strength(element: HtmlElement) -> int:
    if element.tag in _NEW_LINE_TAGS:
        return NEW_LINE
    if element.tag not in _BLANK_LINE_TAGS:
        return 0
    parent = element.getparent()
    in_entry = parent is not None and parent.tag in _NEW_LINE_TAGS | _CELLS
    return NEW_LINE if in_entry and element.tag in {"p", "div"} else BLANK_LINE
