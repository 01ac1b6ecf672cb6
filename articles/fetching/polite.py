"""Fetching as a good guest: by robots.txt, with a pause between two requests to one server."""

import time

from django.conf import settings
from django.core.cache import cache

from articles.fetching.addresses import Target
from articles.fetching.client import Fetched, Kind, retrieve
from articles.fetching.robots import MAX_DELAY, require_allowed


def fetch(url: str, kind: Kind = Kind.PAGE, *, etag: str = "", modified: str = "") -> Fetched:
    """Fetch a page or feed of the public web, or raise `FetchRefused`, which says why not.

    `etag` and `modified` are what the server said last time; where nothing is new since, what
    comes back is `unchanged` and empty.
    """
    given = {"If-None-Match": etag, "If-Modified-Since": modified}
    return retrieve(url, kind, _await_turn, {name: value for name, value in given.items() if value})


def _await_turn(target: Target) -> None:
    pause = max(require_allowed(target), settings.FETCH_PAUSE)
    key = f"fetch-turn:{target.host}"
    now = time.time()
    turn = max(float(cache.get(key, 0.0)), now)
    cache.set(key, turn + pause, 3600)
    time.sleep(min(turn - now, MAX_DELAY))
