"""Imported HTML made safe to show: the only module that uses bleach.

Two nets, each enough for the known attacks: the tree is cut down to the list below, then bleach
parses what is left as a browser would and applies the same list again.
"""

import re
from html import escape
from urllib.parse import urlsplit

from bleach.sanitizer import Cleaner
from lxml import etree
from lxml.html import HtmlElement

from articles.ingestion.markup import HtmlRefused, inner_html, parse_fragment, tag_names
from articles.ingestion.text import printable
from articles.saying import say as _

__all__ = ["ALLOWED_SCHEMES", "ALLOWED_TAGS", "LINK_REL", "HtmlRefused", "clean_html"]

ALLOWED_SCHEMES = frozenset({"http", "https", "mailto"})
LINK_REL = "nofollow noopener noreferrer"
ALLOWED_TAGS = tag_names(
    "div p br hr h1 h2 h3 h4 ul ol li dl dt dd blockquote q cite figure figcaption time "
    "em strong b i u s sub sup small abbr a "
    "table caption thead tbody tfoot tr th td"
)
MAX_ROUNDS = 6
MAX_ENTITIES = 100_000
"""bleach's work grows faster than their number."""

_DROPPED_WHOLE = tag_names(
    "script style noscript template iframe frame frameset noframes noembed object embed applet "
    "param svg math audio video canvas picture map title meta link base button select datalist "
    "textarea input xmp plaintext listing dialog portal fencedframe"
)
_BLOCKS = tag_names(
    "address article aside body center details dir fieldset footer form header hgroup html main "
    "menu nav pre search section summary"
)
_RENAMED = {"h5": "h4", "h6": "h4", **dict.fromkeys(_BLOCKS, "div")}
_VALUES = {
    "lang": re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8}){0,4}"),
    "dir": re.compile("ltr|rtl|auto"),
    "datetime": re.compile(r"[0-9A-Za-z:.+ -]{1,40}"),
    "colspan": re.compile("[1-9][0-9]?"),
    "rowspan": re.compile("[1-9][0-9]?"),
    "title": re.compile(r"[^\n]{1,500}"),
    "rel": re.compile(LINK_REL),
}
_EVERYWHERE = frozenset({"lang", "dir"})
_ATTRIBUTES = {
    "a": frozenset({"href", "title", "rel"}),
    "abbr": frozenset({"title"}),
    "time": frozenset({"datetime"}),
    "td": frozenset({"colspan", "rowspan"}),
    "th": frozenset({"colspan", "rowspan"}),
}
_FORBIDDEN_IN_ADDRESS = re.compile(r"[\x00-\x20\x7f-\xa0\\<>\"`\u2028\u2029\u200b-\u200f\ufffd]")


def clean_html(html: str) -> str:
    """Cut HTML down to text markup: no script, style, handler, form, picture or strange address.

    Relative links lose their address, for it would point into this site. The outcome is a fixed
    point: cleaning it again, or having a browser parse and write it, changes nothing.
    Raises :class:`HtmlRefused` when there is too much of it.

    >>> clean_html('<p onclick="x()">See <a href="JaVaScRiPt:x()">this</a><script>x()</script>')
    '<p>See this</p>'
    """
    for _round in range(MAX_ROUNDS):
        cut = _cut_down(html)
        cleaned = _bleached(cut)
        if cleaned == html or (cleaned == cut and _cut_down(cut) == cut):
            return cleaned
        html = cleaned
    return f"<p>{escape(_plain(html), quote=False)}</p>"


def allowed_address(address: str) -> str:
    """Give an address as it may stand in ``href``, or "" when its scheme is not on the list."""
    address = re.sub("[\t\n\r]", "", address).strip("\x00 ").replace(" ", "%20")
    if _FORBIDDEN_IN_ADDRESS.search(address):
        return ""
    try:
        parts = urlsplit(address)
        host, _ = parts.hostname, parts.port
    except ValueError:
        return ""
    named = bool(host) or parts.scheme == "mailto"
    return address if parts.scheme in ALLOWED_SCHEMES and named else ""


def _cut_down(html: str) -> str:
    root = parse_fragment(html)
    etree.strip_elements(root, *_DROPPED_WHOLE, with_tail=False)
    for element in root.iter():
        _reduce(element)
    etree.strip_tags(root, "span")
    return printable(inner_html(root))


def _reduce(element: HtmlElement) -> None:
    tag = _RENAMED.get(element.tag, element.tag)
    kept = {
        name: value
        for name, value in element.attrib.items()
        if name != "rel" and _may_stand(tag, name, value)
    }
    element.attrib.clear()
    if tag == "a":
        tag = _reduce_link(element, kept)
    element.tag = tag if tag in ALLOWED_TAGS else "span"
    for name in sorted(kept):
        element.set(name, kept[name])


def _reduce_link(element: HtmlElement, kept: dict[str, str]) -> str:
    address = allowed_address(kept.get("href", ""))
    if not address:
        kept.clear()
        return "span"
    kept |= {"href": address, "rel": LINK_REL}
    return "a"


def _may_stand(tag: str, name: str, value: str) -> bool:
    if name not in _EVERYWHERE and name not in _ATTRIBUTES.get(tag, ()):
        return False
    if name == "href":
        return bool(allowed_address(value))
    return bool(_VALUES[name].fullmatch(value))


def _bleached(html: str) -> str:
    if (count := html.count("&")) > MAX_ENTITIES:
        message = _("HTML may have %(limit)s escaped signs; this has %(count)s.")
        raise HtmlRefused(message % {"limit": f"{MAX_ENTITIES:,}", "count": f"{count:,}"})
    # A cleaner of its own for each call: bleach's parser keeps state and is not thread-safe.
    cleaner = Cleaner(
        tags=ALLOWED_TAGS, attributes=_may_stand, protocols=ALLOWED_SCHEMES, strip=True
    )
    return str(cleaner.clean(html))


def _plain(html: str) -> str:
    return " ".join("".join(parse_fragment(html).itertext()).split())
