"""A page of a list costs the same wherever in a large project it is.

What is counted: on PostgreSQL the rows that each part of the plan touches, on SQLite the
instructions of its machine. Neither depends on how busy the computer is.
"""

import hashlib
import json
import re
from datetime import timedelta
from urllib.parse import parse_qs, urlencode, urlsplit, urlunsplit

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from annotator.annotation.models import Assignment, AssignmentEvent, Label, LabelEvent
from annotator.codebook.models import Code
from annotator.projects.actions import add_member, create_project
from annotator.projects.models import Project, ProjectArticle
from annotator.review.models import Adjudication, AdjudicationEvent
from articles.models import Article, Claim

pytestmark = pytest.mark.database
ARTICLES = 1495  # the last large page of each list has room for a small one
PAGE = 7
LISTS = [
    ("manager", "articles/"),
    ("manager", "claims/"),
    ("manager", "assignments/"),
    ("manager", "labels/"),
    ("manager", "history/"),
    ("manager", "history/?kind=decision"),
    ("manager", "adjudications/"),
    ("ana", "queue/"),
    ("ana", "labels/"),
    ("ana", "history/"),
]


@pytest.fixture
def large(cast):
    """Two projects with the same articles, each claim answered by one annotator and decided."""
    manager = cast.manager
    pier = create_project(
        slug="pier", title="The pier", codebook_version=cast.version, creator=manager
    )
    add_member(project=pier, user=cast.ana, role="annotator")
    codes = list(Code.objects.filter(variable__identifier__in=("att", "slant", "topic")))
    found = Article.objects.bulk_create(
        Article(text=f"It rained {number}. It stopped.", content_hash="0", import_method="api")
        for number in range(ARTICLES)
    )
    claims = Claim.objects.bulk_create(
        Claim(article=article, start=start, end=start + 9, text="It rained", role="body")
        for article in found
        for start in (0, 10)
    )
    for project in (cast.project, pier):
        _fill(project, found, claims, codes, cast.ana, manager)
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
    return cast


def _fill(project: Project, found, claims, codes, annotator, reviewer) -> None:
    now = timezone.now()
    ProjectArticle.objects.bulk_create(
        ProjectArticle(
            project=project,
            article=article,
            content_key=hashlib.sha256(str(article.pk).encode()).hexdigest(),
        )
        for article in found
    )
    work = Assignment.objects.bulk_create(
        Assignment(project=project, article=article, annotator=annotator, slot=0, state="submitted")
        for article in found
    )
    of = {one.article_id: one for one in work}
    AssignmentEvent.objects.bulk_create(
        AssignmentEvent(project=project, assignment=one, after="submitted") for one in work
    )
    given = [
        (number, of[claim.article_id], claim, code)
        for number, (claim, code) in enumerate(
            (claim, codes[at % len(codes)]) for at, claim in enumerate(claims)
        )
    ]
    Label.objects.bulk_create(
        Label(
            assignment=assignment,
            claim=claim,
            variable_id=code.variable_id,
            code=code,
            single=True,
            created_at=now,
            updated_at=now,
        )
        for _number, assignment, claim, code in given
    )
    LabelEvent.objects.bulk_create(
        LabelEvent(
            project=project,
            assignment=assignment,
            claim=claim,
            variable_id=code.variable_id,
            actor=annotator,
            after=[code.identifier],
            created_at=now + timedelta(milliseconds=number // 3),
        )
        for number, assignment, claim, code in given
    )
    decisions = Adjudication.objects.bulk_create(
        Adjudication(
            project=project,
            article_id=claim.article_id,
            claim=claim,
            variable_id=code.variable_id,
            decided_by=reviewer,
        )
        for _number, _assignment, claim, code in given
    )
    Adjudication.codes.through.objects.bulk_create(
        Adjudication.codes.through(adjudication_id=decision.pk, code_id=one[3].pk)
        for decision, one in zip(decisions, given, strict=True)
    )
    AdjudicationEvent.objects.bulk_create(
        AdjudicationEvent(project=project, adjudication=decision, actor=reviewer, after=[])
        for decision in decisions
    )


@pytest.mark.parametrize(("who", "path"), LISTS)
def test_a_late_page_costs_what_the_first_costs(large, api, who, path):
    client = api(getattr(large, who))
    joint = "&" if "?" in path else "?"
    first = f"{path}{joint}page_size={PAGE}"
    late = _late(client, f"{path}{joint}page_size=1000")
    cost = {}
    for name, address in (("first", first), ("late", late)):
        with CaptureQueriesContext(
            connection,
        ) as asked:
            answer = client.get(address)
        assert answer.status_code == 200, answer.content
        assert len(answer.json()["results"]) == PAGE
        limit = f"LIMIT {PAGE + 1}"
        (statement,) = {one["sql"] for one in asked.captured_queries if limit in one["sql"]}
        cost[name] = _cost(statement)
    assert cost["late"] <= 3 * cost["first"] + 200, json.dumps(_plan(statement), indent=1)
    if connection.vendor == "postgresql":
        assert cost["late"] <= 6 * (PAGE + 1), _plan(statement)


def _late(client, address: str) -> str:
    """The address of a small page at the place where the last large one begins."""
    while following := client.get(address).json()["next"]:
        address = following
    parts = urlsplit(address)
    query = {**parse_qs(parts.query), "page_size": [PAGE]}
    assert "cursor" in query
    return urlunsplit(parts._replace(query=urlencode(query, doseq=True)))


def _cost(statement: str) -> int:
    return (
        _touched(_plan(statement))
        if connection.vendor == "postgresql"
        else _instructions(statement)
    )


def _plan(statement: str) -> dict:
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN (ANALYZE, FORMAT JSON) {statement.replace('%', '%%')}", [])
        (plan,) = cursor.fetchone()
    read = json.loads(plan) if isinstance(plan, str) else plan
    return read[0]["Plan"]


def _touched(node: dict) -> int:
    """The most rows that any one part of the plan looked at."""
    removed = sum(value for name, value in node.items() if name.startswith("Rows Removed"))
    own = (node["Actual Rows"] + removed) * node["Actual Loops"]
    scan = "Scan" in node["Node Type"]
    return max([own if scan else 0, *map(_touched, node.get("Plans", []))])


def _instructions(statement: str) -> int:
    count = 0

    def tick() -> int:
        nonlocal count
        count += 1
        return 0

    with connection.cursor() as cursor:
        connection.connection.set_progress_handler(tick, 1)
        try:
            cursor.execute(statement.replace("%", "%%"), [])
            cursor.fetchall()
        finally:
            connection.connection.set_progress_handler(None, 0)
    assert re.match("SELECT", statement)
    return count
