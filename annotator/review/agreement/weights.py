"""Weights: how much two ranked codes that are not the same still agree.

A matrix (codes, codes), 1 on the diagonal, 0 for the two ends of the scale. Cohen, J. (1968),
Weighted Kappa, Psychological Bulletin 70(4), 213-220; Gwet, K. L. (2014), Handbook of Inter-Rater
Reliability, 4th ed., section 3.5, for the ordinal ones.
"""

from collections.abc import Callable, Sequence
from typing import Any, Literal

import numpy as np

from annotator.review.agreement.labels import FloatArray
from annotator.review.agreement.metrics import positions

WeightName = Literal["linear", "quadratic", "ordinal"]


def linear(values: Sequence[float]) -> FloatArray:
    """1 less the distance, as a share of the scale."""
    return 1 - _distances(values)


def quadratic(values: Sequence[float]) -> FloatArray:
    """1 less the squared distance, as a share of the scale."""
    return 1 - _distances(values) ** 2


def ordinal(values: Sequence[float]) -> FloatArray:
    """1 less the pairs of ranks from one code to the other, as a share of those of the scale.

    Over ranks alone: how far apart the numbers are does not matter.
    """
    ranks = np.argsort(np.argsort(values))
    apart = np.abs(ranks[:, None] - ranks[None, :])
    pairs = apart * (apart + 1) / 2
    return 1 - pairs / max(1, pairs.max(initial=0))


def _distances(values: Sequence[float]) -> FloatArray:
    places = positions(values)
    return np.abs(places[:, None] - places[None, :])


WEIGHTS: dict[WeightName, Callable[[Sequence[Any]], FloatArray]] = {
    "linear": linear,
    "quadratic": quadratic,
    "ordinal": ordinal,
}
