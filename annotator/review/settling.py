"""Some articles of a project with all that was answered and decided on them, as it stands now."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Self

import numpy as np

from annotator.codebook.catalogue import Catalogue, project_catalogue
from annotator.codebook.models import Variable
from annotator.projects.models import Membership, ProjectArticle
from annotator.review.cells import BITS, Cells, Mask, compare, keys_of, project_cells
from annotator.review.columns import IntArray, read_columns
from annotator.review.models import Adjudication
from annotator.review.opening import with_opened
from annotator.review.querysets import Target
from annotator.review.standing import LEFT, Standing, overtaken, read_decided, standing_of


@dataclass(frozen=True, eq=False)
class Table:
    """Articles with what was answered on them and where it stands."""

    catalogue: Catalogue
    entries: dict[int, ProjectArticle]
    cells: Cells
    standing: IntArray

    @cached_property
    def coded(self) -> set[int]:
        """Ids of those that all who are to code them have submitted."""
        return {
            pk
            for pk, entry in self.entries.items()
            if entry.submitted and entry.submitted >= entry.wanted  # type: ignore[attr-defined]
        }

    @cached_property
    def agreed(self) -> Mask:
        """Which cells may be finished without looking: all agree, and nobody is still to answer."""
        in_coded = np.isin(self.cells.article, [*self.coded])
        return (self.standing == Standing.AGREED) & in_coded

    def has(self, article: int, *standings: Standing) -> bool:
        """Whether something on an article stands so."""
        here = self.standing[self.cells.article == article]
        return bool(np.isin(here, standings).any())

    @cached_property
    def left(self) -> set[int]:
        """Ids of those on which something is left to decide."""
        return set(self.cells.article[np.isin(self.standing, LEFT)].tolist())

    def is_settled(self, article: int) -> bool:
        """Whether an article is decided: it is coded, and nothing on it is left to decide."""
        return article in self.coded and article not in self.left

    def finished(self) -> Self:
        """The same once all that is agreed on is decided."""
        standing = np.where(self.agreed, Standing.DECIDED, self.standing)
        return replace(self, standing=standing)


def read_table(member: Membership, catalogue: Catalogue, articles: Collection[int]) -> Table:
    """Read some articles of a project: three queries, and one more where a decision about an
    article opens questions about its claims."""
    entries = member.project.entries.filter(article__in=articles)
    labels = read_columns(member, articles)
    rows = Adjudication.objects.filter(project=member.project, article__in=articles)
    decided = read_decided(rows, catalogue)
    cells = with_opened(catalogue, compare(catalogue, labels), decided)
    return Table(
        catalogue=catalogue,
        entries={entry.article_id: entry for entry in entries.with_wanted()},
        cells=cells,
        standing=standing_of(catalogue, cells, decided),
    )


def overtaken_among(member: Membership, decisions: Collection[Adjudication]) -> set[int]:
    """Ids of the decisions that were made because all said so, where they no longer do."""
    all_said = [one.pk for one in decisions if one.method == Adjudication.Method.UNANIMOUS]
    if not all_said:
        return set()
    project = member.project
    catalogue = project_catalogue(project.codebook_version, project.variable_ids)
    decided = read_decided(Adjudication.objects.filter(pk__in=all_said), catalogue)
    codes = decided.codes.where(overtaken(project_cells(member), decided))
    gone = {*keys_of(codes.unit, codes.variable).tolist()}
    units = {one.pk: one.claim_id or one.article_id for one in decisions}
    return {one.pk for one in decisions if (units[one.pk] << BITS) + one.variable_id in gone}


def standing_on(member: Membership, catalogue: Catalogue, target: Target) -> dict[int, Standing]:
    """Where each question stands that somebody answered on a claim (or article), or that a decision
    opened, by its id."""
    article, claim = target
    table = read_table(member, catalogue, [article])
    about_article = [entry.row.pk for entry in catalogue.scoped(Variable.Scope.ARTICLE)]
    is_about = np.isin(table.cells.variable, about_article)
    here = (table.cells.unit == (claim or article)) & (is_about == (claim is None))
    variables, standing = table.cells.variable[here].tolist(), table.standing[here].tolist()
    return {pk: Standing(number) for pk, number in zip(variables, standing, strict=True)}
