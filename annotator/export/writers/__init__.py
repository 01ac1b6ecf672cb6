"""The formats of the export, one module each: rows in, pieces of text out, lazily."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from annotator.export.rows import Row
from annotator.export.writers.csv import write_csv
from annotator.export.writers.jsonl import write_jsonl


@dataclass(frozen=True, slots=True)
class Format:
    """A file format: its name in `?as=` and file names, its media type, its writer."""

    name: str
    media_type: str
    write: Callable[[Iterable[Row]], Iterator[str]]


FORMATS = {
    one.name: one
    for one in (
        Format("csv", "text/csv; charset=utf-8", write_csv),
        Format("jsonl", "application/x-ndjson; charset=utf-8", write_jsonl),
    )
}
