"""What stands beside the article of a page and is coded with it.

Its headline with byline and picture, where the page marks the running text alone as the article;
the line below that says where it was taken from; and boxes that present its publisher or its
author, wherever they are. All of it is short, and segmentation gives it its role.
"""

import re
from collections.abc import Iterator
from itertools import islice

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
MAX_HEAD = 1_500
MIN_TITLE = 8
MAX_ORIGIN = 150
FOLLOWING = 6
"""Elements behind an article in which a line of origin is looked for."""
MAX_LOOKS = 100
"""Parts of these and of a head, and boxes, at most: a page may be made of nothing else."""

_ABOUT = re.compile(phrase_pattern(LEXICON.about_leads) + r"\s+(?P<whom>\S.*)", re.IGNORECASE)
_ORIGIN = re.compile(
    rf"[(\[]?(?:{phrase_pattern(LEXICON.origin_leads_colon)}\s*[:：]\s*\S|"
    rf"{phrase_pattern(LEXICON.origin_leads)}\s)",
    re.IGNORECASE,
)
_BARE = frozenset(map(fold, LEXICON.about_bare))
_SELVES = frozenset(map(fold, (*LEXICON.about_self, *LEXICON.about_author)))


def take_in(body: HtmlElement, article: HtmlElement, title: str, publisher: str) -> None:
    """Move what belongs to an article into it, in place."""
    if article is not body:
        if fold(title) != fold(publisher):  # else it is the name of the site
            _take_in_head(body, article, title)
        _take_in_origin(body, article)
        _take_in_boxes(body, article, publisher)


def _take_in_head(body: HtmlElement, article: HtmlElement, title: str) -> None:
    """Move the headline, and all between it and the article, to the start of the article."""
    if any(_is_title(one, title) for one in article.iter("h1")):
        return
    headline = next((one for one in body.iter("h1") if _is_title(one, title)), None)
    head = [] if headline is None else _between(headline, article)
    length = sum(len(one.text_content()) for one in head)
    if not head or len(head) > MAX_LOOKS or length > MAX_HEAD:
        return
    for place, element in enumerate(head):
        element.drop_tree()
        article.insert(place, element)
    head[-1].tail, article.text = article.text, None


def _take_in_origin(body: HtmlElement, article: HtmlElement) -> None:
    """Move the line that says where an article was taken from to its end, if one comes next."""
    following = islice(_following(article, body), FOLLOWING)
    parts = (part for element in following for part in element.iter())
    line = next((part for part in islice(parts, MAX_LOOKS) if _is_origin(part)), None)
    if line is not None:
        _move(line, article)


def _take_in_boxes(body: HtmlElement, article: HtmlElement, publisher: str) -> None:
    """Move boxes that stand elsewhere on the page to the end of its article, each once."""
    here = {one_line(heading.text_content()) for heading in article.iter(*HEADINGS)}
    named = [
        (one, words, whom)
        for one in body.iter(*HEADINGS)
        if (words := one_line(one.text_content())) not in here
        and (whom := _whom(words)) is not None
    ]
    for heading, words, whom in named[:MAX_LOOKS]:
        box = _box(heading, article) if words not in here else None
        if box is not None and (whom in ("", fold(publisher)) or _opens_with(box, words, whom)):
            here.add(words)
            _move(box, article)


def _is_title(heading: HtmlElement, title: str) -> bool:
    words = fold(one_line(heading.text_content()))
    return len(words) >= MIN_TITLE and fold(title).startswith(words)


def _between(headline: HtmlElement, article: HtmlElement) -> list[HtmlElement]:
    """Give what stands before an article, from the headline on, in the order of the page."""
    above = {headline, *headline.iterancestors()}
    found: list[HtmlElement] = []
    for element in (article, *article.iterancestors()):
        if element in above:
            break
        for sibling in element.itersiblings(preceding=True):
            if isinstance(sibling.tag, str):
                found.append(sibling)
            if sibling in above:
                return found[::-1]
    return []


def _following(article: HtmlElement, body: HtmlElement) -> Iterator[HtmlElement]:
    """Give the elements behind an article, and behind the one it stands in."""
    yield from article.itersiblings()
    parent = article.getparent()
    if parent is not None and parent is not body:
        yield from parent.itersiblings()


def _is_origin(element: HtmlElement) -> bool:
    if not isinstance(element.tag, str) or element.tag == "a":
        return False
    text = one_line(element.text_content()[: MAX_ORIGIN * 4])
    return len(text) <= MAX_ORIGIN and bool(_ORIGIN.match(text))


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
