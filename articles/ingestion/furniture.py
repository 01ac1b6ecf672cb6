"""Page furniture: menus, adverts, share bars, related links and other things around an article."""

import re
from collections.abc import Callable, Collection, Iterator
from itertools import islice

from lxml import etree
from lxml.html import HtmlElement

Found = list[tuple[str, str]]
"""What was removed: its kind in `dropped.KINDS`, and its text."""

MAX_LINK_SHARE = 0.7
MIN_LINKS = 3
MAX_PROMPT_LENGTH = 200
TOLD_TEXTS = 20
"""Pieces of text that are looked at to tell what was removed."""

_UNREADABLE = (
    "script", "style", "noscript", "template", "iframe", "svg", "button", "select", "input",
    "textarea", "object", "embed", "audio", "video", "canvas",
)  # fmt: skip
_TAGS = frozenset({"nav", "menu", "dialog"})
_ROLES = frozenset(
    {"navigation", "search", "banner", "dialog", "alertdialog", "toolbar", "menu", "alert"}
)
_KINDS = {
    name: kind
    for kind, names in {
        "advert": "ad ads advert advertisement adsbygoogle adslot sponsored sponsor promo outbrain "
        "taboola",
        "sharing": "share sharing social sharebar addthis sharedaddy",
        "related": "related recommended recommendations recirc trending popular mostread tags "
        "taglist",
        "signup": "newsletter subscribe subscription signup paywall",
        "comments": "comments disqus",
        "notice": "cookie cookies consent popup modal",
        "menu": "breadcrumb breadcrumbs nav navigation navbar menu sidebar toolbar pagination "
        "pager",
        "repeated": "pullquote",
    }.items()
    for name in names.split()
}
_HIDDEN_NAMES = re.compile(r"\b(sr-only|visually-hidden|visuallyhidden|screen-reader)", re.ASCII)
_HIDDEN_STYLE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_NAME_PARTS = re.compile(r"[A-Z]?[a-z]+|[A-Z]+")
_ABOUT = re.compile(r"\babout\b|\bbio\b|^\W*(من نحن|درباره)", re.IGNORECASE)
_PROMPT = re.compile(
    r"\W*(advertisement|sponsored|continue reading( below)?|story continues below|skip to content|"
    r"(share|print|email|save)( (this|the))?( (article|story|page))?( (on|via) \w+)?|"
    r"follow us( on \w+)?|subscribe( now)?|sign up|log in|related( articles| stories| news)?|"
    r"read more|more on this( story)?|most read|back to top|load more|leave a comment)\W*",
    re.IGNORECASE,
)
_LEGAL = re.compile(
    r"\s*(©[^\n]{0,80}\b[12]\d{3}\b|©[^\n]{0,80}(rights|droits|rechte|derechos|حقوق)\b|"
    r"copyright (©|\(c\)|[12]\d{3})|all rights reserved|"
    r"(جميع|كل|کلیه|تمامی|تمام) (ال)?حقوق)",
    re.IGNORECASE,
)
_PICTURES = frozenset({"figure", "figcaption"})
_SIDE_TAGS = frozenset({"aside", "footer"})
_GROUPS = frozenset({"ul", "ol", "div", "section", "aside", "footer", "article", "table"})
HEADINGS = frozenset({"h2", "h3", "h4", "h5", "h6"})
_PROMPT_TAGS = frozenset({"p", "div", "span", "a", "li", "h2", "h3", "h4", "h5", "h6"})


def remove_unreadable(root: HtmlElement) -> None:
    """Remove in place what no reader sees as text: scripts, styles, controls, hidden elements."""
    etree.strip_elements(root, *_UNREADABLE, with_tail=False)
    _drop(root, [element for element in root.iterdescendants() if _is_hidden(element)])


def remove(root: HtmlElement, running_text: Collection[HtmlElement]) -> Found:
    """Remove furniture under ``root`` in place, but nothing that holds half the running text.

    Returns what was removed.
    """
    held = _held(root, running_text)
    half = max(1, len(running_text) / 2)
    removable = [element for element in root.iterdescendants() if held.get(element, 0) < half]
    found = _drop_kinds(root, removable, _named_kind)
    found += _drop_kinds(root, removable, _prompt_kind)
    standing = [element for element in removable if not held.get(element) and _under(element, root)]
    found += _drop_kinds(root, standing, _side_kind)
    groups = [element for element in standing if element.tag in _GROUPS]
    return found + _drop_link_groups(root, groups)


def _held(root: HtmlElement, running_text: Collection[HtmlElement]) -> dict[HtmlElement, int]:
    held = dict.fromkeys(running_text, 1)
    for block in running_text:
        for ancestor in block.iterancestors():
            held[ancestor] = held.get(ancestor, 0) + 1
            if ancestor is root:
                break
    return held


