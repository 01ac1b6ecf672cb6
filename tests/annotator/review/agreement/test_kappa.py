"""Cohen's kappa, plain and weighted, pair by pair: published examples, `nltk`, raw loops."""

import random
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from nltk.metrics.agreement import AnnotationTask

from annotator.review.agreement import PairFigures, Row, WeightName, read_labels, reliability
from annotator.review.agreement.coefficients import cohen_kappa
from annotator.review.agreement.resampling import article_weights, resample
from annotator.review.agreement.weights import WEIGHTS
from tests.annotator.review.agreement.samples import (
    Table,
    noisy_rows,
    parse,
    resampled_rows,
    rows_from,
    tables,
)

ORDER = (0, 1, 2, 3)


def pairs(rows: list[Row], **settings) -> tuple[PairFigures, ...]:
    settings = {"metric": "ordinal", "order": ORDER, "resamples": 0} | settings
    return reliability(read_labels(rows), **settings).pairs


def shared(rows: list[Row], one: object, other: object) -> list[tuple[int, int]]:
    """Codes of two annotators on the units that both labelled."""
    given = {(row[1], row[2]): row[3] for row in rows if row[3] is not None}
    units = dict.fromkeys(row[1] for row in rows)
    return [
        (given[unit, one], given[unit, other])
        for unit in units
        if (unit, one) in given and (unit, other) in given
    ]  # type: ignore[return-value]


def naive_kappa(codes: list[tuple[int, int]], apart) -> float | None:
    observed = np.mean([apart(one, other) for one, other in codes])
    expected = np.mean([apart(one, other) for one, _ in codes for _, other in codes])
    return None if expected == 0 else 1 - observed / expected


APART = {
    "linear": lambda one, other: abs(one - other) / 3,
    "quadratic": lambda one, other: (one - other) ** 2 / 9,
    "ordinal": lambda one, other: abs(one - other) * (abs(one - other) + 1) / 12,
}

# Cohen (1960), table 2, as counts of 200: two clinicians, three kinds of disorder.
CLINICIANS = np.array([[88, 14, 18], [10, 40, 10], [2, 6, 12]])
# Cohen (1968): how much worse each disagreement is.
WORSE = np.array([[0, 1, 3], [1, 0, 6], [3, 6, 0]])


def test_published_examples():
    first, second = np.nonzero(CLINICIANS)
    counts = CLINICIANS[first, second]
    first, second = np.repeat(first, counts), np.repeat(second, counts)
    found = cohen_kappa(np.arange(first.size), first, second, 3, 1 - WORSE / 6).values
    assert found.round(3).tolist() == [0.700, 0.492, 0.348]


@pytest.mark.parametrize("weights", ["linear", "quadratic", "ordinal"])
@settings(deadline=None, max_examples=60)
@given(table=tables())
def test_equals_a_plain_loop(weights: WeightName, table: Table):
    rows = rows_from(table, 3)
    for pair in pairs(rows, weights=weights):
        codes = shared(rows, pair.first, pair.second)
        assert pair.units == len(codes)
        if not codes:
            continue
        same = [one == other for one, other in codes]
        assert pair.percent.value == pytest.approx(np.mean(same))
        assert pair.kappa.value == pytest.approx(naive_kappa(codes, lambda *ends: len({*ends}) - 1))
        assert pair.weighted_kappa is not None
        assert pair.weighted_kappa.value == pytest.approx(naive_kappa(codes, APART[weights]))


def test_equals_a_second_implementation():
    rows = noisy_rows(articles=12, skill=0.5, annotators=4, answered=1.0)
    task = AnnotationTask([(row[2], row[1], row[3]) for row in rows], distance=APART["quadratic"])
    plain = AnnotationTask([(row[2], row[1], row[3]) for row in rows])
    found = pairs(rows, weights="quadratic")
    assert [(pair.first, pair.second) for pair in found] == [*combinations(range(4), 2)]
    for pair in found:
        kappa = plain.kappa_pairwise(pair.first, pair.second)
        weighted = task.weighted_kappa_pairwise(pair.first, pair.second)
        assert pair.kappa.value == pytest.approx(kappa, abs=1e-9)
        assert pair.weighted_kappa is not None
        assert pair.weighted_kappa.value == pytest.approx(weighted, abs=1e-9)


