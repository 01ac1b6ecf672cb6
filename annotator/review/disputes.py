"""Claims that annotators answered differently, most disputed first, and how far deciding is."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from annotator.codebook.catalogue import VariableEntry, project_catalogue
from annotator.codebook.models import Variable
from annotator.projects.models import Membership
from annotator.review.columns import Columns, IntArray, answers, label_columns
from annotator.review.querysets import Target, articles_of_publisher, decided_targets
from annotator.review.remembering import remembered


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
        return all(dispute.target[0] != article for dispute in self.open)


def review_queue(member: Membership, *, variable: str = "", publisher: str | None = None) -> Queue:
    """Return the disputes of a project, or those of one question or one publisher's articles."""
    found: Sequence[Dispute] = project_disputes(member)
    if variable:
        found = [dispute for dispute in found if variable in dispute.variables]
    if publisher is not None:
        articles = set(articles_of_publisher(member, publisher))
        found = [dispute for dispute in found if dispute.target[0] in articles]
    return Queue(found, decided_targets(member))


@remembered
def project_disputes(member: Membership) -> list[Dispute]:
    """All disputes, by falling share, then in the order of articles and claims."""
    catalogue = project_catalogue(member.project.codebook_version, member.project.variable_ids)
    labels = label_columns(member)
    tallies: dict[Target, _Tally] = {}
    for entry in catalogue.variables.values():
        _add(tallies, entry, labels.where(labels.variable == entry.row.pk))
    found = [
        Dispute(target, tuple(tally.variables), tally.unlike / tally.pairs)
        for target, tally in tallies.items()
        if tally.variables
    ]
    return sorted(found, key=lambda one: (-one.share, one.target[0], one.target[1] or 0))


@dataclass(slots=True)
class _Tally:
    variables: list[str]
    pairs: int = 0
    unlike: int = 0


def _add(tallies: dict[Target, _Tally], entry: VariableEntry, labels: Columns) -> None:
    if not entry.row.is_single:
        labels, _sets = answers(labels)
    article, unit, pairs, unlike = _count_pairs(labels)
    about_article = entry.row.scope == Variable.Scope.ARTICLE
    columns = (article.tolist(), unit.tolist(), pairs.tolist(), unlike.tolist())
    for where, claim, all_pairs, unlike_pairs in zip(*columns, strict=True):
        tally = tallies.setdefault((where, None if about_article else claim), _Tally([]))
        tally.pairs += all_pairs
        tally.unlike += unlike_pairs
        if unlike_pairs:
            tally.variables.append(entry.id)


def _count_pairs(labels: Columns) -> tuple[IntArray, IntArray, IntArray, IntArray]:
    """Per unit with two labels or more: article, unit, pairs of labels, pairs that differ."""
    unit, first, place, size = np.unique(
        labels.unit, return_index=True, return_inverse=True, return_counts=True
    )
    codes = int(labels.code.max(initial=0)) + 1
    runs, count = np.unique(place * codes + labels.code, return_counts=True)
    alike = np.bincount(runs // codes, weights=count * (count - 1), minlength=unit.size)
    pairs = size * (size - 1) // 2
    unlike = pairs - alike.astype(np.intp) // 2
    paired = pairs > 0
    return labels.article[first][paired], unit[paired], pairs[paired], unlike[paired]
