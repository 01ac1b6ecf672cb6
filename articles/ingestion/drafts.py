"""An article before it is stored, and the checks that stand between a stranger's upload and it."""

import re
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any, Self

from articles.ingestion import fields
from articles.ingestion.dropped import Dropped
from articles.ingestion.fields import FieldInvalid
from articles.ingestion.markup import HtmlRefused
from articles.ingestion.text import normalise
from articles.saying import kept_words, said_again
from articles.saying import say as _

MAX_TEXT_LENGTH = 2_000_000
"""Code points of an article's text after normalisation."""

MAX_LINES = 20_000
"""Each line can be a segment of its own; storing a few hundred thousand would hold up everybody."""

WORD = re.compile(r"\w")
MAX_LISTED_UNKNOWN = 20
IGNORED_FIELDS = frozenset({"id"})
FIELDS = (
    "title",
    "text",
    "html",
    "publisher",
    "origin_publisher",
    "url",
    "published_at",
    "language",
    "byline",
    "external_id",
)


@dataclass(frozen=True)
class ArticleDraft:
    """A checked article: text in its stored form, ``html`` sanitised, ``published_at`` aware.

    ``dropped`` tells what of its source is not in the text.
    """

    title: str = ""
    text: str = ""
    html: str = ""
    publisher: str = ""
    origin_publisher: str = ""
    url: str = ""
    published_at: datetime | None = None
    language: str = ""
    byline: str = ""
    external_id: str = ""
    source_line: int | None = None
    dropped: tuple[Dropped, ...] = ()


@dataclass(frozen=True)
class DraftError:
    """One thing wrong with one field (``""`` for the whole), in words for the person importing."""

    field: str
    message: str
    code: str

    def __str__(self) -> str:
        return f"{self.field}: {self.message}" if self.field else self.message

    @property
    def kept(self) -> dict[str, Any]:
        """The error as JSON values, with what it takes to say it in another language."""
        return {**asdict(self), "message": str(self.message), **kept_words(self.message)}

    @classmethod
    def of(cls, kept: Mapping[str, Any]) -> Self:
        """Return what was kept as JSON values, in the language of the moment."""
        return cls(str(kept["field"]), said_again(kept), str(kept["code"]))


class DraftRejected(Exception):
    """Nothing can be stored from this mapping, row or file; ``errors`` holds every reason.

    ``retry_after`` is a number of seconds where trying again later may help.
    """

    def __init__(
        self, errors: list[DraftError], line: int | None = None, retry_after: int | None = None
    ) -> None:
        self.errors = errors
        self.line = line
        self.retry_after = retry_after
        super().__init__(errors, line)

    def __str__(self) -> str:
        reasons = "; ".join(
            f"{e.field}: {e.message}" if e.field else e.message for e in self.errors
        )
        return reasons if self.line is None else f"line {self.line}: {reasons}"


def build_draft(
    mapping: object, *, today: date | None = None, source_line: int | None = None
) -> ArticleDraft:
    """Check one mapping of the API's shape and give the draft, or raise DraftRejected.

    Every error is collected; a field that is null counts as not given. What the mapping leaves
    blank is filled from the page when it brings ``html``; a page's own bad value is dropped, for
    the importer cannot mend it.

    >>> build_draft({"title": "Envoy warns of delay", "text": "Talks stalled."}).text
    'Talks stalled.'
    """
    if not isinstance(mapping, Mapping):
        kind = fields.kind_of(mapping)
        message = _("Expected an object with fields such as title and text, not %(kind)s.")
        error = DraftError("", message % {"kind": kind}, "invalid_type")
        raise DraftRejected([error], source_line)
    given = {name: value for name, value in mapping.items() if value is not None}
    check = _Check(given, today)
    values = check.values()
    check.add_body(values)
    if check.errors:
        raise DraftRejected(check.errors, source_line)
    return ArticleDraft(**values, source_line=source_line)


