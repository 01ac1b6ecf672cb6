"""Comma-separated values (RFC 4180), made harmless for spreadsheets.

A spreadsheet runs a cell that begins like a formula. Such texts get a leading apostrophe; the
numbers of our own columns stay numbers. For exact texts there is `jsonl`.
"""

import csv
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Any

from annotator.cells import harmless
from annotator.export.rows import COLUMNS, Cells, Row

BUFFER = 500  # rows in one piece


class _Line:
    """A file for `csv.writer` whose `write` hands the line back."""

    def write(self, line: str) -> str:
        return line


def write_csv(rows: Iterable[Row]) -> Iterator[str]:
    """Yield the header, then the rows in pieces; what rows share is written out once."""
    encode: Any = csv.writer(_Line()).writerow
    yield encode(COLUMNS)
    shared: Cells = ()
    head, lines = "", []
    for target, label in rows:
        if target is not shared:
            shared = target
            head = encode([harmless(cell) for cell in target])[:-2] + ","
        annotator, variable, code, start, end, note, version, *rest = label
        name, words = harmless(annotator), harmless(note) if note else note
        cells = (name, _known(variable), _known(code), start, end, words, _known(version), *rest)
        lines.append(head + encode(cells))
        if len(lines) >= BUFFER:
            yield "".join(lines)
            lines.clear()
    yield "".join(lines)


_known = lru_cache(maxsize=4096)(harmless)