def _is_hidden(element: HtmlElement) -> bool:
    attributes = element.attrib
    return (
        "hidden" in attributes
        or attributes.get("aria-hidden") == "true"
        or bool(_HIDDEN_STYLE.search(attributes.get("style", "")))
        or bool(_HIDDEN_NAMES.search(attributes.get("class", "")))
    )


def _named_kind(element: HtmlElement) -> str:
    """Tell what an element is by its tag, its role and its class names; "" for no furniture."""
    names = f"{element.get('class', '')} {element.get('id', '')}"
    parts = (part.lower() for part in _NAME_PARTS.findall(names))
    kind = next((_KINDS[part] for part in parts if part in _KINDS), "")
    if not kind and (element.tag in _TAGS or element.get("role") in _ROLES):
        return "menu" if element.tag != "dialog" else "notice"
    return kind


def _side_kind(element: HtmlElement) -> str:
    """Spot asides, footers and teasers."""
    if element.tag in _SIDE_TAGS:
        is_side = not _is_about(element) and not _is_prose(element)
    else:
        is_side = element.tag == "article" and not _is_prose(element)
    return "side" if is_side else ""


def _prompt_kind(element: HtmlElement) -> str:
    """Spot "Share this article", "All rights reserved" and the like, whoever took them for text."""
    text = _short_text(element) if element.tag in _PROMPT_TAGS else ""
    if _PROMPT.fullmatch(text):
        return "prompt"
    return "legal" if _LEGAL.match(text) and not _credits_picture(element) else ""


def _credits_picture(element: HtmlElement) -> bool:
    """Whether the line stands by a picture: "© 2024 Noor Press" names its maker there."""
    return any(ancestor.tag in _PICTURES for ancestor in element.iterancestors())


def _short_text(element: HtmlElement) -> str:
    """Give the text of an element if it is as short as prompts are, else ""."""
    text = ""
    for part in element.itertext():
        text += part
        if len(text) > MAX_PROMPT_LENGTH:
            return ""
    return " ".join(text.split())


def _is_about(element: HtmlElement) -> bool:
    """Spot a box in which the publisher presents itself or the author."""
    names = f"{element.get('class', '')} {element.get('id', '')}".replace("-", " ")
    headings = [heading.text_content() for heading in element.iter(*HEADINGS, "strong")]
    return any(_ABOUT.search(words) for words in (names, *headings[:2]))


def _is_prose(element: HtmlElement) -> bool:
    """Tell sentences that are not links: fact boxes, notes, origin lines."""
    texts = [text for text in element.itertext() if text.strip()]
    return bool(texts) and link_share(element) < 1 - MAX_LINK_SHARE and not _LEGAL.match(texts[0])


def link_share(element: HtmlElement) -> float:
    """Tell how much of the text of an element is links, 0 to 1."""
    text = len("".join(element.text_content().split()))
    linked = sum(len("".join(link.text_content().split())) for link in element.iter("a"))
    return linked / text if text else 0.0


def _drop_link_groups(root: HtmlElement, groups: list[HtmlElement]) -> Found:
    found: Found = []
    for group in groups:
        if not _under(group, root):
            continue
        links = sum(1 for _ in group.iter("a"))
        if links >= MIN_LINKS and link_share(group) >= MAX_LINK_SHARE:
            heading = group.getprevious()
            found += _drop(root, [group], "related")
            if heading is not None and heading.tag in HEADINGS:
                found += _drop(root, [heading], "related")
    return found


def _drop_kinds(
    root: HtmlElement, elements: list[HtmlElement], kind_of: Callable[[HtmlElement], str]
) -> Found:
    kinds = [(element, kind) for element in elements if (kind := kind_of(element))]
    return [found for element, kind in kinds for found in _drop(root, [element], kind)]


def _drop(root: HtmlElement, elements: list[HtmlElement], kind: str = "") -> Found:
    found: Found = []
    for element in elements:
        if _under(element, root):
            if kind and (text := words_of(element)):
                found.append((kind, text))
            element.drop_tree()
    return found


def words_of(element: HtmlElement) -> str:
    """Give the first words of an element, the texts of its parts kept apart."""
    return " ".join(text for text in islice(_texts(element), TOLD_TEXTS))


def _texts(element: HtmlElement) -> Iterator[str]:
    return (text.strip() for text in element.itertext() if text.strip())


def _under(element: HtmlElement, root: HtmlElement) -> bool:
    return any(ancestor is root for ancestor in element.iterancestors())