class _Check:
    """One pass over a mapping, gathering values and errors."""

    def __init__(self, mapping: Mapping[Any, object], today: date | None) -> None:
        self.mapping = mapping
        self.parsers = _parsers(today)
        self.errors = _unknown_fields(mapping)

    def values(self) -> dict[str, Any]:
        values: dict[str, Any] = {}
        for name, parse in self.parsers.items():
            if name in self.mapping:
                try:
                    values[name] = parse(self.mapping[name])
                except FieldInvalid as error:
                    self.reject(name, error.message, error.code)
        return values

    def reject(self, field: str, message: str, code: str) -> None:
        self.errors.append(DraftError(field, message, code))

    def add_body(self, values: dict[str, Any]) -> None:
        text, html = self.string("text"), self.string("html")
        if text is None or html is None:
            return
        text = normalise(text)
        has_html = bool(html.strip())
        if text and has_html:
            self.reject("text", _("Give either text or html, not both."), "conflict")
        elif has_html:
            self.add_page(html, values)
        elif text:
            self.add_text("text", text, values)
        else:
            message = _("Give the article as text or as html; both are empty.")
            self.reject("text", message, "required")

    def string(self, name: str) -> str | None:
        value = self.mapping.get(name, "")
        if isinstance(value, str):
            return value
        self.reject(name, fields.must_be_text(value), "invalid_type")
        return None

    def add_text(self, field: str, text: str, values: dict[str, Any]) -> None:
        if len(text) > MAX_TEXT_LENGTH:
            message = _(
                "An article may have %(limit)s characters of text; this one has %(length)s."
            )
            sizes = {"limit": f"{MAX_TEXT_LENGTH:,}", "length": f"{len(text):,}"}
            self.reject(field, message % sizes, "too_long")
        if (lines := text.count("\n")) > MAX_LINES:
            message = _("An article may have %(limit)s lines; this one has %(lines)s.")
            sizes = {"limit": f"{MAX_LINES:,}", "lines": f"{lines:,}"}
            self.reject(field, message % sizes, "too_long")
        if text and not WORD.search(text):
            self.reject(field, _("There are no words in this text."), "required")
        values["text"] = text

    def add_page(self, html: str, values: dict[str, Any]) -> None:
        from articles.ingestion.html import read_html  # slow to load; most articles are plain text

        try:
            page = read_html(html, values.get("url", ""))
        except HtmlRefused as error:
            self.reject("html", error.message, "invalid")
            return
        if not page.text:
            self.reject("html", _("No article text was found in this HTML."), "required")
        self.add_text("html", page.text, values)
        values["html"] = page.html
        values["dropped"] = page.dropped
        for name in ("title", "byline", "publisher", "published_at", "language", "url"):
            if not values.get(name):
                values[name] = self.from_page(name, getattr(page, name))

    def from_page(self, name: str, value: object) -> Any:
        try:
            return self.parsers[name](value)
        except FieldInvalid:
            return None if name == "published_at" else ""


def _parsers(today: date | None) -> dict[str, Callable[[object], Any]]:
    return {
        "title": lambda value: fields.short_text(value, 500),
        "publisher": lambda value: fields.short_text(value, 300),
        "origin_publisher": lambda value: fields.short_text(value, 300),
        "byline": lambda value: fields.short_text(value, 300),
        "external_id": lambda value: fields.short_text(value, 200),
        "url": fields.web_address,
        "language": fields.language_tag,
        "published_at": lambda value: fields.publication_time(value, today),
    }


def _unknown_fields(mapping: Mapping[Any, object]) -> list[DraftError]:
    unknown = [str(key) for key in mapping if key not in FIELDS and key not in IGNORED_FIELDS]
    if not unknown:  # nearly always
        return []
    message = _("Unknown field. Known fields: %(known)s.") % {"known": ", ".join(FIELDS)}
    return [
        DraftError(fields.shown(name), message, "unknown_field")
        for name in unknown[:MAX_LISTED_UNKNOWN]
    ]
