"""The short answer: percent agreement and alpha of one variable."""

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from annotator.review.agreement.coefficients import percent_agreement
from annotator.review.agreement.figures import Figure, missing
from annotator.review.agreement.labels import Labels, Row, read_labels
from annotator.review.agreement.metrics import MetricName
from annotator.review.agreement.reasons import uncertain, unvaried
from annotator.review.agreement.resampling import RESAMPLES
from annotator.review.agreement.study import Estimates, Study


@dataclass(frozen=True)
class Agreement:
    """How far annotators agree on one variable.

    `units`, `articles` and `labels` count what the figures rest on: units with two labels or more,
    their articles, their labels. `universe` counts the units that two annotators could have
    labelled. `total` counts all labels given, `left_out` those among them whose code is not on
    the scale; the rest of the difference are labels nobody else can be compared with.
    `annotators` counts everyone with a label on the scale, paired or not. `percent`, `alpha` and
    `interval` (of alpha) are shares and coefficients, not percentages, and None where undefined;
    `reason` then says why, and is empty when all three are defined.
    """

    metric: MetricName
    units: int
    universe: int
    articles: int
    annotators: int
    labels: int
    total: int
    left_out: int
    percent: float | None
    alpha: float | None
    interval: tuple[float, float] | None
    reason: str


def agreement(
    given: Iterable[Row] | Labels,
    *,
    metric: MetricName,
    order: Sequence[Hashable] = (),
    seed: int = 0,
    resamples: int = RESAMPLES,
    universe: int | None = None,
) -> Agreement:
    """Compute percent agreement, Krippendorff's alpha and its 95 % interval over articles.

    Takes rows, or labels read from columns. The settings are those of `reliability`, which
    computes everything there is. Raises ValueError for an unknown metric and for rows
    `read_labels` refuses.
    """
    labels = given if isinstance(given, Labels) else read_labels(given)
    study = Study.read(labels, metric, order)
    alpha = _alpha(study, seed=seed, resamples=resamples)
    percent = percent_agreement(study.units).values[0]
    return Agreement(
        metric=metric,
        units=study.units.units,
        universe=study.universe() if universe is None else universe,
        articles=study.articles,
        annotators=study.labels.annotators,
        labels=int(study.units.size.sum()),
        total=study.labels.given,
        left_out=study.labels.left_out,
        percent=None if np.isnan(percent) else float(percent),
        alpha=alpha.value,
        interval=alpha.interval,
        reason=alpha.reason,
    )


def _alpha(study: Study, *, seed: int, resamples: int) -> Figure:
    if study.why_nothing:
        return missing(study.why_nothing)
    paired = study.strata[:1]
    found = Estimates({"alpha": study.alphas()}, paired, seed=seed, resamples=resamples)
    return found.figure(
        "alpha",
        articles=study.articles,
        undefined=unvaried(study.units.units),
        unsure=uncertain,
    )
