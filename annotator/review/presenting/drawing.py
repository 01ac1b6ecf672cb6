"""Figures as files: SVG that opens alone in any viewer, with its own colours, title and words.

Number lines run from left to right in every language, so the whole drawing does.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from textwrap import wrap
from xml.etree import ElementTree

WIDTH, ROW, HEAD, PAD = 820, 26, 64, 20
LABELS, NUMBERS = 250, 230  # columns beside the drawn one
CELL, FIRST = 44, 200  # of a grid
INK, FAINT, PAPER, RULE, GROUND = "#1d2026", "#565b66", "#ffffff", "#85888f", "#efede7"
# The hues and the ramp of `tokens.css` in its light theme.
HUES = [
    "#1d5a85",
    "#1c5fa8",
    "#9a4a00",
    "#006b57",
    "#7a3b8f",
    "#a3262c",
    "#5c5a00",
    "#4a4fa3",
    "#565b66",
]
RAMP = ["#efede7", "#e2eef9", "#bcd7f0", "#85b3e0", "#2b6cae", "#174a80"]
DARK_FROM = 4  # from this level on, text is white
_UNPRINTABLE = re.compile(r"[^\t\n\r\x20-\uD7FF\uE000-\uFFFD\U00010000-\U0010FFFF]")


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a drawing, or a heading where there is no `value` and no `note`.

    `value`, `low` and `high` are shares of the axis' way from its beginning to its end, 0 to 1.
    """

    label: str
    note: str = ""
    value: float | None = None
    interval: tuple[float, float] | None = None
    hue: int = 0


