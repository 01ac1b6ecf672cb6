"""What people are called in an export: by username, or by a pseudonym that stays theirs."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from django.db.models import Min, QuerySet

from annotator.annotation.models import Assignment
from annotator.export.study.options import Names
from annotator.export.study.records import PersonRecord
from annotator.projects.models import Membership, Project
from annotator.review.models import AdjudicationEvent


class People:
    """The people of a project. `called` says what a username leaves as."""

    def __init__(self, project: Project, names: Names) -> None:
        members = Membership.objects.filter(project=project).order_by("pk")
        self.roles = dict(members.values_list("user__username", "role"))
        self.pseudonyms = _pseudonyms(project, list(self.roles))
        self.names = names

    def called(self, username: str) -> str:
        """The name that leaves the house."""
        if self.names == Names.REAL:
            return username
        return self.pseudonyms.get(username, "X")

    def records(self) -> tuple[PersonRecord, ...]:
        """Everybody, in the order of their pseudonyms."""
        return tuple(
            PersonRecord(self.called(username), self.roles.get(username, ""))
            for username in self.pseudonyms
        )


def _pseudonyms(project: Project, members: list[str]) -> dict[str, str]:
    """Name annotators A1, A2, ... as they first took an article, reviewers R1, ... as they first
    decided something, then other members M1, ...: rows that are never deleted, so nobody's name
    changes when others come."""
    taken = Assignment.objects.filter(project=project).values("annotator__username")
    decided = AdjudicationEvent.objects.filter(project=project).values("actor__username")
    named: dict[str, str] = {}
    for letter, usernames in (
        ("A", _by_first(taken, "annotator__username")),
        ("R", _by_first(decided, "actor__username")),
        ("M", members),
    ):
        new = [username for username in usernames if username not in named]
        named |= {username: f"{letter}{number}" for number, username in enumerate(new, 1)}
    return named


def _by_first(rows: QuerySet[Any, Any], name: str) -> list[str]:
    first = rows.annotate(first=Min("pk")).order_by("first")
    return [row[name] for row in first.values(name, "first")]


def with_pairs_called(
    rows: Iterable[Mapping[str, Any]], called: Callable[[str], str]
) -> list[Mapping[str, Any]]:
    """Rows of agreement with the annotators of each pair under the names that leave the house."""
    return [{**row, "pairs": [_pair(pair, called) for pair in row["pairs"]]} for row in rows]


def _pair(pair: Mapping[str, Any], called: Callable[[str], str]) -> dict[str, Any]:
    return {**pair, "annotators": [called(name) for name in pair["annotators"]]}
