"""The annotate page of a short and a long article, one reader, on the production server."""

from collections.abc import Iterator
from typing import Any

from django.urls import reverse

from annotator.annotation.models import Assignment
from tests.benchmarks.filling import LONG, SHORT, claims_of
from tests.benchmarks.logins import headers_of
from tests.benchmarks.measuring import Row
from tests.benchmarks.serving import BARE, serving
from tests.benchmarks.sizes import Sizes


def run(sizes: Sizes) -> Iterator[Row]:
    """The 95th percentile of the time of a GET, beside a view that says ok."""
    with serving(BARE) as server:
        limit = server.drive([_reader("/", {})], seconds=sizes.page_seconds / 2)
    with serving() as server:
        for slug in (SHORT, LONG):
            assignment = Assignment.objects.get(annotator__username=f"{slug}-0")
            page = reverse("annotate", args=[slug, assignment.public_id])
            headers = {**headers_of(f"{slug}-0"), "Accept": "text/html"}
            shown = server.drive([_reader(page, headers)], seconds=sizes.page_seconds)
            claims = len(claims_of(assignment.article_id))
            yield Row(
                name=f"annotate page, {claims:,} claims: p95",
                unit="ms",
                value=shown["p95_ms"],
                limit_name="bare view",
                limit=limit["p95_ms"],
                details={"requests": shown["requests"], "p50_ms": shown["p50_ms"]},
            )


def _reader(path: str, headers: dict[str, str]) -> dict[str, Any]:
    return {"method": "GET", "path": path, "headers": headers, "bodies": [""]}
