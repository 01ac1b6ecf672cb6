"""Projects to measure on: real articles and claims, labels at scale by bulk insert."""

import random
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from itertools import islice
from typing import Any

from django.db import connection, transaction

from annotator.accounts.actions import create_user
from annotator.accounts.models import User
from annotator.annotation.actions import Answer, give_labels, take_next
from annotator.annotation.models import Assignment, AssignmentEvent, Label
from annotator.codebook.actions import publish_default
from annotator.codebook.catalogue import Catalogue, project_catalogue
from annotator.projects.actions import add_articles, add_member, create_project
from annotator.projects.models import Project, Role
from annotator.projects.permissions import get_member
from articles.ingestion.drafts import build_draft
from articles.models import Claim
from tests.benchmarks.writing import write_articles, write_claims

SCALE, SHORT, LONG, IMPORT, REVIEW = "scale", "short", "long", "import", "review"
VARIABLES = ["att", "src", "name", "slant"]
UNSOURCED = ["att", "slant"]  # what is asked about a claim without a source
COLUMNS = (
    "assignment_id", "claim_id", "variable_id", "code_id",
    "note", "item", "inherited", "single", "created_at", "updated_at",
)  # fmt: skip
CODERS = 8  # concurrent clients of the save benchmark, each an annotator
POOL = 12  # annotators of the large project
OVERLAP = 3
CHUNK = 100  # articles
AGREED = 0.8  # how often an annotator gives the code that most give
FIRST_LABEL = datetime(2024, 4, 1, 8, tzinfo=UTC)

Cells = tuple[Any, ...]


def make_project(slug: str, *, overlap: int = OVERLAP) -> Project:
    """Create a project with a manager named after it."""
    project = create_project(
        slug=slug,
        title=slug.title(),
        codebook_version=publish_default(),
        variable_ids=VARIABLES,
        overlap=overlap,
        creator=None,
    )
    add_person(project, f"{slug}-manager", Role.MANAGER)
    return project


def add_person(project: Project, name: str, role: str = Role.ANNOTATOR) -> User:
    """Create a user who is a member."""
    user = create_user(username=name, password=None)
    add_member(project=project, user=user, role=role)
    return user


def fill_pages(slug: str, claims: int, *, coders: int) -> None:
    """Make a project of one article with that many claims, taken by each of its annotators.

    The first annotator, `{slug}-0`, has coded half of it already.
    """
    project = make_project(slug, overlap=coders)
    draft = build_draft({"text": write_claims(claims, seed=claims), "title": f"{slug} article"})
    add_articles(project=project, drafts=[draft], actor=None, method="api")
    for number in range(coders):
        user = add_person(project, f"{slug}-{number}")
        assignment = take_next(member=get_member(user, slug))
        if assignment is None:
            raise RuntimeError(f"no article for {user}")
        if number == 0:
            _code_half(assignment)


def _code_half(assignment: Assignment) -> None:
    claims = claims_of(assignment.article_id)
    answers = [
        Answer(claim, variable, (code,))
        for claim in claims[: len(claims) // 2]
        for variable, code in (("att", "att:none"), ("slant", "slant:none"))
    ]
    give_labels(assignment=assignment, answers=answers, actor=assignment.annotator)


def claims_of(article_id: int) -> list[int]:
    """Ids of an article's claims in text order."""
    rows = Claim.objects.filter(article_id=article_id).current().asserting()
    return list(rows.order_by("start").values_list("pk", flat=True))


def fill_large(slug: str, labels: int) -> None:
    """Make a large project: articles by import, then submitted assignments and their labels."""
    project = make_project(slug)
    pool = [add_person(project, f"{slug}-coder-{number}") for number in range(POOL)]
    catalogue = project_catalogue(project.codebook_version, project.variable_ids)
    chance = random.Random(1)
    written = write_articles(10**9, seed=1)
    left = labels
    while left:
        drafts = [build_draft(one) for one in islice(written, min(CHUNK, left))]
        added = add_articles(project=project, drafts=drafts, actor=None, method="api")
        taken = _assign(project, [one.article_id or 0 for one in added], pool, chance)
        made = list(islice(_labels(taken, catalogue, chance), left))
        _store(made)
        left -= len(made)


def _assign(
    project: Project, articles: Sequence[int], pool: Sequence[User], chance: random.Random
) -> list[Assignment]:
    made = Assignment.objects.bulk_create(
        Assignment(
            project=project,
            article_id=article,
            annotator=annotator,
            slot=slot,
            state=Assignment.State.SUBMITTED,
            submitted_at=FIRST_LABEL + timedelta(days=20),
        )
        for article in articles
        for slot, annotator in enumerate(chance.sample(pool, OVERLAP))
    )
    AssignmentEvent.objects.bulk_create(
        AssignmentEvent(project=project, assignment=one, actor=one.annotator, after=state)
        for one in made
        for state in (Assignment.State.OPEN, Assignment.State.SUBMITTED)
    )
    return made


def _labels(
    assignments: Sequence[Assignment], catalogue: Catalogue, chance: random.Random
) -> Iterator[Cells]:
    """Whole answers by the codebook's rules: source and naming only where there is a source."""
    moment = FIRST_LABEL
    questions = {name: _Question(catalogue, name) for name in VARIABLES}
    claims: dict[int, list[int]] = {}
    usual: dict[tuple[int, str], str] = {}
    for assignment in assignments:
        article = assignment.article_id
        if article not in claims:
            claims[article] = claims_of(article)
        for claim in claims[article]:
            asked = VARIABLES
            for variable, question in questions.items():
                if variable not in asked:
                    continue
                most = usual.setdefault((claim, variable), chance.choice(question.codes))
                code = most if chance.random() < AGREED else chance.choice(question.codes)
                asked = UNSOURCED if code == "att:none" else asked
                moment += timedelta(milliseconds=700)
                yield (assignment.pk, claim, *question.keys(code), moment)


class _Question:
    """A variable's codes, and the keys of both."""

    def __init__(self, catalogue: Catalogue, name: str) -> None:
        entry = catalogue.variables[name]
        self.codes = list(entry.codes)
        self._keys = {name: (entry.row.pk, code.pk) for name, code in entry.codes.items()}

    def keys(self, code: str) -> tuple[int, int]:
        """The keys of the variable and of one of its codes."""
        return self._keys[code]


def _store(rows: Sequence[Cells]) -> None:
    """Insert labels by the fastest way each database has; it still checks every constraint."""
    adapt = connection.ops.adapt_datetimefield_value
    cells = [(*keys, "", "", False, True, adapt(at), adapt(at)) for *keys, at in rows]
    columns = ", ".join(COLUMNS)
    with transaction.atomic(), connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.copy(f"COPY {Label._meta.db_table} ({columns}) FROM STDIN") as copy:
                for row in cells:
                    copy.write_row(row)
        else:
            places = ", ".join(["%s"] * len(COLUMNS))
            statement = f"INSERT INTO {Label._meta.db_table} ({columns}) VALUES ({places})"
            cursor.executemany(statement, cells)
