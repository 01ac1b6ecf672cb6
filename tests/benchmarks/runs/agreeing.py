"""Agreement with its intervals, beside the independent library's alpha alone."""

from collections.abc import Iterator

import krippendorff
import numpy as np

from annotator.review.agreement import Labels, agreement, reliability
from tests.benchmarks.measuring import Row, fastest, timed
from tests.benchmarks.sizes import Sizes

ANNOTATORS = 4
CODES = 5
CLAIMS = 20  # of an article
AGREED = 0.8
TOLERANCE = 1e-9


def run(sizes: Sizes) -> Iterator[Row]:
    """Seconds for alpha, percent agreement and the interval, then for every coefficient."""
    table = _codes(sizes.agreement_labels // ANNOTATORS)
    columns = _columns(table)
    found = agreement(Labels.from_columns(*columns), metric="nominal", resamples=0)
    expected = krippendorff.alpha(reliability_data=table, level_of_measurement="nominal")
    if found.alpha is None or abs(found.alpha - expected) > TOLERANCE:
        raise RuntimeError(f"alpha is {found.alpha}, the library has {expected}")
    settings = {"metric": "nominal", "resamples": sizes.resamples}
    limit = fastest(
        lambda: krippendorff.alpha(reliability_data=table, level_of_measurement="nominal"), times=2
    )
    for name, act in (
        ("agreement", lambda: agreement(Labels.from_columns(*columns), **settings)),
        ("all coefficients", lambda: reliability(Labels.from_columns(*columns), **settings)),
    ):
        yield Row(
            name=f"{name}, {sizes.resamples:,} resamples",
            unit="s",
            value=timed(act),
            limit_name="krippendorff, no interval",
            limit=limit,
            details={"labels": table.size, "alpha": found.alpha},
        )


def _columns(table: np.ndarray) -> list[np.ndarray]:
    """Article, unit, annotator and code of each label, as they come from the database."""
    annotator, unit = (place.ravel() for place in np.indices(table.shape))
    return [unit // CLAIMS, unit, annotator, table.ravel()]


def _codes(units: int) -> np.ndarray:
    """Codes, one row for each annotator: what most give, or any other."""
    chance = np.random.default_rng(3)
    usual = chance.integers(CODES, size=units)
    other = chance.integers(CODES, size=(ANNOTATORS, units))
    return np.where(chance.random((ANNOTATORS, units)) < AGREED, usual, other)
