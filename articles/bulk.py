"""Many plain rows at once, past the objects of the ORM, which cost more than the database does."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, cast

from django.db import connections, models, router

Cells = tuple[Any, ...]
MANY = 1_000
"""New rows that can change which index is the right one."""
LOOKED_AT = 20_000
"""Rows of an index: with fewer, a large project would seem smaller than a chunk that is sought."""


def _columns(model: type[models.Model], names: Sequence[str]) -> list[str]:
    fields: list[Any] = [model._meta.get_field(name) for name in names]
    return [str(field.column) for field in fields]


def reserve_ids(model: type[models.Model], count: int) -> list[int]:
    """Return primary keys for that many new rows, rising, which nobody else will get.

    Call it in the transaction that inserts the rows: on SQLite that is what keeps others off.
    """
    connection = connections[router.db_for_write(model)]
    table = model._meta.db_table
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            column = cast(Any, model._meta.pk).column
            cursor.execute(
                "SELECT nextval(pg_get_serial_sequence(%s, %s)) FROM generate_series(1, %s)",
                [connection.ops.quote_name(table), column, count],
            )
            return [number for (number,) in cursor.fetchall()]
        cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [table])
        last = (cursor.fetchone() or (0,))[0]
        return list(range(last + 1, last + count + 1))


def plain_moment(moment: datetime | None) -> Any:
    """Return a time as the database takes it in a plain row."""
    return connections[router.db_for_write(models.Model)].ops.adapt_datetimefield_value(moment)


def insert_rows(model: type[models.Model], columns: Sequence[str], rows: Iterable[Cells]) -> None:
    """Insert rows in the order given, so that their ids rise; values have to be plain.

    The constraints of the database hold. What Django does for an object does not happen: no
    default, no `auto_now`, no signal; every column without a default in the database is named.
    Call it in a transaction. `rows` must not ask the database while it is read: PostgreSQL is
    taking rows then and hears nothing else.
    """
    connection = connections[router.db_for_write(model)]
    names = _columns(model, columns)
    quote = connection.ops.quote_name
    target = f"{quote(model._meta.db_table)} ({', '.join(map(quote, names))})"
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            statement = f"COPY {target} FROM STDIN"
            with connection.wrap_database_errors, cursor.copy(statement) as copy:
                for row in rows:
                    copy.write_row(row)
        else:
            places = ", ".join(["%s"] * len(names))
            statement = f"INSERT INTO {target} VALUES ({places})"  # noqa: S608 - our own names
            cursor.executemany(statement, cast(Any, rows))  # any iterable will do


def update_rows(model: type[models.Model], columns: Sequence[str], rows: Iterable[Cells]) -> None:
    """Set columns of many rows, each to its own values: a row is its primary key, then those.

    Plain as `insert_rows`; call it in a transaction.
    """
    connection = connections[router.db_for_write(model)]
    quote = connection.ops.quote_name
    places = ", ".join(f"{quote(name)} = %s" for name in _columns(model, columns))
    key = quote(cast(Any, model._meta.pk).column)
    table = quote(model._meta.db_table)
    statement = f"UPDATE {table} SET {places} WHERE {key} = %s"  # noqa: S608 - our own names
    with connection.cursor() as cursor:
        cursor.executemany(statement, [(*values, pk) for pk, *values in rows])


def rows_were_added(count: int) -> None:
    """Refresh what the database knows of its tables, if that many new rows may have outdated it."""
    if count >= MANY:
        refresh_statistics()


def refresh_statistics() -> None:
    """Let SQLite look at what its tables hold, so that it takes the right index.

    It reads no more than some thousand rows of each, which takes milliseconds however large they
    are. PostgreSQL does so by itself.
    """
    connection = connections[router.db_for_write(models.Model)]
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute(f"PRAGMA analysis_limit={LOOKED_AT}")
            cursor.execute("ANALYZE")
