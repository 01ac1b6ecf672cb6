"""The API over many labels: the first and the last page of the list, and an upload.

The list is that of the large project. What is uploaded are labels of the project that is
exported, under names that nobody has there yet: every one of them is new.
"""

import json
import time
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any

from django.conf import settings
from django.db import connection
from django.urls import reverse

from annotator.annotation.models import Label
from annotator.export.api.labels import LabelListView
from annotator.export.importing.actions.imports import confirm_import, read_import, run_import
from annotator.export.models import LabelImport
from annotator.export.pagination import PAGE_SIZE, Cursor
from annotator.export.rows import COLUMNS
from annotator.export.study.opening import open_study, operator_of
from annotator.projects.models import Project
from tests.benchmarks.filling import REVIEW, SCALE
from tests.benchmarks.logins import logged_in
from tests.benchmarks.measuring import Row, fastest, timed
from tests.benchmarks.sizes import Sizes

UPLOADED = 10_000
LOOKS = 5
BEYOND = 2**53  # greater than any key


def run(sizes: Sizes) -> Iterator[Row]:
    """Pages beside a bare look at as many labels; an upload beside bare inserts."""
    yield from _pages(sizes)
    yield _upload(min(UPLOADED, sizes.labels))


def _pages(sizes: Sizes) -> Iterator[Row]:
    client = logged_in(f"{REVIEW}-manager")
    limit = fastest(_look, times=LOOKS)
    for name, query in (("first", {}), ("last", {"cursor": _behind_all()})):

        def look(query: dict[str, str] = query) -> None:
            answer = client.get(reverse("api-labels", args=[REVIEW]), query)
            if answer.status_code != 200 or len(answer.json()["results"]) != PAGE_SIZE:
                raise RuntimeError(f"{answer.status_code} {answer.content[:300]!r}")

        look()  # what is loaded once for each process
        yield Row(
            name=f"list of labels, {name} page",
            unit="ms",
            value=1000 * fastest(look, times=LOOKS),
            limit_name=f"{PAGE_SIZE} bare rows",
            limit=1000 * limit,
            details={"labels": sizes.review_labels},
        )


def _look() -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {Label._meta.db_table} ORDER BY id LIMIT {PAGE_SIZE}")
        cursor.fetchall()


def _behind_all() -> str:
    """A cursor that looks back from the end of the list."""
    ordering = LabelListView.ordering
    name = f"{LabelListView.__name__}:{','.join(ordering)}"
    return Cursor([BEYOND] * len(ordering), backwards=True).seal(name)


def _upload(count: int) -> Row:
    sent = b"".join(_lines(count))
    limit = timed(lambda: _insert(count))
    started = time.perf_counter()
    found = _import(sent)
    seconds = time.perf_counter() - started
    if found.state != LabelImport.State.DONE:
        raise RuntimeError(f"{found.state}: {found.problem} {str(found.report)[:300]}")
    return Row(
        name=f"upload of {count:,} labels",
        unit="labels/s",
        value=count / seconds,
        limit_name="bare inserts",
        limit=count / limit,
        details={"bytes": len(sent), "seconds": seconds, "report": found.report.get("labels")},
    )


def _lines(count: int) -> Iterator[bytes]:
    """Rows of the export, each annotator under another name."""
    project = Project.objects.select_related("codebook_version").get(slug=SCALE)
    for target, label in islice(open_study(operator_of(project), {}).rows(), count):
        row = dict(zip(COLUMNS, target + label, strict=True))
        yield json.dumps({**row, "annotator": f"guest-{row['annotator']}"}).encode() + b"\n"


def _import(sent: bytes) -> LabelImport:
    """Upload, and do what is left for the background worker."""
    (settings.DATA_DIR / "uploads").mkdir(exist_ok=True)
    answer = logged_in(f"{SCALE}-manager").post(
        reverse("api-imports", args=[SCALE]) + "?make_accounts=true&format=jsonl",
        sent,
        content_type="application/x-ndjson",
    )
    if answer.status_code not in (201, 202):
        raise RuntimeError(f"{answer.status_code} {answer.content[:300]!r}")
    found = LabelImport.objects.latest("pk")
    if found.state == LabelImport.State.READING:
        found = read_import(label_import=found)
        found = run_import(label_import=confirm_import(label_import=found, skip_rejected=False))
    return found


def _insert(count: int) -> None:
    """As many rows of the size of a label, into a table of nothing else."""
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE TEMPORARY TABLE bare_labels AS SELECT * FROM annotator_label LIMIT 0"
        )
        cursor.execute(f"SELECT * FROM annotator_label LIMIT {count}")
        rows: Sequence[Any] = cursor.fetchall()
        places = ", ".join(["%s"] * len(rows[0]))
        cursor.executemany(f"INSERT INTO bare_labels VALUES ({places})", rows)
