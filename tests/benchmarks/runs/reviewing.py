"""The review dashboard at scale, beside one GROUP BY over the labels."""

import time
from collections.abc import Iterator
from typing import Any

from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from annotator.annotation.models import Assignment
from tests.benchmarks.filling import SCALE
from tests.benchmarks.logins import logged_in
from tests.benchmarks.measuring import Row, fastest, percentile
from tests.benchmarks.sizes import Sizes

GROUP_BY = (
    "SELECT variable_id, code_id, COUNT(*) FROM annotator_label GROUP BY variable_id, code_id"
)


def run(sizes: Sizes) -> Iterator[Row]:
    """The 95th percentile after a submission, when all figures are new, and when none is."""
    client = logged_in(f"{SCALE}-manager")
    _show(client)  # loads templates and libraries
    limit = fastest(_group, times=3)
    fresh, kept = [], []
    for _ in range(sizes.dashboards):
        # What a submission does to the figures: their state is another.
        newest = Assignment.objects.filter(project__slug=SCALE).order_by("-pk")[:1]
        Assignment.objects.filter(pk__in=[one.pk for one in newest]).update(
            updated_at=timezone.now()
        )
        fresh.append(_show(client))
        kept.append(_show(client))
    for name, times in (("after a submission", fresh), ("unchanged", kept)):
        yield Row(
            name=f"dashboard, {name}: p95",
            unit="ms",
            value=1000 * percentile(times, 0.95),
            limit_name="one GROUP BY",
            limit=1000 * limit,
            details={
                "labels": sizes.labels,
                "requests": len(times),
                "fastest_ms": 1000 * min(times),
            },
        )


def _show(client: Client) -> float:
    started = time.perf_counter()
    answer: Any = client.get(reverse("review", args=[SCALE]))
    seconds = time.perf_counter() - started
    if answer.status_code != 200:
        raise RuntimeError(f"{answer.status_code} {answer.content[:300]!r}")
    return seconds


def _group() -> None:
    with connection.cursor() as cursor:
        cursor.execute(GROUP_BY)
        cursor.fetchall()
