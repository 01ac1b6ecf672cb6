"""Labels as rows of the export: one row per code, in one order.

A project is read a few articles at a time. What many rows share (article, claim, annotator,
code) is looked up once and joined in memory, so the database sends a few numbers per label, no
text is sent twice, and memory does not grow with the project. Rows come by article, then the
answers about the article, then claims in text order, then annotator, variable, code, span; one
batch is one read, so an article is never half before and half after a save.

Labels on retired claims are history and stay out: their copies stand on the successors.
"""

from collections.abc import Callable, Collection, Iterable, Iterator
from datetime import datetime
from itertools import tee
from typing import Any

from django.db.models import F, Func, IntegerField, OuterRef, QuerySet, Subquery, TextField
from django.db.models.functions import Cast

from annotator.annotation.models import Assignment
from annotator.annotation.querysets import LabelQuerySet
from annotator.codebook.catalogue import catalogue_of
from annotator.export.study.options import Layer, Options
from annotator.export.study.records import Cells, Row
from annotator.projects.models import Project, ProjectArticle
from articles.models import Article, Claim

TARGET_COLUMNS = (
    "project",
    "article_id",
    "article_external_id",
    "article_title",
    "publisher",
    "origin_publisher",
    "published_at",
    "claim_id",
    "start",
    "end",
    "claim_text",
    "role",
)
LABEL_COLUMNS = (
    "annotator",
    "variable",
    "code",
    "span_start",
    "span_end",
    "note",
    "codebook_version",
    "state",
    "created_at",
    "updated_at",
)
COLUMNS = TARGET_COLUMNS + LABEL_COLUMNS
SPREAD_COLUMNS = ("votes", "distribution")
"""In the layers of decisions and of aggregated answers: how many annotators gave this code, and
each code."""

LABEL_FIELDS = (
    "assignment_id",
    "claim_id",
    "code_id",
    "span_start",
    "span_end",
    "note",
    "made",
    "changed",
)
ORDER = (
    "assignment__article_id",
    F("claim__start").asc(nulls_first=True),
    "assignment__annotator_id",
    "variable_id",
    "code_id",
    F("span_start").asc(nulls_first=True),
    F("span_end").asc(nulls_first=True),
)
ARTICLES_AT_ONCE = 20
FETCH = 2000


class Stamp(Func):
    """A time as the API writes it, made by the database.

    To read two times of every label as objects costs more than everything else in a row.
    """

    output_field = TextField()

    def as_sqlite(self, compiler: Any, connection: Any, **more: Any) -> Any:
        """Times are stored as text, in UTC."""
        template = "replace(%(expressions)s, ' ', 'T') || 'Z'"
        return self.as_sql(compiler, connection, template=template, **more)

    def as_postgresql(self, compiler: Any, connection: Any, **more: Any) -> Any:
        """Write out a time stamp, without a fraction of zero, as SQLite keeps it."""
        shape = 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'
        written = f"to_char(%(expressions)s AT TIME ZONE 'UTC', '{shape}')"
        template = f"replace({written}, '.000000Z', 'Z')"
        return self.as_sql(compiler, connection, template=template, **more)


def columns_of(options: Options) -> tuple[str, ...]:
    """Return the columns of an export."""
    return COLUMNS if options.layer == Layer.ANNOTATORS else COLUMNS + SPREAD_COLUMNS


def with_stamps(labels: LabelQuerySet) -> LabelQuerySet:
    """Add the columns of `LABEL_FIELDS` that labels do not have by themselves."""
    return labels.annotate(made=Stamp("created_at"), changed=Stamp("updated_at"))


def read_rows(
    project: Project, labels: LabelQuerySet, called: Callable[[str], str] = str
) -> Iterator[Row]:
    """Yield the rows of `labels`, which must be labels of `project`, lazily and in order.

    `called` gives the name that an annotator leaves under.
    """
    for articles in _batches(project):
        yield from rows_of(project, labels, articles, called)


def rows_of(
    project: Project, labels: LabelQuerySet, articles: Collection[int], called: Callable[[str], str]
) -> Iterator[Row]:
    """Yield the rows of `labels` on a few articles, lazily and in order."""
    desk, ordered = _opened(project, labels, articles, called)
    yield from desk.rows(ordered.values_list(*LABEL_FIELDS).iterator(chunk_size=FETCH))


