"""Documents are read once, though an import goes through them twice: to check, and to store.

What a PDF, a Word document, a mail or a page gives is kept on disk in between, up to a limit;
beyond it, documents are read again. Tables are not kept: to read them again costs little.
"""

import json
import zlib
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import date, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Self

from articles.ingestion.documents import Document
from articles.ingestion.drafts import ArticleDraft, DraftError, DraftRejected
from articles.ingestion.dropped import Dropped
from articles.ingestion.files import Outcome, Unbuilt

MAX_BYTES = 1_000_000_000
"""Of what is kept of all documents together, packed."""
SLOW = frozenset({".pdf", ".docx", ".html", ".htm", ".eml"})


class ReadOnce:
    """Keeps what documents give; use it as a context manager. Places count from 0, in order."""

    def __init__(self, most: int = MAX_BYTES) -> None:
        self._left = most
        self._folder = TemporaryDirectory(prefix="sourcemark-")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self._folder.cleanup()

    def of(self, place: int, one: Unbuilt | DraftRejected) -> Unbuilt | DraftRejected:
        """Return an article that is built once; as it is where there is no room, or no need."""
        if not isinstance(one, Unbuilt) or not isinstance(one.load, Document):
            return one
        path = self._path(place)
        has_room = self._left > 0 or path.exists()
        is_slow = one.load.ending in SLOW
        return _Kept(one.load, one.line, str(path)) if is_slow and has_room else one

    def count(self, place: int) -> None:
        """Count what the document at a place takes; call it once it was built."""
        with suppress(OSError):
            self._left -= self._path(place).stat().st_size

    def _path(self, place: int) -> Path:
        return Path(self._folder.name) / str(place)


@dataclass(frozen=True, slots=True)
class _Kept(Unbuilt):
    """A document whose outcome is kept at a path. Other processes may build it, too."""

    path: str = ""

    def build(self, today: date | None = None) -> Outcome:
        """Give what is kept, else read the document and keep what it gives."""
        with suppress(OSError):
            return _thawed(json.loads(zlib.decompress(Path(self.path).read_bytes())))
        outcome = Unbuilt.build(self, today)
        with suppress(OSError):  # a full disk: then it is read again
            _write(Path(self.path), json.dumps(_frozen(outcome)).encode())
        return outcome


def _write(path: Path, content: bytes) -> None:
    """Write so that nobody ever finds half of it."""
    half = path.with_suffix(".half")
    half.write_bytes(zlib.compress(content, 1))
    half.replace(path)


def _frozen(outcome: Outcome) -> dict[str, Any]:
    if isinstance(outcome, DraftRejected):
        return {"errors": [error.kept for error in outcome.errors], "line": outcome.line}
    published = outcome.published_at
    return {**asdict(outcome), "published_at": published.isoformat() if published else None}


def _thawed(kept: dict[str, Any]) -> Outcome:
    if "errors" in kept:
        return DraftRejected([DraftError.of(one) for one in kept["errors"]], kept["line"])
    published = kept["published_at"]
    return ArticleDraft(
        **{
            **kept,
            "published_at": datetime.fromisoformat(published) if published else None,
            "dropped": tuple(map(Dropped.of, kept["dropped"])),
        }
    )
