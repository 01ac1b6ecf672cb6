"""Agreement with its interval, beside the independent library's alpha alone."""

from collections.abc import Iterator

import krippendorff
import numpy as np

from annotator.review.agreement import agreement
from tests.benchmarks.measuring import Row, fastest, timed
from tests.benchmarks.sizes import Sizes

ANNOTATORS = 4
CODES = 5
CLAIMS = 20  # of an article
AGREED = 0.8
TOLERANCE = 1e-9


def run(sizes: Sizes) -> Iterator[Row]:
    """Seconds for alpha, percent agreement and the interval of that many labels."""
    table = _codes(sizes.agreement_labels // ANNOTATORS)
    rows = [
        (unit // CLAIMS, unit, annotator, code)
        for annotator, column in enumerate(table.tolist())
        for unit, code in enumerate(column)
    ]
    found = agreement(rows, metric="nominal", resamples=0)
    expected = krippendorff.alpha(reliability_data=table, level_of_measurement="nominal")
    if found.alpha is None or abs(found.alpha - expected) > TOLERANCE:
        raise RuntimeError(f"alpha is {found.alpha}, the library has {expected}")
    seconds = timed(lambda: agreement(rows, metric="nominal", resamples=sizes.resamples))
    limit = fastest(
        lambda: krippendorff.alpha(reliability_data=table, level_of_measurement="nominal"), times=2
    )
    yield Row(
        name=f"agreement, {sizes.resamples:,} resamples",
        unit="s",
        value=seconds,
        limit_name="krippendorff, no interval",
        limit=limit,
        details={"labels": len(rows), "alpha": found.alpha},
    )


def _codes(units: int) -> np.ndarray:
    """Codes, one row for each annotator: what most give, or any other."""
    chance = np.random.default_rng(3)
    usual = chance.integers(CODES, size=units)
    other = chance.integers(CODES, size=(ANNOTATORS, units))
    return np.where(chance.random((ANNOTATORS, units)) < AGREED, usual, other)
