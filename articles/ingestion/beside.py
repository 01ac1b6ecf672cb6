"""Boxes beside an article that are coded with it: its publisher, or its author, presented.

Pages put them next to the article, below it or into the footer. Only a short box of running text
is taken, under a heading that says whom it is about; segmentation gives it its role.
"""

import re

from lxml.html import HtmlElement

from articles.ingestion.furniture import HEADINGS, link_share
from articles.ingestion.text import one_line
from articles.segmentation.lexicon import LEXICON, phrase_pattern
from articles.segmentation.names import fold

MIN_LENGTH = 40
MAX_LENGTH = 1_500
MAX_LINKED = 0.3
MAX_LEVELS = 3
"""How far above its heading a box is looked for."""

_ABOUT = re.compile(phrase_pattern(LEXICON.about_leads) + r"\s+(?P<whom>\S.*)", re.IGNORECASE)
_BARE = frozenset(map(fold, LEXICON.about_bare))
_SELVES = frozenset(map(fold, (*LEXICON.about_self, *LEXICON.about_author)))


def take_in_boxes(body: HtmlElement, article: HtmlElement, publisher: str) -> None:
    """Move boxes that stand elsewhere on the page to the end of its article, each once."""
    if article is body:
        return
    here = {one_line(heading.text_content()) for heading in article.iter(*HEADINGS)}
    for heading in list(body.iter(*HEADINGS)):
        words = one_line(heading.text_content())
        if words in here or (whom := _whom(words)) is None:
            continue
        box = _box(heading, article)
        if box is not None and (whom in ("", fold(publisher)) or _opens_with(box, words, whom)):
            here.add(words)
            _move(box, article)


def _move(box: HtmlElement, article: HtmlElement) -> None:
    """Put a box last in an article, without its names, which may be those of a side bar."""
    box.drop_tree()  # leaves the text behind it where it is
    for name in ("class", "id", "role"):
        box.attrib.pop(name, None)
    article.append(box)


def _whom(heading: str) -> str | None:
    """Give the X of a heading "About X", folded; "" for "us" or the author; None for no such."""
    if fold(heading.rstrip("?")) in _BARE:
        return ""
    match = _ABOUT.fullmatch(heading)
    if match is None:
        return None
    whom = fold(match["whom"])
    return "" if whom in _SELVES else whom or None


def _opens_with(box: HtmlElement, heading: str, whom: str) -> bool:
    """Whether the box speaks of X in its first words, as one about the publisher does."""
    said = fold(one_line(box.text_content()).partition(heading)[2])
    return said.removeprefix("the ").startswith(whom.removeprefix("the "))


def _box(heading: HtmlElement, article: HtmlElement) -> HtmlElement | None:
    """Give the smallest element around a heading that says something; None if it is no box."""
    outside = {article, *article.iterancestors()}
    length = len(one_line(heading.text_content()))
    for level, element in enumerate(heading.iterancestors()):
        if element in outside or level == MAX_LEVELS:
            return None
        said = len(one_line(element.text_content())) - length
        if said >= MIN_LENGTH:
            alone = sum(1 for _ in element.iter(*HEADINGS)) == 1
            fits = said <= MAX_LENGTH and link_share(element) <= MAX_LINKED
            return element if alone and fits else None
    return None
