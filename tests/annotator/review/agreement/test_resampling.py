"""The interval: the same as resampling raw rows, the same twice, and honest where it has none."""

import random

import krippendorff
import numpy as np
import pytest

from annotator.review.agreement import MetricName, Row, agreement, read_labels, resampling, sums
from annotator.review.agreement.coefficients import membership_alphas, percent_agreement
from annotator.review.agreement.metrics import members
from annotator.review.agreement.resampling import article_weights, percentile_interval, resample
from annotator.review.agreement.study import Study
from annotator.review.agreement.sums import Measure
from tests.annotator.review.agreement.samples import (
    noisy_rows,
    pairable_articles,
    resampled_rows,
    table_of,
)

ORDER = (0, 1, 2, 3)


def naive_alpha(rows: list[Row], metric: MetricName) -> float | None:
    """Alpha from raw rows by the `krippendorff` package."""
    table = table_of(rows)
    table = table[:, (~np.isnan(table)).sum(axis=0) > 1]
    if np.unique(table[~np.isnan(table)]).size < 2:
        return None
    return float(krippendorff.alpha(table, level_of_measurement=metric))  # type: ignore[arg-type]


@pytest.mark.parametrize("table_cells", [0, sums.TABLE_CELLS], ids=["sparse", "table"])
@pytest.mark.parametrize("metric", ["nominal", "ordinal", "interval"])
def test_equals_alpha_of_resampled_raw_rows(
    metric: MetricName, table_cells: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sums, "TABLE_CELLS", table_cells)
    monkeypatch.setattr(sums, "SMALL_PRODUCT", 400)  # several blocks of articles
    rows = [*noisy_rows(articles=12, units=2, skill=0.7), (99, "alone", 0, 1)]
    articles = pairable_articles(rows)
    assert 99 not in articles
    study = Study.read(read_labels(rows), metric, ORDER)
    (fast,) = resample([study.alphas()], study.strata, seed=5, resamples=30)
    weights = drawn(len(articles), resamples=30, seed=5)
    naive = [
        naive_alpha(resampled_rows(rows, dict(zip(articles, row, strict=True))), metric)
        for row in weights.astype(int).tolist()
    ]
    found = [None if np.isnan(alpha) else alpha for alpha in fast[:, 0]]
    assert found == pytest.approx(naive, abs=1e-9)
    assert len(set(found)) > 20


@pytest.mark.parametrize("table_cells", [0, sums.TABLE_CELLS], ids=["sparse", "table"])
@pytest.mark.parametrize("metric", ["nominal", "ordinal", "jaccard"])
def test_every_measure_equals_itself_on_resampled_raw_rows(
    metric: MetricName, table_cells: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sums, "TABLE_CELLS", table_cells)
    rows = noisy_rows(articles=9, units=4, skill=0.5)

    def measures(some: list[Row]) -> list[Measure]:
        study = Study.read(read_labels(some), metric, ORDER)
        assert study.labels.values == Study.read(read_labels(rows), metric, ORDER).labels.values
        member = members(study.units.values)[1]
        by_code = membership_alphas(study.units, member)
        return [percent_agreement(study.units), study.alphas(), by_code]

    fast = resample(measures(rows), [9], seed=2, resamples=15)
    for draw, weights in enumerate(drawn(9, resamples=15, seed=2).astype(int).tolist()):
        naive = measures(resampled_rows(rows, dict(enumerate(weights))))
        for found, measure in zip(fast, naive, strict=True):
            np.testing.assert_allclose(found[draw], measure.values, atol=1e-12)


def drawn(*articles: int, resamples: int, seed: int) -> np.ndarray:
    return np.concatenate(list(article_weights(articles, resamples=resamples, seed=seed)))


def test_a_resample_draws_as_many_articles_as_there_are() -> None:
    weights = drawn(7, resamples=500, seed=3)
    assert weights.shape == (500, 7)
    assert set(weights.sum(axis=1)) == {7}
    np.testing.assert_allclose(weights.mean(axis=0), 1, atol=0.2)


def test_strata_are_resampled_by_themselves() -> None:
    weights = drawn(7, 5, 0, resamples=50, seed=3)
    assert weights.shape == (50, 12)
    assert set(weights[:, :7].sum(axis=1)) == {7}
    assert set(weights[:, 7:].sum(axis=1)) == {5}
    np.testing.assert_array_equal(weights[:, :7], drawn(7, resamples=50, seed=3))
    assert (weights[:, :5] != weights[:, 7:]).any()


def test_batches_do_not_change_what_is_drawn(monkeypatch: pytest.MonkeyPatch) -> None:
    at_once = drawn(40, 3, resamples=60, seed=1)
    monkeypatch.setattr(resampling, "BATCH_CELLS", 43 * 9)
    monkeypatch.setattr(resampling, "BLOCK_CELLS", 43 * 20)
    np.testing.assert_array_equal(drawn(40, 3, resamples=60, seed=1), at_once)