@dataclass(frozen=True, slots=True)
class Lines:
    """Dots with intervals on one axis; `marks` are (text, share of the way)."""

    title: str
    about: str
    lines: Sequence[Line]
    marks: Sequence[tuple[str, float]]
    is_bars: bool = False


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a grid: a short text on a ground of one of six levels."""

    text: str
    level: int = 0
    is_marked: bool = False
    words: str = ""


@dataclass(frozen=True, slots=True)
class Grid:
    """Rows of cells under column heads."""

    title: str
    about: str
    columns: Sequence[str]
    rows: Sequence[tuple[str, Sequence[Cell]]]


def draw(figure: Lines | Grid) -> str:
    """Return the figure as an SVG document."""
    return _draw_lines(figure) if isinstance(figure, Lines) else _draw_grid(figure)


def _draw_lines(figure: Lines) -> str:
    height = HEAD + ROW * max(1, len(figure.lines))
    root, below = _sheet(figure, WIDTH, height)
    left, span = PAD + LABELS, WIDTH - 2 * PAD - LABELS - NUMBERS
    for text, share in figure.marks:
        x = left + span * share
        style = {"stroke": RULE, "stroke-dasharray": "2 3"}
        _add(root, "line", x1=x, x2=x, y1=HEAD - 6, y2=height, **style)
        _text(root, text, x, HEAD - 12, anchor="middle", size=11, fill=FAINT)
    for number, line in enumerate(figure.lines):
        _draw_line(root, line, HEAD + ROW * number, left, span, is_bar=figure.is_bars)
    return _finish(root, below, figure.about, height)


def _draw_line(
    root: ElementTree.Element, line: Line, top: float, left: float, span: float, *, is_bar: bool
) -> None:
    middle = top + ROW / 2
    heading = line.value is None and not line.note
    _text(root, _short(line.label, 34), PAD, middle + 4, title=line.label, bold=heading)
    _text(root, line.note, left + span + 14, middle + 4, size=12, fill=FAINT)
    if line.value is None:
        return
    colour, x = HUES[line.hue], left + span * line.value
    if is_bar:
        _add(root, "rect", x=left, y=middle - 7, width=span, height=14, rx=3, fill=GROUND)
        _add(root, "rect", x=left, y=middle - 7, width=x - left, height=14, rx=3, fill=colour)
    if line.interval:
        low, high = (left + span * end for end in line.interval)
        stroke = {"stroke": INK if is_bar else colour, "stroke-width": "2"}
        _add(root, "line", x1=low, x2=high, y1=middle, y2=middle, **stroke)
        for end in (low, high):
            _add(root, "line", x1=end, x2=end, y1=middle - 4, y2=middle + 4, **stroke)
    if not is_bar:
        _add(root, "circle", cx=x, cy=middle, r=5, fill=colour, stroke=PAPER)


def _draw_grid(figure: Grid) -> str:
    height = HEAD + ROW * max(1, len(figure.rows))
    width = max(WIDTH, 2 * PAD + FIRST + CELL * len(figure.columns))
    root, below = _sheet(figure, width, height)
    for place, head in enumerate(figure.columns):
        x = PAD + FIRST + CELL * (place + 0.5)
        _text(root, _short(head, 7), x, HEAD - 8, anchor="middle", size=11, fill=FAINT, title=head)
    for number, (label, cells) in enumerate(figure.rows):
        top = HEAD + ROW * number
        _text(root, _short(label, 25), PAD, top + ROW / 2 + 4, title=label)
        for place, cell in enumerate(cells):
            _draw_cell(root, cell, PAD + FIRST + CELL * place, top)
    return _finish(root, below, figure.about, height, width)


def _draw_cell(root: ElementTree.Element, cell: Cell, left: float, top: float) -> None:
    if not cell.text:
        return
    edge = {"stroke": INK, "stroke-width": "1.5"} if cell.is_marked else {}
    box = {"x": left + 1, "y": top + 1, "width": CELL - 2, "height": ROW - 2, "rx": 3}
    _add(root, "rect", fill=RAMP[cell.level], **box, **edge)
    ink = PAPER if cell.level >= DARK_FROM else INK
    x, y = left + CELL / 2, top + ROW / 2 + 4
    _text(root, cell.text, x, y, anchor="middle", size=11, fill=ink, title=cell.words)


def _sheet(
    figure: Lines | Grid, width: float, height: float
) -> tuple[ElementTree.Element, list[str]]:
    """An empty drawing with title and ground, and the lines to write below it."""
    below = wrap(figure.about, 118)
    full = height + 14 + 18 * len(below) + PAD
    root = ElementTree.Element(
        "svg",
        {
            "xmlns": "http://www.w3.org/2000/svg",
            "viewBox": f"0 0 {width} {full}",
            "width": str(width),
            "height": str(full),
            "role": "img",
            "direction": "ltr",
            "font-family": "system-ui, -apple-system, 'Segoe UI', 'Noto Sans', sans-serif",
        },
    )
    ElementTree.SubElement(root, "title").text = _clean(figure.title)
    ElementTree.SubElement(root, "desc").text = _clean(figure.about)
    _add(root, "rect", width=width, height=full, fill=PAPER)
    _text(root, figure.title, PAD, PAD + 10, size=16, bold=True)
    return root, below


def _finish(
    root: ElementTree.Element, below: Sequence[str], about: str, height: float, width: float = WIDTH
) -> str:
    for number, line in enumerate(below):
        _text(root, line, PAD, height + 24 + 18 * number, size=12, fill=FAINT)
    return ElementTree.tostring(root, encoding="unicode", xml_declaration=True)


def _add(root: ElementTree.Element, tag: str, **attributes: object) -> ElementTree.Element:
    named = {name.replace("_", "-"): _plain(value) for name, value in attributes.items()}
    return ElementTree.SubElement(root, tag, named)


def _text(
    root: ElementTree.Element,
    words: str,
    x: float,
    y: float,
    *,
    size: int = 13,
    fill: str = INK,
    anchor: str = "start",
    bold: bool = False,
    title: str = "",
) -> None:
    if not words:
        return
    more = {"font_weight": "600"} if bold else {}
    found = _add(root, "text", x=x, y=y, font_size=size, fill=fill, text_anchor=anchor, **more)
    found.text = _clean(words)
    if title and title != words:
        ElementTree.SubElement(found, "title").text = _clean(title)


def _plain(value: object) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".") if isinstance(value, float) else str(value)


def _short(words: str, most: int) -> str:
    return words if len(words) <= most else words[: most - 1].rstrip() + "…"


def _clean(words: str) -> str:
    """Without what XML does not take."""
    return _UNPRINTABLE.sub("", words)
