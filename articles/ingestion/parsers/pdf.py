"""The text layer of a PDF as paragraphs, without what stands on every page."""

import logging
from collections.abc import Iterator
from io import BytesIO
from itertools import islice
from typing import Any

from articles.ingestion.limits import MAX_PAGES
from articles.ingestion.parsers.lines import Line, Page
from articles.ingestion.parsers.paragraphs import paragraphs_of
from articles.ingestion.parsers.problems import Unreadable
from articles.ingestion.parsers.running import without_running_lines

MIN_LETTERS = 20
"""In a whole document; a scanned one has none, or a stamp of the scanner."""

MAX_UNKNOWN_SHARE = 0.1
UNKNOWN = "(cid:"
"""What pdfminer writes for a letter whose font does not say which it is."""

# It has much to say on every strange document, in every one of its modules.
logging.getLogger("pdfminer").setLevel(logging.CRITICAL + 1)


def parse(content: bytes) -> dict[str, Any]:
    """Return `text`, and under `dropped` headers, footers, page numbers and what is too much."""
    pages, left = _pages(content)
    pages, dropped = without_running_lines(pages)
    text = "\n\n".join(paragraphs_of(pages))
    letters = sum(map(str.isalpha, text))
    if text.count(UNKNOWN) * len(UNKNOWN) > MAX_UNKNOWN_SHARE * len(text):
        raise Unreadable("unreadable_letters")
    if letters < MIN_LETTERS:
        raise Unreadable("scanned")
    if left:
        dropped.append(("cut", ""))
    return {"text": text, "dropped": dropped}


def _pages(content: bytes) -> tuple[list[Page], bool]:
    from pdfminer.high_level import extract_pages
    from pdfminer.layout import LAParams
    from pdfminer.pdfdocument import PDFEncryptionError, PDFPasswordIncorrect
    from pdfminer.pdfexceptions import PDFException
    from pdfminer.psparser import PSException

    laid_out = extract_pages(BytesIO(content), laparams=LAParams())
    try:
        pages = [_page(one) for one in islice(laid_out, MAX_PAGES)]
        return pages, next(laid_out, None) is not None
    except (PDFPasswordIncorrect, PDFEncryptionError) as error:
        raise Unreadable("encrypted") from error
    except (PDFException, PSException) as error:
        raise Unreadable("broken") from error


def _page(laid_out: Any) -> Page:
    return Page(laid_out.height, list(_boxes(laid_out)))


def _boxes(laid_out: Any) -> Iterator[list[Line]]:
    from pdfminer.layout import LTFigure, LTTextContainer

    for element in laid_out:
        if isinstance(element, LTTextContainer):
            lines = [_line(one) for one in element if hasattr(one, "get_text")]
            if kept := [one for one in lines if one.text]:
                yield kept
        elif isinstance(element, LTFigure):
            yield from _boxes(element)


def _line(line: Any) -> Line:
    sizes = [one.size for one in line if hasattr(one, "size")]
    size = sorted(sizes)[len(sizes) // 2] if sizes else line.height
    return Line(line.get_text().strip(), line.x0, line.x1, line.y0, line.y1, round(size, 1))
