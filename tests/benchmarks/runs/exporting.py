"""Export: the API's streamed download, each format in a process of its own for its memory."""

import csv
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any
from zipfile import ZipFile

from tests.benchmarks.machine import peak_memory
from tests.benchmarks.measuring import Row
from tests.benchmarks.places import ROOT
from tests.benchmarks.sizes import Sizes

RAW = "raw"
FORMATS = ("csv", "jsonl", "parquet", "zip")
SCALE, SHORT = "scale", "short"  # as in `filling`, which needs Django to be set up
CHUNK = 2_000
# The columns of the export, by one statement.
STATEMENT = """
SELECT project.slug, article.id, entry.external_id, article.title, publisher.name, origin.name,
  article.published_at, claim.id, claim.start, claim."end", claim.text, claim.role, person.username,
  variable.identifier, code.identifier, label.span_start, label.span_end, label.note,
  version.version, assignment.state, label.created_at, label.updated_at
FROM annotator_label label
JOIN annotator_assignment assignment ON assignment.id = label.assignment_id
JOIN annotator_project project ON project.id = assignment.project_id
JOIN annotator_codebookversion version ON version.id = project.codebook_version_id
JOIN annotator_projectarticle entry
  ON entry.project_id = project.id AND entry.article_id = assignment.article_id
JOIN articles_article article ON article.id = assignment.article_id
LEFT JOIN articles_publisher publisher ON publisher.id = article.publisher_id
LEFT JOIN articles_publisher origin ON origin.id = article.origin_publisher_id
JOIN accounts_user person ON person.id = assignment.annotator_id
LEFT JOIN articles_claim claim ON claim.id = label.claim_id
JOIN annotator_variable variable ON variable.id = label.variable_id
JOIN annotator_code code ON code.id = label.code_id
WHERE project.slug = %s
"""


def run(_sizes: Sizes) -> Iterator[Row]:
    """Rows a second, time to the first byte, and how far the memory grew."""
    yield from measure_exports(SCALE, times=2)


def measure_exports(slug: str, *, times: int) -> Iterator[Row]:
    """The figures of each format for a project, downloaded so many times."""
    raw = _in_own_process(RAW, slug, times)
    for kind in FORMATS:
        found = _in_own_process(kind, slug, times)
        if found["rows"] != raw["rows"]:
            raise RuntimeError(f"{kind} has {found['rows']} rows, the tables {raw['rows']}")
        for figure, unit in (("rate", "rows/s"), ("first", "ms"), ("memory", "MB")):
            words = {"rate": "", "first": ": first byte", "memory": ": peak memory growth"}
            yield Row(
                name=f"export {found['rows']:,} {kind}{words[figure]}",
                unit=unit,
                value=found[figure],
                limit_name="raw cursor + csv",
                limit=raw[figure],
                details={
                    "rows": found["rows"],
                    "bytes": found["bytes"],
                },
            )


def _in_own_process(kind: str, slug: str, times: int) -> dict[str, Any]:
    done = subprocess.run(
        [sys.executable, "-m", "tests.benchmarks.runs.exporting", kind, slug, str(times)],
        stdout=subprocess.PIPE,
        text=True,
        cwd=ROOT,
        check=True,
        timeout=300,
    )
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


class _Line:
    """A file for `csv.writer` whose `write` hands the line back."""

    def write(self, line: str) -> str:
        return line


def _raw(slug: str) -> Callable[[], Iterable[bytes]]:
    list(_read_raw(SHORT))  # connects
    return lambda: _read_raw(slug)


def _read_raw(slug: str) -> Iterator[bytes]:
    from django.db import connection

    encode: Any = csv.writer(_Line()).writerow
    with connection.chunked_cursor() as cursor:
        cursor.execute(STATEMENT, [slug])
        while rows := cursor.fetchmany(CHUNK):
            yield "".join(map(encode, rows)).encode()


def _product(kind: str, slug: str) -> Callable[[], Iterable[bytes]]:
    from django.urls import reverse

    from tests.benchmarks.logins import logged_in

    manager = logged_in(f"{slug}-manager")
    stranger = logged_in(f"{SHORT}-manager")
    small = stranger.get(reverse("api-export", args=[SHORT]), {"as": kind})
    list(small.streaming_content)  # what is loaded once for each process

    def download() -> Iterable[bytes]:
        answer = manager.get(reverse("api-export", args=[slug]), {"as": kind})
        if answer.status_code != 200:
            raise RuntimeError(f"{answer.status_code} {answer.content[:300]!r}")
        pieces: Iterable[bytes] = answer.streaming_content
        return pieces

    return download


def _measure(kind: str, download: Callable[[], Iterable[bytes]], times: int) -> dict[str, Any]:
    """Memory and first byte of the first download; the rate of the fastest.

    The database file that SQLite maps into memory is not counted: it is shared, and given back
    whenever memory is short.
    """
    with tempfile.NamedTemporaryFile(suffix=f".{kind}") as file:
        before = peak_memory()
        found = _download(download, file)
        grown = peak_memory() - before
        file.flush()
        rows = _rows_in(kind, Path(file.name))
    with open(os.devnull, "wb") as sink:
        again = [_download(download, sink)["seconds"] for _ in range(times - 1)]
    return {
        "rows": rows,
        "bytes": found["bytes"],
        "first": found["first"],
        "rate": rows / min([found["seconds"], *again]),
        "memory": max(0, grown) / 2**20,
    }


def _download(download: Callable[[], Iterable[bytes]], sink: Any) -> dict[str, float]:
    started = time.perf_counter()
    first, size = 0.0, 0
    for piece in download():
        first = first or time.perf_counter() - started
        size += sink.write(piece)
    return {"bytes": size, "seconds": time.perf_counter() - started, "first": 1000 * first}


def _rows_in(kind: str, path: Path) -> int:
    """Count the rows of a file by another's reader, or by its lines."""
    if kind == "parquet":
        from pyarrow import parquet

        rows: int = parquet.ParquetFile(path).metadata.num_rows
        return rows
    if kind == "zip":
        with ZipFile(path) as archive, archive.open("labels.csv") as table:
            return sum(1 for _ in table) - 1
    with path.open("rb") as lines:
        return sum(1 for _ in lines) - (kind == "csv")


def _main(kind: str, slug: str, times: str) -> None:
    import django

    django.setup()
    download = _raw(slug) if kind == RAW else _product(kind, slug)
    sys.stdout.write(f"\n{json.dumps(_measure(kind, download, int(times)))}\n")


if __name__ == "__main__":
    _main(*sys.argv[1:])
