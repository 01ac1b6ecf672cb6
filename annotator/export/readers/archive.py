"""The labels of our own archive of tables, article by article, for a project that is there."""

from collections.abc import Iterator, Mapping
from typing import IO

from django.utils.translation import gettext as _

from annotator.export.readers.package import Ordered, Package, Row
from annotator.export.readers.records import (
    Incoming,
    IncomingArticle,
    IncomingLabel,
    IncomingSpan,
    UnreadableFile,
)
from annotator.export.writers.tables.schema import ARTICLES, CLAIMS, LABELS


def read(file: IO[bytes]) -> Iterator[Incoming]:
    """Yield the articles that have labels. Raises `UnreadableFile` for what is no such archive."""
    package = Package(file)
    claims, labels = Ordered(package.rows(CLAIMS)), Ordered(package.rows(LABELS))
    for article in package.rows(ARTICLES):
        here = {claim["id"]: claim for claim in claims.take(article["id"])}
        found = labels.take(article["id"])
        if found:
            yield Incoming(
                _article(article), tuple(_label(one, article["text"], here) for one in found)
            )
    claims.require_end(CLAIMS)
    labels.require_end(LABELS)


def _article(row: Row) -> IncomingArticle:
    return IncomingArticle(
        article_id=row["id"],
        external_id=row["external_id"],
        content_hash=row["content_hash"],
        title=row["title"],
        text=row["text"],
    )


def _label(row: Row, text: str, claims: Mapping[int, Row]) -> IncomingLabel:
    claim = claims.get(row["claim_id"]) if row["claim_id"] is not None else None
    if row["claim_id"] is not None and claim is None:
        message = _("%(row)s: claim %(id)s is not one of its article.")
        raise UnreadableFile(message % {"row": row["row"], "id": row["claim_id"]}, "invalid")
    return IncomingLabel(
        row=row["row"],
        annotator=row["annotator"],
        variable=row["variable"],
        code=row["code"],
        claim_id=row["claim_id"],
        target=_span(text, claim["start"], claim["end"]) if claim else None,
        marked=_span(text, row["span_start"], row["span_end"]),
        note=row["note"],
        submitted=row["state"] == "submitted",
        created_at=row["created_at"],
        updated_at=row["updated_at"],
    )


def _span(text: str, start: int | None, end: int | None) -> IncomingSpan | None:
    if start is None or end is None:
        return None
    return IncomingSpan(start, end, text[start:end])
