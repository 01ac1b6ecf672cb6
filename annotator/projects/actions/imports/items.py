"""Items of an import: written and changed many at a time, as plain rows."""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any, NamedTuple

from django.db.models import Max
from django.utils import timezone

from annotator.projects.actions.articles import AddedArticle, find_outcomes
from annotator.projects.models import ArticleImport, ImportItem
from articles.bulk import insert_rows, update_rows
from articles.ingestion.drafts import ArticleDraft, DraftRejected
from articles.ingestion.dropped import Dropped
from articles.ingestion.text import content_hash, printable
from articles.preparing import PreparedArticle
from articles.saying import frozen

State = ImportItem.State
CHUNK = 500
LATER = "later"
"""The outcome of what could not be had for the moment: it is tried again by itself."""
SOURCE_LENGTH = 2000
KEPT_ELSEWHERE = ("source_line", "dropped")
READ_COLUMNS = ("line", "state", "draft", "errors", "dropped", "outcome", "message")
INSERT_COLUMNS = ("article_import", "position", "source", "attempts", *READ_COLUMNS)


class Read(NamedTuple):
    """What became of reading one item."""

    position: int
    source: str
    outcome: ArticleDraft | DraftRejected
    next_try: datetime | None = None


def freeze_draft(draft: ArticleDraft) -> dict[str, Any]:
    """Return a draft as JSON values."""
    published = draft.published_at
    kept = {**asdict(draft), "published_at": published.isoformat() if published else None}
    return {name: value for name, value in kept.items() if name not in KEPT_ELSEWHERE}


def thaw_draft(item: ImportItem) -> ArticleDraft:
    """Return the draft that an item keeps."""
    kept = item.draft or {}
    published = kept["published_at"]
    return ArticleDraft(
        **{**kept, "published_at": datetime.fromisoformat(published) if published else None},
        source_line=item.line,
        dropped=tuple(map(Dropped.of, item.dropped)),
    )


def lock_import(pk: int) -> ArticleImport:
    """Return an import that nobody else changes until the transaction ends."""
    rows = ArticleImport.objects.select_for_update(of=("self",))
    return rows.select_related("project", "created_by").get(pk=pk)


def next_position(article_import: ArticleImport) -> int:
    """Return the place of the first item that is not there yet."""
    last = article_import.items.aggregate(last=Max("position"))["last"]
    return 0 if last is None else last + 1


def insert_items(article_import: ArticleImport, read: Sequence[Read]) -> None:
    """Add what was read, and count it; call it in a transaction that holds the import."""
    cells = list(_cells(article_import, read))  # asks the database, which copies rows next
    insert_rows(
        ImportItem,
        INSERT_COLUMNS,
        (
            (article_import.pk, one.position, source_of(one.source), 1, *rest)
            for one, rest in zip(read, cells, strict=True)
        ),
    )
    _count(article_import, read)


def fill_items(article_import: ArticleImport, read: Sequence[Read], keys: dict[int, int]) -> None:
    """Keep what was read of items that waited; `keys` gives the primary key of each position."""
    update_rows(
        ImportItem,
        READ_COLUMNS,
        (
            (keys[one.position], *cells)
            for one, cells in zip(read, _cells(article_import, read), strict=True)
        ),
    )
    _count(article_import, read)


def in_order(pk: int, state: str, *columns: str) -> Iterator[ImportItem]:
    """Yield an import's items of a state by position, a few in memory at a time."""
    last = -1
    while True:
        rows = ImportItem.objects.filter(article_import=pk, state=state, position__gt=last)
        found = list(rows.order_by("position").only("position", "article_import", *columns)[:CHUNK])
        yield from found
        if len(found) < CHUNK:
            return
        last = found[-1].position


def source_of(name: str) -> str:
    """Return a name as it can be stored and shown."""
    return printable(name).replace("\n", " ")[-SOURCE_LENGTH:]


def _count(article_import: ArticleImport, read: Sequence[Read]) -> None:
    article_import.total += sum(isinstance(one.outcome, ArticleDraft) for one in read)
    article_import.heartbeat_at = timezone.now()
    article_import.save(update_fields=["total", "heartbeat_at"])


def _cells(article_import: ArticleImport, read: Sequence[Read]) -> Iterator[tuple[Any, ...]]:
    expected = iter(_expected(article_import, (one.outcome for one in read)))
    for one in read:
        draft = one.outcome
        if isinstance(draft, DraftRejected):
            errors = json.dumps([{**error.kept, **_again(one)} for error in draft.errors])
            outcome = LATER if one.next_try else ""
            yield draft.line, State.FAILED.value, None, errors, "[]", outcome, ""
        else:
            added = next(expected)
            dropped = json.dumps([asdict(one) for one in draft.dropped])
            kept = json.dumps(freeze_draft(draft))
            told = (added.outcome.value, frozen(added.message))
            yield draft.source_line, State.READY.value, kept, "[]", dropped, *told


def _again(one: Read) -> dict[str, str]:
    return {"next_try": one.next_try.isoformat()} if one.next_try else {}


def _expected(
    article_import: ArticleImport, read: Iterable[ArticleDraft | DraftRejected]
) -> list[AddedArticle]:
    """What would become of each draft if it were saved now; it need not be cut to know that."""
    prepared = [
        PreparedArticle(one, one.title, one.origin_publisher, (), content_hash(one.text))
        for one in read
        if isinstance(one, ArticleDraft)
    ]
    if not prepared:
        return []
    return find_outcomes(
        project=article_import.project, prepared=prepared, actor=article_import.created_by
    )
