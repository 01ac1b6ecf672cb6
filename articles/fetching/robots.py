"""robots.txt: read once a day for each server, respected for every request."""

from typing import Any

from django.conf import settings
from django.core.cache import cache

from articles.fetching.addresses import Target
from articles.fetching.client import Kind, retrieve
from articles.fetching.refusal import FetchRefused
from articles.saying import say as _

DAY = 24 * 3600
NOT_NOW_SECONDS = 600
MAX_DELAY = 10.0
"""Seconds up to which a server's Crawl-delay is honoured."""

_NOT_NOW = "not now"
_OF_THE_SERVER = frozenset({"unknown_host", "unreachable", "not_public", "certificate"})
"""Refusals that say more than “robots.txt cannot be read”: the page would meet them too."""


def require_allowed(target: Target) -> float:
    """Return the seconds to leave between two requests, or raise `FetchRefused`.

    No robots.txt, or none for us (4xx), allows everything; a server that fails allows nothing now.
    """
    rules = _rules(target)
    if rules == _NOT_NOW:
        message = _("robots.txt of “%(host)s” cannot be read now, so nothing is fetched there.")
        raise FetchRefused(
            "robots_unknown", message % {"host": target.host}, retry_after=NOT_NOW_SECONDS
        )
    if not rules:
        return 0.0
    parsed = _parsed(rules)
    agent = settings.FETCH_USER_AGENT
    if not parsed.can_fetch(target.url, agent):
        message = _("robots.txt of “%(host)s” does not allow programs to read this page.")
        raise FetchRefused("robots", message % {"host": target.host})
    return min(float(parsed.crawl_delay(agent) or 0.0), MAX_DELAY)


def _rules(target: Target) -> str:
    key = f"robots:{target.origin}"
    known = cache.get(key)
    if known is None:
        known = _fetched_rules(target)
        cache.set(key, known, NOT_NOW_SECONDS if known == _NOT_NOW else DAY)
    return str(known)


def _fetched_rules(target: Target) -> str:
    try:
        fetched = retrieve(f"{target.origin}/robots.txt", Kind.ROBOTS, check=lambda _hop: None)
    except FetchRefused as refused:
        if refused.code in _OF_THE_SERVER:
            raise
        return _NOT_NOW if refused.may_pass else ""
    return fetched.content.decode("utf-8", "replace")


def _parsed(rules: str) -> Any:
    try:
        from protego import Protego
    except ImportError as error:
        message = _("This site cannot read robots.txt yet: its operator has to install “protego”.")
        raise FetchRefused("not_installed", message) from error
    return Protego.parse(rules)
