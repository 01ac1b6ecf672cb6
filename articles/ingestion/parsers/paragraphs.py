"""Printed lines put together to paragraphs again: words rejoined, also over columns and pages."""

import re
from collections.abc import Iterable, Iterator

from articles.ingestion.parsers.lines import Line, Page

INDENT = 6.0
"""Points by which the first line of a paragraph is moved in, or more."""

SHORT = 0.85
"""Share of the width of its box below which a line ends its paragraph, if a sentence ends there."""

OTHER_SIZE = 0.8
"""Points by which letters differ where something else begins: a heading, a caption."""

_END = re.compile(r"[.!?…:؟۔。][\"'”’»)\]]*$")
_HYPHEN = re.compile(r"(\w+)[-\u00ad\u2010]$")
_WORD = re.compile(r"\w+(?:[-\u2010]\w+)*")


def paragraphs_of(pages: Iterable[Page]) -> Iterator[str]:
    """Yield the paragraphs of a document, each on one line."""
    blocks = [block for page in pages for box in page.boxes for block in _blocks(box)]
    words = {word for block in blocks for line in block for word in _WORD.findall(line.text)}
    for block in _over_breaks(blocks):
        yield _joined(block, words)


def _blocks(box: list[Line]) -> Iterator[list[Line]]:
    """Cut a box of lines at its indents, its short lines and its changes of size."""
    left, right = min(line.left for line in box), max(line.right for line in box)
    block = [box[0]]
    for line in box[1:]:
        if _begins(line, block[-1], left, right):
            yield block
            block = []
        block.append(line)
    yield block


def _begins(line: Line, last: Line, left: float, right: float) -> bool:
    if abs(line.size - last.size) > OTHER_SIZE:
        return True
    if abs(line.bottom - last.bottom) < 1:  # two pieces of one printed line
        return False
    is_short = last.right - left < SHORT * (right - left) and bool(_END.search(last.text))
    return is_short or (line.left - left >= INDENT > last.left - left)


def _over_breaks(blocks: list[list[Line]]) -> Iterator[list[Line]]:
    """Put together what a column or a page has parted in the middle of a sentence."""
    open_block: list[Line] = []
    for block in blocks:
        if open_block and _goes_on(open_block[-1], block[0]):
            open_block += block
            continue
        if open_block:
            yield open_block
        open_block = list(block)
    if open_block:
        yield open_block


def _goes_on(last: Line, line: Line) -> bool:
    same_letters = abs(line.size - last.size) <= OTHER_SIZE
    return same_letters and line.text[0].islower() and not _END.search(last.text)


def _joined(block: list[Line], words: set[str]) -> str:
    text = block[0].text
    for line in block[1:]:
        text = _with_line(text, line.text, words)
    return " ".join(text.split())


def _with_line(text: str, line: str, words: set[str]) -> str:
    parted = _HYPHEN.search(text)
    if not parted or not line[0].islower():
        return f"{text} {line}"
    rest = _WORD.match(line)
    second = rest[0] if rest else ""
    if text[-1] == "-" and f"{parted[1]}-{second}" in words and parted[1] + second not in words:
        return text + line  # written with a hyphen elsewhere too
    return text[:-1] + line
