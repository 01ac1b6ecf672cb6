"""Rows of the table, percentiles, and a stopwatch for the stages of a run. Plain Python."""

import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from math import ceil
from typing import Any


@dataclass(frozen=True)
class Row:
    """One figure beside its limit, measured in the same run.

    `ratio` is value by limit: of a rate, the share of what is possible; of a time, how many times
    the limit. `error` says why there is no figure.
    """

    name: str
    unit: str = ""
    value: float | None = None
    limit_name: str = ""
    limit: float | None = None
    database: str = ""
    error: str = ""
    details: dict[str, Any] = field(default_factory=dict)

    @property
    def ratio(self) -> float | None:
        """Value by limit; None where either is missing, or the limit is zero."""
        return self.value / self.limit if self.value is not None and self.limit else None


def percentile(values: Sequence[float], share: float) -> float:
    """Return the smallest of `values` that `share` of them do not exceed (nearest rank).

    >>> percentile([4, 1, 3, 2], 0.5)
    2
    """
    return sorted(values)[max(0, ceil(share * len(values)) - 1)]


def timed(act: Callable[[], Any]) -> float:
    """Return how long `act` takes, in seconds."""
    started = time.perf_counter()
    act()
    return time.perf_counter() - started


def fastest(act: Callable[[], Any], *, times: int) -> float:
    """Return the shortest of several runs of `act`, in seconds: what a limit is."""
    return min(timed(act) for _ in range(times))


class Stopwatch:
    """Adds up the time spent in named stages."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = defaultdict(float)

    @contextmanager
    def watch(self, stage: str, owner: Any, name: str) -> Iterator[None]:
        """Time every call of `owner.name` for as long as the context lasts."""
        original = getattr(owner, name)

        def watched(*args: Any, **kwargs: Any) -> Any:
            started = time.perf_counter()
            try:
                return original(*args, **kwargs)
            finally:
                self.seconds[stage] += time.perf_counter() - started

        setattr(owner, name, watched)
        try:
            yield
        finally:
            setattr(owner, name, original)
