"""Reads of publishers: those that the articles of a member's projects are by, or come from."""

from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from annotator.projects.models import Membership, Role
from articles.models import Article, Publisher, PublisherMerge


@dataclass(frozen=True, slots=True)
class Listed:
    """A publisher in the list: how many articles of the project are by it, and come from it."""

    publisher: Publisher
    articles: int
    originals: int


def publishers_of(member: Membership) -> QuerySet[Publisher]:
    """Those with an article in the project, or named as the origin of one; no merged ones."""
    return _with_articles(member.project.articles.order_by())


def managed_publishers(member: Membership) -> QuerySet[Publisher]:
    """Those with an article in any project that the member's person manages."""
    mine = Membership.objects.filter(user=member.user_id, role=Role.MANAGER)
    managed = Article.objects.filter(entries__project__in=mine.values("project")).order_by()
    return _with_articles(managed)


def _with_articles(articles: QuerySet[Article]) -> QuerySet[Publisher]:
    here = Q(pk__in=articles.values("publisher")) | Q(pk__in=articles.values("origin_publisher"))
    return Publisher.objects.filter(here, merged_into=None)


def list_publishers(member: Membership) -> list[Listed]:
    """The project's publishers by name, with what a list shows: five queries."""
    articles = member.project.articles.order_by()
    counts = dict(articles.values_list("publisher").annotate(Count("pk")))
    origins = dict(articles.values_list("origin_publisher").annotate(Count("pk")))
    rows = publishers_of(member).prefetch_related("aliases", "domains").order_by("name")
    return [Listed(one, counts.get(one.pk, 0), origins.get(one.pk, 0)) for one in rows]


def merges_of(publisher: Publisher) -> QuerySet[PublisherMerge]:
    """What was merged into a publisher, the latest first, undone ones too."""
    rows = PublisherMerge.objects.filter(kept=publisher)
    return rows.select_related("merged", "actor", "undone_by").order_by("-pk")
