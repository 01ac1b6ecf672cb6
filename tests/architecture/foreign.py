"""A made-up language, to see what does not pass through gettext.

Every message comes back in Greek letters, and so is every word that the tests store. What still
stands in Latin letters on a page was never asked for in the reader's language.
"""

import re
from collections.abc import Iterator, Sequence
from typing import Any

import pytest
from django.utils import translation
from lxml import html

LETTERS = str.maketrans(
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ",
    "αβψδεφγηιξκλμνοπϙρστθωϝχυζΑΒΨΔΕΦΓΗΙΞΚΛΜΝΟΠϘΡΣΤΘΩϜΧΥΖ",
)
NAMES = frozenset({"Sourcemark"})
"""What has the same name in every language."""

SPOKEN = ("aria-label", "aria-description", "aria-roledescription", "aria-valuetext")
WRITTEN = ("title", "placeholder", "alt")
SILENT = ("script", "style", "code")  # programs, and names that programs use

_LATIN = re.compile(r"[A-Za-z]{2,}")
_SENTENCE = re.compile(r"[A-Za-z]{2,}[,;:]? [A-Za-z]{2,}")
_PLACES = re.compile(r"(%\(\w+\)s|%s|%d|\{\w*\}|<[^>]*>|&#?\w+;)")


def in_greek(text: str) -> str:
    """Write a text in other letters.

    >>> in_greek("Harbour")
    'Ηαρβοθρ'
    """
    return text.translate(LETTERS)


def words_in_greek(value: Any, kept: Sequence[str] = ()) -> Any:
    """Write every text within JSON values in other letters, but for the fields named in `kept`."""
    if isinstance(value, str):
        return in_greek(value)
    if isinstance(value, list):
        return [words_in_greek(one, kept) for one in value]
    if isinstance(value, dict):
        return {
            name: one if name in kept else words_in_greek(one, kept) for name, one in value.items()
        }
    return value


def translated(message: str) -> str:
    """Translate a message; the names of its places, its tags and formats of dates stay."""
    if not _LATIN.search(_PLACES.sub("", message)):
        return message
    return "".join(
        part if place % 2 else in_greek(part) for place, part in enumerate(_PLACES.split(message))
    )


def speak_greek(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let Django answer every question for a translation, lazy ones too, in the language."""
    speech = {
        "gettext": translated,
        "ngettext": lambda one, many, count: translated(one if count == 1 else many),
        "pgettext": lambda _context, message: translated(message),
        "npgettext": lambda _context, one, many, count: translated(one if count == 1 else many),
    }
    for name, function in speech.items():
        monkeypatch.setattr(translation._trans, name, function, raising=False)


def untranslated(text: str, stored: Sequence[str] = ()) -> list[str]:
    """Return the Latin words of a text that are no name and none of the `stored` values."""
    for one in sorted(stored, key=len, reverse=True):
        text = re.sub(rf"(?<!\w){re.escape(one)}(?!\w)", " ", text)
    return [word for word in _LATIN.findall(text) if word not in NAMES]


def untranslated_in_page(page: str, stored: Sequence[str] = ()) -> list[str]:
    """Return what a person reads or hears of a page that is not in the language: (place: text)."""
    found = (f"{place}: {text}" for place, text in said_by(page) if untranslated(text, stored))
    return list(dict.fromkeys(found))


def said_by(page: str) -> Iterator[tuple[str, str]]:
    """Yield every text of a page that reaches a person, with where it stands."""
    for element in html.document_fromstring(page).iter():
        if not isinstance(element.tag, str):  # a comment
            continue
        yield from _attributes(element)
        if element.tag not in SILENT and not _is_key(element):
            yield from _texts(element)


NAMED_KEYS = ("Esc", "Tab", "Backspace", "Delete", "F2", "⇧ ↵")


def _is_key(element: html.HtmlElement) -> bool:
    """Whether it is a key as it is printed on a keyboard."""
    return element.tag == "kbd" and (len(element.text_content()) < 2 or element.text in NAMED_KEYS)


def _texts(element: html.HtmlElement) -> Iterator[tuple[str, str]]:
    """An element's own text: before, between and after its children."""
    for text in (element.text, *(child.tail for child in element)):
        if text and text.strip():
            yield f"<{element.tag}>", " ".join(text.split())


def _attributes(element: html.HtmlElement) -> Iterator[tuple[str, str]]:
    for name, value in element.attrib.items():
        says = name in SPOKEN or name in WRITTEN
        says |= name == "label" and element.tag in ("optgroup", "option", "track")
        says |= name == "value" and element.get("type") in ("submit", "button", "reset")
        says |= name.startswith("data-") and bool(_SENTENCE.search(value))
        if says:
            yield f"<{element.tag} {name}>", value
