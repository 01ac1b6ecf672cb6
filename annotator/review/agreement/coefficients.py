"""The coefficients themselves, each as a function of sums by article.

Values are NaN where a coefficient has none; `figures.py` says why in words.
"""

from collections.abc import Sequence

import numpy as np

from annotator.review.agreement.counts import Coincidences, UnitCodes, code_pairs
from annotator.review.agreement.labels import FloatArray, IntArray
from annotator.review.agreement.metrics import Distance
from annotator.review.agreement.sums import Measure, Sums, product, ratio, side_by_side


def percent_agreement(units: UnitCodes) -> Measure:
    """Share of agreeing pairs of annotators among all pairs on units with two labels or more.

    Every pair weighs the same, so a unit with many annotators weighs more than one with two. With
    the same number of annotators on each unit this is Fleiss's observed agreement: Artstein and
    Poesio (2008), Inter-Coder Agreement for Computational Linguistics, on more than two coders.
    Codes agree when they are equal, sets of codes when they are the same set.
    """
    agreeing = Sums.of(units.article[units.unit], units.count * (units.count - 1))
    pairs = Sums.of(units.article, units.size * (units.size - 1))
    return Measure(
        side_by_side([agreeing, pairs]),
        lambda totals: ratio(totals[:, :1], totals[:, 1:]),
        shares=1,
    )


def krippendorff_alpha(coincidences: Coincidences, distances: Sequence[Distance]) -> Measure:
    """Krippendorff's alpha, 1 - observed / expected disagreement, for each of the distances.

    Krippendorff, K. (2011), Computing Krippendorff's Alpha-Reliability; Hayes, A. F. and
    Krippendorff, K. (2007), Answering the Call for a Standard Reliability Measure for Coding Data,
    Communication Methods and Measures 1(1), 77-89; Krippendorff, K. (2019), Content Analysis, 4th
    ed., chapter 12. Undefined when no disagreement could be expected: no pair, or one code only.
    """
    codes = len(coincidences.values)
    fixed = [distance for distance in distances if isinstance(distance, np.ndarray)]
    if len(fixed) == len(distances):
        return _fixed_alphas(coincidences, fixed, codes)
    ends = (coincidences.first, coincidences.second)
    row_sums = _row_sums(*ends, codes)
    sums = Sums(coincidences.article, coincidences.pair, coincidences.count, ends[0].size)

    def alphas(totals: FloatArray) -> FloatArray:
        marginals = product(totals, row_sums)
        deltas = [one if isinstance(one, np.ndarray) else one(marginals) for one in distances]
        observed = [np.einsum("...p,...p", totals, delta[..., *ends]) for delta in deltas]
        return _alphas(np.stack(observed, axis=1), marginals, deltas)

    return Measure(sums, alphas)


def _fixed_alphas(
    coincidences: Coincidences, distances: Sequence[FloatArray], codes: int
) -> Measure:
    """The same from fewer sums: of distances that do not change with how often a code is given."""
    article, first = coincidences.article, coincidences.first[coincidences.pair]
    second = coincidences.second[coincidences.pair]
    half = coincidences.count / 2
    observed = [Sums.of(article, coincidences.count * one[first, second]) for one in distances]
    given = Sums(
        np.concatenate([article, article]),
        np.concatenate([first, second]),
        np.concatenate([half, half]),
        codes,
    )

    def alphas(totals: FloatArray) -> FloatArray:
        return _alphas(totals[:, codes:], totals[:, :codes], distances)

    return Measure(side_by_side([given, *observed]), alphas)


def _row_sums(first: IntArray, second: IntArray, codes: int) -> FloatArray:
    """What turns totals of pairs (pairs,) into labels per code n_c, shape (pairs, codes)."""
    row_sums = np.zeros((first.size, codes))
    np.add.at(row_sums, (np.arange(first.size), first), 0.5)
    np.add.at(row_sums, (np.arange(first.size), second), 0.5)
    return row_sums


def _alphas(
    observed: FloatArray, marginals: FloatArray, deltas: Sequence[FloatArray]
) -> FloatArray:
    """Alpha from observed disagreement (resamples, distances) and labels (resamples, codes)."""
    pairable = marginals.sum(axis=1, keepdims=True)
    expected = np.stack([_expected(marginals, delta) for delta in deltas], axis=1)
    return 1 - ratio((pairable - 1) * observed, np.where(pairable < 2, 0, expected))


def _expected(marginals: FloatArray, delta: FloatArray) -> FloatArray:
    if delta.ndim > 2:
        return np.einsum("rc,rck,rk->r", marginals, delta, marginals)
    return np.einsum("rk,rk->r", product(marginals, delta), marginals)


def nominal_alphas(units: UnitCodes) -> Measure:
    """Alpha with the nominal metric, then that of each code against all the others.

    A code against the rest is a binary variable: Krippendorff (2019), Content Analysis, 4th ed.,
    section 12.4, on which codes a low alpha comes from. Its alpha is undefined where nobody, or
    everybody, gave the code.
    """
    codes = len(units.values)
    given, unlike = _given_and_unlike(units, units.unit, units.code, units.count, codes)

    def alphas(totals: FloatArray) -> FloatArray:
        n, u = totals[:, :codes], totals[:, codes:]
        pairable = n.sum(axis=1, keepdims=True)
        chance = n * (pairable - n)
        each = 1 - ratio((pairable - 1) * u, chance)
        both = (pairable - 1) * u.sum(axis=1, keepdims=True)
        return np.hstack([1 - ratio(both, chance.sum(axis=1, keepdims=True)), each])

    return Measure(side_by_side([given, unlike]), alphas)


