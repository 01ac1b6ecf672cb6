"""Parsing strangers' HTML within limits of size, depth and number of elements."""

import re
from collections.abc import Iterator
from html import escape, unescape

from lxml import etree
from lxml.html import HtmlElement, HTMLParser, document_fromstring, tostring

from articles.ingestion.text import printable
from articles.saying import say as _

MAX_HTML_LENGTH = 5_000_000
MAX_ELEMENTS = 50_000
MAX_NESTING = 240
"""Below the 256 at which libxml2 stops reading, so that nothing is cut off in silence."""

MAX_TOTAL_DEPTH = 2_000_000
"""Sum of the depths of all elements, to which the work of extraction is proportional."""

_NUMBERED = re.compile("&#(?:[0-9]{1,9}|[xX][0-9a-fA-F]{1,8});?")
_REMAPPED = frozenset(bytes(range(0x80, 0xA0)).decode("cp1252", "ignore"))
_WRAPPER = "x-wrapper"


class HtmlRefused(ValueError):
    """The HTML is too big or too deep to be read; the message gives limit and size."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


def parse_page(html: str) -> HtmlElement:
    """Parse a whole page and give its root, comments and processing instructions left out."""
    if len(html) > MAX_HTML_LENGTH:
        message = _("HTML may be %(limit)s characters; this is %(length)s.")
        sizes = {"limit": f"{MAX_HTML_LENGTH:,}", "length": f"{len(html):,}"}
        raise HtmlRefused(message % sizes)
    parser = HTMLParser(remove_comments=True, remove_pis=True, encoding="utf-8")
    try:
        page = document_fromstring((_mended(html) or "<p>").encode(), parser=parser)
    except etree.ParserError:
        return document_fromstring("<html><body></body></html>")
    _refuse_monsters(page, parser)
    return page


def parse_fragment(html: str) -> HtmlElement:
    """Parse a stretch of HTML and give a ``div`` around it."""
    page = parse_page(f"<html><body><div>{html}")
    root = page.makeelement("div")
    for wrapper in (*page, *page.xpath("body[1]/div[1]")):
        wrapper.tag = _WRAPPER
    root.extend(list(page))
    etree.strip_tags(root, _WRAPPER)
    return root


def inner_html(root: HtmlElement) -> str:
    """Write out what stands inside an element, without the element itself."""
    inside = [tostring(child, encoding="unicode") for child in root]
    return escape(root.text or "", quote=False) + "".join(inside)


def tag_names(names: str) -> frozenset[str]:
    """Give the set of the names in a list parted by spaces: long lists of tags stay readable."""
    return frozenset(names.split())


def _mended(html: str) -> str:
    return _NUMBERED.sub(_mended_reference, printable(html))


def _mended_reference(match: re.Match[str]) -> str:
    """Resolve numbers that stand for control characters, as browsers do: ``&#146;`` is ’."""
    character = unescape(match[0])
    if character and printable(character) == character and character not in _REMAPPED:
        return match[0]
    return printable(character) or "\ufffd"


def depths(root: HtmlElement) -> Iterator[int]:
    """Give the depth of each element, 1 for ``root`` itself."""
    depth = 0
    for event, _element in etree.iterwalk(root, events=("start", "end")):
        if event == "start":
            depth += 1
            yield depth
        else:
            depth -= 1


def _refuse_monsters(page: HtmlElement, parser: HTMLParser) -> None:
    cut_off = any(entry.type_name == "ERR_RESOURCE_LIMIT" for entry in parser.error_log)
    every_depth = list(depths(page))
    if cut_off or max(every_depth) > MAX_NESTING:
        message = _("The HTML nests more than %(limit)s elements in each other.")
        raise HtmlRefused(message % {"limit": MAX_NESTING})
    if (count := len(every_depth)) > MAX_ELEMENTS:
        message = _("HTML may have %(limit)s elements; this has %(count)s.")
        raise HtmlRefused(message % {"limit": f"{MAX_ELEMENTS:,}", "count": f"{count:,}"})
    if (total := sum(every_depth)) > MAX_TOTAL_DEPTH:
        message = _(
            "The HTML is nested too deeply for its size: %(count)s elements lie %(depth)s deep on "
            "average."
        )
        raise HtmlRefused(message % {"count": f"{count:,}", "depth": total // count})
