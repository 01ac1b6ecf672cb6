"""Read a whole project as it is at one moment, while people go on labelling."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

from django.db import connection, transaction


@contextmanager
def snapshot() -> Iterator[None]:
    """Every read inside sees one state of the database, and keeps nobody from writing.

    PostgreSQL: a transaction of its own snapshot. SQLite: one that begins without the write lock
    and so never gets it; it sees what was there at its first read. Inside a transaction already,
    it is that one.
    """
    with ExitStack() as stack:
        if not connection.in_atomic_block:
            stack.enter_context(_reading())
        yield


@contextmanager
def _reading() -> Iterator[None]:
    if connection.vendor == "postgresql":
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            yield
        return
    connection.ensure_connection()
    usual = connection.transaction_mode  # type: ignore[attr-defined]
    connection.transaction_mode = "DEFERRED"  # type: ignore[attr-defined]
    try:
        with transaction.atomic():
            yield
    finally:
        connection.transaction_mode = usual  # type: ignore[attr-defined]
