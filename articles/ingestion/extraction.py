"""Which part of a page is the article: where trafilatura finds it, with all that stands there.

trafilatura keeps running text and leaves out captions, credits, origin lines and "About" boxes,
which are coded. So its text only shows the place; the whole of that place is taken, less what is
page furniture by its tag, its class names or its links, and with what belongs to it beside it.
"""

import logging
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from copy import deepcopy
from typing import NamedTuple

import trafilatura
from lxml.html import HtmlElement

from articles.ingestion import furniture
from articles.ingestion.beside import take_in
from articles.ingestion.markup import tag_names
from articles.ingestion.text import one_line

logger = logging.getLogger(__name__)

MAX_THOROUGH_ELEMENTS = 20_000
MOST = 0.8
KEY_LENGTH = 60
MIN_KEY_LENGTH = 16
MAX_GROWTH = 2.5

_BLOCK_TAGS = tag_names(
    "p h1 h2 h3 h4 h5 h6 li blockquote td div section article main figcaption dd dt pre"
)
_NOT_WORD = re.compile(r"[\W_]+")


class Extracted(NamedTuple):
    """The article of a page, and what was left out, as pairs of kind and text."""

    article: HtmlElement
    dropped: furniture.Found


def extract(page: HtmlElement, title: str = "", publisher: str = "") -> Extracted:
    """Give a copy of the part of ``page`` that holds its article, furniture removed."""
    page = deepcopy(page)
    body = next(page.iter("body"), page)
    furniture.remove_unreadable(body)
    running_text = _matched(body, _running_text(page))
    root = _place(body, running_text, title)
    take_in(body, root, title, publisher)
    around = [("around", text) for text in _around(body, root)]
    inside = {block for block in running_text if _inside(block, root)}
    return Extracted(root, furniture.remove(root, inside) + around)


def _around(body: HtmlElement, root: HtmlElement) -> Iterator[str]:
    """Give the texts of the blocks that stand beside the article: menus, other stories, footers."""
    if root is body:
        return
    on_the_way = {root, *root.iterancestors()}
    for ancestor in root.iterancestors():
        for element in ancestor:
            if element not in on_the_way and (text := furniture.words_of(element)):
                yield text
        if ancestor is body:
            return


def _running_text(page: HtmlElement) -> set[str]:
    """Give the keys of the paragraphs that trafilatura takes for the article."""
    try:
        found = trafilatura.bare_extraction(
            deepcopy(page),
            favor_recall=True,
            include_comments=False,
            include_tables=True,
            fast=sum(1 for _ in page.iter()) > MAX_THOROUGH_ELEMENTS,
        )
    except Exception:  # whatever a page does to a foreign extractor, its own marks are left
        logger.warning("trafilatura failed on a page", exc_info=True)
        return set()
    if found is None or isinstance(found, dict) or found.body is None:
        return set()
    texts = (
        _key("".join(part.itertext())) for part in found.body.iter("p", "head", "item", "quote")
    )
    return {key for key in texts if len(key) >= MIN_KEY_LENGTH}


def _matched(body: HtmlElement, keys: set[str]) -> dict[HtmlElement, int]:
    """Give the blocks of the page that trafilatura took, with the length of their text."""
    blocks = {}
    for block in leaf_blocks(body):
        text = block.text_content()
        if _key(text) in keys:
            blocks[block] = len(text)
    return blocks


def leaf_blocks(root: HtmlElement) -> Iterable[HtmlElement]:
    """Give the blocks with no block inside: their texts never overlap."""
    blocks = [element for element in root.iter() if element.tag in _BLOCK_TAGS]
    outer: set[HtmlElement] = set()
    for block in blocks:
        for ancestor in block.iterancestors():
            if ancestor in outer:
                break
            outer.add(ancestor)
    return [block for block in blocks if block not in outer]


def _place(body: HtmlElement, running_text: dict[HtmlElement, int], title: str) -> HtmlElement:
    core = _core(body, running_text)
    if core is None:
        return _marked_article(body)
    for ancestor in (core, *core.iterancestors()):
        if ancestor.tag == "article":
            return ancestor
    return _with_headline(core, body, title)


def _core(body: HtmlElement, running_text: dict[HtmlElement, int]) -> HtmlElement | None:
    """Give the deepest element that holds most of the running text; a stray match moves nothing."""
    held: Counter[HtmlElement] = Counter()
    for block, length in running_text.items():
        for ancestor in block.iterancestors():
            held[ancestor] += length
    needed = MOST * sum(running_text.values())
    holders = [element for element in body.iter() if element in held and held[element] >= needed]
    return holders[-1] if holders else None


def _marked_article(body: HtmlElement) -> HtmlElement:
    """Go by the page's own marks where trafilatura finds nothing."""
    for path in (".//article", ".//*[@itemprop='articleBody']", ".//main", ".//*[@role='main']"):
        marked = body.xpath(path)
        if len(marked) == 1:
            return marked[0]
    return body


def _with_headline(core: HtmlElement, body: HtmlElement, title: str) -> HtmlElement:
    """Widen to the element that holds the headline too, unless that is most of the page."""
    length = len(core.text_content())
    for ancestor in (core, *core.iterancestors()):
        if ancestor is body or len(ancestor.text_content()) > MAX_GROWTH * length:
            break
        if any(_key(heading.text_content()) == _key(title) for heading in ancestor.iter("h1")):
            return ancestor
    marked = [ancestor for ancestor in core.iterancestors() if ancestor.tag == "main"]
    return marked[0] if marked else core


def _inside(block: HtmlElement, root: HtmlElement) -> bool:
    return block is root or root in block.iterancestors()


def _key(text: str) -> str:
    return _NOT_WORD.sub("", one_line(text)).casefold()[:KEY_LENGTH]
