"""One figure: a coefficient with its interval, or the reason in words why one is missing."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from annotator.review.agreement.intervals import cluster_interval
from annotator.review.agreement.labels import FloatArray
from annotator.review.agreement.reasons import NO_RESAMPLES, ONE_ARTICLE, unsettled
from annotator.review.agreement.resampling import Interval


@dataclass(frozen=True)
class Figure:
    """A coefficient. `reason` is empty when both value and interval are there.

    Shares and coefficients, not percentages. The interval is made to hold the value of many more
    articles of the same kind in 95 of 100 studies; see `intervals`.
    """

    value: float | None
    interval: Interval | None
    reason: str


def missing(reason: str) -> Figure:
    """A figure that there is not."""
    return Figure(None, None, reason)


def figure(
    value: float,
    resampled: FloatArray,
    *,
    articles: int,
    undefined: str,
    unsure: Callable[[int, int], str] = unsettled,
    lowest: float = -1.0,
) -> Figure:
    """Make a figure of a value and of its values in resamples; NaN where there is none.

    `articles` counts those it rests on, `undefined` says why there would be no value, `unsure`
    why so many resamples have none, `lowest` what the least value is.
    """
    if np.isnan(value):
        return missing(undefined)
    if resampled.size == 0:
        return Figure(float(value), None, NO_RESAMPLES)
    if articles < 2:
        return Figure(float(value), None, ONE_ARTICLE)
    interval, lost = cluster_interval(resampled, articles, lowest=lowest)
    reason = "" if interval else unsure(lost, resampled.size)
    return Figure(float(value), interval, reason)
