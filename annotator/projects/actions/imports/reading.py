"""What an import brings is read, item by item; killed in the middle it goes on where it stopped."""

import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator

from django.db import transaction
from django.utils import timezone

from annotator.projects.actions.imports.items import (
    CHUNK,
    Read,
    State,
    fill_items,
    in_order,
    insert_items,
    lock_import,
    next_position,
)
from annotator.projects.actions.imports.later import next_try, note_next_try
from annotator.projects.actions.imports.readers import READERS, Reader, read_item
from annotator.projects.models import ArticleImport, ImportItem
from annotator.projects.turns import never
from annotator.projects.uploads import kept_files
from articles.ingestion.drafts import DraftError, DraftRejected
from articles.ingestion.files import Unbuilt
from articles.ingestion.sources import Source, read_sources
from articles.pipeline import Preparation
from articles.saying import say as _

SECONDS = 2.0
"""After so many what was read is kept, however little it is."""
ALL_OR_NOTHING = "all"
"""Of the option `save_when_read`: only where everything could be read."""
STEPS = ArticleImport.State


def read_import(
    *, article_import: ArticleImport, must_stop: Callable[[], bool] = never
) -> ArticleImport:
    """Read all items that were not read yet; then it waits to be confirmed.

    Each chunk is kept with its count in one transaction, so that a run that was killed, or two at
    once, read nothing twice. Cancelled meanwhile, it stops at the next chunk; so it does when it
    `must_stop`, and goes on there when it is read again.
    """
    article_import = ArticleImport.objects.get(pk=article_import.pk)
    if article_import.state == STEPS.READING:
        reader = READERS.get(article_import.method)
        if reader:
            _read_waiting(article_import.pk, reader, must_stop)
            _finish(article_import.pk)
        elif _read_upload(article_import, must_stop):
            _finish(article_import.pk)
    return ArticleImport.objects.get(pk=article_import.pk)


# -- Files -----------------------------------------------------------------------------------


def _read_upload(article_import: ArticleImport, must_stop: Callable[[], bool]) -> bool:
    """Go through the files from the start: what was read is passed over, which costs little.

    Returns whether it came to their end.
    """
    if any(not kept.path.exists() for kept in kept_files(article_import)):
        message = _("The uploaded file is no longer here. Send it again.")
        return _give_up(article_import.pk, DraftError("", message, "gone"))
    first = next_position(article_import)
    waiting = {item.position for item in in_order(article_import.pk, State.WAITING)}
    columns = article_import.options.get("columns")
    found = read_sources(kept_files(article_import), columns=columns)
    wanted = (
        (position, one)
        for position, one in enumerate(found)
        if position >= first or position in waiting
    )
    with Preparation() as preparing:
        for chunk in in_time(_built(preparing, wanted)):
            if not _keep(article_import.pk, chunk) or must_stop():
                return False
    message = _("The file no longer holds this. Send it again.")
    return _give_up(article_import.pk, DraftError("", message, "gone"))


@transaction.atomic
def _give_up(pk: int, error: DraftError) -> bool:
    """Fail what waits for a file that does not have it; then all is read."""
    article_import = lock_import(pk)
    if article_import.state == STEPS.READING:
        waiting = article_import.items.filter(state=State.WAITING)
        waiting.update(state=State.FAILED, errors=[error.kept])
    return True


def _built(preparing: Preparation, wanted: Iterator[tuple[int, Source]]) -> Iterator[Read]:
    places: deque[tuple[int, str]] = deque()

    def unbuilt() -> Iterator[Unbuilt | DraftRejected]:
        for position, source in wanted:
            places.append((position, source.name))
            yield source.article

    for draft in preparing.build(unbuilt()):
        yield Read(*places.popleft(), draft)


def in_time(read: Iterable[Read]) -> Iterator[list[Read]]:
    """Yield lists of at most `CHUNK`, each as soon as some seconds have gone by."""
    chunk: list[Read] = []
    begun = time.monotonic()
    for one in read:
        chunk.append(one)
        if len(chunk) == CHUNK or time.monotonic() - begun >= SECONDS:
            yield chunk
            chunk, begun = [], time.monotonic()
    if chunk:
        yield chunk


@transaction.atomic
def _keep(pk: int, chunk: list[Read]) -> bool:
    """Keep a chunk, less what somebody else has read meanwhile; False when it is not wanted."""
    article_import = lock_import(pk)
    if article_import.state != STEPS.READING:
        return False
    places = [one.position for one in chunk]
    here = article_import.items.filter(position__gte=min(places), position__lte=max(places))
    states = {
        place: (key, state) for place, key, state in here.values_list("position", "pk", "state")
    }
    fresh = [one for one in chunk if one.position not in states]
    insert_items(article_import, fresh)
    keys = {place: key for place, (key, state) in states.items() if state == State.WAITING}
    waited = [one for one in chunk if one.position in keys]
    if waited:
        fill_items(article_import, waited, keys)
    return True


# -- One by one ------------------------------------------------------------------------------


def _read_waiting(pk: int, reader: Reader, must_stop: Callable[[], bool]) -> None:
    for item in in_order(pk, State.WAITING, "source", "attempts"):
        if not _begin(pk, item):
            return
        found = read_item(reader, item)
        again = next_try(found, item.attempts)
        read = Read(item.position, item.source, found, again)
        if not _keep_page(pk, item, read) or must_stop():
            return


@transaction.atomic
def _begin(pk: int, item: ImportItem) -> bool:
    wanted = ArticleImport.objects.filter(pk=pk, state=STEPS.READING)
    if not wanted.update(heartbeat_at=timezone.now()):
        return False
    item.attempts += 1
    item.save(update_fields=["attempts"])
    return True


@transaction.atomic
def _keep_page(pk: int, item: ImportItem, read: Read) -> bool:
    if item.page_id:
        ImportItem.objects.filter(pk=item.pk, state=State.WAITING).update(page=item.page_id)
    return _keep(pk, [read])


@transaction.atomic
def _finish(pk: int) -> None:
    article_import = lock_import(pk)
    if article_import.state != STEPS.READING:
        return
    if article_import.items.filter(state=State.WAITING).exists():
        return
    note_next_try(article_import)
    article_import.state = STEPS.RUNNING if _is_wanted(article_import) else STEPS.PREVIEW
    article_import.options.pop("was_done", None)
    article_import.save(update_fields=["state", "options"])


def _is_wanted(article_import: ArticleImport) -> bool:
    """Whether it is saved without asking: so it was said, or others of it are saved."""
    wanted = article_import.options.get("save_when_read")
    failed = article_import.items.filter(state=State.FAILED).exists()
    at_once = wanted and not (wanted == ALL_OR_NOTHING and failed)
    return bool(at_once or article_import.options.get("was_done"))
