"""Claims that annotators answered differently, most disputed first, and how far deciding is."""

from bisect import insort
from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from annotator.codebook.catalogue import VariableEntry, project_catalogue
from annotator.codebook.models import Variable
from annotator.projects.models import Membership
from annotator.review.columns import Columns, IntArray, answers, by_item, label_columns
from annotator.review.querysets import Target, articles_of_publisher, decided_targets
from annotator.review.remembering import Articles, ByArticle


@dataclass(frozen=True, slots=True)
class Dispute:
    """A claim (or an article) with the questions that were answered differently on it.

    `share` is the share of pairs of answers that differ, over all its questions; see
    `aggregation.disagreement`.
    """

    target: Target
    variables: tuple[str, ...]
    share: float


@dataclass(frozen=True)
class Queue:
    """Disputes in the order they are dealt with. `decided` holds (target, variable)."""

    disputes: Sequence[Dispute]
    decided: Collection[tuple[Target, str]]

    @cached_property
    def open(self) -> list[Dispute]:
        """Those with a question that is still undecided."""
        return [dispute for dispute in self.disputes if self.open_variables(dispute)]

    def open_variables(self, dispute: Dispute) -> list[str]:
        """What is still to be decided of it."""
        return [
            variable
            for variable in dispute.variables
            if (dispute.target, variable) not in self.decided
        ]

    def around(self, target: Target) -> tuple[Target | None, Target | None]:
        """The targets before and after this one, for stepping through."""
        targets = [dispute.target for dispute in self.disputes]
        if target not in targets:
            return None, next((one.target for one in self.open), None)
        place = targets.index(target)
        before = targets[place - 1] if place else None
        return before, targets[place + 1] if place + 1 < len(targets) else None

    def is_article_decided(self, article: int) -> bool:
        """Whether no dispute in the article is left open: only then do names appear."""
        return not any(
            self.open_variables(dispute)
            for dispute in self.disputes
            if dispute.target[0] == article
        )


def review_queue(member: Membership, *, variable: str = "", publisher: str | None = None) -> Queue:
    """Return the disputes of a project, or those of one question or one publisher's articles."""
    found: Sequence[Dispute] = project_disputes(member)
    if variable:
        found = [dispute for dispute in found if variable in dispute.variables]
    if publisher is not None:
        articles = set(articles_of_publisher(member, publisher))
        found = [dispute for dispute in found if dispute.target[0] in articles]
    return Queue(found, decided_targets(member))


def find_disputes(member: Membership, articles: Articles) -> list[Dispute]:
    """The disputes of some articles or of all, in the order of `project_disputes`."""
    catalogue = project_catalogue(member.project.codebook_version, member.project.variable_ids)
    labels = label_columns(member)
    if articles is not None:
        labels = labels.where(np.isin(labels.article, list(articles)))
    counted = [
        _count_pairs(entry, labels.where(labels.variable == entry.row.pk))
        for entry in catalogue.variables.values()
    ]
    names = [entry.id for entry in catalogue.variables.values()]
    return _ranked(*_joined(counted), names)


def splice_disputes(
    kept: list[Dispute], articles: Collection[int], anew: list[Dispute]
) -> list[Dispute]:
    """Put the disputes of some articles in the place of those there were."""
    found = [dispute for dispute in kept if dispute.target[0] not in articles]
    for dispute in anew:
        insort(found, dispute, key=_rank)
    return found


project_disputes = ByArticle(find_disputes, splice_disputes)
"""All disputes of a member's project, by falling share, then in the order of articles and claims.

Kept in the process."""


@dataclass(frozen=True, eq=False)
class _Pairs:
    """Per unit with two labels or more: `pairs` of labels, and those of them that are `unlike`.

    `key` is the claim, or minus the article where the question is about the article.
    """

    key: IntArray
    article: IntArray
    pairs: IntArray
    unlike: IntArray


def _count_pairs(entry: VariableEntry, labels: Columns) -> _Pairs:
    """Words are not compared; a set of yes/no questions is, item by item."""
    if entry.is_text:
        labels = labels.where(np.zeros(labels.code.size, dtype=np.bool_))
    if entry.is_set:
        return _by_target(_pairs(entry, by_item(entry, labels)), len(entry.items))
    if entry.takes_several:
        labels, _sets = answers(labels)
    return _pairs(entry, labels)


def _by_target(found: _Pairs, items: int) -> _Pairs:
    """Pairs on the items of a target, put together."""
    sign = np.sign(found.key)
    target, first, place = np.unique(
        sign * (np.abs(found.key) // items), return_index=True, return_inverse=True
    )
    return _Pairs(
        key=target,
        article=found.article[first],
        pairs=_summed(place, found.pairs, target.size),
        unlike=_summed(place, found.unlike, target.size),
    )


def _summed(place: IntArray, amounts: IntArray, size: int) -> IntArray:
    return np.bincount(place, weights=amounts, minlength=size).astype(np.intp)


def _pairs(entry: VariableEntry, labels: Columns) -> _Pairs:
    unit, first, place, size = np.unique(
        labels.unit, return_index=True, return_inverse=True, return_counts=True
    )
    codes = int(labels.code.max(initial=0)) + 1
    runs, count = np.unique(place * codes + labels.code, return_counts=True)
    alike = np.bincount(runs // codes, weights=count * (count - 1), minlength=unit.size)
    pairs = size * (size - 1) // 2
    paired = pairs > 0
    about_article = entry.row.scope == Variable.Scope.ARTICLE
    return _Pairs(
        key=(-unit if about_article else unit)[paired],
        article=labels.article[first][paired],
        pairs=pairs[paired],
        unlike=(pairs - alike.astype(np.intp) // 2)[paired],
    )


def _joined(counted: Sequence[_Pairs]) -> tuple[_Pairs, IntArray]:
    """All questions in one, and which question each entry is of."""
    variable = np.repeat(np.arange(len(counted)), [one.key.size for one in counted])
    columns = [(one.key, one.article, one.pairs, one.unlike) for one in counted]
    nothing = np.zeros(0, dtype=np.intp)
    joined = [np.concatenate([nothing, *column]) for column in zip(*columns, strict=True)]
    return _Pairs(*(joined or [nothing] * 4)), variable


def _ranked(found: _Pairs, variable: IntArray, names: Sequence[str]) -> list[Dispute]:
    keys, place = np.unique(found.key, return_inverse=True)
    pairs = np.bincount(place, weights=found.pairs, minlength=keys.size)
    unlike = np.bincount(place, weights=found.unlike, minlength=keys.size)
    disputed = found.unlike > 0
    variables: dict[tuple[int, int], list[str]] = defaultdict(list)
    entries = zip(
        found.article[disputed].tolist(), place[disputed].tolist(),
        variable[disputed].tolist(), strict=True,
    )  # fmt: skip
    for article, target, number in entries:
        variables[article, target].append(names[number])
    disputes = [
        Dispute(
            target=(article, max(0, int(keys[target])) or None),
            variables=tuple(questions),
            share=float(unlike[target] / pairs[target]),
        )
        for (article, target), questions in variables.items()
    ]
    return sorted(disputes, key=_rank)


def _rank(dispute: Dispute) -> tuple[float, int, int]:
    article, claim = dispute.target
    return (-dispute.share, article, claim or 0)
