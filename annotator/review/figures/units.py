"""What the answers to one question come to, unit by unit, for programs that go on from there."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

import numpy as np
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from annotator.codebook.catalogue import VariableEntry
from annotator.codebook.models import Variable
from annotator.projects.models import Membership
from annotator.projects.permissions import require_reviewer
from annotator.review.columns import IntArray
from annotator.review.figures.aggregating import Aggregated, aggregate, can_aggregate
from annotator.review.figures.choosing import catalogue_for, choose
from annotator.review.figures.comparing import compared
from annotator.review.figures.filters import AFTER, Filters
from annotator.review.figures.fingerprint import fingerprint

MAJORITY, DAWID_SKENE = "majority", "dawid-skene"
METHODS = (MAJORITY, DAWID_SKENE)
Place = tuple[int, int]
"""Article and unit."""

MAX_MADE = 4
_made: dict[tuple[int, str, str], tuple[Any, "UnitAnswers"]] = {}


@dataclass(frozen=True)
class UnitAnswers:
    """The units of one question with an answer, by article and then by claim."""

    entry: VariableEntry
    made: Aggregated
    made_at: datetime

    @cached_property
    def order(self) -> IntArray:
        """The places of the units, one after the other."""
        return np.lexsort((self.made.units, self.made.articles))

    @property
    def size(self) -> int:
        """How many there are."""
        return int(self.made.units.size)

    def count_before(self, place: Place) -> int:
        """How many units come before this place."""
        articles, units = self.made.articles[self.order], self.made.units[self.order]
        first = int(np.searchsorted(articles, place[0], side="left"))
        last = int(np.searchsorted(articles, place[0], side="right"))
        return first + int(np.searchsorted(units[first:last], place[1], side="left"))

    def place(self, row: int) -> Place:
        """Where a unit is."""
        at = self.order[row]
        return int(self.made.articles[at]), int(self.made.units[at])

    def rows(self, start: int, stop: int, method: str) -> list[dict[str, Any]]:
        """Some of the units with their answer; None for a tie.

        `posterior` is how likely each code is the true one, as Dawid and Skene's method has it.
        """
        about_article = self.entry.row.scope == Variable.Scope.ARTICLE
        made = self.made
        winners = made.majority if method == MAJORITY else made.likeliest
        found = []
        for at in self.order[start:stop].tolist():
            winner = int(winners[at])
            likely = made.estimate.posterior[at].tolist() if method == DAWID_SKENE else None
            found.append(
                {
                    "article": int(made.articles[at]),
                    "claim": None if about_article else int(made.units[at]),
                    "distribution": self._by_code(made.counts[at].tolist(), zeros=False),
                    "answer": None if winner < 0 else self._names[winner],
                    "posterior": None if likely is None else self._by_code(likely, zeros=True),
                }
            )
        return found

    @cached_property
    def _names(self) -> list[str]:
        names = {code.pk: code.identifier for code in self.entry.codes.values()}
        return [names[code] for code in self.made.codes.tolist()]

    def _by_code(self, numbers: Sequence[Any], *, zeros: bool) -> dict[str, Any]:
        pairs = zip(self._names, numbers, strict=True)
        return {code: number for code, number in pairs if number or zeros}


def unit_answers(member: Membership, filters: Filters, variable: str) -> UnitAnswers:
    """Put the answers to one question together; for reviewers and managers.

    Made once for each state of the project, so that all pages of a list are of one piece. Raises
    `PermissionDenied`, and `ValidationError` for a question that has no one code as its answer.
    """
    require_reviewer(member)
    key = (member.project_id, filters.key, variable)
    state = fingerprint(member)
    if filters.labels != AFTER:
        state = state["labels"]
    found = _made.pop(key, None)
    if found is None or found[0] != state:
        found = (state, _make(member, filters, variable))
    _made[key] = found
    for oldest in list(_made)[:-MAX_MADE]:
        _made.pop(oldest, None)
    return found[1]


def _make(member: Membership, filters: Filters, variable: str) -> UnitAnswers:
    entry = catalogue_for(member, filters).variables.get(variable)
    if entry is None:
        message = _("“%(variable)s” is not asked in this project.")
        raise ValidationError({"variable": message % {"variable": variable}})
    if not can_aggregate(entry):
        message = _("An answer to “%(variable)s” is not one code of a list.")
        raise ValidationError({"variable": message % {"variable": variable}})
    now = timezone.now()
    return UnitAnswers(entry, aggregate(compared(choose(member, filters), entry)), now)
