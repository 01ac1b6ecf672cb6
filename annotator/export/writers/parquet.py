"""Apache Parquet: the columns of CSV with their types, in groups of rows, for pandas and DuckDB.

Columns are converted a group at a time: what the rows of a claim share is converted once and
repeated by number, which is many times faster than row by row.
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from importlib import import_module
from itertools import islice
from typing import Any

from django.utils.translation import gettext_lazy as _

from annotator.export.rows import TARGET_COLUMNS, columns_of
from annotator.export.study import Study
from annotator.export.study.records import Cells, Row
from annotator.export.writers.formats import MANY, Format

ROWS_IN_GROUP = 16_384
ROWS_AT_ONCE = 2_048
WHOLE = frozenset(
    ("article_id", "claim_id", "start", "end", "span_start", "span_end", "votes")
)  # fmt: skip
TIMES = frozenset(("published_at", "created_at", "updated_at"))


class _Sink:
    """A file for the writer that hands over what was written to it."""

    closed = False

    def __init__(self) -> None:
        self.pieces: list[bytes] = []
        self.position = 0

    def write(self, piece: Any) -> int:
        self.pieces.append(bytes(piece))
        self.position += len(self.pieces[-1])
        return len(self.pieces[-1])

    def tell(self) -> int:
        return self.position

    def flush(self) -> None:
        """Nothing is held back."""

    def close(self) -> None:
        """What was written is still there to be taken."""

    def take(self) -> bytes:
        taken = b"".join(self.pieces)
        self.pieces.clear()
        return taken


def write(study: Study) -> Iterator[bytes]:
    """Yield the file. That of a freeze is not compressed, so that no library changes its bytes."""
    arrow, parquet = _library("pyarrow"), _library("pyarrow.parquet")

    columns = columns_of(study.options)
    schema = arrow.schema([arrow.field(name, _kind(name)) for name in columns])
    compression = "none" if study.header.frozen_as else "zstd"
    sink, rows = _Sink(), study.rows()
    file = arrow.PythonFile(sink, mode="w")
    with parquet.ParquetWriter(file, schema, compression=compression) as writer:
        yield sink.take()  # how every file begins
        while group := [*_tables(islice(rows, ROWS_IN_GROUP), schema)]:
            writer.write_table(arrow.concat_tables(group), row_group_size=ROWS_IN_GROUP)
            yield sink.take()
    yield sink.take()


def _tables(rows: Iterator[Row], schema: Any) -> Iterator[Any]:
    """Rows as columns, some at a time: as objects they take many times the memory."""
    arrow = _library("pyarrow")
    while some := list(islice(rows, ROWS_AT_ONCE)):
        yield arrow.table(_arrays(some, tuple(schema.names)), schema=schema)


def _library(name: str) -> Any:
    """Import what only some installations have."""
    return import_module(name)


def _kind(name: str) -> Any:
    arrow = _library("pyarrow")

    if name in TIMES:
        return arrow.timestamp("us", tz="UTC")
    return arrow.int64() if name in WHOLE else arrow.string()


def _arrays(group: Sequence[Row], columns: tuple[str, ...]) -> Mapping[str, Any]:
    """The columns of a group of rows."""
    arrow = _library("pyarrow")

    targets, numbers = _numbered(target for target, _label in group)
    shared, own = columns[: len(TARGET_COLUMNS)], columns[len(TARGET_COLUMNS) :]
    places = arrow.array(numbers, type=arrow.int32())
    found = {
        name: _array(name, cells).take(places)
        for name, cells in zip(shared, zip(*targets, strict=True), strict=True)
    }
    labels = zip(*(label for _target, label in group), strict=True)
    return found | {name: _array(name, cells) for name, cells in zip(own, labels, strict=True)}


def _numbered(targets: Iterable[Cells]) -> tuple[list[Cells], list[int]]:
    """The different targets, and for each row the place of its own."""
    different: list[Cells] = []
    numbers = []
    last: Cells | None = None
    for target in targets:
        if target is not last:
            different.append(target)
            last = target
        numbers.append(len(different) - 1)
    return different, numbers


def _array(name: str, cells: Sequence[Any]) -> Any:
    arrow = _library("pyarrow")

    if name == "distribution":
        cells = [None if one is None else json.dumps(one, ensure_ascii=False) for one in cells]
    if name in TIMES:  # read as texts, all at once
        return arrow.array(cells, type=arrow.string()).cast(_kind(name))
    return arrow.array(cells, type=_kind(name))


FORMAT = Format(
    name="parquet",
    title=_("Parquet, for pandas, R and DuckDB"),
    media_type="application/vnd.apache.parquet",
    extension="parquet",
    carries=_("What CSV has, texts exact, numbers and times as such."),
    loses=_("The text of articles around the claims."),
    write=write,
    streams_up_to=MANY,
    needs="pyarrow",
)
