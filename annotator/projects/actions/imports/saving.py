"""What was read and confirmed is saved, chunk by chunk, each item once."""

import json
from collections import deque
from collections.abc import Callable, Iterator
from itertools import islice
from typing import Any

from django.db import transaction
from django.utils import timezone

from annotator.projects.actions.articles import CHUNK, AddedArticle, Outcome, add_prepared
from annotator.projects.actions.imports.items import State, in_order, lock_import, thaw_draft
from annotator.projects.models import ArticleImport, ImportItem
from annotator.projects.turns import never
from annotator.projects.uploads import remove_uploads
from articles.actions import known_outlets
from articles.bulk import rows_were_added, update_rows
from articles.ingestion.drafts import ArticleDraft, DraftError
from articles.models import FetchedPage
from articles.pipeline import Preparation, Prepared
from articles.preparing import PreparedArticle
from articles.saying import frozen

COLUMNS = ("state", "outcome", "message", "article", "draft", "errors")
NOT_STORED = frozenset({Outcome.CONFLICT, Outcome.SKIPPED})
STEPS = ArticleImport.State

Chunk = list[tuple[ImportItem, Prepared]]


def run_import(
    *, article_import: ArticleImport, must_stop: Callable[[], bool] = never
) -> ArticleImport:
    """Save a confirmed import chunk by chunk, counting in the same transaction.

    Killed in the middle it goes on where it stopped; run twice, or by two at once, it saves
    nothing twice. Cancelled meanwhile, or when it `must_stop`, it stops at the next chunk.
    """
    count = 0
    with Preparation(known_outlets()) as preparing:
        prepared = _prepared(article_import.pk, preparing)
        while chunk := list(islice(prepared, CHUNK)):
            if not _save(article_import.pk, chunk):
                break
            count += len(chunk)
            if must_stop():
                break
    rows_were_added(count)
    _finish(article_import.pk)
    return ArticleImport.objects.get(pk=article_import.pk)


def _prepared(pk: int, preparing: Preparation) -> Iterator[tuple[ImportItem, Prepared]]:
    waiting: deque[ImportItem] = deque()

    def drafts() -> Iterator[ArticleDraft]:
        for item in in_order(pk, State.READY, "draft", "line", "dropped", "page"):
            draft = thaw_draft(item)
            item.draft = None  # many wait here
            waiting.append(item)
            yield draft

    for one in preparing.prepare(drafts()):
        yield waiting.popleft(), one


@transaction.atomic
def _save(pk: int, chunk: Chunk) -> bool:
    """Save a chunk, less what somebody else has saved meanwhile; False when it is not wanted."""
    article_import = lock_import(pk)
    if article_import.state != STEPS.RUNNING:
        return False
    keys = [item.pk for item, _one in chunk]
    ready = ImportItem.objects.filter(pk__in=keys, state=State.READY)
    left = set(ready.values_list("pk", flat=True))
    chunk = [(item, one) for item, one in chunk if item.pk in left]
    added = add_prepared(
        project=article_import.project,
        prepared=[one for _item, one in chunk],
        actor=article_import.created_by,
        method=article_import.method,
        link_known=article_import.link_known,
    )
    outcomes = [outcome for _one, outcome in added if outcome]
    saved = [
        (item, one, outcome)
        for (item, one), outcome in zip(chunk, outcomes, strict=True)
        if isinstance(one, PreparedArticle)
    ]
    update_rows(ImportItem, COLUMNS, (_row(*one) for one in saved))
    _link_pages([(item, outcome) for item, _one, outcome in saved])
    article_import.saved += len(saved)
    article_import.heartbeat_at = timezone.now()
    article_import.save(update_fields=["saved", "heartbeat_at"])
    return True


def _row(item: ImportItem, one: PreparedArticle, added: AddedArticle) -> tuple[Any, ...]:
    errors: list[dict[str, Any]] = []
    article, draft = added.article_id, None
    state = State.SAVED
    if added.outcome in NOT_STORED:
        article, draft = None, {"title": one.title or one.draft.text[:80].split("\n")[0]}
    if added.outcome is Outcome.CONFLICT:
        state = State.FAILED
        errors = [DraftError("external_id", added.message, "conflict").kept]
    kept = json.dumps(draft) if draft else None
    told = (state.value, added.outcome.value, frozen(added.message))
    return item.pk, *told, article, kept, json.dumps(errors)


def _link_pages(saved: list[tuple[ImportItem, AddedArticle]]) -> None:
    """Archived pages belong to the articles that were made of them."""
    for item, added in saved:
        if item.page_id and added.outcome not in NOT_STORED:
            pages = FetchedPage.objects.filter(pk=item.page_id, article=None)
            pages.update(article=added.article_id)


@transaction.atomic
def _finish(pk: int) -> None:
    article_import = lock_import(pk)
    if article_import.state != STEPS.RUNNING:
        return
    if article_import.items.filter(state=State.READY).exists():
        return
    article_import.state = STEPS.DONE
    article_import.save(update_fields=["state"])
    if not article_import.items.filter(state=State.FAILED).exists():
        transaction.on_commit(lambda: remove_uploads(article_import.public_id))
