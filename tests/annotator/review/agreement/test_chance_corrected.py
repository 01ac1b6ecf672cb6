"""Fleiss' kappa, AC1 and AC2: published examples, `irrCAC`, resamples one by one."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from irrCAC.raw import CAC

from annotator.review.agreement import Row, WeightName, read_labels, reliability
from annotator.review.agreement.coefficients import chance_corrected
from annotator.review.agreement.resampling import article_weights, resample
from annotator.review.agreement.study import Study
from annotator.review.agreement.weights import WEIGHTS
from tests.annotator.review.agreement.samples import (
    FOUR_RATERS,
    Table,
    noisy_rows,
    pairable_articles,
    resampled_rows,
    rows_from,
    table_of,
    tables,
)

ORDER = (0, 1, 2, 3)
NAMES: list[WeightName] = ["linear", "quadratic", "ordinal"]


def values(rows: list[Row], weights: WeightName = "quadratic", order=ORDER) -> list[float | None]:
    found = reliability(
        read_labels(rows), metric="ordinal", order=order, weights=weights, resamples=0
    )
    return [figure.value for figure in (found.fleiss, found.ac1, found.ac2) if figure]


def library(table: np.ndarray, weights: str, categories=ORDER) -> list[float]:
    """The same by `irrCAC`, of annotators by units."""
    frame = pd.DataFrame(table.T)
    settings = {"categories": list(categories), "digits": 12}
    plain, weighted = CAC(frame, **settings), CAC(frame, weights=weights, **settings)
    return [
        coefficient["est"]["coefficient_value"]
        for coefficient in (plain.fleiss(), plain.gwet(), weighted.gwet())
    ]


# Wikipedia, Fleiss' kappa: ten subjects, fourteen raters, labels of each of five codes.
FOURTEEN_RATERS = [
    [0, 0, 0, 0, 14], [0, 2, 6, 4, 2], [0, 0, 3, 5, 6], [0, 3, 9, 2, 0], [2, 2, 8, 1, 1],
    [7, 7, 0, 0, 0], [3, 2, 6, 3, 0], [2, 5, 3, 2, 2], [6, 5, 2, 1, 0], [0, 2, 2, 3, 7],
]  # fmt: skip


def test_fleiss_as_published():
    rows: list[Row] = [
        (unit, unit, rater, code)
        for unit, counts in enumerate(FOURTEEN_RATERS)
        for rater, code in enumerate(np.repeat(range(5), counts).tolist())
    ]
    assert round(values(rows, order=range(5))[0] or 0, 3) == 0.210


def test_gwet_as_published():
    """Gwet (2014), table 2.10, with labels missing and one unit labelled once."""
    found = reliability(read_labels(rows_from(FOUR_RATERS)), metric="nominal", resamples=0)
    assert found.ac1 is not None
    assert found.fleiss is not None
    assert round(found.ac1.value or 0, 5) == 0.77544
    assert round(found.fleiss.value or 0, 5) == 0.76117


@pytest.mark.parametrize("weights", NAMES)
@settings(deadline=None, max_examples=60)
@given(table=tables().filter(lambda table: np.array(table, dtype=float).size > 0))
def test_equals_a_second_implementation(weights: WeightName, table: Table):
    frame = np.array(table, dtype=float)
    paired = (~np.isnan(frame)).sum(axis=0) > 1
    assume(paired.any() and np.unique(frame[~np.isnan(frame)]).size > 1)  # else it is undefined
    frame = frame[:, (~np.isnan(frame)).any(axis=0)]
    assume(frame.shape[1] > 1)  # the library divides by units - 1
    found = values(rows_from(table, 3), weights)
    assert found == pytest.approx(library(frame, weights), abs=1e-6)


@pytest.mark.parametrize("weights", NAMES)
def test_every_resample_equals_raw_rows(weights: WeightName):
    """Articles that two annotators share are one stratum, the others another."""
    rows = [*noisy_rows(articles=9, units=3, skill=0.6), (50, "a", 0, 1), (51, "b", 1, 3)]
    study = Study.read(read_labels(rows), "ordinal", ORDER)
    matrix = WEIGHTS[weights](study.units.values)
    measure = chance_corrected(study.units, study.singles, matrix)
    (fast,) = resample([measure], study.strata, seed=3, resamples=12)
    shared = pairable_articles(rows)
    others = sorted({row[0] for row in rows} - set(shared))
    assert others == [50, 51]
    drawn = np.concatenate([*article_weights(study.strata, resamples=12, seed=3)]).astype(int)
    naive = [
        library(
            table_of(resampled_rows(rows, dict(zip([*shared, *others], row, strict=True)))), weights
        )
        for row in drawn.tolist()
    ]
    np.testing.assert_allclose(fast, naive, atol=1e-9)


@pytest.mark.parametrize("weights", ["linear", "quadratic"])
def test_numbers_are_weighted_by_how_far_they_are_apart(weights: WeightName):
    numbers = (1, 2, 5, 11)
    rows: list[Row] = [
        (article, unit, who, numbers[int(str(code))])
        for article, unit, who, code in noisy_rows(articles=12, skill=0.6)
    ]
    found = reliability(read_labels(rows), metric="interval", weights=weights, resamples=0)
    assert found.ac2 is not None
    expected = library(table_of(rows), weights, numbers)
    assert found.ac2.value == pytest.approx(expected[2], abs=1e-9)


def test_without_missing_labels_fleiss_is_that_of_equal_numbers():
    rows = noisy_rows(articles=30, skill=0.7, answered=1.0)
    counts = np.array(
        [[codes.count(code) for code in ORDER] for codes in table_of(rows).T.astype(int).tolist()]
    )
    raters = counts[0].sum()
    observed = ((counts**2).sum(axis=1) - raters).mean() / (raters * (raters - 1))
    chance = ((counts.sum(axis=0) / counts.sum()) ** 2).sum()
    assert values(rows)[0] == pytest.approx((observed - chance) / (1 - chance))


def test_ac1_knows_codes_that_nobody_gave():
    rows = noisy_rows(articles=9, skill=0.7)
    labels = read_labels(rows)
    four = reliability(labels, metric="nominal", resamples=0).ac1
    six = reliability(labels, metric="nominal", order=range(6), resamples=0).ac1
    assert four is not None
    assert six is not None
    assert six.value != four.value
    expected = CAC(pd.DataFrame(table_of(rows).T), categories=list(range(6)), digits=12).gwet()
    assert six.value == pytest.approx(expected["est"]["coefficient_value"], abs=1e-9)


def test_where_all_give_one_of_several_codes_ac1_is_full_and_kappa_is_not_defined():
    rows: list[Row] = [(unit, unit, who, 1) for unit in range(4) for who in "xy"]
    found = reliability(read_labels(rows), metric="nominal", order=(0, 1))
    assert found.ac1 is not None
    assert (found.ac1.value, found.ac1.interval) == (1.0, (1.0, 1.0))
    assert found.fleiss is not None
    assert found.fleiss.value is None
    assert found.fleiss.reason.startswith("all 4 units got the same code")
    alone = reliability(read_labels(rows), metric="nominal")
    assert alone.ac1 is not None
    assert alone.ac1.value is None
    assert alone.ac1.reason.startswith("all 4 units got the same code")


@settings(deadline=None, max_examples=40)
@given(table=tables(), copies=st.integers(2, 3))
def test_copies_of_articles_change_nothing(table: Table, copies: int):
    rows = rows_from(table, 2)
    many: list[Row] = [
        ((article, copy), (unit, copy), who, code)
        for article, unit, who, code in rows
        for copy in range(copies)
    ]
    assert values(many) == pytest.approx(values(rows), abs=1e-9)
