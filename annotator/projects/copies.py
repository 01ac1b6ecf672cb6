"""Reads of near copies: the groups of a project, and two texts side by side."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, F, QuerySet, Window
from django.db.models.functions import RowNumber
from django.utils.translation import gettext

from annotator.projects.models import Membership, ProjectArticle
from annotator.projects.querysets import with_openings
from articles.copies.difference import Difference, compare_side_by_side
from articles.models import Article


@dataclass(frozen=True, slots=True)
class Line:
    """An article of a group, and in words how far the work on it is, where that is asked for."""

    entry: ProjectArticle
    state: str

    @property
    def share(self) -> str:
        """How much of its words the one that stands for it has, too."""
        return percent(self.entry.copy_share)


@dataclass(frozen=True, slots=True)
class Group:
    """What stands for a group, its copies, and how many more of them are not listed."""

    head: Line
    copies: list[Line]
    more: int = 0


def percent(share: float | None) -> str:
    """A share in words; all of it only where it is all.

    >>> percent(0.996), percent(1.0)
    ('99 %', '100 %')
    """
    return "" if share is None else gettext("%(number)s %%") % {"number": int(share * 100 + 1e-9)}


def heads_of(member: Membership) -> QuerySet[ProjectArticle]:
    """The articles that stand for a group, of large groups first."""
    entries = _entries(member).annotate(number=Count("copies"))
    return entries.filter(number__gt=0).order_by("-number", "pk")


def groups_of(
    heads: list[ProjectArticle], *, with_states: bool = False, most: int = 0
) -> list[Group]:
    """The groups of some heads with their copies, those that share most first: two queries.

    Of each group `most` copies are listed (0: all); heads are those of `heads_of` then.
    """
    if not heads:
        return []
    rows = with_openings(ProjectArticle.objects.filter(copy_of__in=heads))
    if most:
        order = (F("copy_share").desc(), F("pk"))
        place = Window(RowNumber(), partition_by=F("copy_of"), order_by=order)
        rows = rows.annotate(place=place).filter(place__lte=most)
    copies = list(rows.order_by("-copy_share", "pk"))
    states = _states_of([*heads, *copies]) if with_states else {}
    found: dict[int | None, list[Line]] = {}
    for one in copies:
        found.setdefault(one.copy_of_id, []).append(Line(one, states.get(one.pk, "")))
    return [
        Group(
            Line(one, states.get(one.pk, "")),
            here := found.get(one.pk, []),
            max(0, getattr(one, "number", 0) - len(here)),
        )
        for one in heads
    ]


def set_apart_in(member: Membership) -> QuerySet[ProjectArticle]:
    """What somebody said to be no copy."""
    return _entries(member).filter(copy_kind=ProjectArticle.Copy.NONE).order_by("pk")


def copies_in(member: Membership) -> int:
    """How many articles of the project are copies of others."""
    return member.project.entries.filter(copy_of__isnull=False).count()


def side_by_side(left: Article, right: Article) -> Difference:
    """Two texts, sentence by sentence as they are cut."""
    return compare_side_by_side(_sentences(left), _sentences(right))


def _sentences(article: Article) -> list[str]:
    return list(article.claims.current().order_by("start").values_list("text", flat=True))


def _states_of(entries: list[ProjectArticle]) -> dict[int, str]:
    """How far the work on each is, by entry."""
    rows: Any = ProjectArticle.objects.filter(pk__in=[one.pk for one in entries]).with_states()
    names = dict(ProjectArticle.State.choices)
    return {pk: str(names[state]) for pk, state in rows.order_by().values_list("pk", "state")}


def _entries(member: Membership) -> QuerySet[ProjectArticle]:
    return with_openings(ProjectArticle.objects.filter(project=member.project))
