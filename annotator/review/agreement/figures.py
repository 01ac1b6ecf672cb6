"""One figure: a coefficient with its interval, or the reason in words why one is missing."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from annotator.review.agreement.labels import FloatArray
from annotator.review.agreement.reasons import NO_RESAMPLES, ONE_ARTICLE, unsettled
from annotator.review.agreement.resampling import Interval, percentile_interval


@dataclass(frozen=True)
class Figure:
    """A coefficient. `reason` is empty when both value and interval are there.

    Shares and coefficients, not percentages. The interval holds 95 % of the values in resamples
    of the articles.
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
) -> Figure:
    """Make a figure of a value and of its values in resamples; NaN where there is none.

    `articles` counts those it rests on, `undefined` says why there would be no value, `unsure`
    why so many resamples have none.
    """
    if np.isnan(value):
        return missing(undefined)
    if resampled.size == 0:
        return Figure(float(value), None, NO_RESAMPLES)
    if articles < 2:
        return Figure(float(value), None, ONE_ARTICLE)
    interval, lost = percentile_interval(resampled)
    reason = "" if interval else unsure(lost, resampled.size)
    return Figure(float(value), interval, reason)
