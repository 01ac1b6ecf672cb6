"""Metrics: what a code stands for, and how far apart two codes are.

A distance is the matrix of squared differences (codes, codes), zero on the diagonal. Of the
ordinal metric alone it depends on how often each code was given: there it is a function from the
marginals n_c, shape (..., codes), to such matrices (..., codes, codes). A new metric is one
function here and one line in `METRICS`.
"""

import math
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from typing import Any, Literal, cast

import numpy as np

from annotator.review.agreement.labels import FloatArray, IntArray, ValueOf, rank_of

Distance = FloatArray | Callable[[FloatArray], FloatArray]
MetricName = Literal["nominal", "ordinal", "interval", "jaccard", "masi"]


@dataclass(frozen=True)
class Metric:
    """How to read codes for a metric, given the order of codes, and how to set them apart.

    `is_ranked` says that codes lie on a line, so that they can be weighted by how far apart they
    are; `is_of_sets` that they are sets.
    """

    reading: Callable[[Sequence[Hashable]], ValueOf]
    distance: Callable[[Sequence[Any]], Distance]
    is_ranked: bool = False
    is_of_sets: bool = False

    def scale(self, order: Sequence[Hashable]) -> Sequence[Hashable]:
        """What the codes of an order stand for, from one end to the other."""
        return range(len(order)) if self.is_ranked else () if self.is_of_sets else order


def nominal(values: Sequence[Hashable]) -> FloatArray:
    """Return 1 for unlike codes (Krippendorff 2011, part C)."""
    return 1 - np.eye(len(values))


def ordinal(values: Sequence[int]) -> Distance:
    """Square the number of labels between two places on the scale (Krippendorff 2011, part D).

    (sum of n_g for g from c to k, less half of n_c and n_k)^2, which is the squared difference of
    mid-ranks: codes nobody used in between do not push their neighbours apart.
    """
    rising = np.argsort(values)

    def matrix(marginals: FloatArray) -> FloatArray:
        ranked = marginals[..., rising]
        mid_rank = np.empty(marginals.shape)
        mid_rank[..., rising] = np.cumsum(ranked, axis=-1) - ranked / 2
        return _squared_differences(mid_rank)

    return matrix


def interval(values: Sequence[float]) -> FloatArray:
    """Square the difference of two numbers (Krippendorff 2011, part D).

    Alpha is the same in any unit of measurement, so the numbers are scaled to 0..1 first: the
    squares of large numbers would overflow. Needs codes^2 cells: for scales of up to a few
    thousand distinct numbers.
    """
    return _squared_differences(positions(values))


def positions(values: Sequence[float]) -> FloatArray:
    """Where numbers lie between the smallest (0) and the largest (1) of them."""
    halves = np.array(values, dtype=np.float64) / 2
    halves -= halves.min(initial=np.inf)
    span = halves.max(initial=0)
    return halves / span if span > 0 else halves


def jaccard(values: Sequence[frozenset[Hashable]]) -> FloatArray:
    """Return the share of codes in either set that are not in both; two empty sets are alike.

    Taken as it is in the place of the squared difference, as Passonneau (2006), Measuring
    Agreement on Set-valued Items (MASI), LREC, does with set distances in alpha, and as `nltk`
    does with every distance.
    """
    shared, either, _size = _overlaps(values)
    return 1 - np.divide(shared, either, out=np.ones_like(shared), where=either > 0)


def masi(values: Sequence[frozenset[Hashable]]) -> FloatArray:
    """Return 1 - Jaccard's similarity times what the sets are to each other.

    The same 1, one within the other 2/3, some in common 1/3, nothing in common 0: Passonneau
    (2006), Measuring Agreement on Set-valued Items (MASI), LREC. Taken as it is, like `jaccard`.
    """
    shared, either, size = _overlaps(values)
    within = shared == np.minimum(size[:, None], size[None, :])
    kind = np.where(within, 2 / 3, np.where(shared > 0, 1 / 3, 0))
    same = shared == either
    kind[same] = 1
    return 1 - kind * np.divide(shared, either, out=np.ones_like(shared), where=either > 0)


def members(values: Sequence[Hashable]) -> tuple[list[Hashable], IntArray]:
    """Return the codes that values stand for or hold, and which holds which: (values, codes)."""
    sets = [value if isinstance(value, frozenset) else frozenset({value}) for value in values]
    codes = sorted({code for chosen in sets for code in chosen}, key=rank_of)
    places = {code: place for place, code in enumerate(codes)}
    member = np.zeros((len(sets), len(codes)), dtype=np.intp)
    for row, chosen in enumerate(sets):
        member[row, [places[code] for code in chosen]] = 1
    return codes, member


def _overlaps(
    values: Sequence[frozenset[Hashable]],
) -> tuple[FloatArray, FloatArray, FloatArray]:
    """How many codes two sets share (sets, sets), how many either has, how many each has."""
    _codes, whole = members(values)
    member = whole.astype(np.float64)
    shared = member @ member.T
    size = member.sum(axis=1)
    return shared, size[:, None] + size[None, :] - shared, size


def _squared_differences(numbers: FloatArray) -> FloatArray:
    return np.square(numbers[..., :, None] - numbers[..., None, :])


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
    "ordinal": Metric(_ordinal_places, ordinal, is_ranked=True),
    "interval": Metric(_numbers, interval, is_ranked=True),
    "jaccard": Metric(_sets, jaccard, is_of_sets=True),
    "masi": Metric(_sets, masi, is_of_sets=True),
}
