"""Rows of a CSV file with the faults spreadsheets make: separators, ragged rows, open quotes."""

import csv
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TextIO

from articles.ingestion.columns import folded
from articles.ingestion.drafts import FIELDS, IGNORED_FIELDS, DraftError, DraftRejected
from articles.ingestion.fields import shown
from articles.saying import say as _

MAX_CELL_LENGTH = 20_000_000
SEPARATORS = ",;\t"
MAX_LISTED_COLUMNS = 30
_SEPARATOR_LINE = re.compile(r"sep=(.)\s*", re.IGNORECASE)

# Process-wide in the csv module, whose own limit of 131,072 is less than one long article.
csv.field_size_limit(MAX_CELL_LENGTH)


@dataclass(frozen=True)
class Row:
    """One row below the header: its cells by column, or what is wrong with it."""

    line: int
    cells: dict[str, str] = field(default_factory=dict)
    errors: tuple[DraftError, ...] = ()


@dataclass(frozen=True)
class _Header:
    columns: tuple[str, ...]
    separator: str
    lines: int


def read_rows(text: TextIO, columns: Mapping[str, str] | None = None) -> Iterator[Row]:
    """Yield the rows of a CSV text opened with ``newline=""``, blank cells left out.

    ``columns`` says which column is which field, "" for none. A header that cannot be used raises
    DraftRejected. Other columns with unknown names are reported once, as a row of line 1, and left
    out of the rows after it.
    """
    header = _read_header(text, columns or {})
    _check(header.columns)
    unknown = [name for name in header.columns if name and name not in FIELDS]
    if unwanted := [name for name in unknown if name not in IGNORED_FIELDS]:
        yield Row(header.lines, errors=(_unknown_columns(unwanted),))
    reader = csv.reader(text, delimiter=header.separator, strict=True)
    while True:
        line = header.lines + reader.line_num + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            yield Row(line, errors=(_broken_row(error),))
            continue
        if any(cell.strip() for cell in cells):
            yield _row(header, cells, line)


def open_rows(text: TextIO) -> tuple[tuple[str, ...], Iterator[list[str]]]:
    """Return the names of the columns as they stand in the first row, folded, and the rows."""
    header = _read_header(text, {})
    return header.columns, csv.reader(text, delimiter=header.separator, strict=True)


def _row(header: _Header, cells: list[str], line: int) -> Row:
    columns = header.columns
    while len(cells) > len(columns) and not cells[-1].strip():
        cells.pop()
    if len(cells) != len(columns):
        return Row(line, errors=(_ragged(len(cells), len(columns)),))
    named = zip(columns, cells, strict=True)
    return Row(line, {name: cell for name, cell in named if name in FIELDS and cell.strip()})


def _read_header(text: TextIO, wanted: Mapping[str, str]) -> _Header:
    lines = 1
    first = text.readline()
    separators = SEPARATORS
    while first and not first.strip():
        first, lines = text.readline(), lines + 1
    if match := _SEPARATOR_LINE.fullmatch(first.lstrip("\ufeff")):
        separators, first, lines = match[1], text.readline(), lines + 1
    found = [_parsed(first, one, lines) for one in separators]
    header = max(found, key=lambda one: (_known_columns(one, wanted), len(one.columns)))
    named = tuple(wanted.get(name, name) for name in header.columns)
    return _Header(named, header.separator, header.lines)


def _parsed(line: str, separator: str, lines: int) -> _Header:
    try:
        names = next(csv.reader([line.lstrip("\ufeff")], delimiter=separator, strict=True), [])
    except csv.Error:
        names = []
    columns = [folded(name) for name in names]
    while columns and not columns[-1]:
        columns.pop()
    return _Header(tuple(columns), separator, lines)


def _known_columns(header: _Header, wanted: Mapping[str, str]) -> int:
    return sum(name in FIELDS or name in wanted for name in header.columns)


def _check(columns: tuple[str, ...]) -> None:
    if "text" not in columns and "html" not in columns:
        message = _(
            "The first row must name the columns, text or html among them. Found: %(found)s. "
            "Known: %(known)s."
        )
        found = _listed(columns) or _("none")
        words = {"found": found, "known": ", ".join(FIELDS)}
        raise DraftRejected([DraftError("text", message % words, "missing_column")], 1)
    if twice := sorted({name for name in columns if name and columns.count(name) > 1}):
        message = _("These columns are there twice: %(columns)s.") % {"columns": _listed(twice)}
        raise DraftRejected([DraftError("", message, "duplicate_column")], 1)


def _listed(names: Sequence[str]) -> str:
    return ", ".join(shown(name) for name in names[:MAX_LISTED_COLUMNS])


def _unknown_columns(names: list[str]) -> DraftError:
    message = _("Unknown columns, left out: %(columns)s. Known: %(known)s.")
    words = {"columns": _listed(names), "known": ", ".join(FIELDS)}
    return DraftError("", message % words, "unknown_field")


def _ragged(cells: int, columns: int) -> DraftError:
    message = _("The row has %(cells)s cells; the header has %(columns)s.")
    return DraftError("", message % {"cells": cells, "columns": columns}, "ragged_row")


def _broken_row(error: csv.Error) -> DraftError:
    if "end of data" in str(error):
        return DraftError("", _("A quoted cell is never closed."), "invalid_csv")
    message = _("Not valid CSV: %(problem)s.") % {"problem": error}
    return DraftError("", message, "invalid_csv")
