"""Save one label: eight annotators at once on the production server."""

import json
from collections.abc import Iterator
from typing import Any

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from annotator.annotation.models import Assignment, Label
from tests.benchmarks.filling import CODERS, LONG, SHORT, claims_of
from tests.benchmarks.logins import headers_of, logged_in
from tests.benchmarks.measuring import Row
from tests.benchmarks.serving import BARE, serving
from tests.benchmarks.sizes import Sizes

AIMED_STATEMENTS = 6
# What an annotator does to a claim: two first answers, and one of them changed.
STEPS = (("att", "att:none"), ("slant", "slant:none"), ("slant", "slant:some"))
NOT_COUNTED = ("BEGIN", "SAVEPOINT", "RELEASE", "COMMIT", "PRAGMA")


def run(sizes: Sizes) -> Iterator[Row]:
    """Requests a second and their times beside two bare views; statements of one save."""
    yield Row(
        name="save one label: SQL statements",
        value=_statements(),
        limit_name="aim",
        limit=AIMED_STATEMENTS,
        unit="statements",
    )
    with serving() as server:
        saved = server.drive(_clients(), seconds=sizes.save_seconds)
    stored = Label.objects.filter(assignment__project__slug=LONG).count()
    limits = {
        "session + CSRF + upsert": _bare("session", "/upsert", sizes.save_seconds / 2),
        "bare view + insert": _bare("", "/insert", sizes.save_seconds / 2),
    }
    details = {"clients": CODERS, "requests": saved["requests"], "labels_stored": stored}
    for limit_name, limit in limits.items():
        yield _row("rate", "requests/s", saved["rate"], limit_name, limit["rate"], details)
    upsert = limits["session + CSRF + upsert"]
    for figure in ("p50", "p95"):
        key = f"{figure}_ms"
        yield _row(figure, "ms", saved[key], "session + CSRF + upsert", upsert[key], {})


def _row(
    figure: str, unit: str, value: float, limit_name: str, limit: float, details: dict[str, Any]
) -> Row:
    name = f"save one label, {CODERS} clients: {figure}"
    return Row(name, unit, value, limit_name, limit, details=details)


def _clients() -> list[dict[str, Any]]:
    return [_client(assignment) for assignment in _assignments(LONG)[1:]]


def _client(assignment: Assignment) -> dict[str, Any]:
    return {
        "method": "POST",
        "path": _address(assignment),
        "headers": headers_of(assignment.annotator.username),
        "bodies": [
            _body(claim, variable, code)
            for claim in claims_of(assignment.article_id)
            for variable, code in STEPS
        ],
    }


def _assignments(slug: str) -> list[Assignment]:
    rows = Assignment.objects.filter(project__slug=slug)
    return list(rows.select_related("annotator", "project").order_by("pk"))


def _address(assignment: Assignment) -> str:
    return reverse("annotate_answers", args=[assignment.project.slug, assignment.public_id])


def _body(claim: int, variable: str, code: str) -> str:
    return json.dumps({"claim": claim, "answers": [{"variable": variable, "codes": [code]}]})


def _bare(bare: str, path: str, seconds: float) -> dict[str, Any]:
    """Measure a bare view: eight sessions, each writing one row after the other."""
    clients = [
        {
            "method": "POST",
            "path": path,
            "headers": headers_of(assignment.annotator.username),
            "bodies": [f"claim-{number} {code}" for number in range(500) for code in "ab"],
        }
        for assignment in _assignments(LONG)[1:]
    ]
    with serving(BARE, bare=bare) as server:
        return server.drive(clients, seconds=seconds)


def _statements() -> int:
    """The most statements that any of the steps needs, transaction control left out."""
    assignment = _assignments(SHORT)[0]
    client = logged_in(assignment.annotator.username)
    claim = claims_of(assignment.article_id)[-1]
    _post(client, assignment, claim, *STEPS[0])  # reads the codebook, once for each process
    Label.objects.filter(assignment=assignment, claim=claim).delete()
    return max(_count(client, assignment, claim, *step) for step in STEPS)


def _count(client: Any, assignment: Assignment, claim: int, variable: str, code: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        _post(client, assignment, claim, variable, code)
    return sum(not one["sql"].startswith(NOT_COUNTED) for one in captured.captured_queries)


def _post(client: Any, assignment: Assignment, claim: int, variable: str, code: str) -> None:
    answer = client.post(
        _address(assignment),
        _body(claim, variable, code),
        content_type="application/json",
        headers={"Accept": "application/json"},
    )
    if answer.status_code != 200:
        raise RuntimeError(f"{answer.status_code} {answer.content[:300]!r}")
