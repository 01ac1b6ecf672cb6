"""Every figure of one variable: all coefficients, code by code and pair by pair."""

from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np

from annotator.review.agreement.coefficients import (
    chance_corrected,
    cohen_kappa,
    membership_alphas,
    nominal_alphas,
    percent_agreement,
)
from annotator.review.agreement.figures import Figure, missing
from annotator.review.agreement.labels import IntArray, Labels, numbered
from annotator.review.agreement.metrics import MetricName, members
from annotator.review.agreement.pairs import SharedUnits, shared_units
from annotator.review.agreement.reasons import (
    NO_SHARED_UNIT,
    NOTHING_ELSE,
    UNUSED_CODE,
    uncertain,
    unvaried,
)
from annotator.review.agreement.resampling import RESAMPLES
from annotator.review.agreement.study import Estimates, Study
from annotator.review.agreement.sums import Measure
from annotator.review.agreement.weights import WEIGHTS, WeightName

MAX_CODES = 200
"""A scale of more codes, such as of free numbers, gets no figure code by code."""


class CodeFigures(NamedTuple):
    """A code against all the others: alpha, and how many labels of pairable units gave it."""

    code: Hashable
    alpha: Figure
    labels: int


class PairFigures(NamedTuple):
    """Two annotators on the `units` that both labelled. Weighted kappa is for ranked codes."""

    first: Hashable
    second: Hashable
    units: int
    percent: Figure
    kappa: Figure
    weighted_kappa: Figure | None


@dataclass(frozen=True)
class Reliability:
    """How reliable the labels of one variable are.

    `units`, `articles` and `labels` count what the figures rest on: units with two labels or more,
    their articles, their labels. `universe` counts the units that two annotators or more could
    have labelled; `share` is units among them. `annotators` counts everyone with a label on the
    scale, paired or not; `total` all labels given, `left_out` those whose code is not on the scale.

    None stands where a coefficient is not for the metric: `ac2` and weighted kappas are for ranked
    codes, with the `weights` named; Fleiss' kappa and AC1 are for single codes; `masi`, which is
    alpha with that distance, is for sets.
    """

    metric: MetricName
    weights: WeightName
    units: int
    universe: int
    articles: int
    annotators: int
    labels: int
    total: int
    left_out: int
    percent: Figure
    alpha: Figure
    masi: Figure | None
    fleiss: Figure | None
    ac1: Figure | None
    ac2: Figure | None
    codes: tuple[CodeFigures, ...]
    pairs: tuple[PairFigures, ...]

    @property
    def share(self) -> float | None:
        """Units compared among those that could have been; None when none could."""
        return self.units / self.universe if self.universe else None


def reliability(
    labels: Labels,
    *,
    metric: MetricName,
    order: Sequence[Hashable] = (),
    seed: int = 0,
    resamples: int = RESAMPLES,
    universe: int | None = None,
    weights: WeightName = "quadratic",
) -> Reliability:
    """Compute all coefficients of one variable, each with its 95 % interval over articles.

    `order` lists the codes from one end of the scale to the other: needed for "ordinal", optional
    for "interval" (evenly spaced; without it codes are read as numbers). There, codes outside it,
    such as "cannot judge", are left out. For "nominal" it only says which codes there are, used or
    not: AC1 depends on it. `universe` is how many units two annotators or more were asked about;
    without it, what the labels tell (`Study.universe`). With `resamples=0` there are no intervals.
    Raises ValueError for an unknown metric and for an order that cannot be read.
    """
    study = Study.read(labels, metric, order)
    figures = _Figures(study, weights, seed=seed, resamples=resamples)
    return Reliability(
        metric=metric,
        weights=weights,
        units=study.units.units,
        universe=study.universe() if universe is None else universe,
        articles=study.articles,
        annotators=study.labels.annotators,
        labels=int(study.units.size.sum()),
        total=study.labels.given,
        left_out=study.labels.left_out,
        percent=figures.of("percent"),
        alpha=figures.of("alpha"),
        masi=figures.of("alpha", 1) if study.metric.is_of_sets else None,
        fleiss=None if study.metric.is_of_sets else figures.of("corrected"),
        ac1=None if study.metric.is_of_sets else figures.of("corrected", 1),
        ac2=figures.of("corrected", 2) if study.metric.is_ranked else None,
        codes=tuple(figures.by_code(order if study.metric.is_ranked else ())),
        pairs=tuple(figures.by_pair()),
    )


