"""Metrics: what a code stands for, and how far apart two codes are.

A distance is a callable: from the marginals n_c (labels per code, shape (codes,)) to the matrix of
squared differences (codes, codes), zero on the diagonal. Only the ordinal one looks at the
marginals. A new metric is one function here and one line in `METRICS`.
"""

import math
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from typing import Any, Literal, cast

import numpy as np

from annotator.review.agreement.labels import FloatArray, ValueOf

Distance = Callable[[FloatArray], FloatArray]
MetricName = Literal["nominal", "ordinal", "interval", "jaccard"]


@dataclass(frozen=True)
class Metric:
    """How to read codes for a metric, given the order of codes, and how to set them apart."""

    reading: Callable[[Sequence[Hashable]], ValueOf]
    distance: Callable[[Sequence[Any]], Distance]


def nominal(values: Sequence[Hashable]) -> Distance:
    """Return 1 for unlike codes (Krippendorff 2011, part C)."""
    return _fixed(1 - np.eye(len(values)))


def ordinal(values: Sequence[int]) -> Distance:
    """Square the number of labels between two places on the scale (Krippendorff 2011, part D).

    (sum of n_g for g from c to k, less half of n_c and n_k)^2, which is the squared difference of
    mid-ranks: codes nobody used in between do not push their neighbours apart.
    """
    rising = np.argsort(values)

    def matrix(marginals: FloatArray) -> FloatArray:
        mid_rank = np.empty(len(values))
        mid_rank[rising] = np.cumsum(marginals[rising]) - marginals[rising] / 2
        return _squared_differences(mid_rank)

    return matrix


def interval(values: Sequence[float]) -> Distance:
    """Square the difference of two numbers (Krippendorff 2011, part D).

    Alpha is the same in any unit of measurement, so the numbers are scaled to 0..1 first: the
    squares of large numbers would overflow. Needs codes^2 cells: for scales of up to a few
    thousand distinct numbers.
    """
    halves = np.array(values, dtype=np.float64) / 2
    halves -= halves.min(initial=np.inf)
    span = halves.max(initial=0)
    return _fixed(_squared_differences(halves / span if span > 0 else halves))


def jaccard(values: Sequence[frozenset[Hashable]]) -> Distance:
    """Return the share of codes in either set that are not in both; two empty sets are alike.

    Taken as it is in the place of the squared difference, as Passonneau (2006), Measuring
    Agreement on Set-valued Items (MASI), LREC, does with set distances in alpha.
    """
    codes = {
        code: place for place, code in enumerate({code for chosen in values for code in chosen})
    }
    member = np.zeros((len(values), len(codes)))
    for place, chosen in enumerate(values):
        member[place, [codes[code] for code in chosen]] = 1
    shared = member @ member.T
    size = member.sum(axis=1)
    either = size[:, None] + size[None, :] - shared
    return _fixed(1 - np.divide(shared, either, out=np.ones_like(shared), where=either > 0))


def _fixed(matrix: FloatArray) -> Distance:
    return lambda marginals: matrix


def _squared_differences(numbers: FloatArray) -> FloatArray:
    return np.square(numbers[:, None] - numbers[None, :])


def _as_they_are(order: Sequence[Hashable]) -> ValueOf:
    return lambda code: code


def _places(order: Sequence[Hashable]) -> ValueOf:
    places = {code: place for place, code in enumerate(order)}
    if len(places) < len(order):
        raise ValueError("the order names a code twice")
    return places.get


def _ordinal_places(order: Sequence[Hashable]) -> ValueOf:
    if not order:
        raise ValueError("ordinal agreement needs the order of the codes")
    return _places(order)


def _numbers(order: Sequence[Hashable]) -> ValueOf:
    """Places in the order, evenly spaced, when there is one; else the codes read as numbers."""
    return _places(order) if order else _number


def _number(code: Hashable) -> float | None:
    try:
        number = float(cast("str", code))
    except (TypeError, ValueError, OverflowError):
        return None
    return number if math.isfinite(number) else None


def _sets(order: Sequence[Hashable]) -> ValueOf:
    return lambda code: code if isinstance(code, frozenset) else frozenset({code})


METRICS: dict[MetricName, Metric] = {
    "nominal": Metric(_as_they_are, nominal),
    "ordinal": Metric(_ordinal_places, ordinal),
    "interval": Metric(_numbers, interval),
    "jaccard": Metric(_sets, jaccard),
}
