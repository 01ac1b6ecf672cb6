"""Fetching as a good guest: by robots.txt, with a pause between two requests to one server."""

import time

from django.conf import settings
from django.core.cache import cache

from articles.fetching.addresses import Target
from articles.fetching.client import Fetched, Kind, retrieve
from articles.fetching.refusal import FetchRefused
from articles.fetching.robots import MAX_DELAY, require_allowed


def fetch(url: str, kind: Kind = Kind.PAGE, *, etag: str = "", modified: str = "") -> Fetched:
    """Fetch a page or feed of the public web, or raise `FetchRefused`, which says why not.

    `etag` and `modified` are what the server said last time; where nothing is new since, what
    comes back is `unchanged` and empty.
    """
    given = {"If-None-Match": etag, "If-Modified-Since": modified}
    headers = {name: value for name, value in given.items() if value}
    asked: list[Target] = []

    def check(target: Target) -> None:
        _await_turn(target)
        asked.append(target)

    try:
        return retrieve(url, kind, check, headers)
    except FetchRefused as refused:
        if refused.code == "busy" and asked:
            _leave_alone(asked[-1], refused)
        raise


def _leave_alone(target: Target, refused: FetchRefused) -> None:
    """Ask a server nothing more until the time it named."""
    until = time.time() + (refused.retry_after or 0)
    cache.set(f"fetch-busy:{target.host}", (until, refused.message), refused.retry_after)


def _require_open(target: Target) -> None:
    until, message = cache.get(f"fetch-busy:{target.host}") or (0.0, "")
    left = int(until - time.time())
    if left > 0:
        raise FetchRefused("busy", message, retry_after=left)


def _await_turn(target: Target) -> None:
    _require_open(target)
    pause = max(require_allowed(target), settings.FETCH_PAUSE)
    key = f"fetch-turn:{target.host}"
    now = time.time()
    turn = max(float(cache.get(key, 0.0)), now)
    cache.set(key, turn + pause, 3600)
    time.sleep(min(turn - now, MAX_DELAY))
