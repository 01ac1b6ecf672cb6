"""What all agree on and nobody has decided: what “finish all unanimous” would do."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

import numpy as np
from django.db.models import Max
from django.utils import timezone

from annotator.codebook.catalogue import Catalogue, VariableEntry, project_catalogue
from annotator.codebook.models import Variable
from annotator.projects.models import Membership
from annotator.review.cells import Cells, project_cells
from annotator.review.models import Adjudication, DecisionStep
from annotator.review.opening import with_opened
from annotator.review.querysets import Target
from annotator.review.settling import Table
from annotator.review.standing import read_decided, standing_of

SAMPLE = 10
DEAD_AFTER = timedelta(minutes=10)
"""A step that has decided nothing for so long has died; finishing again begins another."""


@dataclass(frozen=True, slots=True)
class Part:
    """One question: how many answers, of them by one annotator alone, on how many articles.

    `sample` are some of the claims (or articles), `codes` what was answered there, as keys.
    """

    entry: VariableEntry
    answers: int
    alone: int
    articles: int
    sample: Sequence[Target]
    codes: Sequence[Sequence[int]]


@dataclass(frozen=True)
class Rest:
    """What is unanimous and undecided in the articles that are coded.

    `articles` also holds those on which nothing is left to decide: finishing closes them.
    """

    parts: Sequence[Part]
    articles: frozenset[int]

    @property
    def answers(self) -> int:
        """How many answers would be decided."""
        return sum(part.answers for part in self.parts)


def unanimous_rest(member: Membership) -> Rest:
    """Return what finishing all that is unanimous would decide now."""
    table = _whole_table(member)
    ready = {pk for pk in table.coded if not table.entries[pk].decided_at}
    chosen = table.agreed & np.isin(table.cells.article, [*ready])
    cells = table.cells.where(chosen)
    parts = [_part(table.catalogue, cells, entry) for entry in table.catalogue.variables.values()]
    closing = ready - table.finished().left
    articles = closing | set(cells.article.tolist())
    return Rest([part for part in parts if part.answers], frozenset(articles))


def _whole_table(member: Membership) -> Table:
    """All articles of the project; of those that are decided, no decision is read."""
    project = member.project
    catalogue = project_catalogue(project.codebook_version, project.variable_ids)
    undecided = project.entries.filter(decided_at__isnull=True)
    decisions = Adjudication.objects.filter(
        project=project, article__in=undecided.values("article")
    )
    decided = read_decided(decisions, catalogue)
    cells = with_opened(catalogue, project_cells(member), decided)
    return Table(
        catalogue=catalogue,
        entries={entry.article_id: entry for entry in project.entries.with_wanted()},
        cells=cells,
        standing=standing_of(catalogue, cells, decided),
    )


def _part(catalogue: Catalogue, cells: Cells, entry: VariableEntry) -> Part:
    here = cells.where(cells.variable == entry.row.pk)
    about_article = entry.row.scope == Variable.Scope.ARTICLE
    spread = np.unique(np.linspace(0, here.unit.size - 1, SAMPLE).astype(np.intp))
    sample = spread if here.unit.size else spread[:0]
    columns = (here.article[sample].tolist(), here.unit[sample].tolist())
    return Part(
        entry=entry,
        answers=here.unit.size,
        alone=int((here.answers == 1).sum()),
        articles=np.unique(here.article).size,
        sample=[
            (article, None if about_article else unit)
            for article, unit in zip(*columns, strict=True)
        ],
        codes=[
            np.unique(here.labels.code[here.place == place]).tolist() for place in sample.tolist()
        ],
    )


def running_step(member: Membership) -> DecisionStep | None:
    """The step that finishes what is unanimous just now, if one does."""
    steps = DecisionStep.objects.filter(
        project=member.project,
        kind=DecisionStep.Kind.UNANIMOUS,
        finished_at__isnull=True,
        undone_at__isnull=True,
    )
    step = steps.annotate(moved=Max("events__created_at")).order_by("-created_at").first()
    if step is None or (step.moved or step.created_at) < timezone.now() - DEAD_AFTER:
        return None
    return step
