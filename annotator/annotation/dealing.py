"""Who is to code what: the plan, as arithmetic. Knows no database and no clock.

The same articles, people and seed give the same plan. What somebody has or had is part of what is
given, so a plan only adds to it: dealing again after articles or people were added never moves
anything that was dealt or done.
"""

import hashlib
import random
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import combinations


@dataclass(frozen=True, slots=True)
class Person:
    """An annotator: how many articles they have, and how many at most (None: no limit)."""

    id: int
    has: int = 0
    quota: int | None = None


@dataclass(frozen=True, slots=True)
class Sheet:
    """An article: how many are to code it, who holds a place, and who else ever had it."""

    id: int
    wanted: int
    in_sample: bool = False
    holders: tuple[int, ...] = ()
    others: tuple[int, ...] = ()


class Reason(StrEnum):
    """Why a place stays open."""

    PEOPLE = "people"  # nobody is left who never had the article
    QUOTA = "quota"  # somebody is, but has as many articles as they may


@dataclass(frozen=True, slots=True)
class Short:
    """An article that stays `missing` annotators short."""

    article: int
    missing: int
    reason: Reason


@dataclass(slots=True)
class Plan:
    """(article, person) in the order of dealing, and the places that stay open."""

    given: list[tuple[int, int]] = field(default_factory=list)
    short: list[Short] = field(default_factory=list)


def draw(articles: Collection[int], *, share: int, seed: int, total: int, drawn: int) -> set[int]:
    """Choose those of `articles` that are in the sample, so that of all `total` articles `share`
    per cent are, to the nearest article; `drawn` of them were drawn before.

    >>> len(draw(range(10), share=25, seed=1, total=10, drawn=0))
    3
    """
    wanted = (total * share + 50) // 100 - drawn
    return set(_shuffled(articles, seed, "draw")[: max(0, wanted)])


def deal(sheets: Sequence[Sheet], people: Sequence[Person], *, seed: int) -> Plan:
    """Give every free place to somebody, as far as people and quotas go.

    Articles of the sample come first, so that no quota is used up before them. A place goes to
    whoever has the fewest articles; among those, to whoever has been together least with the
    others on the article, so that every pair of annotators meets; then by chance.
    """
    table = _Table(people)
    by_id = {sheet.id: sheet for sheet in sheets}
    for sheet in sheets:
        table.seat(sheet.holders)
    ids = _shuffled(by_id, seed, "deal")
    plan = Plan()
    for pk in sorted(ids, key=lambda pk: not by_id[pk].in_sample):
        _deal_one(by_id[pk], table, plan, random.Random(f"{seed}:{pk}"))  # noqa: S311
    return plan


def _deal_one(sheet: Sheet, table: "_Table", plan: Plan, chance: random.Random) -> None:
    missing = sheet.wanted - len(sheet.holders)
    if missing <= 0:
        return
    known = {*sheet.holders, *sheet.others}
    strangers = [pk for pk in table.people if pk not in known]
    free = [pk for pk in strangers if table.has_room(pk)]
    chance.shuffle(free)
    team = list(sheet.holders)
    while free and missing:
        chosen = min(free, key=lambda pk: table.rank(pk, team))
        free.remove(chosen)
        table.give(chosen, team)
        team.append(chosen)
        plan.given.append((sheet.id, chosen))
        missing -= 1
    if missing:
        left = len(strangers) - (len(team) - len(sheet.holders))
        reason = Reason.QUOTA if left >= missing else Reason.PEOPLE
        plan.short.append(Short(sheet.id, missing, reason))


class _Table:
    """How many articles everybody has, and how often each two are together."""

    def __init__(self, people: Iterable[Person]) -> None:
        self.people = {person.id: person for person in people}
        self._has = Counter({person.id: person.has for person in self.people.values()})
        self._together: Counter[tuple[int, int]] = Counter()

    def seat(self, team: Iterable[int]) -> None:
        """Count who is together on an article already."""
        self._together.update(combinations(sorted(team), 2))

    def has_room(self, person: int) -> bool:
        """Whether the person may have one article more."""
        quota = self.people[person].quota
        return quota is None or self._has[person] < quota

    def rank(self, person: int, team: Sequence[int]) -> tuple[int, int]:
        """Who comes first for a place beside `team`: the lowest."""
        return self._has[person], sum(self._together[_pair(person, one)] for one in team)

    def give(self, person: int, team: Sequence[int]) -> None:
        """Count the person in."""
        self._has[person] += 1
        self._together.update(_pair(person, one) for one in team)


def _pair(one: int, other: int) -> tuple[int, int]:
    return (one, other) if one < other else (other, one)


def _shuffled(ids: Iterable[int], seed: int, purpose: str) -> list[int]:
    """An order by chance in which more articles change nothing about those that were there."""

    def place(pk: int) -> bytes:
        return hashlib.sha256(f"{seed}:{purpose}:{pk}".encode()).digest()

    return sorted(ids, key=place)
