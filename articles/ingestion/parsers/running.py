"""Lines that stand on every page: titles, dates and numbers in the margins, which are no text."""

import re
from collections import Counter
from collections.abc import Iterable

from articles.ingestion.parsers.lines import Line, Page

MARGIN = 0.12
"""Share of a page's height, at the top and at the foot, in which such lines stand."""

SHARE = 0.5
"""Of the pages that have a line, at least, where it is one that runs through all."""

_DIGITS = re.compile(r"\d+")
_NUMBER = re.compile(
    r"\W*(?:(?:page|p\.|seite|صفحة|صفحه)\s*)?\d{1,4}(?:\s*(?:/|of|von|من|از)\s*\d{1,4})?\W*",
    re.IGNORECASE,
)

Found = list[tuple[str, str]]


def without_running_lines(pages: list[Page]) -> tuple[list[Page], Found]:
    """Return the pages without such lines, and those with their kind."""
    seen = Counter(key for page in pages for key in {_key(one) for one in _in_margins(page)})
    needed = max(2, SHARE * len(pages))
    dropped: Found = []
    kept = []
    for page in pages:
        margins = set(_in_margins(page))
        running = {line for line in margins if seen[_key(line)] >= needed}
        if len(pages) > 1:
            running |= {line for line in margins if _NUMBER.fullmatch(line.text)}
        dropped += [(_kind(line, page), line.text) for line in _lines(page) if line in running]
        boxes = ([line for line in box if line not in running] for box in page.boxes)
        kept.append(Page(page.height, [box for box in boxes if box]))
    return kept, dropped


def _lines(page: Page) -> Iterable[Line]:
    return (line for box in page.boxes for line in box)


def _in_margins(page: Page) -> list[Line]:
    top, foot = page.height * (1 - MARGIN), page.height * MARGIN
    return [line for line in _lines(page) if line.bottom >= top or line.top <= foot]


def _key(line: Line) -> tuple[str, int]:
    """What is the same on every page: the words, but for numbers, and about the height."""
    return _DIGITS.sub("#", line.text), round(line.bottom / 8)


def _kind(line: Line, page: Page) -> str:
    if _NUMBER.fullmatch(line.text):
        return "page_number"
    return "page_header" if line.bottom > page.height / 2 else "page_footer"
