"""The first rows of a table, to be shown while somebody says which column is which."""

import csv
from itertools import islice
from typing import Any, BinaryIO, NamedTuple

from articles.ingestion.archive import Stored
from articles.ingestion.columns import folded
from articles.ingestion.documents import ending_of
from articles.ingestion.drafts import DraftRejected
from articles.ingestion.dropped import first_words
from articles.ingestion.encoding import TextUndecodable
from articles.ingestion.files import TABLES, json_lines, open_text, parsed_line
from articles.ingestion.tables import open_rows

ROWS = 50
MAX_COLUMNS = 200


class Sample(NamedTuple):
    """The columns of a table by their folded names, each with the first values that stand there."""

    columns: dict[str, list[str]]


def sample_of(name: str, place: Stored) -> Sample | None:
    """Return the columns of a table; None for what is no table or cannot be read as one."""
    ending = ending_of(name)
    if ending not in TABLES:
        return None
    try:
        with place.rewindable() as file:
            rows = _cells(file) if ending == ".csv" else _objects(file)
    except (TextUndecodable, DraftRejected, csv.Error):
        return None
    columns: dict[str, list[str]] = {}
    for row in rows:
        for key, value in row.items():
            values = columns.setdefault(folded(key), [])
            if value not in (None, ""):
                values.append(first_words(str(value)))
    return Sample(dict(islice(columns.items(), MAX_COLUMNS)))


def _cells(file: BinaryIO) -> list[dict[str, str]]:
    columns, reader = open_rows(open_text(file, newline=""))
    rows = [dict(zip(columns, cells, strict=False)) for cells in islice(reader, ROWS)]
    return [dict.fromkeys(columns, ""), *rows]


def _objects(file: BinaryIO) -> list[dict[str, Any]]:
    found = []
    for line in islice(json_lines(file), ROWS):
        try:
            value = parsed_line(line) if line.strip() else None
        except DraftRejected:
            continue
        if isinstance(value, dict):
            found.append(value)
    return found
