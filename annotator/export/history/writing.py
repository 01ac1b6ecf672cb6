"""The history as a file, line by line: JSON Lines exact, CSV made harmless for spreadsheets."""

import csv
import json
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from annotator.cells import harmless
from annotator.export.history.events import Event
from annotator.export.rows import stamp

BUFFER = 500  # lines in one piece
COLUMNS = Event._fields


class _Line:
    """A file for `csv.writer` whose `write` hands the line back."""

    def write(self, line: str) -> str:
        return line


def write_jsonl(events: Iterable[Event]) -> Iterator[bytes]:
    """Yield one object a line."""
    encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
    return _pieces(encode(_plain(event)) + "\n" for event in events)


def write_csv(events: Iterable[Event]) -> Iterator[bytes]:
    """Yield a header, then one row an event; `before` and `after` are JSON in a cell."""
    row: Any = csv.writer(_Line()).writerow
    yield row(COLUMNS).encode()
    yield from _pieces(row([_cell(value) for value in _plain(event).values()]) for event in events)


FORMS: dict[str, tuple[str, Callable[[Iterable[Event]], Iterator[bytes]]]] = {
    "jsonl": ("application/x-ndjson; charset=utf-8", write_jsonl),
    "csv": ("text/csv; charset=utf-8", write_csv),
}
"""Media type and writer by name."""


def _plain(event: Event) -> dict[str, Any]:
    return {**event._asdict(), "time": stamp(event.time)}


def _cell(value: Any) -> Any:
    return json.dumps(value, ensure_ascii=False) if isinstance(value, list) else harmless(value)


def _pieces(lines: Iterable[str]) -> Iterator[bytes]:
    waiting: list[str] = []
    for line in lines:
        waiting.append(line)
        if len(waiting) >= BUFFER:
            yield "".join(waiting).encode()
            waiting.clear()
    yield "".join(waiting).encode()