def rows_to_confirm(
    project: Project, labels: LabelQuerySet, articles: Collection[int], called: Callable[[str], str]
) -> Iterator[tuple[Row, bool]]:
    """Yield the same rows, each with whether it was carried over and waits to be confirmed."""
    desk, ordered = _opened(project, labels, articles, called)
    # As a number: Django turns every column of a row over where one is a truth value of SQLite.
    marked = ordered.annotate(waits=Cast("inherited", IntegerField()))
    for_rows, beside = tee(
        marked.values_list(*LABEL_FIELDS, "waits").iterator(chunk_size=FETCH),
    )
    rows = desk.rows(label[:-1] for label in for_rows)
    yield from zip(rows, (bool(label[-1]) for label in beside), strict=True)


def _opened(
    project: Project, labels: LabelQuerySet, articles: Collection[int], called: Callable[[str], str]
) -> tuple["Desk", LabelQuerySet]:
    found = with_stamps(labels.on_current_claims()).filter(assignment__article_id__in=articles)
    desk = Desk(
        project,
        Assignment.objects.filter(project=project, article_id__in=articles),
        Claim.objects.filter(article_id__in=articles).current().asserting(),
        called,
    )
    return desk, found.order_by(*ORDER)


def _batches(project: Project) -> Iterator[list[int]]:
    last = 0
    taken = Assignment.objects.filter(project=project).order_by("article_id")
    numbers = taken.values_list("article_id", flat=True).distinct()
    while batch := list(numbers.filter(article_id__gt=last)[:ARTICLES_AT_ONCE]):
        yield batch
        last = batch[-1]


class Desk:
    """What the rows of some labels share, loaded by three queries."""

    def __init__(
        self,
        project: Project,
        assignments: QuerySet[Assignment],
        claims: QuerySet[Claim],
        called: Callable[[str], str] = str,
    ) -> None:
        version = project.codebook_version
        self.slug, self.version = project.slug, version.version
        self.codes = {
            code.pk: (entry.id, identifier)
            for entry in catalogue_of(version).variables.values()
            for identifier, code in entry.codes.items()
        }
        self.called = called
        self.assignments = {row[0]: self._work(row) for row in _assignment_rows(assignments)}
        standing = list(_claim_rows(claims))
        taken = {row[0] for row in self.assignments.values()}
        self.articles = self._articles(project, taken | {row[1] for row in standing})
        self.claims = {row[0]: self._claim_cells(row) for row in standing}

    def rows(self, labels: Iterable[Cells]) -> Iterator[Row]:
        """Join labels, given as `LABEL_FIELDS`, with what they share."""
        for assignment, claim, code, start, end, note, made, changed in labels:
            work = self.assignments.get(assignment) or self._late_assignment(assignment)
            article, annotator, state = work
            if claim is None:
                target = self.articles[article] + (None,) * 5
            else:
                target = self.claims.get(claim) or self._late_claim(claim)
            variable, identifier = self.codes[code]
            yield (
                target,
                (
                    annotator,
                    variable,
                    identifier,
                    start,
                    end,
                    note,
                    self.version,
                    state,
                    made,
                    changed,
                ),
            )

    def _articles(self, project: Project, numbers: set[int]) -> dict[int, Cells]:
        entry = ProjectArticle.objects.filter(project=project, article=OuterRef("pk"))
        rows = Article.objects.filter(pk__in=numbers).values_list(
            "pk",
            Subquery(entry.values("external_id")),
            "title",
            "publisher__name",
            "origin_publisher__name",
            "published_at",
        )
        return {row[0]: (self.slug, *row[:5], row[5] and stamp(row[5])) for row in rows}

    def _claim_cells(self, row: Cells) -> Cells:
        number, article, *cells = row
        return (*self.articles[article], number, *cells)

    def _work(self, row: Cells) -> Cells:
        _number, article, username, state = row
        return article, self.called(username), state

    def _late_assignment(self, number: int) -> Cells:
        """An assignment that was taken between reading the assignments and the labels."""
        (row,) = _assignment_rows(Assignment.objects.filter(pk=number))
        self.assignments[number] = self._work(row)
        return self.assignments[number]

    def _late_claim(self, number: int) -> Cells:
        """A claim that was cut between reading the claims and reading the labels."""
        (row,) = _claim_rows(Claim.objects.filter(pk=number))
        self.claims[number] = self._claim_cells(row)
        return self.claims[number]


def _assignment_rows(rows: QuerySet[Assignment]) -> QuerySet[Assignment, Cells]:
    return rows.values_list("pk", "article_id", "annotator__username", "state")


def _claim_rows(claims: QuerySet[Claim]) -> QuerySet[Claim, Cells]:
    return claims.order_by().values_list("pk", "article_id", "start", "end", "text", "role")


def stamp(moment: datetime) -> str:
    """Return a time as the API writes it: `2022-02-10T14:30:00Z`."""
    text = moment.isoformat()
    return text[:-6] + "Z" if text.endswith("+00:00") else text
