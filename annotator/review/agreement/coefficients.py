"""The coefficients themselves. Each returns None where it has no value, never NaN."""

import numpy as np

from annotator.review.agreement.counts import Coincidences, UnitCodes
from annotator.review.agreement.labels import FloatArray
from annotator.review.agreement.metrics import Distance


def percent_agreement(units: UnitCodes) -> float | None:
    """Share of agreeing pairs of annotators among all pairs on units with two labels or more.

    Every pair weighs the same, so a unit with many annotators weighs more than one with two. With
    the same number of annotators on each unit this is Fleiss's observed agreement: Artstein and
    Poesio (2008), Inter-Coder Agreement for Computational Linguistics, on more than two coders.
    Codes agree when they are equal, sets of codes when they are the same set. None without a pair.
    """
    pairs = int((units.size * (units.size - 1)).sum())
    if pairs == 0:
        return None
    return int((units.count * (units.count - 1)).sum()) / pairs


def krippendorff_alpha(coincidences: Coincidences, distance: Distance) -> float | None:
    """Krippendorff's alpha, 1 - observed / expected disagreement.

    Krippendorff, K. (2011), Computing Krippendorff's Alpha-Reliability; Hayes, A. F. and
    Krippendorff, K. (2007), Answering the Call for a Standard Reliability Measure for Coding Data,
    Communication Methods and Measures 1(1), 77-89; Krippendorff, K. (2019), Content Analysis, 4th
    ed., chapter 12. None when no disagreement could be expected: no pair, or one code only.
    """
    return alpha_of(coincidences.totals(), coincidences, distance)


def alpha_of(totals: FloatArray, coincidences: Coincidences, distance: Distance) -> float | None:
    """Return alpha for these totals of the pairs: the observed ones or those of a resample."""
    marginals = coincidences.marginals(totals)
    pairable = marginals.sum()
    if pairable < 2:
        return None
    delta = distance(marginals)
    # einsum stays in this thread, unlike @ on large arrays: see SMALL_PRODUCT in bootstrap.py.
    observed = np.einsum("p,p", totals, delta[coincidences.first, coincidences.second])
    expected = np.einsum("c,ck,k", marginals, delta, marginals) / (pairable - 1)
    if not expected > 0:
        return None
    return float(1 - observed / expected)
