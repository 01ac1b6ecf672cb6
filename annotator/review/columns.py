"""The labels that count, as columns of integers: read once, looked at from many sides.

Agreement and the queue of disputed claims both need who gave which code where. What is compared
depends on the question: one code of each annotator, the set of codes they used on the claim, or,
for a set of yes/no questions, one code for each of its items.
"""

import itertools
from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import Self

import numpy as np
import numpy.typing as npt
from django.db.models.functions import Coalesce

from annotator.codebook.catalogue import VariableEntry
from annotator.projects.models import Membership
from annotator.review.querysets import counted_labels
from annotator.review.remembering import Articles, ByArticle

IntArray = npt.NDArray[np.intp]


@dataclass(frozen=True, eq=False)
class Columns:
    """Labels as parallel columns of primary keys.

    `unit` is the claim, or the article where the question is about the article as a whole.
    """

    article: IntArray
    unit: IntArray
    annotator: IntArray
    variable: IntArray
    code: IntArray

    def where(self, chosen: npt.NDArray[np.bool_] | IntArray) -> Self:
        """The chosen labels, by a mask or by their places."""
        return type(self)(
            article=self.article[chosen],
            unit=self.unit[chosen],
            annotator=self.annotator[chosen],
            variable=self.variable[chosen],
            code=self.code[chosen],
        )


def read_columns(member: Membership, articles: Articles) -> Columns:
    """Read the labels that count, of some articles or of all; see `counted_labels`."""
    labels = counted_labels(member).order_by()
    if articles is not None:
        labels = labels.filter(assignment__article__in=articles)
    rows = labels.values_list(
        "assignment__article_id",
        Coalesce("claim_id", "assignment__article_id"),
        "assignment__annotator_id",
        "variable_id",
        "code_id",
    )
    numbers = itertools.chain.from_iterable(rows.iterator(chunk_size=10_000))
    table = np.fromiter(numbers, dtype=np.intp).reshape(-1, 5)
    return Columns(*np.ascontiguousarray(table.T))


def splice_columns(kept: Columns, articles: Collection[int], anew: Columns) -> Columns:
    """Put the labels of some articles in the place of those there were."""
    others = kept.where(~np.isin(kept.article, list(articles)))
    return joined(others, anew)


def joined(first: Columns, second: Columns) -> Columns:
    """The labels of both."""
    pairs = zip(vars(first).values(), vars(second).values(), strict=True)
    return Columns(*(np.concatenate(pair) for pair in pairs))


label_columns = ByArticle(read_columns, splice_columns)
"""The labels that count in a member's project, kept in the process."""


def answers(labels: Columns) -> tuple[Columns, list[frozenset[int]]]:
    """Turn labels of a question that takes several codes into answers, one a unit and annotator.

    In the columns returned, `code` is the place of the answer's set of codes in the list returned.
    """
    order = np.lexsort((labels.code, labels.annotator, labels.unit))
    labels = labels.where(order)
    begins = _changes(labels.unit) | _changes(labels.annotator)
    starts = np.flatnonzero(begins)
    sets = [frozenset(codes.tolist()) for codes in np.split(labels.code, starts[1:])]
    places = {codes: place for place, codes in enumerate(dict.fromkeys(sets))}
    first = labels.where(starts)
    code = np.fromiter((places[codes] for codes in sets), dtype=np.intp, count=len(starts))
    return Columns(first.article, first.unit, first.annotator, first.variable, code), list(places)


def by_item(entry: VariableEntry, labels: Columns) -> Columns:
    """Turn labels of a set of yes/no questions into ones whose `unit` is a claim and an item.

    Each item is a question of its own that everybody answers on every claim (or article), so the
    units of a set are its targets times its items. `unit % len(entry.items)` is the item's place.
    """
    places = {
        code.pk: place
        for place, item in enumerate(entry.items.values())
        for code in item.codes.values()
    }
    labels = labels.where(np.isin(labels.code, list(places)))
    item = np.fromiter((places[code] for code in labels.code.tolist()), dtype=np.intp)
    return replace(labels, unit=labels.unit * len(entry.items) + item)


def _changes(column: IntArray) -> npt.NDArray[np.bool_]:
    """Whether each entry differs from the one before it; the first does."""
    return np.concatenate([[True], column[1:] != column[:-1]])[: column.size]
