"""The archive of tables that an export writes: checked against its own description, then read.

Tables are read row by row; memory does not grow with the archive.
"""

import csv
import hashlib
import io
import json
from collections.abc import Callable, Iterator, Mapping
from itertools import groupby, islice
from lzma import LZMAError
from typing import IO, Any
from zipfile import ZipFile

from django.utils.translation import gettext as _

from annotator.cells import unguarded
from annotator.export.readers.archives import BROKEN as BROKEN_PART
from annotator.export.readers.lines import can_be_kept, half_a_character
from annotator.export.readers.records import UnreadableFile
from annotator.export.writers.tables.columns import (
    COUNTS,
    FLAG,
    NUMBER,
    TEXT,
    TIME,
    WHOLE,
    Table,
)
from annotator.export.writers.tables.package import LAYOUT
from annotator.export.writers.tables.schema import (
    ADJUDICATIONS,
    ANNOTATORS,
    ARTICLES,
    ASSIGNMENTS,
    CLAIMS,
    LABELS,
)
from articles.ingestion.tables import MAX_CELL_LENGTH

NEEDED = (LABELS, ARTICLES, CLAIMS, ASSIGNMENTS, ADJUDICATIONS, ANNOTATORS)
DOCUMENTS = ("project.json", "codebook.json", "datapackage.json")
MAX_MEMBERS = 100
MAX_UNPACKED = 2_000_000_000
MAX_DOCUMENT = 20_000_000
PIECE = 1 << 16
MAX_INTEGER = 2**53
BROKEN = (*BROKEN_PART, LZMAError)
LONGEST = 20_000
"""Characters of a cell; only an article's text may be longer."""
MOST_OF_ONE = 100_000
"""Rows of a table that are about one article."""

Row = dict[str, Any]
csv.field_size_limit(MAX_CELL_LENGTH)


class Package:
    """An archive of tables. Raises `UnreadableFile` wherever it is not what it says it is."""

    def __init__(self, file: IO[bytes]) -> None:
        try:
            self._zip = ZipFile(file)
        except BROKEN as error:
            raise _broken() from error
        self._check_members()
        self.project = self._document("project.json")
        self.codebook = self._document("codebook.json")
        self._check_layout()
        self._check_tables(self._document("datapackage.json"))

    @property
    def size(self) -> int:
        """Bytes that the tables have that are read, unpacked."""
        return sum(self._zip.getinfo(one.path).file_size for one in NEEDED)

    def rows(self, table: Table) -> Iterator[Row]:
        """The rows of a table, each cell as what its column holds; `row` says where it stands."""
        try:
            with self._zip.open(table.path) as raw:
                text = io.TextIOWrapper(raw, encoding="utf-8", newline="")
                yield from _Cells(table).read(csv.reader(text, strict=True))
        except UnicodeDecodeError as error:
            raise _bad(table.path, _("It is not text in UTF-8.")) from error
        except csv.Error as error:
            raise _bad(table.path, str(error)) from error
        except BROKEN as error:
            raise _broken() from error

    # -- checks ------------------------------------------------------------------------------

    def _check_members(self) -> None:
        members = self._zip.infolist()
        names = [one.filename for one in members]
        if len(set(names)) < len(names):
            raise UnreadableFile(_("The archive has two files of the same name."), "duplicate")
        if any("/" in name or "\\" in name or name.startswith(".") for name in names):
            message = _("The archive has files in folders. An export has none.")
            raise UnreadableFile(message, "path")
        unpacked = sum(one.file_size for one in members)
        if len(members) > MAX_MEMBERS or unpacked > MAX_UNPACKED:
            message = _("The files in this archive have more than %(limit)s bytes together.")
            raise UnreadableFile(message % {"limit": f"{MAX_UNPACKED:,}"}, "too_large")
        missing = sorted({*DOCUMENTS, *(one.path for one in NEEDED)} - set(names))
        if missing:
            message = _("The archive lacks %(names)s: it is not an export of all tables.")
            raise UnreadableFile(message % {"names": ", ".join(missing)}, "missing")

    def _document(self, name: str) -> dict[str, Any]:
        if self._zip.getinfo(name).file_size > MAX_DOCUMENT:
            raise _bad(name, _("It is too large."))
        try:
            read = self._zip.read(name)
        except BROKEN as error:
            raise _broken() from error
        try:
            found = json.loads(read)
        except (ValueError, RecursionError) as error:
            raise _bad(name, _("It is not valid JSON.")) from error
        if not isinstance(found, dict):
            raise _bad(name, _("It is not a JSON object."))
        if not can_be_kept(found):
            raise _bad(name, half_a_character())
        return found

    def _check_layout(self) -> None:
        if self.project.get("layout") != LAYOUT:
            message = _("It is of another version of this program, which this one cannot read.")
            raise _bad("project.json", message)
        if self.project.get("layer") != "annotators":
            raise UnreadableFile(
                _("This archive has what was decided or counted. Export every annotator’s labels."),
                "layer",
            )

    def _check_tables(self, described: Mapping[str, Any]) -> None:
        resources = described.get("resources")
        known = {
            one.get("path"): one.get("hash")
            for one in (resources if isinstance(resources, list) else [])
            if isinstance(one, dict) and isinstance(one.get("path"), str)
        }
        for table in NEEDED:
            if known.get(table.path) != f"sha256:{self._digest(table.path)}":
                raise _bad(
                    table.path, _("It was changed since: datapackage.json has another hash.")
                )

    def _digest(self, name: str) -> str:
        digest = hashlib.sha256()
        try:
            with self._zip.open(name) as raw:
                while piece := raw.read(PIECE):
                    digest.update(piece)
        except BROKEN as error:
            raise _broken() from error
        return digest.hexdigest()


