"""Many articles at once: other processes read and cut them while the caller stores those before.

To read and cut an article takes longer than to store it, and Python does one thing at a time in a
process. Few articles are prepared on the spot: a process takes a moment to start.
"""

import gc
import logging
import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from functools import partial
from itertools import chain, islice
from multiprocessing import get_all_start_methods, get_context, parent_process
from multiprocessing.context import BaseContext
from threading import Thread
from types import TracebackType
from typing import Self, TypeVar

from articles.ingestion.drafts import ArticleDraft, DraftRejected
from articles.ingestion.files import Unbuilt
from articles.preparing import PreparedArticle, prepare_article
from articles.segmentation import OutletNames

logger = logging.getLogger(__name__)

FEW = 400
"""Articles up to which starting processes costs more than it saves."""
BATCH = 50
"""Articles that go to a process at once."""
AHEAD = 4
"""Batches for each process that are read ahead of the caller: what memory grows by."""

Read = ArticleDraft | Unbuilt | DraftRejected
Prepared = PreparedArticle | DraftRejected
Checked = DraftRejected | None
Built = ArticleDraft | DraftRejected
Made = TypeVar("Made")


class Preparation:
    """Prepares articles, with `processes` (as many as there are cores) beside the caller's.

    Use it as a context manager: leaving it ends the processes. One that dies is no loss: what it
    had is done in the caller's process.
    """

    def __init__(self, known_outlets: Iterable[str] = (), processes: int | None = None) -> None:
        self.outlets = OutletNames(known_outlets)
        self.processes = processes or os.cpu_count() or 1
        self._pool: ProcessPoolExecutor | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        _error: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        if self._pool:
            self._pool.shutdown(wait=False, cancel_futures=True)
            gc.unfreeze()

    def check(self, read: Iterable[Read]) -> Iterator[Checked]:
        """Yield for each article why it cannot be imported, None where it can, lazily."""
        yield from self._all(read, _check, _check_batch)

    def build(self, read: Iterable[Read]) -> Iterator[Built]:
        """Yield the draft of each article, or why there is none, in the order they come, lazily."""
        yield from self._all(read, _build, _build_batch)

    def prepare(self, read: Iterable[Read]) -> Iterator[Prepared]:
        """Yield what becomes of each article, in the order they come, lazily."""
        here = partial(_prepare, outlets=self.outlets)
        yield from self._all(read, here, _prepare_batch)

    def _all(
        self,
        read: Iterable[Read],
        here: Callable[[Read], Made],
        there: Callable[[list[Read]], list[tuple[Made] | None]],
    ) -> Iterator[Made]:
        articles = iter(read)
        first = list(islice(articles, FEW + 1))
        if self.processes == 1 or len(first) <= FEW:
            yield from map(here, chain(first, articles))
            return
        waiting: deque[tuple[list[Read], Future[list[tuple[Made] | None]]]] = deque()
        for batch in _batches(chain(first, articles)):
            waiting.append((batch, self._submit(there, batch)))
            if len(waiting) > self.processes * AHEAD:
                yield from _results(*waiting.popleft(), here)
        while waiting:
            yield from _results(*waiting.popleft(), here)

    def _submit(
        self, there: Callable[[list[Read]], list[tuple[Made] | None]], batch: list[Read]
    ) -> Future[list[tuple[Made] | None]]:
        if self._pool is None:
            gc.freeze()  # or all there is would be gone through again and again for what comes in
            self._pool = ProcessPoolExecutor(
                self.processes,
                mp_context=_context(),
                initializer=_begin,
                initargs=(self.outlets,),
            )
        try:
            return self._pool.submit(there, batch)
        except BrokenProcessPool as error:
            failed: Future[list[tuple[Made] | None]] = Future()
            failed.set_exception(error)
            return failed


def _context() -> BaseContext:
    """Start processes from one that has loaded what they need: a fork of the caller's would share
    its connections to the database, and a new interpreter loads it all again.
    """
    if "forkserver" not in get_all_start_methods():
        return get_context("spawn")
    context = get_context("forkserver")
    context.set_forkserver_preload([__name__])
    return context


def _batches(articles: Iterator[Read]) -> Iterator[list[Read]]:
    while batch := list(islice(articles, BATCH)):
        yield batch


def _results(
    batch: list[Read],
    future: Future[list[tuple[Made] | None]],
    here: Callable[[Read], Made],
) -> Iterator[Made]:
    try:
        found = future.result()
    except BrokenProcessPool:
        logger.warning("A process that prepared articles has died; they are prepared here.")
        found = [None] * len(batch)
    for one, made in zip(batch, found, strict=True):
        yield here(one) if made is None else made[0]


def _build(one: Read) -> Built:
    return one.build() if isinstance(one, Unbuilt) else one


def _check(one: Read) -> Checked:
    draft = _build(one)
    return draft if isinstance(draft, DraftRejected) else None


def _prepare(one: Read, outlets: Iterable[str] | OutletNames) -> Prepared:
    draft = _build(one)
    if isinstance(draft, DraftRejected):
        return draft
    return prepare_article(draft, known_outlets=outlets)


# -- What runs in the other processes --------------------------------------------------------
# They have no translations: what is wrong with an article is left for the caller to say.

_outlets = OutletNames()


def _begin(outlets: OutletNames) -> None:
    global _outlets  # noqa: PLW0603 - the way an initializer hands something on
    _outlets = outlets
    Thread(target=_end_with_caller, daemon=True).start()


def _end_with_caller() -> None:
    """End this process when the caller's was killed: it would wait for work for ever."""
    if caller := parent_process():
        caller.join()
        os._exit(1)


def _build_batch(batch: list[Read]) -> list[tuple[Built] | None]:
    return [None if draft is None else (draft,) for draft in map(_built, batch)]


def _check_batch(batch: list[Read]) -> list[tuple[Checked] | None]:
    return [(None,) if _built(one) else None for one in batch]


def _prepare_batch(batch: list[Read]) -> list[tuple[Prepared] | None]:
    return [
        None if draft is None else (prepare_article(draft, known_outlets=_outlets),)
        for draft in map(_built, batch)
    ]


def _built(one: Read) -> ArticleDraft | None:
    try:
        draft = _build(one)
    except Exception:  # the caller meets it again and can say what it is
        return None
    return draft if isinstance(draft, ArticleDraft) else None
