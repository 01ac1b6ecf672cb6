"""Everybody's answers to one question on one claim (or article), for many of them at once.

A cell is a question on a claim, or on an article where it is about that, that somebody answered.
What of it is known from labels alone is compared here, once for each state of the labels; what
decisions make of it is `standing`. Answers in words are not compared, so they make no cells.
"""

from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import Self

import numpy as np
import numpy.typing as npt

from annotator.codebook.catalogue import Catalogue, VariableEntry, project_catalogue
from annotator.codebook.models import Variable
from annotator.projects.models import Membership
from annotator.review.columns import Columns, IntArray, joined, label_columns
from annotator.review.remembering import Articles, ByArticle

Mask = npt.NDArray[np.bool_]
BITS = 24
"""Numbers of variables, codes and people stay below 2 to this power, so that two make one key."""


@dataclass(frozen=True, eq=False)
class Cells:
    """Cells as parallel columns, by rising `key`.

    `unit` is the claim, or the article of a question about it.

    `answers` counts annotators. Two of them `differ`; or one of them stands alone `behind` a
    difference in a question that theirs depends on, whose outcome says whether theirs applies.
    Nobody answered one that a decision opens (`opening`): it is `behind` that decision.
    `labels` are their codes, each once an annotator, and `place` the cell that each is in.
    """

    article: IntArray
    unit: IntArray
    variable: IntArray
    answers: IntArray
    differ: Mask
    behind: Mask
    labels: Columns
    place: IntArray

    @property
    def key(self) -> IntArray:
        """One number for each cell, the same wherever it is read."""
        return keys_of(self.unit, self.variable)

    @property
    def look(self) -> Mask:
        """Whether a reviewer has to look at it: annotators do not say the same."""
        return self.differ | self.behind

    def where(self, chosen: Mask) -> Self:
        """The chosen cells with their labels."""
        moved = np.cumsum(chosen) - 1
        kept = chosen[self.place]
        return replace(
            self,
            article=self.article[chosen],
            unit=self.unit[chosen],
            variable=self.variable[chosen],
            answers=self.answers[chosen],
            differ=self.differ[chosen],
            behind=self.behind[chosen],
            labels=self.labels.where(kept),
            place=moved[self.place[kept]],
        )


def splice_cells(kept: Cells, articles: Collection[int], anew: Cells) -> Cells:
    """Put the cells of some articles in the place of those there were."""
    others = kept.where(~np.isin(kept.article, list(articles)))
    names = ("article", "unit", "variable", "answers", "differ", "behind")
    both = {name: np.concatenate([getattr(others, name), getattr(anew, name)]) for name in names}
    order = np.argsort(keys_of(both["unit"], both["variable"]))
    moved = np.empty_like(order)
    moved[order] = np.arange(order.size)
    return Cells(
        **{name: column[order] for name, column in both.items()},
        labels=joined(others.labels, anew.labels),
        place=moved[np.concatenate([others.place, anew.place + others.unit.size])],
    )


def find_cells(member: Membership, articles: Articles) -> Cells:
    """Compare the answers in some articles or in all."""
    labels = label_columns(member)
    if articles is not None:
        labels = labels.where(np.isin(labels.article, list(articles)))
    project = member.project
    return compare(project_catalogue(project.codebook_version, project.variable_ids), labels)


def keys_of(unit: IntArray, variable: IntArray) -> IntArray:
    """One number for each question on a claim or article."""
    return (unit << BITS) + variable


def distinct(numbers: IntArray) -> IntArray:
    """The numbers without repetition, rising. By sorting: `np.unique` hashes, ten times slower."""
    found = np.sort(numbers)
    return found[np.concatenate([[True], found[1:] != found[:-1]])[: found.size]]


