"""Import + split: `add_articles`, beside a regular expression and bulk inserts."""

import re
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from itertools import chain
from typing import Any

from django.db import connection, transaction

from annotator.projects import actions
from annotator.projects.actions import articles as adding
from annotator.projects.models import Project
from articles import actions as storing
from articles.ingestion.drafts import ArticleDraft, build_draft
from articles.models import Claim
from tests.benchmarks.bare.tables import INSERT_ARTICLES, INSERT_SENTENCES
from tests.benchmarks.filling import IMPORT
from tests.benchmarks.measuring import Row, Stopwatch, timed
from tests.benchmarks.sizes import Sizes
from tests.benchmarks.writing import write_articles

SENTENCE = re.compile(r"\S.*?(?:[.!?][\"”’)]*(?=\s)|\n|$)", re.DOTALL)
AT_ONCE = 500  # rows
STAGES = (
    ("segment", storing, "segment"),
    ("hash", storing, "content_hash"),
    ("match", adding, "_Matcher"),
    ("insert", adding, "store_articles"),
)


def run(sizes: Sizes) -> Iterator[Row]:
    """Articles a second, and what share of the time each stage took."""
    project = Project.objects.get(slug=IMPORT)
    warm, measured = _drafts(20, seed=7), _drafts(sizes.articles, seed=8)
    actions.add_articles(project=project, drafts=warm, actor=None, method="api")
    stopwatch = Stopwatch()
    seconds = _import(project, measured, stopwatch)
    claims = Claim.objects.filter(article__entries__project=project).count()
    limit = timed(lambda: _insert(measured, claims * len(measured) // (len(measured) + len(warm))))
    stages = {name: round(stopwatch.seconds[name], 3) for name, *_ in STAGES}
    yield Row(
        name="import + split",
        unit="articles/s",
        value=sizes.articles / seconds,
        limit_name="regex split + bulk insert",
        limit=sizes.articles / limit,
        details={
            "articles": sizes.articles,
            "claims": claims,
            "characters": sum(len(one.text) for one in measured) // len(measured),
            "seconds": round(seconds, 3),
            "stages": {**stages, "other": round(seconds - sum(stages.values()), 3)},
        },
    )


def _drafts(count: int, *, seed: int) -> list[ArticleDraft]:
    return [build_draft(one) for one in write_articles(count, seed=seed)]


def _import(project: Project, drafts: list[ArticleDraft], stopwatch: Stopwatch) -> float:
    with ExitStack() as watching:
        for stage in STAGES:
            watching.enter_context(stopwatch.watch(*stage))
        started = time.perf_counter()
        actions.add_articles(project=project, drafts=drafts, actor=None, method="api")
        return time.perf_counter() - started


def _insert(drafts: list[ArticleDraft], claims: int) -> None:
    """Split, and store as many rows as the product did."""
    rows = [
        (number, match.start(), match.end(), match.group())
        for number, draft in enumerate(drafts)
        for match in SENTENCE.finditer(draft.text)
    ]
    rows = (rows * (1 + claims // len(rows)))[:claims]
    with transaction.atomic(), connection.cursor() as cursor:
        _insert_rows(cursor, INSERT_ARTICLES, [(draft.text,) for draft in drafts])
        _insert_rows(cursor, INSERT_SENTENCES, rows)


def _insert_rows(cursor: Any, statement: str, rows: Sequence[tuple[Any, ...]]) -> None:
    """Insert by a few statements of many rows each: what is fastest on both databases."""
    for start in range(0, len(rows), AT_ONCE):
        batch = rows[start : start + AT_ONCE]
        places = ", ".join(["(" + ", ".join(["%s"] * len(batch[0])) + ")"] * len(batch))
        cursor.execute(statement + places, list(chain.from_iterable(batch)))
