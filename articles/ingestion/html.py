"""A page or a pasted stretch of HTML read as an article, with what it says of itself."""

import logging
import re
from dataclasses import dataclass, replace
from datetime import datetime

from lxml.html import HtmlElement
from trafilatura.metadata import extract_metadata
from trafilatura.settings import Document

from articles.ingestion import fields
from articles.ingestion.blocks import text_of
from articles.ingestion.dropped import Dropped, gathered
from articles.ingestion.extraction import extract
from articles.ingestion.furniture import remove_unreadable
from articles.ingestion.markup import inner_html, parse_fragment, parse_page
from articles.ingestion.sanitise import clean_html
from articles.ingestion.text import decode, normalise, one_line

logger = logging.getLogger(__name__)

DECLARATION_BYTES = 4_096

_WHOLE_PAGE = re.compile(r"<(!doctype|html|head|body)\b", re.IGNORECASE)
_CHARSET = re.compile(rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([\w.:-]{1,40})""", re.IGNORECASE)
_JSON_DATE = re.compile(r'"datePublished"\s*:\s*"([^"]{4,40})"')
_DATE_PATHS = (
    "//meta[@property='article:published_time']/@content",
    "//meta[@itemprop='datePublished' or @name='date' or @name='DC.date.issued']/@content",
    "//*[@itemprop='datePublished']/@datetime",
)
_SIDE_BY_SIDE = re.compile(
    r"credit|copyright|source|caption|byline|author|date|time|photo|agency", re.IGNORECASE
)
_AUTHOR = re.compile(r"byline|author|writer", re.IGNORECASE)
_DATE = re.compile(r"\b(date|time|timestamp|published|posted)\b", re.IGNORECASE)


@dataclass(frozen=True)
class PageReading:
    """What a page gives: ``text`` in stored form, ``html`` sanitised, and its own metadata.

    Only ``text`` and ``html`` are this package's word. The rest is the page's, unchecked.
    """

    title: str = ""
    text: str = ""
    html: str = ""
    byline: str = ""
    publisher: str = ""
    published_at: datetime | None = None
    language: str = ""
    url: str = ""
    dropped: tuple[Dropped, ...] = ()


def read_html(html: str | bytes, url: str = "") -> PageReading:
    """Reduce a page to its article; of a pasted stretch without ``<html>`` all text is kept.

    ``url`` is where the page came from: links are completed with it. Bytes are decoded by their
    mark, by UTF-8, by the page's own ``charset``, by guess. Raises HtmlRefused when the HTML is too
    big or too deep, TextUndecodable when the bytes are no text.
    """
    if isinstance(html, bytes):
        html = decode(html, declared_charset(html))
    if not _WHOLE_PAGE.search(html):
        root = parse_fragment(html)
        remove_unreadable(root)
        return _reading(root, PageReading(url=url))
    page = parse_page(html)
    about = _metadata(page, url)
    extracted = extract(page, about.title, about.publisher)
    reading = _reading(extracted.article, about)
    return replace(reading, dropped=gathered(extracted.dropped))


def declared_charset(content: bytes) -> str:
    """Give the encoding a page names in its head, or ""."""
    match = _CHARSET.search(content[:DECLARATION_BYTES])
    return match[1].decode("ascii") if match else ""


def _reading(article: HtmlElement, about: PageReading) -> PageReading:
    _part_side_by_side(article)
    if about.url:
        _complete_links(article, about.url)
    html = clean_html(inner_html(article))
    return PageReading(
        title=about.title or _headline(article),
        text=normalise(text_of(html)),
        html=html,
        byline=about.byline,
        publisher=about.publisher,
        published_at=about.published_at,
        language=about.language,
        url=about.url,
    )


def _metadata(page: HtmlElement, url: str) -> PageReading:
    found = _found_metadata(page, url)
    return PageReading(
        title=one_line(found.title or ""),
        byline=one_line(found.author or ""),
        publisher=one_line(found.sitename or "").removeprefix("@"),
        published_at=_published(page, found),
        language=_language(page),
        url=url or found.url or "",
    )


def _found_metadata(page: HtmlElement, url: str) -> Document:
    try:
        return extract_metadata(page, default_url=url or None, extensive=False)
    except Exception:  # the text of a page is wanted even when its head breaks a foreign reader
        logger.warning("trafilatura failed on the metadata of a page", exc_info=True)
        return Document()


def _published(page: HtmlElement, found: Document) -> datetime | None:
    """Prefer the stamps that carry a time; trafilatura gives the day only."""
    stamps = [stamp for path in _DATE_PATHS for stamp in page.xpath(path)]
    for script in page.xpath("//script[@type='application/ld+json']/text()"):
        stamps += _JSON_DATE.findall(script)
    for stamp in (*stamps, found.date or ""):
        try:
            moment = fields.iso_moment(str(stamp))
        except fields.FieldInvalid:
            continue
        if moment:
            return moment
    return None


def _language(page: HtmlElement) -> str:
    try:
        return fields.language_tag(page.get("lang") or page.get("xml:lang") or "")
    except fields.FieldInvalid:
        return ""


def _headline(article: HtmlElement) -> str:
    return next((one_line(heading.text_content()) for heading in article.iter("h1")), "")


def _complete_links(article: HtmlElement, url: str) -> None:
    article.make_links_absolute(url, resolve_base_href=False, handle_failures="discard")


def _part_side_by_side(article: HtmlElement) -> None:
    """Put a space around credits, bylines and times, which pages part by style sheet alone."""
    for element in list(
        article.iter("span", "small", "cite", "time", "a", "em", "i", "b", "strong")
    ):
        names = _names(element)
        if element.tag == "time" or _SIDE_BY_SIDE.search(names):
            _space_around(element)
        if (element.tag == "time" or _DATE.search(names)) and _follows_author(element):
            element.addprevious(element.makeelement("br"))


def _names(element: HtmlElement) -> str:
    return f"{element.get('class', '')} {element.get('itemprop', '')} {element.get('rel', '')}"


def _follows_author(element: HtmlElement) -> bool:
    """Whether a date stands alone behind the author's name, as below a headline."""
    before = element.getprevious()
    if before is None or (element.tail or "").strip():
        return False
    return any(_AUTHOR.search(_names(part)) for part in before.iter("span", "a", "address"))


def _space_around(element: HtmlElement) -> None:
    element.text = f" {element.text or ''}"
    element.tail = _spaced(element.tail or "")


def _spaced(tail: str) -> str:
    return f" {tail}" if tail[:1].isalnum() or tail[:1] in {"(", ""} else tail
