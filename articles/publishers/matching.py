"""Which publisher is meant: by its name, by another name it goes by, by where a page comes from.

A name that is given decides. Only an article without one is matched by its address.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from django.db.models import F, Q

from articles.models import Publisher, PublisherDomain

MAX_DOMAIN = 253


def host_of(url: str) -> str:
    """Return the host name of an address as domains are stored; "" where there is none.

    >>> host_of("https://www.Quay-News.example:8080/a")
    'quay-news.example'
    """
    try:
        host = (urlsplit(url).hostname or "").encode("idna").decode()
    except ValueError:  # also of a name that has no such spelling
        return ""
    return host.rstrip(".").removeprefix("www.")[:MAX_DOMAIN]


def domains_over(host: str) -> Iterator[str]:
    """Yield a host name and those above it, the nearest first, but no top-level name.

    >>> list(domains_over("sport.quay.example"))
    ['sport.quay.example', 'quay.example']
    """
    labels = host.split(".")
    for start in range(len(labels) - 1):
        yield ".".join(labels[start:])


@dataclass(frozen=True, slots=True)
class Known:
    """Publishers by folded name and by domain, those merged into another already replaced."""

    by_key: dict[str, Publisher]
    by_domain: dict[str, int] = field(default_factory=dict)

    def find(self, name: str, url: str = "") -> int | None:
        """Return the publisher's id, None when it is not stored."""
        key = Publisher.fold(name)
        if key:
            found = self.by_key.get(key)
            return found.pk if found else None
        domains = domains_over(host_of(url)) if url else ()
        return next((self.by_domain[one] for one in domains if one in self.by_domain), None)


def publishers_named(names: Iterable[str]) -> dict[str, Publisher]:
    """Return the publishers that go, or went, by these names, by folded name. One query."""
    keys = {Publisher.fold(name) for name in names} - {""}
    if not keys:
        return {}
    rows = Publisher.objects.annotate(alias=F("aliases__key")).select_related("merged_into")
    found: dict[str, Publisher] = {}
    for row in rows.filter(Q(key__in=keys) | Q(alias__in=keys)).order_by():
        for key in {row.key, row.alias} & keys:
            found[key] = row.merged_into or row
    return found


def find_publishers(sources: Iterable[tuple[str, str]]) -> Known:
    """Look up the publishers of (name, address). Domains are looked up where no name is given."""
    sources = list(sources)
    unnamed = {host_of(url) for name, url in sources if url and not name.strip()} - {""}
    domains = {domain for host in unnamed for domain in domains_over(host)}
    by_domain = {}
    if domains:
        rows = PublisherDomain.objects.filter(domain__in=domains)
        by_domain = dict(rows.values_list("domain", "publisher"))
    return Known(publishers_named(name for name, _url in sources), by_domain)
