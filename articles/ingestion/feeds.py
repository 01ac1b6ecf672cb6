"""RSS and Atom feeds: which entries there are, and what they say of themselves."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any
from urllib.parse import urldefrag, urljoin

from articles.ingestion import fields
from articles.ingestion.confined import parse_confined
from articles.ingestion.drafts import DraftError, DraftRejected
from articles.ingestion.encoding import TextUndecodable, decode
from articles.ingestion.markup import HtmlRefused, parse_page
from articles.ingestion.text import one_line
from articles.saying import say as _

SECONDS = 20
MAX_ADDRESS = 2_000
_FEED_TYPES = ("application/rss+xml", "application/atom+xml")


@dataclass(frozen=True)
class Entry:
    """An entry of a feed. `html` is its whole text where the feed brings it, else ""."""

    key: str
    url: str = ""
    title: str = ""
    byline: str = ""
    published_at: datetime | None = None
    html: str = ""


@dataclass(frozen=True)
class FeedReading:
    """What a feed says of itself, and its entries, the oldest first, each once."""

    title: str
    language: str
    entries: tuple[Entry, ...]


def read_feed(content: bytes, url: str) -> FeedReading:
    """Read a feed that was found at `url`, or raise DraftRejected where it is none.

    Entries that lead to the feed itself are left without an address.
    """
    told = parse_confined("feed", content, seconds=SECONDS)
    if not told["version"] and not told["entries"]:
        raise DraftRejected([DraftError("url", _no_feed(content, url), "no_feed")])
    entries: dict[str, Entry] = {}
    for one in reversed(told["entries"]):  # feeds begin with what is new
        entry = _entry(one, url)
        entries.setdefault(entry.key, entry)
    return FeedReading(
        title=one_line(told["title"])[:300],
        language=told["language"][:35],
        entries=tuple(_oldest_first(entries.values())),
    )


def _oldest_first(entries: Iterable[Entry]) -> list[Entry]:
    """Sort by time; those without one stay behind the one they were listed behind."""
    last = datetime.min.replace(tzinfo=UTC)
    placed = []
    for entry in entries:
        last = entry.published_at or last
        placed.append((last, entry))
    return [entry for _place, entry in sorted(placed, key=lambda pair: pair[0])]


def _entry(one: dict[str, Any], feed_url: str) -> Entry:
    url = _address(one["link"], feed_url)
    name = one["id"] or url or f"{one['title']}\n{one['html'] or one['published']}"
    return Entry(
        key=sha256(name.encode("utf-8", "replace")).hexdigest(),
        url=url,
        title=one_line(one["title"])[:500],
        byline=one_line(one["author"])[:300],
        published_at=_moment(one["published"]),
        html=one["html"],
    )


def _address(link: str, feed_url: str) -> str:
    try:
        url = urldefrag(urljoin(feed_url, link.strip()))[0] if link.strip() else ""
    except ValueError:
        return ""
    is_page = url.startswith(("http://", "https://")) and len(url) <= MAX_ADDRESS
    return url if is_page and url != urldefrag(feed_url)[0] else ""


def _moment(text: str) -> datetime | None:
    try:
        return fields.publication_time(text)
    except fields.FieldInvalid:  # in the future, or before there were papers
        return None


def _no_feed(content: bytes, url: str) -> str:
    named = _named_feed(content, url)
    if named:
        message = _("This is a page, not a feed. It names a feed of its own: %(feed)s")
        return message % {"feed": named}
    return _("At this address is no RSS or Atom feed.")


def _named_feed(content: bytes, url: str) -> str:
    """The feed that a page names in its head, "" if none."""
    try:
        page = parse_page(decode(content))
        for link in page.iter("link"):
            if link.get("type", "").strip().lower() in _FEED_TYPES and link.get("href"):
                return urljoin(url, link.get("href").strip())[:MAX_ADDRESS]
    except (HtmlRefused, TextUndecodable, ValueError):
        return ""
    return ""
