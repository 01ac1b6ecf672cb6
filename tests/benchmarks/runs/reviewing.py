"""The review pages at scale, beside one GROUP BY over the labels.

Each round submits an article again, by the product's own actions, and then looks at the pages:
first with figures that are old, then as if the background worker had made them anew.
"""

import time
from collections import defaultdict
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

from django.db import connection
from django.test import Client
from django.urls import reverse

from annotator.accounts.models import User
from annotator.annotation.actions import return_assignment, submit_assignment
from annotator.annotation.models import Assignment
from annotator.projects.models import Membership
from annotator.projects.permissions import get_member
from annotator.review.figures.filters import read_filters
from annotator.review.figures.store import figures_of
from annotator.review.figures.tasks import remake_figures
from tests.benchmarks.filling import REVIEW
from tests.benchmarks.logins import logged_in
from tests.benchmarks.measuring import Row, fastest, percentile, timed
from tests.benchmarks.sizes import Sizes
from tests.benchmarks.writing import OUTLETS

GROUP_BY = (
    "SELECT variable_id, code_id, COUNT(*) FROM annotator_label GROUP BY variable_id, code_id"
)
CHOICES: dict[str, dict[str, str]] = {"": {}, ", filtered": {"publisher": OUTLETS[0]}}
AFTER, UNCHANGED = "after a submission", "unchanged"
LOOKS = 3  # at each page in each round while nothing changes


def run(sizes: Sizes) -> Iterator[Row]:
    """The 95th percentiles of the pages, and what the worker does behind them."""
    review = _Review(logged_in(f"{REVIEW}-manager"))
    first = timed(lambda: figures_of(review.member, read_filters(review.member, {})))
    for choice in CHOICES.values():
        figures_of(review.member, read_filters(review.member, choice))  # as the worker would
        review.look("review", choice)  # loads templates
    review.look("adjudicate", {})
    limit = fastest(_group, times=3)
    for number in range(sizes.reviews):
        review.round(number)
    for name, times in review.times.items():
        yield Row(
            name=f"{name}: p95",
            unit="ms",
            value=1000 * percentile(times, 0.95),
            limit_name="one GROUP BY",
            limit=1000 * limit,
            details={
                "labels": sizes.review_labels,
                "requests": len(times),
                "fastest_ms": 1000 * min(times),
            },
        )
    for name, seconds in (
        ("figures made by a worker that has just started", first),
        ("figures made anew after a submission", percentile(review.remade, 0.5)),
    ):
        yield Row(
            name=name,
            unit="s",
            value=seconds,
            limit_name="one GROUP BY",
            limit=limit,
            details={"labels": sizes.review_labels},
        )


class _Review:
    """A manager who looks, and the times it takes by page."""

    def __init__(self, client: Client) -> None:
        self.client = client
        self.member: Membership = get_member(User.objects.get(username=f"{REVIEW}-manager"), REVIEW)
        self.times: dict[str, list[float]] = defaultdict(list)
        self.remade: list[float] = []

    def round(self, number: int) -> None:
        """One submission, and what is seen of it."""
        _submit_again(self.member, number)
        self._see(AFTER)
        self.remade.append(timed(lambda: self._remake({})))
        self._remake(CHOICES[", filtered"])
        for _ in range(LOOKS):
            self._see(UNCHANGED)

    def _see(self, when: str) -> None:
        for name, choice in CHOICES.items():
            self.times[f"dashboard{name}, {when}"].append(self.look("review", choice))
        self.times[f"queue, {when}"].append(self.look("adjudicate", {}))

    def look(self, page: str, choice: dict[str, str]) -> float:
        """How long a page takes, in seconds."""
        started = time.perf_counter()
        answer: Any = self.client.get(f"{reverse(page, args=[REVIEW])}?{urlencode(choice)}")
        seconds = time.perf_counter() - started
        if answer.status_code != 200:
            raise RuntimeError(f"{answer.status_code} {answer.content[:300]!r}")
        return seconds

    def _remake(self, choice: dict[str, str]) -> None:
        """What the worker does when figures are asked for."""
        remake_figures.call(self.member.project_id, read_filters(self.member, choice).key)


def _submit_again(member: Membership, number: int) -> None:
    work = Assignment.objects.select_related("project__codebook_version", "annotator")
    assignment = work.filter(project=member.project).order_by("pk")[number]
    return_assignment(assignment=assignment, member=member, reason="Look again.")
    assignment.refresh_from_db(fields=["state", "slot"])
    submit_assignment(assignment=assignment, actor=assignment.annotator)


def _group() -> None:
    with connection.cursor() as cursor:
        cursor.execute(GROUP_BY)
        cursor.fetchall()
