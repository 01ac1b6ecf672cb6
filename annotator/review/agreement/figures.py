"""The front door: rows in, every figure of one variable out, with words where one is missing."""

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass

from annotator.review.agreement.bootstrap import bootstrap_interval
from annotator.review.agreement.coefficients import krippendorff_alpha, percent_agreement
from annotator.review.agreement.counts import UnitCodes, count_coincidences, count_unit_codes
from annotator.review.agreement.labels import Labels, Row, read_labels
from annotator.review.agreement.metrics import METRICS, MetricName


@dataclass(frozen=True)
class Agreement:
    """How far annotators agree on one variable.

    `units`, `articles` and `labels` count what the figures rest on: units with two labels or more,
    their articles, their labels. `total` counts all labels given, `left_out` those among them whose
    code is not on the scale; the rest of the difference are labels nobody else can be compared
    with. `annotators` counts everyone with a label on the scale, paired or not. `percent`, `alpha`
    and `interval` are shares and coefficients, not percentages, and None where undefined; `reason`
    then says why, and is empty when all three are defined.
    """

    metric: MetricName
    units: int
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
    rows: Iterable[Row],
    *,
    metric: MetricName,
    order: Sequence[Hashable] = (),
    seed: int = 0,
    resamples: int = 1000,
) -> Agreement:
    """Compute percent agreement, Krippendorff's alpha and its 95 % interval over articles.

    `order` lists the codes from one end of the scale to the other: needed for "ordinal", optional
    for "interval" (evenly spaced; without it codes are read as numbers), unused otherwise. Codes
    outside it, such as "cannot judge", are left out. With `resamples=0` no interval is computed.
    Raises ValueError for an unknown metric and for rows `read_labels` refuses.
    """
    if metric not in METRICS:
        raise ValueError(f"unknown metric {metric!r}: choose one of {', '.join(METRICS)}")
    labels = read_labels(rows, METRICS[metric].reading(order))
    units = count_unit_codes(labels)
    coincidences = count_coincidences(units)
    alpha, interval, reason = None, None, _unpaired(labels, units)
    if not reason:
        distance = METRICS[metric].distance(labels.values)
        alpha = krippendorff_alpha(coincidences, distance)
        if alpha is None:
            reason = _unvaried(units)
        else:
            interval, reason = bootstrap_interval(
                coincidences, distance, seed=seed, resamples=resamples
            )
    return Agreement(
        metric=metric,
        units=units.size.size,
        articles=coincidences.articles,
        annotators=labels.annotators,
        labels=int(units.size.sum()),
        total=labels.given,
        left_out=labels.left_out,
        percent=percent_agreement(units),
        alpha=alpha,
        interval=interval,
        reason=reason,
    )


def _unpaired(labels: Labels, units: UnitCodes) -> str:
    """Why there is no pair of labels to compare; empty when there is one."""
    if labels.given == 0:
        return "no labels yet"
    if labels.given == labels.left_out:
        return "no label has a code on the scale"
    if labels.annotators == 1:
        return "only one annotator"
    if units.size.size == 0:
        return "no claim was coded by two annotators"
    return ""


def _unvaried(units: UnitCodes) -> str:
    subject = f"all {units.size.size} units" if units.size.size > 1 else "the only unit coded twice"
    return f"{subject} got the same code, so chance agreement cannot be told from skill"
