"""The labels of one variable made ready, and measures of them with their resamples."""

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Self

import numpy as np

from annotator.review.agreement.coefficients import krippendorff_alpha, nominal_alphas
from annotator.review.agreement.counts import UnitCodes, count_coincidences, count_unit_codes
from annotator.review.agreement.figures import Figure, figure
from annotator.review.agreement.labels import IntArray, Labels, counted, numbered
from annotator.review.agreement.metrics import METRICS, Metric, MetricName
from annotator.review.agreement.reasons import unpaired, unsettled
from annotator.review.agreement.resampling import resample
from annotator.review.agreement.sums import Measure


@dataclass(frozen=True, eq=False)
class Study:
    """Labels on the scale of a metric, and their codes unit by unit."""

    labels: Labels
    metric: Metric
    units: UnitCodes

    @classmethod
    def read(cls, labels: Labels, metric: MetricName, order: Sequence[Hashable] = ()) -> Self:
        """Raises ValueError for an unknown metric and for an order that cannot be read."""
        if metric not in METRICS:
            raise ValueError(f"unknown metric {metric!r}: choose one of {', '.join(METRICS)}")
        read = METRICS[metric]
        labels = labels.read_as(read.reading(order), read.scale(order))
        return cls(labels, read, count_unit_codes(labels))

    @property
    def articles(self) -> int:
        """How many articles have a unit with two labels or more."""
        return self.units.articles.size

    @cached_property
    def strata(self) -> tuple[int, int]:
        """Articles with such a unit, and those without: how many of them there are is by design."""
        others = int(self.labels.article.max(initial=-1)) + 1 - self.articles
        return self.articles, others

    @cached_property
    def places(self) -> IntArray:
        """Where each article of the labels stands: those with a pairable unit come first."""
        places = np.full(sum(self.strata), -1, dtype=np.intp)
        places[self.units.articles] = np.arange(self.articles)
        places[places < 0] = self.articles + np.arange(self.strata[1])
        return places

    @property
    def singles(self) -> tuple[IntArray, IntArray]:
        """Articles (their places) and codes of the units with a single label."""
        alone = np.bincount(self.labels.unit)[self.labels.unit] == 1
        return self.places[self.labels.article[alone]], self.labels.code[alone]

    @property
    def why_nothing(self) -> str:
        """Why nothing can be compared; empty when something can."""
        return unpaired(self.labels, self.units)

    def universe(self) -> int:
        """Units that two annotators or more could have labelled, as far as labels tell.

        All that anybody labelled in the articles where two annotators or more labelled something.
        Units nobody labelled are not known here: whoever knows them counts the universe itself.
        """
        annotators = self.labels.annotators
        answered = self.labels.article * annotators + self.labels.annotator
        distinct, _ = counted(answered, (int(self.labels.article.max(initial=-1)) + 1) * annotators)
        coders = np.bincount(distinct // max(1, annotators))
        return numbered(self.labels.unit[coders[self.labels.article] >= 2])[0].size

    def alphas(self) -> Measure:
        """Krippendorff's alpha, and what comes with it for nothing.

        Of nominal codes that of each code against the rest; of sets that with MASI.
        """
        if self.metric is METRICS["nominal"]:
            return nominal_alphas(self.units)
        values = self.units.values
        others = [METRICS["masi"].distance(values)] if self.metric.is_of_sets else []
        distances = [self.metric.distance(values), *others]
        return krippendorff_alpha(count_coincidences(self.units), distances)


class Estimates:
    """Measures by name, resampled together, so that all of them have the same resamples."""

    def __init__(
        self,
        measures: Mapping[Hashable, Measure],
        strata: Sequence[int],
        *,
        seed: int,
        resamples: int,
    ) -> None:
        self._measures = measures
        drawn = resample([*measures.values()], strata, seed=seed, resamples=resamples)
        self._drawn = dict(zip(measures, drawn, strict=True))

    def figure(
        self,
        name: Hashable,
        column: int = 0,
        *,
        articles: int,
        undefined: str,
        unsure: Callable[[int, int], str] = unsettled,
    ) -> Figure:
        """One coefficient of a measure; see `figures.figure`."""
        measure = self._measures[name]
        return figure(
            measure.values[column],
            self._drawn[name][:, column],
            articles=articles,
            undefined=undefined,
            unsure=unsure,
            lowest=0.0 if column < measure.shares else -1.0,
        )
