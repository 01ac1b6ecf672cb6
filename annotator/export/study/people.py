"""What people are called in an export: by username, or by a pseudonym that stays theirs."""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db.models import Min, QuerySet

from annotator.annotation.models import Assignment
from annotator.export.study.options import Names
from annotator.export.study.records import PersonRecord
from annotator.projects.models import Membership, Project
from annotator.review.models import AdjudicationEvent

IDLE = "M"


class People:
    """The people of a project. `called` says what a username leaves as."""

    def __init__(self, project: Project, names: Names) -> None:
        self.project, self.names = project, names
        members = Membership.objects.filter(project=project).order_by("pk")
        self.roles = dict(members.values_list("user__username", "role"))
        self.pseudonyms = _pseudonyms(project, list(self.roles))
        self._asked_again: set[str] = set()

    def called(self, username: str) -> str:
        """The name that leaves the house."""
        if self.names == Names.REAL:
            return username
        if self._has_begun_since(username):
            self._asked_again.add(username)
            self.pseudonyms |= _pseudonyms(self.project, list(self.roles))
        return self.pseudonyms.get(username, "X")

    def records(self) -> tuple[PersonRecord, ...]:
        """Everybody, in the order of their pseudonyms."""
        is_real = self.names == Names.REAL
        return tuple(
            PersonRecord(username if is_real else name, self.roles.get(username, ""))
            for username, name in self.pseudonyms.items()
        )

    def _has_begun_since(self, username: str) -> bool:
        """Whether somebody without work has to be looked for again: a label of theirs turned up."""
        is_idle = self.pseudonyms.get(username, IDLE)[0] == IDLE
        return is_idle and username not in self._asked_again


def _pseudonyms(project: Project, members: list[str]) -> dict[str, str]:
    """Name annotators A1, A2, ... as they first took an article, reviewers R1, ... as they first
    decided something, then other members M1, ....

    Who did both is called by what they did first, and leaves a gap in the other row: both rows are
    of things that are never deleted, so nobody's name changes when others come or change sides.
    """
    taken = Assignment.objects.filter(project=project).values("annotator__username")
    decided = AdjudicationEvent.objects.filter(project=project).values("actor__username")
    annotators = _by_first(taken, "annotator__username")
    reviewers = _by_first(decided, "actor__username")
    named = {
        name: f"A{number}"
        for number, (name, since) in enumerate(annotators.items(), 1)
        if name not in reviewers or since <= reviewers[name]
    }
    named |= {name: f"R{number}" for number, name in enumerate(reviewers, 1) if name not in named}
    others = [name for name in members if name not in named]
    return named | {name: f"{IDLE}{number}" for number, name in enumerate(others, 1)}


def _by_first(rows: QuerySet[Any, Any], name: str) -> dict[str, datetime]:
    """When each first did it, in that order."""
    first = rows.annotate(first=Min("pk"), since=Min("created_at")).order_by("first")
    return {row[name]: row["since"] for row in first.values(name, "first", "since")}


def with_pairs_called(
    rows: Iterable[Mapping[str, Any]], called: Callable[[str], str]
) -> list[Mapping[str, Any]]:
    """Rows of agreement with the annotators of each pair under the names that leave the house."""
    return [{**row, "pairs": [_pair(pair, called) for pair in row["pairs"]]} for row in rows]


def _pair(pair: Mapping[str, Any], called: Callable[[str], str]) -> dict[str, Any]:
    return {**pair, "annotators": [called(name) for name in pair["annotators"]]}