def test_every_resample_equals_raw_rows():
    rows = noisy_rows(articles=10, units=4, annotators=2, skill=0.6)
    articles = sorted(
        {row[0] for row in rows if shared([one for one in rows if one[0] == row[0]], 0, 1)}
    )
    labels = read_labels(rows)
    found = reliability(labels, metric="ordinal", order=ORDER, resamples=0)
    assert found.articles == len(articles) == 10
    first, second = np.array(shared(rows, 0, 1)).T
    unit_article = [
        row[0] for row in rows if row[2] == 0 and shared([r for r in rows if r[1] == row[1]], 0, 1)
    ]
    measure = cohen_kappa(np.array(unit_article), first, second, 4, WEIGHTS["quadratic"](range(4)))
    (fast,) = resample([measure], [10], seed=4, resamples=20)
    drawn = np.concatenate([*article_weights([10], resamples=20, seed=4)]).astype(int).tolist()
    for row, (percent, kappa, weighted) in zip(drawn, fast, strict=True):
        codes = shared(resampled_rows(rows, dict(zip(articles, row, strict=True))), 0, 1)
        assert percent == pytest.approx(np.mean([one == other for one, other in codes]))
        assert kappa == pytest.approx(naive_kappa(codes, lambda *ends: len({*ends}) - 1))
        assert weighted == pytest.approx(naive_kappa(codes, APART["quadratic"]))


def test_what_is_missing_says_why():
    first, second, third = pairs(rows_from(parse("11.2", "113.", "...1")), resamples=50)
    assert (first.units, first.percent.value, first.kappa.value) == (2, 1.0, None)
    assert first.kappa.reason.startswith("all 2 units got the same code")
    assert (second.units, second.percent.value) == (1, 0.0)
    assert second.percent.reason == "only one article: no interval"
    assert (third.units, third.kappa.reason) == (0, "the two annotators share no unit")


def test_a_pair_that_a_resample_may_miss_has_no_interval():
    rows = noisy_rows(articles=30, annotators=2, skill=0.5)
    rows += [(article, (article, 99), who, article % 2) for article in (0, 1) for who in (0, 2)]
    found = {(pair.first, pair.second): pair for pair in pairs(rows, resamples=200)}
    assert found[0, 1].kappa.interval is not None
    rare = found[0, 2].percent
    assert (rare.value, rare.interval) == (1.0, None)
    assert rare.reason.startswith("too little to compare for an interval: in ")


def test_only_ranked_codes_have_a_weighted_kappa():
    (pair,) = pairs(rows_from(parse("0123", "0132")), metric="nominal")
    assert pair.kappa.value is not None
    assert pair.weighted_kappa is None


def test_interval_of_numbers_is_weighted_by_how_far_they_are_apart():
    rows: list[Row] = [(1, 1, "x", 1), (1, 1, "y", 2), (1, 2, "x", 11), (1, 2, "y", 11)]
    (pair,) = pairs(rows, metric="interval", order=(), weights="linear")
    assert pair.weighted_kappa is not None
    assert pair.weighted_kappa.value == pytest.approx(1 - (1 / 2) / ((1 + 10 + 9 + 0) / 4))


@settings(deadline=None, max_examples=40)
@given(table=tables(annotators=3))
def test_who_comes_first_does_not_matter(table: Table):
    rows = rows_from(table, 3)
    turned: list[Row] = [(row[0], row[1], f"z{9 - int(str(row[2])[-1])}", row[3]) for row in rows]
    random.Random(1).shuffle(turned)
    before = [pair.kappa.value for pair in pairs(rows)]
    after = {(pair.first, pair.second): pair.kappa.value for pair in pairs(turned)}
    for pair, kappa in zip(pairs(rows), before, strict=True):
        names = sorted(f"z{9 - int(str(name)[-1])}" for name in (pair.first, pair.second))
        assert after[names[0], names[1]] == pytest.approx(kappa)