def compare(catalogue: Catalogue, labels: Columns) -> Cells:
    """Put labels together by claim and question, and tell which answers differ."""
    labels = _once(catalogue, labels)
    _keys, first, place, = np.unique(
        keys_of(labels.unit, labels.variable), return_index=True, return_inverse=True
    )  # fmt: skip
    cells = Cells(
        article=labels.article[first],
        unit=labels.unit[first],
        variable=labels.variable[first],
        answers=_annotators(place, labels, first.size),
        differ=_differ(catalogue, labels, place, first.size),
        behind=np.zeros(first.size, dtype=np.bool_),
        labels=labels,
        place=place,
    )
    return replace(cells, behind=_behind(catalogue, cells))


def _once(catalogue: Catalogue, labels: Columns) -> Columns:
    """Leave out words, and all but one of an annotator's marks with the same code on a claim."""
    entries = [entry for entry in catalogue.variables.values() if not entry.is_text]
    labels = labels.where(np.isin(labels.variable, [entry.row.pk for entry in entries]))
    marks = np.isin(labels.variable, [one.row.pk for one in entries if one.is_about_words])
    if not marks.any():
        return labels
    found = labels.where(marks)
    table = np.stack([found.unit, found.variable, found.annotator, found.code])
    _rows, first = np.unique(table, axis=1, return_index=True)
    kept = np.flatnonzero(marks)[first]
    return labels.where(np.sort(np.concatenate([np.flatnonzero(~marks), kept])))


def _annotators(place: IntArray, labels: Columns, size: int) -> IntArray:
    people = distinct((place << BITS) + labels.annotator)
    return np.bincount(people >> BITS, minlength=size)


def _differ(catalogue: Catalogue, labels: Columns, place: IntArray, size: int) -> Mask:
    """Whether a code was not given by all who answered; of a set, who answered its item."""
    item, items = _items(catalogue, labels)
    group = place * items + item
    people = _annotators(group, labels, size * items)
    given, count = np.unique((group << BITS) + labels.code, return_counts=True)
    group = given >> BITS
    unlike = group[count < people[group]] // items
    return np.isin(np.arange(size), unlike)


def _items(catalogue: Catalogue, labels: Columns) -> tuple[IntArray, int]:
    """The item of a set that each label answers, 0 for other questions; how many there can be."""
    places = {
        code.pk: 1 + place
        for entry in catalogue.variables.values()
        if entry.is_set
        for place, item in enumerate(entry.items.values())
        for code in item.codes.values()
    }
    lookup = np.zeros(1 + max([0, int(labels.code.max(initial=0)), *places]), dtype=np.intp)
    lookup[list(places)] = list(places.values())
    return lookup[labels.code], 1 + max(places.values(), default=0)


def _behind(catalogue: Catalogue, cells: Cells) -> Mask:
    behind = np.zeros(cells.unit.size, dtype=np.bool_)
    for entry in conditional(catalogue):
        alone = (cells.variable == entry.row.pk) & (cells.answers == 1)
        behind |= alone & on_same(catalogue, cells, entry, cells.differ)
    return behind & ~cells.differ


def conditional(catalogue: Catalogue) -> list[VariableEntry]:
    """The questions that are asked under a condition."""
    return [entry for entry in catalogue.variables.values() if entry.rule.variables()]


def depends_on(catalogue: Catalogue, entry: VariableEntry) -> list[VariableEntry]:
    """The questions that a question depends on, and those that these depend on in turn."""
    found: dict[str, VariableEntry] = {}
    waiting = list(entry.rule.variables())
    while waiting:
        parent = catalogue.variables.get(waiting.pop())
        if parent is not None and parent.id not in found:
            found[parent.id] = parent
            waiting += parent.rule.variables()
    return list(found.values())


def on_same(catalogue: Catalogue, cells: Cells, entry: VariableEntry, marked: Mask) -> Mask:
    """Whether a question that `entry` depends on is marked on the claim of each cell, or on its
    article."""
    found = np.zeros(cells.unit.size, dtype=np.bool_)
    for parent in depends_on(catalogue, entry):
        here = marked & (cells.variable == parent.row.pk)
        about_article = parent.row.scope == Variable.Scope.ARTICLE
        column = cells.article if about_article else cells.unit
        found |= np.isin(column, column[here])
    return found


project_cells = ByArticle(find_cells, splice_cells)
"""Everybody's answers in a member's project, compared; kept in the process."""
