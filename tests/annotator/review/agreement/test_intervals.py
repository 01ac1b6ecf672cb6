"""Intervals hold the truth as often as they say, also in studies of few articles."""

import numpy as np
import pytest

from annotator.review.agreement import agreement
from annotator.review.agreement.intervals import cluster_interval, student_quantile
from tests.annotator.export.simulation import QUESTIONS, draw_answers, draw_truth, true_alpha

CLAIMS = 6
ERRORS = (0.05, 0.2, 0.35)


@pytest.mark.parametrize(
    ("freedom", "published"),
    [(1, 12.706), (2, 4.303), (5, 2.571), (11, 2.201), (30, 2.042), (120, 1.980)],
)
def test_student_as_in_the_tables(freedom, published):
    assert student_quantile(freedom, 0.95) == pytest.approx(published, abs=0.001)


def test_many_articles_have_the_plain_percentiles():
    values = np.arange(1001.0)
    assert cluster_interval(values, 5000) == ((25, 975), 0)


@pytest.mark.parametrize("articles", [6, 7, 12, 40, 300])
def test_fewer_articles_have_wider_intervals(articles):
    values = np.sort(np.random.default_rng(1).normal(0.5, 0.1, 4000))
    (low, high), _ = cluster_interval(values, articles)
    (closer, nearer), _ = cluster_interval(values, 5000)
    assert low < closer < nearer < high
    # Values that are normal end where Student's t of so many articles ends.
    reach = student_quantile(articles - 1, 0.95) * np.sqrt(articles / (articles - 1))
    assert (high - low) / 2 == pytest.approx(0.1 * reach, rel=0.12)


def test_few_articles_have_students_interval():
    values = np.array([0.2, 0.4, 0.6, 0.8] * 25)
    (low, high), lost = cluster_interval(values, 5)
    half = 2.776445 * np.sqrt(5 / 4) * values.std()
    assert (low, high, lost) == (pytest.approx(0.5 - half), pytest.approx(min(1, 0.5 + half)), 0)


def test_no_end_lies_where_no_value_can():
    values = np.array([0.0, 0.5, 1.0] * 10)
    assert cluster_interval(values, 2, lowest=0.0)[0] == (0.0, 1.0)
    assert cluster_interval(values, 2)[0] == (-1.0, 1.0)


def test_all_alike_is_sure():
    assert cluster_interval(np.ones(100), 3) == ((1.0, 1.0), 0)
    assert cluster_interval(np.ones(100), 30) == ((1.0, 1.0), 0)


@pytest.mark.parametrize("articles", [3, 30])
def test_too_many_undefined_resamples_leave_no_interval(articles):
    values = np.concatenate([np.linspace(0, 1, 800), np.full(200, np.nan)])
    assert cluster_interval(values, articles) == (None, 200)


def test_what_makes_no_sense_is_refused():
    with pytest.raises(ValueError, match="level"):
        cluster_interval(np.zeros(3), 9, level=95)
    with pytest.raises(ValueError, match="two articles"):
        cluster_interval(np.zeros(3), 1)


def held(articles: int, studies: int) -> float:
    """The share of simulated studies whose interval holds the true alpha."""
    question = QUESTIONS[0]
    truth_of_all = true_alpha(question, ERRORS)
    found = 0
    for seed in range(studies):
        chance = np.random.default_rng([articles, seed])
        truth = {question.id: draw_truth(articles * CLAIMS, chance)[question.id]}
        rows = [
            (place // CLAIMS, place, annotator, code)
            for annotator, error in enumerate(ERRORS)
            for place, _, code in draw_answers(truth, error, chance)
        ]
        interval = agreement(rows, metric="nominal", resamples=400).interval
        found += interval is not None and interval[0] <= truth_of_all <= interval[1]
    return found / studies


@pytest.mark.parametrize("articles", [3, 8, 16])
def test_they_hold_the_truth_as_often_as_they_say(articles):
    """95 of 100, give or take what 150 studies can tell."""
    assert held(articles, 150) > 0.9