def membership_alphas(units: UnitCodes, member: IntArray) -> Measure:
    """Alpha of each code being in the set that an annotator gave, or not; see `nominal_alphas`.

    `member` says which set holds which code, shape (sets, codes).
    """
    codes = member.shape[1]
    entry, code = np.nonzero(member[units.code])
    keys, place = np.unique(units.unit[entry] * codes + code, return_inverse=True)
    count = np.bincount(place, weights=units.count[entry], minlength=keys.size).astype(np.intp)
    given, unlike = _given_and_unlike(units, keys // codes, keys % codes, count, codes)
    labels = Sums.of(units.article, units.size)

    def alphas(totals: FloatArray) -> FloatArray:
        n, u, pairable = totals[:, :codes], totals[:, codes:-1], totals[:, -1:]
        return 1 - ratio((pairable - 1) * u, n * (pairable - n))

    return Measure(side_by_side([given, unlike, labels]), alphas)


def _given_and_unlike(
    units: UnitCodes, unit: IntArray, code: IntArray, count: IntArray, codes: int
) -> tuple[Sums, Sums]:
    """Labels of each code, and its coincidences with anything else."""
    article, size = units.article[unit], units.size[unit]
    unlike = count * (size - count) / (size - 1)
    return Sums(article, code, count, codes), Sums(article, code, unlike, codes)


def chance_corrected(
    units: UnitCodes, singles: tuple[IntArray, IntArray], weights: FloatArray | None
) -> Measure:
    """Fleiss' kappa, Gwet's AC1 and, with weights between codes, Gwet's AC2.

    All three correct the mean agreement of units with two labels or more. Fleiss, J. L. (1971),
    Measuring Nominal Scale Agreement among Many Raters, Psychological Bulletin 76(5), 378-382,
    generalised to units with unlike numbers of annotators, and Gwet, K. L. (2014), Handbook of
    Inter-Rater Reliability, 4th ed., chapters 2 and 3, as in `irrCAC`: how often a code is to be
    expected is its mean share over all units, those with a single label too (`singles`: their
    articles, numbered after those of `units`, and codes).
    """
    codes = len(units.values)
    of_unit = units.article[units.unit]
    alike = units.count * (units.count - 1) / _pairs_of(units)[units.unit]
    share = units.count / units.size[units.unit]
    parts = [
        Sums.of(units.article, np.ones_like(units.size)),
        Sums.of(of_unit, alike),
        Sums(of_unit, units.code, share, codes),
        Sums(singles[0], singles[1], np.ones_like(singles[0]), codes),
    ]
    if weights is not None:
        parts += [_weighted(units, weights)]

    def coefficients(totals: FloatArray) -> FloatArray:
        paired, same = totals[:, 0], totals[:, 1]
        expected = totals[:, 2 : 2 + codes] + totals[:, 2 + codes : 2 + 2 * codes]
        share = ratio(expected, expected.sum(axis=1, keepdims=True))
        mixed = (share * (1 - share)).sum(axis=1)
        found = [
            1 - ratio(1 - ratio(same, paired), mixed),
            _gwet(ratio(same, paired), mixed / max(1, codes - 1), codes),
        ]
        if weights is not None:
            chance = mixed * weights.sum() / max(1, codes * (codes - 1))
            found += [_gwet(ratio(totals[:, -1], paired), chance, codes)]
        return np.stack(found, axis=1)

    return Measure(side_by_side(parts), coefficients)


def _pairs_of(units: UnitCodes) -> IntArray:
    pairs: IntArray = units.size * (units.size - 1)
    return pairs


def _gwet(observed: FloatArray, chance: FloatArray, codes: int) -> FloatArray:
    """Undefined on a scale of one code."""
    return 1 - ratio(1 - observed, (1 - chance) * (codes > 1))


def _weighted(units: UnitCodes, weights: FloatArray) -> Sums:
    """Weighted agreement of each unit."""
    pairs = _pairs_of(units)
    found = [
        Sums.of(
            units.article[some.unit],
            some.amount * weights[some.first, some.second] / pairs[some.unit],
        )
        for some in code_pairs(units)
    ]
    return Sums(
        np.concatenate([one.article for one in found]),
        np.concatenate([one.feature for one in found]),
        np.concatenate([one.amount for one in found]),
        1,
    )


def cohen_kappa(
    article: IntArray, first: IntArray, second: IntArray, codes: int, weights: FloatArray | None
) -> Measure:
    """Percent, Cohen's kappa and, with weights between codes, weighted kappa of two annotators.

    One entry per unit that both labelled: its article and the codes of the two. Cohen, J. (1960),
    A Coefficient of Agreement for Nominal Scales, Educational and Psychological Measurement
    20(1), 37-46; Cohen, J. (1968), Weighted Kappa, Psychological Bulletin 70(4), 213-220.
    Undefined where both gave one and the same code throughout.
    """
    parts = [
        Sums(article, first, np.ones_like(article), codes),
        Sums(article, second, np.ones_like(article), codes),
        Sums.of(article, first != second),
    ]
    if weights is not None:
        parts += [Sums.of(article, 1 - weights[first, second])]

    def coefficients(totals: FloatArray) -> FloatArray:
        one, other = totals[:, :codes], totals[:, codes : 2 * codes]
        units = one.sum(axis=1)
        chance = (one * (units[:, None] - other)).sum(axis=1)
        unlike = totals[:, 2 * codes]
        found = [ratio(units - unlike, units), 1 - ratio(units * unlike, chance)]
        if weights is not None:
            apart = (product(one, 1 - weights) * other).sum(axis=1)
            found += [1 - ratio(units * totals[:, -1], apart)]
        return np.stack(found, axis=1)

    return Measure(side_by_side(parts), coefficients, shares=1)
