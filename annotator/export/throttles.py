"""Rate limits: so many requests in a window of time, counted by one number each."""

import math
import time
from typing import Any

from django.core.cache import caches
from django.core.cache.backends.base import BaseCache
from rest_framework.request import Request
from rest_framework.settings import api_settings
from rest_framework.throttling import SimpleRateThrottle


class WindowThrottle(SimpleRateThrottle):
    """Counts in fixed windows: one small number per caller, where REST framework keeps a list
    of all their requests."""

    scope: str
    cache_name: str
    num_requests: int
    duration: int

    def get_rate(self) -> Any:
        """Return the rate of the settings, such as `10/min`, as they are now."""
        return api_settings.DEFAULT_THROTTLE_RATES[self.scope]

    def allow_request(self, request: Request, view: Any) -> bool:
        """Count the request; False when its window is full."""
        key = self.get_cache_key(request, view)
        if key is None or not self.rate:
            return True
        now = time.time()
        self.left = self.duration - now % self.duration
        return self._count(f"{key}:{math.floor(now / self.duration)}") <= self.num_requests

    def wait(self) -> float:
        """Return the seconds until the next window."""
        return self.left

    def _count(self, name: str) -> int:
        cache: BaseCache = caches[self.cache_name]
        try:
            return cache.incr(name)
        except ValueError:
            return 1 if cache.add(name, 1, timeout=self.duration) else cache.get(name, 0) + 1


class UserThrottle(WindowThrottle):
    """Requests of a user. Counted per server process: a limit against runaway scripts."""

    scope = "user"
    cache_name = "process"

    def get_cache_key(self, request: Request, _view: Any) -> str | None:
        """Return the user's key; who is not logged in gets nothing anyway."""
        return f"api-user:{request.user.pk}" if request.user and request.user.pk else None


class TokenThrottle(WindowThrottle):
    """Attempts to get a token from one address, counted across all server processes."""

    scope = "token"
    cache_name = "default"

    def get_cache_key(self, request: Request, _view: Any) -> str:
        """Return the address's key."""
        return f"api-token:{self.get_ident(request)}"
