"""A page from the web shown as it was: its structure and words, nothing that runs or is fetched.

What stands here is only ever looked at. What an article's text is made of is `html.read_html`.
"""

from urllib.parse import urljoin

from django.utils.translation import gettext as _
from lxml import etree
from lxml.html import HtmlElement

from articles.ingestion.encoding import decode
from articles.ingestion.html import declared_charset
from articles.ingestion.markup import inner_html, parse_fragment, parse_page, tag_names
from articles.ingestion.sanitise import clean_html
from articles.ingestion.text import one_line

PICTURE = "archived picture"
MAX_WORDS = 300
_SHOWN_BY_WORDS = tag_names("img video audio iframe embed object canvas svg")


def archived_html(content: bytes, charset: str = "", url: str = "") -> str:
    """Give the body of a page as markup that is safe to show and asks the network for nothing.

    Pictures, films and frames become boxes with their description; links keep their address as a
    title, and lead nowhere. Raises HtmlRefused where the page is too large to be shown,
    TextUndecodable where it is no text.
    """
    page = parse_page(decode(content, charset or declared_charset(content)))
    body = next(page.iter("body"), page)
    etree.strip_elements(body, "script", "style", "template", "noscript", with_tail=False)
    for element in list(body.iter(*_SHOWN_BY_WORDS)):
        _describe(element)
    for link in body.iter("a"):
        if link.get("href"):
            link.set("href", _joined(url, link.get("href")))
    shown = parse_fragment(clean_html(inner_html(body)))
    for element in shown.iter("a", "abbr"):
        _quiet(element)
    return inner_html(shown)


def archived_text(content: bytes, charset: str = "") -> str:
    """Give a page that is plain text. Raises TextUndecodable where it is none."""
    return decode(content, charset)


def _describe(element: HtmlElement) -> None:
    """Put the description of a picture in its place, marked as such."""
    words = one_line(element.get("alt") or element.get("title") or element.get("aria-label") or "")
    tail = element.tail
    for child in list(element):
        element.remove(child)
    element.attrib.clear()
    element.tag, element.tail = "abbr", tail
    element.set("title", PICTURE)
    element.text = words[:MAX_WORDS] or _("picture without a description")


def _quiet(element: HtmlElement) -> None:
    """Take a link its address, and tell a picture's box from an abbreviation."""
    if element.tag == "a":
        address = element.get("href", "")
        element.attrib.clear()
        element.tag = "span"
        element.set("class", "link")
        element.set("title", address)
    elif element.get("title") == PICTURE:
        element.attrib.clear()
        element.tag = "span"
        element.set("class", "picture")


def _joined(url: str, href: str) -> str:
    try:
        return urljoin(url, href)
    except ValueError:
        return ""
