"""Articles on their way in, from a file to ready for coding, beside the least that could be done.

The limit splits the same texts by a regular expression and inserts as many rows in bulk.
"""

import json
import re
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from io import StringIO
from itertools import chain
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.core.management import call_command
from django.db import connection, transaction

from annotator.projects import actions
from annotator.projects.actions import articles as adding
from annotator.projects.models import Project
from articles import actions as storing
from articles import pipeline, preparing
from articles.ingestion import files
from articles.ingestion.files import read_unbuilt
from articles.models import Claim
from tests.benchmarks.bare.tables import INSERT_ARTICLES, INSERT_SENTENCES
from tests.benchmarks.filling import IMPORT
from tests.benchmarks.machine import peak_memory
from tests.benchmarks.measuring import Row, Stopwatch, timed
from tests.benchmarks.sizes import Sizes
from tests.benchmarks.writing import write_articles

SENTENCE = re.compile(r"\S.*?(?:[.!?][\"”’)]*(?=\s)|\n|$)", re.DOTALL)
LIMIT = "regex split + bulk insert"
AT_ONCE = 500  # rows
LONG = 1_000_000  # characters
STAGED = 1_000  # articles of which every stage is timed
STAGES = (
    ("build", files, "build_draft"),
    ("segment", preparing, "segment"),
    ("hash", preparing, "content_hash"),
    ("match", adding, "_Matcher"),
    ("sketch", preparing, "sketch_segments"),
    ("rows", storing, "insert_rows"),
    ("links", adding, "insert_rows"),
)


def run(sizes: Sizes) -> Iterator[Row]:
    """Articles a second by the command, seconds for a long one, and what share each stage takes."""
    with TemporaryDirectory() as folder:
        warm = _write(Path(folder) / "warm.jsonl", 20, seed=7)
        call_command("import_articles", IMPORT, str(warm), stdout=StringIO())
        yield _many(Path(folder), sizes)
        yield _long(Path(folder))


def _many(folder: Path, sizes: Sizes) -> Row:
    path = _write(folder / "many.jsonl", sizes.articles, seed=8)
    before, memory = _claims(), peak_memory()
    seconds = timed(lambda: call_command("import_articles", IMPORT, str(path), stdout=StringIO()))
    growth = peak_memory() - memory
    claims, texts = _claims() - before, _texts(path)
    limit = timed(lambda: _insert(texts, claims))
    return Row(
        name="import of a file",
        unit="articles/s",
        value=sizes.articles / seconds,
        limit_name=LIMIT,
        limit=sizes.articles / limit,
        details={
            "articles": sizes.articles,
            "claims": claims,
            "characters": sum(map(len, texts)) // len(texts),
            "seconds": round(seconds, 3),
            "memory growth, MB": round(growth / 2**20, 1),
            "stages, µs an article in one process": _stages(folder, min(STAGED, sizes.articles)),
        },
    )


def _long(folder: Path) -> Row:
    (article,) = write_articles(1, seed=10, length=LONG)
    path = folder / "long.jsonl"
    path.write_text(json.dumps(article))
    before = _claims()
    seconds = timed(lambda: call_command("import_articles", IMPORT, str(path), stdout=StringIO()))
    claims = _claims() - before
    return Row(
        name="import of 1 MB",
        unit="s",
        value=seconds,
        limit_name=LIMIT,
        limit=timed(lambda: _insert([article["text"]], claims)),
        details={"claims": claims, "characters": len(article["text"])},
    )


def _stages(folder: Path, count: int) -> dict[str, float]:
    """How long each stage takes where one process does all of them."""
    path = _write(folder / "staged.jsonl", count, seed=9)
    project = Project.objects.get(slug=IMPORT)
    stopwatch = Stopwatch()
    with ExitStack() as open_things:
        for stage in STAGES:
            open_things.enter_context(stopwatch.watch(*stage))
        file = open_things.enter_context(path.open("rb"))
        preparation = open_things.enter_context(pipeline.Preparation(processes=1))
        started = time.perf_counter()
        prepared = preparation.prepare(read_unbuilt(path.name, file))
        added = actions.add_prepared(
            project=project, prepared=prepared, actor=None, method="command"
        )
        assert sum(1 for _ in added) == count
        seconds = time.perf_counter() - started
    stages = {name: stopwatch.seconds[name] for name, *_ in STAGES}
    stages["other"] = seconds - sum(stages.values())
    return {name: round(spent / count * 1e6, 1) for name, spent in stages.items()}


def _claims() -> int:
    return Claim.objects.filter(article__entries__project__slug=IMPORT).count()


def _write(path: Path, count: int, *, seed: int) -> Path:
    with path.open("w", encoding="utf-8") as out:
        out.writelines(json.dumps(one) + "\n" for one in write_articles(count, seed=seed))
    return path


def _texts(path: Path) -> list[str]:
    with path.open(encoding="utf-8") as file:
        return [json.loads(line)["text"] for line in file]


def _insert(texts: Sequence[str], claims: int) -> None:
    """Split, and store as many rows as the product did."""
    rows = [
        (number, match.start(), match.end(), match.group())
        for number, text in enumerate(texts)
        for match in SENTENCE.finditer(text)
    ]
    rows = (rows * (1 + claims // len(rows)))[:claims]
    with transaction.atomic(), connection.cursor() as cursor:
        _insert_rows(cursor, INSERT_ARTICLES, [(text,) for text in texts])
        _insert_rows(cursor, INSERT_SENTENCES, rows)


def _insert_rows(cursor: Any, statement: str, rows: Sequence[tuple[Any, ...]]) -> None:
    """Insert by a few statements of many rows each: what is fastest on both databases."""
    for start in range(0, len(rows), AT_ONCE):
        batch = rows[start : start + AT_ONCE]
        places = ", ".join(["(" + ", ".join(["%s"] * len(batch[0])) + ")"] * len(batch))
        cursor.execute(statement + places, list(chain.from_iterable(batch)))
