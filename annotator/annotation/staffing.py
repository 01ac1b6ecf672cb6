"""What dealing would do now: the plan, and the same in numbers for people.

A fixed number of queries reads the whole project; the arithmetic is in `dealing`.
"""

import hashlib
import json
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.db.models import F, Min
from django.utils.translation import gettext_lazy as _

from annotator.annotation.dealing import Person, Plan, Reason, Sheet, deal
from annotator.annotation.models import Assignment
from annotator.annotation.places import quota_of
from annotator.annotation.sampling import Draw, next_draw
from annotator.projects.models import Membership, Project, ProjectArticle, Role

REASONS = {
    Reason.PEOPLE: _("there are not enough annotators who never had the article"),
    Reason.QUOTA: _("the quotas are full"),
}


@dataclass(frozen=True, slots=True)
class Share:
    """One annotator in the preview: how many articles they have and get, and their quota."""

    username: str
    name: str
    has: int
    gets: int
    quota: int | None

    @property
    def total(self) -> int:
        """How many they will have."""
        return self.has + self.gets


class OpenPlaces(NamedTuple):
    """Places that stay open for one reason."""

    reason: Reason
    number: int

    @property
    def words(self) -> str:
        """The reason for people."""
        return str(REASONS[self.reason])


class ShortArticle(NamedTuple):
    """An article that stays short of annotators."""

    article: int
    title: str
    missing: int
    reason: Reason

    @property
    def words(self) -> str:
        """The reason for people."""
        return str(REASONS[self.reason])


@dataclass(slots=True)
class Staffing:
    """A plan with what it rests on. `digest` names it: equal digests deal the same."""

    project: Project
    plan: Plan
    draw: Draw
    people: list[Share]
    articles: int
    decided: int
    sample: int
    slots: dict[int, set[int]]

    @property
    def short(self) -> int:
        """How many articles stay short of annotators."""
        return len(self.plan.short)

    @property
    def staffed(self) -> int:
        """How many articles have all their annotators afterwards."""
        return self.articles - self.decided - self.short

    @property
    def open_places(self) -> list[OpenPlaces]:
        """How many places stay open, by reason."""
        found: Counter[Reason] = Counter()
        for one in self.plan.short:
            found[one.reason] += one.missing
        return [OpenPlaces(reason, found[reason]) for reason in Reason if found[reason]]

    @property
    def digest(self) -> str:
        """SHA-256 of all that dealing would write."""
        short = [(one.article, one.missing, one.reason) for one in self.plan.short]
        drawn = sorted(self.draw.articles), sorted(self.draw.chosen)
        content = [drawn, self.plan.given, short]
        return hashlib.sha256(json.dumps(content).encode()).hexdigest()


def plan_dealing(project: Project) -> Staffing:
    """Plan every free place of a project; nothing is written."""
    draw, members, rows = next_draw(project), _annotators(project), _entries(project)
    seats = _Seats(project)
    seats.keep_away(members, project)
    has = Counter(person for holders in seats.holders.values() for person in holders)
    people = [Person(one.user_id, has[one.user_id], quota_of(one)) for one in members]
    plan = deal(_sheets(rows, draw, seats, len(members)), people, seed=project.seed)
    gets = Counter(person for _article, person in plan.given)
    return Staffing(
        project=project,
        plan=plan,
        draw=draw,
        people=[_share(one, has, gets) for one in members],
        articles=len(rows),
        decided=sum(row.is_decided for row in rows),
        sample=sum(bool(row.in_sample) for row in rows) + len(draw.chosen),
        slots=seats.slots,
    )


def short_articles(staffing: Staffing, limit: int) -> list[ShortArticle]:
    """The first articles that stay short, with their titles: one query."""
    shown = staffing.plan.short[:limit]
    entries = ProjectArticle.objects.filter(project=staffing.project)
    here = entries.filter(article__in=[one.article for one in shown])
    titles = dict(here.values_list("article_id", "article__title"))
    return [
        ShortArticle(one.article, titles[one.article], one.missing, one.reason) for one in shown
    ]


class _Row(NamedTuple):
    """An article of the project, before anything is drawn."""

    article: int
    in_sample: bool | None
    is_decided: bool
    wanted: int


def _entries(project: Project) -> list[_Row]:
    rows = ProjectArticle.objects.filter(project=project).once().with_wanted().order_by("pk")
    found: Any = rows.values_list("article_id", "in_sample", "decided_at", F("wanted"))
    return [_Row(pk, in_sample, bool(decided), wanted) for pk, in_sample, decided, wanted in found]


def _sheets(rows: Sequence[_Row], draw: Draw, seats: "_Seats", everybody: int) -> list[Sheet]:
    """The articles to deal; one just drawn is for everybody, since nobody has had it."""
    return [
        Sheet(
            row.article,
            everybody if row.article in draw.chosen else row.wanted,
            bool(row.in_sample) or row.article in draw.chosen,
            tuple(seats.holders[row.article]),
            tuple(seats.others[row.article]),
        )
        for row in rows
        if not row.is_decided
    ]


def _annotators(project: Project) -> list[Membership]:
    rows = project.memberships.filter(role=Role.ANNOTATOR).select_related("user")
    members = list(rows.order_by("user__username"))
    for member in members:
        member.project = project
    return members


def _share(member: Membership, has: Counter[int], gets: Counter[int]) -> Share:
    user = member.user
    counts = has[user.pk], gets[user.pk]
    return Share(user.username, user.display_name, *counts, quota_of(member))


class _Seats:
    """Who holds a place of each article, who else ever had it, and which places are held."""

    def __init__(self, project: Project) -> None:
        self.holders: dict[int, list[int]] = defaultdict(list)
        self.others: dict[int, list[int]] = defaultdict(list)
        self.slots: dict[int, set[int]] = defaultdict(set)
        rows = Assignment.objects.filter(project=project).order_by("pk")
        for article, person, slot in rows.values_list("article_id", "annotator_id", "slot"):
            if slot is None:
                self.others[article].append(person)
            else:
                self.holders[article].append(person)
                self.slots[article].add(slot)

    def keep_away(self, members: Sequence[Membership], project: Project) -> None:
        """Count those who could read the answers to an article as having had it."""
        reviewed = [one for one in members if one.saw_labels_until]
        if not reviewed:
            return
        rows = Assignment.objects.filter(project=project).with_first_answer().order_by()
        found = rows.values_list("article").annotate(first=Min("first_answer"))
        for article, first in found.filter(first__isnull=False):
            for one in reviewed:
                known = one.user_id in (*self.holders[article], *self.others[article])
                if first <= one.saw_labels_until and not known:
                    self.others[article].append(one.user_id)