class Ordered:
    """Rows that come article by article, in the same order as the articles do."""

    def __init__(self, rows: Iterator[Row]) -> None:
        self._groups = groupby(rows, key=lambda row: row["article_id"])
        self._next = next(self._groups, None)

    def take(self, article_id: int) -> list[Row]:
        """The rows of the article whose turn it is."""
        if self._next is None or self._next[0] != article_id:
            return []
        found = list(islice(self._next[1], MOST_OF_ONE + 1))
        if len(found) > MOST_OF_ONE:
            message = _("More than %(limit)s rows are about one article.")
            raise _bad(found[-1]["row"], message % {"limit": f"{MOST_OF_ONE:,}"})
        self._next = next(self._groups, None)
        return found

    def require_end(self, table: Table) -> None:
        """Raise `UnreadableFile` when rows are left: of no article, or out of order."""
        if self._next is not None:
            message = _("It has rows of article %(id)s, which articles.csv lacks or has elsewhere.")
            raise _bad(table.path, message % {"id": self._next[0]})


class _Cells:
    """Turns the cells of a table into what its columns hold."""

    def __init__(self, table: Table) -> None:
        self._table = table
        self._required = {c.name for c in table.columns if c.constraints.get("required")}
        self._kinds = {column.name: column.kind for column in table.columns}
        self._later = {column.name for column in table.columns if column.came_later}

    def read(self, rows: Iterator[list[str]]) -> Iterator[Row]:
        header = next(rows, [])
        lacking = [name for name in self._kinds if name not in {*header, *self._later}]
        if lacking:
            message = _("It lacks the columns %(names)s.") % {"names": ", ".join(lacking)}
            raise _bad(self._table.path, message)
        for number, cells in enumerate(rows, start=2):
            where = _("%(file)s, row %(number)s")
            row = where % {"file": self._table.path, "number": f"{number:,}"}
            if len(cells) != len(header):
                raise _bad(row, _("It has not as many cells as the table has columns."))
            found: Row = {
                name: self._value(name, cell, row)
                for name, cell in zip(header, cells, strict=True)
                if name in self._kinds
            }
            found["row"] = row
            found.update(dict.fromkeys(self._later - set(header)))
            yield found

    def _value(self, name: str, cell: str, row: str) -> Any:
        kind = self._kinds[name]
        if not cell and name in self._required:
            raise _bad(row, _("“%(name)s” is empty.") % {"name": name})
        if len(cell) > LONGEST and name != "text":
            message = _("“%(name)s” has more than %(limit)s characters.")
            raise _bad(row, message % {"name": name, "limit": f"{LONGEST:,}"})
        if kind == TEXT:
            return unguarded(cell).replace("\x00", "")
        if not cell:
            return None
        try:
            return _READ[kind](cell)
        except (ValueError, KeyError, RecursionError) as error:
            message = _("“%(name)s” cannot be “%(cell)s”.") % {"name": name, "cell": cell[:60]}
            raise _bad(row, message) from error


def _whole(cell: str) -> int:
    number = int(cell) if len(cell) < 20 else MAX_INTEGER + 1
    if not 0 <= number <= MAX_INTEGER:
        raise ValueError(cell[:20])
    return number


def _share(cell: str) -> float:
    number = float(cell)
    if not 0 <= number <= 1:  # nor what is no number
        raise ValueError(cell[:20])
    return number


def _counts(cell: str) -> dict[str, int]:
    found = json.loads(cell)
    if not isinstance(found, dict) or not all(map(_is_count, found.values())):
        raise ValueError(cell[:20])
    if "\x00" in "".join(found) or not can_be_kept(found):
        raise ValueError(cell[:20])
    return found


def _is_count(value: object) -> bool:
    return type(value) is int and 0 <= value <= MAX_INTEGER


_READ: dict[str, Callable[[str], Any]] = {
    WHOLE: _whole,
    NUMBER: _share,
    FLAG: {"true": True, "false": False}.__getitem__,
    COUNTS: _counts,
    TIME: str,
}


def _broken() -> UnreadableFile:
    message = _("This archive is broken or locked with a password. Export it again.")
    return UnreadableFile(message, "broken_archive")


def _bad(where: str, problem: str) -> UnreadableFile:
    return UnreadableFile(f"{where}: {problem}", "invalid")
