"""A table as a file of comma-separated values: encoded, counted and hashed as it is written."""

import csv
import hashlib
import io
import json
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from tempfile import SpooledTemporaryFile
from typing import Any

from annotator.cells import guarded
from annotator.export.writers.tables.columns import COUNTS, FLAG, TEXT, Table

ON_DISK_FROM = 1 << 20  # bytes of a table that memory holds
PIECE = 1 << 16
WORD = 64  # characters up to which a text is likely to come again


class TableFile:
    """Encodes the rows of a table; knows size and hash of what it has encoded."""

    def __init__(self, table: Table) -> None:
        self.table = table
        self.size, self._hash = 0, hashlib.sha256()
        self._buffer = io.StringIO(newline="")
        self._writer = csv.writer(self._buffer)
        kinds = [column.kind for column in table.columns]
        self._width = len(kinds)
        self._texts = [place for place, kind in enumerate(kinds) if kind == TEXT]
        self._flags = [place for place, kind in enumerate(kinds) if kind == FLAG]
        self._counts = [place for place, kind in enumerate(kinds) if kind == COUNTS]

    def header(self) -> bytes:
        """The line with the names of the columns."""
        self._writer.writerow([column.name for column in self.table.columns])
        return self._taken()

    def encode(self, rows: Iterable[Sequence[Any]]) -> bytes:
        """Rows as they stand in the file."""
        self._writer.writerows(map(self._cells, rows))
        return self._taken()

    @property
    def digest(self) -> str:
        """SHA-256 of what was encoded so far."""
        return self._hash.hexdigest()

    def _cells(self, row: Sequence[Any]) -> list[Any]:
        cells = list(row[: self._width])  # columns that came later are the last
        for place in self._texts:
            if cell := cells[place]:
                cells[place] = _known(cell) if len(cell) <= WORD else guarded(cell)
        for place in self._flags:
            cells[place] = "true" if cells[place] else "false"
        for place in self._counts:
            if cells[place] is not None:
                cells[place] = json.dumps(cells[place], ensure_ascii=False)
        return cells

    def _taken(self) -> bytes:
        taken = self._buffer.getvalue().encode()
        self._buffer.seek(0)
        self._buffer.truncate()
        self._hash.update(taken)
        self.size += len(taken)
        return taken


class SpooledTable(TableFile):
    """A table that waits, beyond some size on disk, until others are written."""

    def __init__(self, table: Table) -> None:
        super().__init__(table)
        self._spool = SpooledTemporaryFile(max_size=ON_DISK_FROM)  # noqa: SIM115  # `close` does
        self._spool.write(self.header())

    def add(self, rows: Iterable[Sequence[Any]]) -> None:
        """Append rows."""
        self._spool.write(self.encode(rows))

    def pieces(self) -> Iterator[bytes]:
        """The file, from its beginning."""
        self._spool.seek(0)
        while piece := self._spool.read(PIECE):
            yield piece

    def close(self) -> None:
        """Give memory and disk back."""
        self._spool.close()


_known = lru_cache(maxsize=4096)(guarded)
