"""What the figures of one choice of filters are made from, read once: articles, work, labels."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
from django.db.models import Count

from annotator.annotation.models import Assignment
from annotator.codebook.catalogue import Catalogue, VariableEntry, project_catalogue
from annotator.codebook.models import CodebookVersion, Variable
from annotator.projects.models import Membership
from annotator.review.columns import Columns, IntArray, label_columns
from annotator.review.figures.applying import where_applying
from annotator.review.figures.deciding import as_decided
from annotator.review.figures.filters import AFTER, Filters
from articles.models import Claim


class Entry(NamedTuple):
    """An article that is chosen. `week` is "" without a date, `publisher` without one."""

    article: int
    publisher: str
    week: str
    state: str


class Work(NamedTuple):
    """An assignment on one of the chosen articles."""

    pk: int
    article: int
    annotator: int
    name: str
    state: str


@dataclass(frozen=True)
class Chosen:
    """What is counted, of the chosen articles.

    `everybody` are all labels that count, `submitted` those of the chosen annotators, `labels`
    the same where their question applies, and after decisions if that is asked for.
    """

    member: Membership
    filters: Filters
    catalogue: Catalogue
    entries: Sequence[Entry]
    work: Sequence[Work]
    everybody: Columns
    submitted: Columns
    labels: Columns
    claims: dict[int, int]

    @cached_property
    def names(self) -> dict[int, str]:
        """Usernames of those who have work here."""
        return {one.annotator: one.name for one in self.work}

    @cached_property
    def articles(self) -> IntArray:
        """The chosen articles, rising."""
        return np.array(sorted(one.article for one in self.entries), dtype=np.intp)

    @cached_property
    def coders(self) -> dict[int, list[int]]:
        """Article -> the chosen annotators who have submitted it."""
        found: dict[int, list[int]] = {}
        for one in self.work:
            if one.state == Assignment.State.SUBMITTED and self._is_chosen(one):
                found.setdefault(one.article, []).append(one.annotator)
        return found

    def _is_chosen(self, work: Work) -> bool:
        return not self.filters.annotators or work.name in self.filters.annotators

    def of(self, entry: VariableEntry) -> Columns:
        """The labels of one question."""
        return self.labels.where(self._of.get(entry.row.pk, np.zeros(0, dtype=np.intp)))

    @cached_property
    def _of(self) -> dict[int, IntArray]:
        """Variable -> where its labels are."""
        order = np.argsort(self.labels.variable, kind="stable")
        keys, starts = np.unique(self.labels.variable[order], return_index=True)
        return dict(zip(keys.tolist(), np.split(order, starts[1:]), strict=bool(keys.size)))

    def universe(self, entry: VariableEntry) -> int:
        """How many units of a question two annotators or more could have answered.

        All claims (or the article itself) of the articles that two of the chosen annotators have
        submitted; of a set, times its items.
        """
        shared = [article for article, coders in self.coders.items() if len(coders) > 1]
        if entry.row.scope == Variable.Scope.ARTICLE:
            targets = len(shared)
        else:
            targets = sum(self.claims.get(article, 0) for article in shared)
        return targets * (len(entry.items) if entry.is_set else 1)


def choose(member: Membership, filters: Filters) -> Chosen:
    """Read what the figures are made from. The number of queries does not grow with rows.

    Labels are read first: what is handed in while the rest is read has no labels yet, but no
    label is without its article and annotator.
    """
    labels = label_columns(member)
    catalogue = catalogue_for(member, filters)
    entries = list(_entries(member, filters))
    articles = np.array(sorted(one.article for one in entries), dtype=np.intp)
    work = [one for one in _work(member) if _is_in(articles, one.article)]
    everybody = _on_articles(labels, articles)
    submitted = _of_pair(everybody, filters, work)
    labels = submitted
    if filters.labels == AFTER:
        labels = as_decided(member, catalogue, labels, _chosen_coders(filters, work))
    return Chosen(
        member=member,
        filters=filters,
        catalogue=catalogue,
        entries=entries,
        work=work,
        everybody=everybody,
        submitted=submitted,
        labels=where_applying(catalogue, labels),
        claims=_claims(member),
    )


def catalogue_for(member: Membership, filters: Filters) -> Catalogue:
    """The questions of the project, in the codebook version that is chosen."""
    version = member.project.codebook_version
    if filters.version:
        versions = CodebookVersion.objects.defer("document").filter(codebook=version.codebook_id)
        version = versions.get(version=filters.version)
    return project_catalogue(version, member.project.variable_ids)


def _entries(member: Membership, filters: Filters) -> Iterable[Entry]:
    rows = filters.entries(member).with_states()
    for article, publisher, published_at, state in rows.values_list(
        "article_id", "article__publisher__name", "article__published_at", "state"
    ):
        yield Entry(article, publisher or "", week_of(published_at), state)


def week_of(moment: datetime | None) -> str:
    """The ISO week of a moment in UTC.

    >>> week_of(datetime(2026, 2, 14, tzinfo=UTC))
    '2026-W07'
    """
    if moment is None:
        return ""
    year, week, _day = moment.astimezone(UTC).isocalendar()
    return f"{year:04}-W{week:02}"


def _work(member: Membership) -> Iterable[Work]:
    rows = Assignment.objects.visible_to(member).order_by("pk")
    columns = ("pk", "article_id", "annotator_id", "annotator__username", "state")
    return (Work(*row) for row in rows.values_list(*columns))


def _is_in(articles: IntArray, article: int) -> bool:
    place = int(np.searchsorted(articles, article))
    return place < articles.size and int(articles[place]) == article


def _on_articles(labels: Columns, articles: IntArray) -> Columns:
    kept: npt.NDArray[np.bool_] = np.isin(labels.article, articles)
    return labels if kept.all() else labels.where(kept)


def _of_pair(labels: Columns, filters: Filters, work: Sequence[Work]) -> Columns:
    if not filters.annotators:
        return labels
    pair = {one.annotator for one in work if one.name in filters.annotators}
    return labels.where(np.isin(labels.annotator, [*pair]))


def _chosen_coders(filters: Filters, work: Sequence[Work]) -> list[tuple[int, int]]:
    """(article, annotator) of what was submitted by those who are chosen."""
    return [
        (one.article, one.annotator)
        for one in work
        if one.state == Assignment.State.SUBMITTED
        and (not filters.annotators or one.name in filters.annotators)
    ]


def _claims(member: Membership) -> dict[int, int]:
    """Article -> its claims."""
    rows: Any = Claim.objects.filter(article__entries__project=member.project)
    counts = rows.current().asserting().order_by().values_list("article_id")
    return dict(counts.annotate(claims=Count("pk")))