def test_interval_is_decided_by_the_seed() -> None:
    rows = noisy_rows(articles=30, skill=0.6)
    shuffled = random.Random(2).sample(rows, len(rows))
    first = agreement(rows, metric="nominal", seed=4)
    assert agreement(rows, metric="nominal", seed=4) == first
    assert agreement(shuffled, metric="nominal", seed=4).interval == pytest.approx(first.interval)
    assert agreement(rows, metric="nominal", seed=5).interval != first.interval


@pytest.mark.parametrize("metric", ["nominal", "ordinal", "interval", "jaccard"])
def test_interval_brackets_alpha(metric: MetricName) -> None:
    figures = agreement(noisy_rows(articles=40, skill=0.7), metric=metric, order=ORDER)
    assert figures.alpha is not None
    assert figures.interval is not None
    assert figures.interval[0] < figures.alpha < figures.interval[1]
    assert figures.reason == ""


def test_chance_is_zero_within_its_interval() -> None:
    figures = agreement(noisy_rows(articles=60, skill=0.0), metric="nominal")
    assert figures.interval is not None
    assert figures.interval[0] < 0 < figures.interval[1]
    assert figures.alpha == pytest.approx(0, abs=0.1)


def test_more_articles_make_the_interval_narrower() -> None:
    def width(articles: int) -> float:
        interval = agreement(noisy_rows(articles=articles, skill=0.6), metric="nominal").interval
        assert interval is not None
        return interval[1] - interval[0]

    assert width(200) < width(20) / 2


def test_claims_of_one_article_are_not_taken_for_independent() -> None:
    # In each article all units share one fate: full agreement, or none at all.
    together: list[Row] = []
    for article in range(40):
        for unit in range(10):
            first = unit % 2
            second = first if article % 2 else 1 - first
            place = (article, unit)
            together += [(article, place, "x", first), (article, place, "y", second)]
    apart: list[Row] = [(unit, unit, who, code) for _, unit, who, code in together]
    clustered = agreement(together, metric="nominal").interval
    independent = agreement(apart, metric="nominal").interval
    assert clustered is not None
    assert independent is not None
    assert clustered[1] - clustered[0] > 2 * (independent[1] - independent[0])


def test_full_agreement_has_an_interval_at_one() -> None:
    rows: list[Row] = [(unit, unit, who, unit % 3) for unit in range(30) for who in "xy"]
    assert agreement(rows, metric="nominal").interval == (1.0, 1.0)


def test_one_article_has_no_interval() -> None:
    figures = agreement(noisy_rows(articles=1, units=40, skill=0.5), metric="nominal")
    assert figures.alpha is not None
    assert (figures.interval, figures.reason) == (None, "only one article: no interval")


def test_articles_without_a_pair_do_not_count() -> None:
    rows = [*noisy_rows(articles=1, units=40, skill=0.5), (2, "alone", 0, 1)]
    figures = agreement(rows, metric="nominal")
    assert (figures.articles, figures.reason) == (1, "only one article: no interval")


def one_odd_article(articles: int) -> list[Row]:
    """Everyone gives code 0 everywhere, but for one disagreement in one article."""
    rows: list[Row] = [(unit, unit, who, 0) for unit in range(1, articles) for who in "xy"]
    return [*rows, (0, 0, "x", 0), (0, 0, "y", 1)]


def test_resamples_without_variation_leave_no_interval() -> None:
    figures = agreement(one_odd_article(20), metric="nominal")
    assert figures.alpha is not None
    assert figures.interval is None
    # An article is missed by a resample with probability (1 - 1/20)^20 = 0.358.
    undefined = int(figures.reason.split(" of ")[0].split()[-1])
    assert undefined == pytest.approx(358, abs=60)
    assert figures.reason.startswith("too little variation for an interval: in ")


def test_undefined_resamples_count_as_beyond_both_ends() -> None:
    values = np.arange(100) / 100

    def interval_of(undefined: int) -> tuple[tuple[float, float] | None, int]:
        some = values.copy()
        some[40 : 40 + undefined] = np.nan
        return percentile_interval(some, level=0.9)

    # 0.05 * 99 = 4.95: four values lie outside on each side.
    assert interval_of(0) == ((0.04, 0.95), 0)
    assert interval_of(2) == ((0.02, 0.97), 2)
    assert interval_of(4) == ((0.0, 0.99), 4)
    assert interval_of(5) == (None, 5)


def test_a_higher_level_is_wider() -> None:
    values = np.random.default_rng(2).normal(size=500)
    wide, _ = percentile_interval(values, level=0.99)
    narrow, _ = percentile_interval(values, level=0.8)
    assert wide is not None
    assert narrow is not None
    assert wide[0] < narrow[0] < narrow[1] < wide[1]


def test_the_interval_can_be_left_off() -> None:
    figures = agreement(noisy_rows(articles=9, skill=0.6), metric="nominal", resamples=0)
    assert figures.alpha is not None
    assert figures.interval is None
    assert figures.reason == "no resamples asked for: no interval"


def test_a_level_outside_zero_to_one_is_refused() -> None:
    with pytest.raises(ValueError, match="between 0 and 1"):
        percentile_interval(np.zeros(3), level=95)