class _Figures:
    """All measures of a study, resampled once, and the figures made of them."""

    def __init__(self, study: Study, weights: WeightName, *, seed: int, resamples: int) -> None:
        self.study = study
        self.weights = WEIGHTS[weights](study.units.values) if study.metric.is_ranked else None
        self.shared = [*shared_units(study.labels)]
        self.estimates = Estimates(self._measures(), study.strata, seed=seed, resamples=resamples)

    def _measures(self) -> dict[Hashable, Measure]:
        study = self.study
        if study.why_nothing:
            return {}
        found: dict[Hashable, Measure] = {
            "percent": percent_agreement(study.units),
            "alpha": study.alphas(),
        }
        if study.metric.is_of_sets:
            found["codes"] = membership_alphas(study.units, self._members[1])
        else:
            found["corrected"] = chance_corrected(study.units, study.singles, self.weights)
        if study.metric.is_ranked and self._codes:
            found["codes"] = nominal_alphas(study.units)
        pairs = {one.annotators: self._kappa(one) for one in self.shared if one.article.size}
        return found | pairs

    def _kappa(self, shared: SharedUnits) -> Measure:
        article = self.study.places[shared.article]
        return cohen_kappa(article, shared.first, shared.second, self._size, self.weights)

    @property
    def _size(self) -> int:
        return len(self.study.units.values)

    @cached_property
    def _members(self) -> tuple[list[Hashable], IntArray]:
        return members(self.study.units.values)

    @cached_property
    def _codes(self) -> Sequence[Hashable]:
        """The codes that get a figure each, as the values of labels have them."""
        if self.study.metric.is_of_sets:
            return self._members[0]
        return self.study.units.values if self._size <= MAX_CODES else ()

    def of(self, name: str, column: int = 0) -> Figure:
        """A coefficient of all annotators."""
        if reason := self.study.why_nothing:
            return missing(reason)
        return self.estimates.figure(
            name,
            column,
            articles=self.study.articles,
            undefined=unvaried(self.study.units.units),
            unsure=uncertain,
        )

    def by_code(self, names: Sequence[Hashable]) -> Iterator[CodeFigures]:
        """Each code against all others; of ranked codes by their `names`, if they have some."""
        given = self._given()
        everything = int(self.study.units.size.sum())
        for place, code in enumerate(self._codes):
            labels = int(given[place])
            nothing = UNUSED_CODE if labels == 0 else NOTHING_ELSE
            if labels in (0, everything):
                alpha = missing(self.study.why_nothing or nothing)
            else:
                alpha = self._code_alpha(place)
            yield CodeFigures(names[place] if names else code, alpha, labels)

    def _code_alpha(self, place: int) -> Figure:
        metric = self.study.metric
        name = "codes" if metric.is_of_sets or metric.is_ranked else "alpha"
        column = place if metric.is_of_sets else 1 + place
        articles = self.study.articles
        return self.estimates.figure(name, column, articles=articles, undefined=NOTHING_ELSE)

    def _given(self) -> IntArray:
        """Labels of pairable units by code."""
        units = self.study.units
        given = np.bincount(units.code, weights=units.count, minlength=self._size).astype(np.intp)
        return given @ self._members[1] if self.study.metric.is_of_sets else given

    def by_pair(self) -> Iterator[PairFigures]:
        """Each two annotators."""
        names = self.study.labels.names
        for shared in self.shared:
            one, other = shared.annotators
            yield PairFigures(
                names[one], names[other], shared.article.size, *self._pair_figures(shared)
            )

    def _pair_figures(self, shared: SharedUnits) -> tuple[Figure, Figure, Figure | None]:
        units = shared.article.size
        if units == 0:
            nothing = missing(NO_SHARED_UNIT)
            return nothing, nothing, nothing if self.study.metric.is_ranked else None
        articles = numbered(shared.article)[0].size
        figures = [
            self.estimates.figure(
                shared.annotators, column, articles=articles, undefined=unvaried(units)
            )
            for column in range(2 if self.weights is None else 3)
        ]
        return figures[0], figures[1], figures[2] if self.weights is not None else None
