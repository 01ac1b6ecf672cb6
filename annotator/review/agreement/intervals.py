"""From resampled values to an interval that also holds when there are few articles.

The plain percentile interval is too narrow for few clusters: in simulated studies it held the
truth in 85 of 100 with 6 articles and in 90 of 100 with 12, not in 95. A sample of n articles
underestimates its own spread by sqrt((n - 1) / n), and knows it on n - 1 degrees of freedom only.
Hesterberg, T. C. (2015), What Teachers Should Know About the Bootstrap, The American Statistician
69(4), 371-386, takes percentiles that lie as much further out as Student's t does: the expanded
percentile interval. With fewer than six articles those lie beyond what a thousand resamples show,
and the interval is Student's, around the mean of the resamples.
"""

import math
from functools import lru_cache
from statistics import NormalDist

import numpy as np

from annotator.review.agreement.labels import FloatArray
from annotator.review.agreement.resampling import Interval, percentile_interval

LEVEL = 0.95
FEW_ARTICLES = 6
MANY_ARTICLES = 2000
"""From here on Student's t is the normal distribution, to three digits."""

STEPS = 20_000


def cluster_interval(
    values: FloatArray, articles: int, *, level: float = LEVEL, lowest: float = -1.0
) -> tuple[Interval | None, int]:
    """Interval of a figure by its values in resamples of `articles` articles, two or more.

    Returns None where it cannot be known, and how many resamples are undefined (NaN); for those
    see `percentile_interval`. `lowest` is the least value the figure can have; the highest is 1.
    Raises ValueError for a level outside 0 to 1 and for fewer than two articles.
    """
    if not 0 < level < 1:
        raise ValueError("level must lie between 0 and 1")
    if articles < 2:
        raise ValueError("an interval needs two articles")
    if articles < FEW_ARTICLES:
        return _student(values, articles, level, lowest)
    return percentile_interval(values, 1 - 2 * _tail(articles, level))


def _student(
    values: FloatArray, articles: int, level: float, lowest: float
) -> tuple[Interval | None, int]:
    defined = values[~np.isnan(values)]
    lost = int(values.size - defined.size)
    if defined.size == 0 or lost > math.floor((1 - level) / 2 * (values.size - 1)):
        return None, lost
    half = _reach(articles, level) * float(defined.std())
    middle = float(defined.mean())
    return (max(lowest, middle - half), min(1.0, middle + half)), lost


def _tail(articles: int, level: float) -> float:
    """The share of resamples that lies beyond each end."""
    if articles >= MANY_ARTICLES:
        return (1 - level) / 2
    return NormalDist().cdf(-_reach(articles, level))


@lru_cache(maxsize=1024)
def _reach(articles: int, level: float) -> float:
    """Standard deviations of the resamples from the middle to each end: t, and the lost spread."""
    return student_quantile(articles - 1, level) * math.sqrt(articles / (articles - 1))


def student_quantile(freedom: int, level: float) -> float:
    """The t that holds `level` of Student's distribution between -t and t.

    With u = atan(t / sqrt(freedom)) its density is proportional to cos(u)^(freedom - 1), between
    -pi/2 and pi/2 (Student 1908): summed up in steps, it needs no special function.

    >>> round(student_quantile(11, 0.95), 3)
    2.201
    """
    angles = np.linspace(0, math.pi / 2, STEPS + 1)
    density = np.cos(angles) ** (freedom - 1)
    share = np.concatenate([[0.0], np.cumsum((density[1:] + density[:-1]) / 2)])
    angle = float(np.interp(level, share / share[-1], angles))
    return math.sqrt(freedom) * math.tan(angle)
