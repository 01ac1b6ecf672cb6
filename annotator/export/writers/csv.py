"""Comma-separated values (RFC 4180), made harmless for spreadsheets.

A spreadsheet runs a cell that begins like a formula. Such texts get a leading apostrophe; the
numbers of our own columns stay numbers. For exact texts there is `jsonl`.
"""

import csv
import json
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Any

from django.utils.translation import gettext_lazy as _

from annotator.cells import harmless
from annotator.export.rows import COLUMNS, columns_of
from annotator.export.study import Study
from annotator.export.study.records import Cells, Row
from annotator.export.writers.formats import MANY, Format

BUFFER = 500  # rows in one piece
BYTE_ORDER_MARK = "\ufeff"


class _Line:
    """A file for `csv.writer` whose `write` hands the line back."""

    def write(self, line: str) -> str:
        return line


def write_csv(rows: Iterable[Row], columns: tuple[str, ...] = COLUMNS) -> Iterator[str]:
    """Yield the header, then the rows in pieces; what rows share is written out once."""
    encode: Any = csv.writer(_Line()).writerow
    yield encode(columns)
    shared: Cells = ()
    head, lines = "", []
    for target, label in rows:
        if target is not shared:
            shared = target
            head = encode([harmless(cell) for cell in target])[:-2] + ","
        annotator, variable, code, start, end, note, version, state, made, changed, *extra = label
        name, words = harmless(annotator), harmless(note) if note else note
        if extra:
            extra = [extra[0], json.dumps(extra[1], ensure_ascii=False)]
        cells = (name, _known(variable), _known(code), start, end, words, _known(version), state)
        lines.append(head + encode((*cells, made, changed, *extra)))
        if len(lines) >= BUFFER:
            yield "".join(lines)
            lines.clear()
    yield "".join(lines)


_known = lru_cache(maxsize=4096)(harmless)


def write(study: Study) -> Iterator[bytes]:
    """Yield the file."""
    if study.options.bom:
        yield BYTE_ORDER_MARK.encode()
    for piece in write_csv(study.rows(), columns_of(study.options)):
        yield piece.encode()


FORMAT = Format(
    name="csv",
    title=_("CSV, for spreadsheets and statistics"),
    media_type="text/csv; charset=utf-8",
    extension="csv",
    carries=_("One row for each code of each answer, with its claim, article and annotator."),
    loses=_(
        "The text of articles around the claims. A text that a spreadsheet would run as a formula "
        "begins with an apostrophe."
    ),
    write=write,
    streams_up_to=MANY,
)
