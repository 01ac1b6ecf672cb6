"""RSS and Atom by feedparser: titles, times, links, and the text of entries that bring it."""

import re
import time
from datetime import UTC, datetime
from io import BytesIO
from itertools import islice
from typing import Any

MAX_ENTRIES = 5_000
MAX_WORDS = 2_000
FULL_TEXT = 1_500
"""Characters from which a description is taken for the whole text, and not a foretaste."""

_TAG = re.compile(r"<[^>]{0,2000}>")


def parse(content: bytes) -> dict[str, Any]:
    """Return `version` ("" for no feed), `title`, `language` and `entries` in the feed's order."""
    import feedparser  # type: ignore[import-untyped]

    # A stream, for feedparser opens what looks like a path or an address.
    found = feedparser.parse(BytesIO(content), sanitize_html=False, resolve_relative_uris=False)
    return {
        "version": found.get("version", ""),
        "title": _words(found.feed.get("title")),
        "language": _words(found.feed.get("language")),
        "entries": [_entry(one) for one in islice(found.entries, MAX_ENTRIES)],
    }


def _entry(one: Any) -> dict[str, str]:
    return {
        "id": _words(one.get("id")),
        "link": _words(one.get("link")),
        "title": _words(_TAG.sub("", str(one.get("title") or ""))),
        "author": _words(one.get("author")),
        "published": _moment(one.get("published_parsed") or one.get("updated_parsed")),
        "html": _full_text(one),
    }


def _full_text(one: Any) -> str:
    contents = [str(part.get("value") or "") for part in one.get("content", ())]
    longest = max(contents, key=len, default="")
    if longest.strip():
        return longest
    summary = str(one.get("summary") or "")
    return summary if len(_TAG.sub("", summary)) >= FULL_TEXT else ""


def _words(value: Any) -> str:
    """Say it without NUL, which no database takes."""
    return str(value or "").replace("\0", "").strip()[:MAX_WORDS]


def _moment(parsed: time.struct_time | None) -> str:
    try:
        return datetime(*parsed[:6], tzinfo=UTC).isoformat() if parsed else ""
    except ValueError:
        return ""
