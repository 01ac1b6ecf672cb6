"""What a publisher's page shows: its log in words, and what could be added, with its source."""

import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from annotator.accounts.models import User
from articles.models import Article, Claim, Publisher, PublisherDomain
from articles.publishers.matching import domains_over, host_of
from articles.segmentation import Role

ABOUT_AUTHOR = frozenset({"about the author", "presents the author"})
"""Reasons for the role “about” that are about a person."""
SHOWN = 3
"""Proposals of a kind."""
LOOKED_AT = 2_000
"""Of so many of a publisher's articles the addresses are looked at, the latest."""

CHANGES = {
    "facts": _("country or language set to"),
    "alias_added": _("other name added:"),
    "alias_removed": _("other name removed:"),
    "domain_added": _("domain added:"),
    "domain_removed": _("domain removed:"),
    "description_taken": _("description taken from"),
    "description_removed": _("description removed"),
    "merged": _("merged into it:"),
    "unmerged": _("taken out of it again:"),
}


@dataclass(frozen=True, slots=True)
class Change:
    """A line of a publisher's log."""

    actor: User
    at: datetime
    what: str
    words: str


@dataclass(frozen=True, slots=True)
class Passage:
    """What an article says of its publisher."""

    article: Article
    words: str


def changes_of(publisher: Publisher) -> list[Change]:
    """The log of a publisher, the latest first."""
    kind = ContentType.objects.get_for_model(Publisher)
    rows = LogEntry.objects.filter(content_type=kind, object_id=str(publisher.pk))
    found = []
    for row in rows.select_related("user").order_by("-pk")[:50]:
        said = json.loads(row.change_message)
        what = CHANGES.get(said["what"], said["what"])
        found.append(Change(row.user, row.action_time, str(what), said["words"]))
    return found


def passage_of(article: Article) -> str:
    """The words of an article that present its publisher; "" when there are none.

    A republished story may carry the passages of two outlets: then it is the one with the name.
    """
    passages = _passages(article)
    name = Publisher.fold(article.publisher.name) if article.publisher else ""
    named = [one for one in passages if name and name in Publisher.fold(one)]
    return (named or passages or [""])[0]


def _passages(article: Article) -> list[str]:
    """What stands together in the role “about”, each without its heading."""
    claims = Claim.objects.current().filter(article=article).order_by("start")
    found: list[list[str]] = []
    is_open = False
    for role, reason, text in claims.values_list("role", "reason", "text"):
        about = role == Role.ABOUT.value and reason not in ABOUT_AUTHOR
        if about and not is_open:
            found.append([])
        if about:
            found[-1].append(" ".join(text.split()))
        is_open = about
    return [" ".join(one) for one in found]


def proposed_descriptions(publisher: Publisher, articles: QuerySet[Article]) -> list[Passage]:
    """Different passages in which these articles present their publisher, the latest first."""
    if publisher.self_description:
        return []
    own = articles.filter(publisher=publisher)
    numbers = _about(own.order_by().values("pk")).order_by("-article_id")
    latest = list(dict.fromkeys(numbers.values_list("article_id", flat=True)[: 20 * SHOWN]))
    rows = Article.objects.select_related("publisher").defer("html").in_bulk(latest)
    found: dict[str, Passage] = {}
    for number in latest:
        words = passage_of(rows[number])
        found.setdefault(words, Passage(rows[number], words))
        if len(found) == SHOWN:
            break
    return list(found.values())


def proposed_domains(publisher: Publisher, articles: QuerySet[Article]) -> list[tuple[str, int]]:
    """Domains that these articles of the publisher come from and nobody has; how many each."""
    own = articles.filter(publisher=publisher).exclude(url="").order_by("-pk")
    hosts = Counter(host_of(url) for url in own.values_list("url", flat=True)[:LOOKED_AT])
    over = {host: list(domains_over(host)) for host in hosts}
    known = set(
        PublisherDomain.objects.filter(
            domain__in={one for domains in over.values() for one in domains}
        ).values_list("domain", flat=True)
    )
    free = [
        (host, count) for host, count in hosts.items() if over[host] and not known & {*over[host]}
    ]
    return sorted(free, key=lambda pair: (-pair[1], pair[0]))[:SHOWN]


def _about(articles: Iterable[int] | QuerySet) -> QuerySet[Claim]:
    claims = Claim.objects.current().filter(article__in=articles, role=Role.ABOUT.value)
    return claims.exclude(reason__in=ABOUT_AUTHOR)
