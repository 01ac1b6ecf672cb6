"""How work in the background says that it goes on, and hears that it is not wanted any more.

A thread of its own tells, over a connection of its own: the work may be reading in one long
transaction meanwhile, in which it could not write.
"""

import threading
import time
from types import TracebackType
from typing import Any, Self

from django.db import DatabaseError, connection
from django.db.models import QuerySet
from django.utils import timezone

EVERY = 2.0
"""Seconds from beat to beat."""
STALE = 120
"""Seconds without one after which whoever did the work has died."""


class Stopped(Exception):
    """Somebody cancelled the work, or it has been given up for dead."""


class Pulse:
    """Beats while the work is done. `rows` is the running row alone: none left, none wanted.

    `done` is how many articles are dealt with. Inside a transaction, where no other connection
    could write, it beats when it is asked.
    """

    def __init__(self, rows: QuerySet[Any]) -> None:
        self.rows, self.done = rows, 0
        self._over, self._unwanted = threading.Event(), threading.Event()
        self._inside = connection.in_atomic_block
        self._thread = threading.Thread(target=self._go_on, daemon=True)
        self._last = time.monotonic()

    def __enter__(self) -> Self:
        """Begin."""
        if not self._inside:
            self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """End, and wait for the last beat."""
        self._over.set()
        if not self._inside:
            self._thread.join()

    def check(self) -> None:
        """Raise `Stopped` when the work is not wanted any more."""
        if self._inside and time.monotonic() - self._last >= EVERY:
            self._last = time.monotonic()
            self._beat()
        if self._unwanted.is_set():
            raise Stopped

    def _go_on(self) -> None:
        try:
            while not self._over.wait(EVERY):
                self._beat()
        finally:
            connection.close()

    def _beat(self) -> None:
        try:
            kept = self.rows.update(done=self.done, heartbeat_at=timezone.now())
        except DatabaseError:  # the next beat tells; the work itself meets what is wrong
            return
        if not kept:
            self._unwanted.set()
