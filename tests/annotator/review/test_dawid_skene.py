"""Dawid and Skene's estimate: their own case, an independent library, a plain loop, properties."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotator.review.aggregation import dawid_skene

# Table 1 of Dawid and Skene (1979): 45 patients, five anaesthetists, the first of whom judged
# each form three times.
TABLE = """
    111,1,1,1,1 333,4,3,3,4 112,2,1,2,2 222,3,1,2,1 222,3,2,2,2 222,3,3,2,2 122,2,1,1,1
    333,3,4,3,3 222,2,2,2,3 232,2,2,2,3 444,4,4,4,4 222,3,3,4,3 111,1,1,1,1 222,3,2,1,2
    121,1,1,1,1 111,2,1,1,1 111,1,1,1,1 111,1,1,1,1 222,2,2,2,1 222,1,3,2,2 222,2,2,2,2
    222,2,2,2,1 222,3,2,2,2 221,2,2,2,2 111,1,1,1,1 111,1,1,1,1 232,2,2,2,2 111,1,1,1,1
    111,1,1,1,1 112,1,1,2,1 111,1,1,1,1 333,3,2,3,3 111,1,1,1,1 222,2,2,2,2 222,3,2,3,2
    433,4,3,4,3 221,2,2,3,2 232,3,2,3,3 333,3,4,3,2 111,1,1,1,1 111,1,1,1,1 121,2,1,1,1
    232,2,2,2,2 121,1,1,1,1 222,2,2,2,2
"""


def columns(rows):
    return np.array(rows, dtype=np.intp).reshape(-1, 3).T


def anaesthetists():
    return columns(
        [
            (patient, observer, int(digit))
            for patient, answers in enumerate(TABLE.split(), start=1)
            for observer, digits in enumerate(answers.split(","), start=1)
            for digit in digits
        ]
    )


def simulate(seed, *, units=60, errors=(0.05, 0.2, 0.35, 0.5), codes=3, answered=0.9):
    chance = np.random.default_rng(seed)
    truth = chance.integers(codes, size=units)
    rows = [
        (unit, annotator, true if chance.random() > error else chance.integers(codes))
        for annotator, error in enumerate(errors)
        for unit, true in enumerate(truth)
        if chance.random() < answered
    ]
    return truth, columns(rows)


def test_the_published_case():
    """Table 2 of the article: how common the classes are, and the first observer's errors."""
    found = dawid_skene(*anaesthetists(), iterations=1000, tolerance=1e-12)
    assert found.converged
    assert found.priors == pytest.approx([0.40, 0.42, 0.11, 0.07], abs=0.005)
    published = [[0.89, 0.11, 0, 0], [0.07, 0.88, 0.05, 0], [0, 0.34, 0.66, 0], [0, 0, 0.56, 0.44]]
    assert found.errors[0] == pytest.approx(np.array(published), abs=0.005)
    assert found.labels.tolist() == [135, 45, 45, 45, 45]


@pytest.mark.parametrize("seed", range(5))
def test_it_equals_crowd_kit(seed):
    pandas = pytest.importorskip("pandas")
    from crowdkit.aggregation import DawidSkene

    _, (unit, annotator, code) = simulate(seed)
    found = dawid_skene(unit, annotator, code, iterations=30, tolerance=-1)
    theirs = DawidSkene(n_iter=30, tol=-1)
    theirs.fit(pandas.DataFrame({"task": unit, "worker": annotator, "label": code}))
    likely = theirs.probas_.sort_index()[found.codes.tolist()].to_numpy()
    errors = theirs.errors_.sort_index()[found.codes.tolist()].to_numpy()
    shape = (found.annotators.size, found.codes.size, found.codes.size)
    assert found.posterior == pytest.approx(likely, abs=1e-6)
    assert found.priors == pytest.approx(theirs.priors_.sort_index().to_numpy(), abs=1e-6)
    assert found.errors == pytest.approx(errors.reshape(shape).swapaxes(1, 2), abs=1e-6)


def slow_judgement(found, unit, annotator, code):
    """The E step by its formula, one unit after the other, from the final errors."""
    for place, one in enumerate(found.units):
        logs = [math.log(prior) for prior in found.priors]
        for where in np.flatnonzero(unit == one):
            who = int(np.searchsorted(found.annotators, annotator[where]))
            what = int(np.searchsorted(found.codes, code[where]))
            logs = [log + math.log(found.errors[who, k, what]) for k, log in enumerate(logs)]
        chances = [math.exp(log - max(logs)) for log in logs]
        yield place, [chance / sum(chances) for chance in chances]


def test_it_equals_a_plain_loop_where_it_stands_still():
    _, rows = simulate(3)
    found = dawid_skene(*rows, iterations=2000, tolerance=0)
    for place, likely in slow_judgement(found, *rows):
        assert found.posterior[place] == pytest.approx(likely, abs=1e-4)


def test_it_finds_the_truth_and_who_knows_it():
    truth, rows = simulate(1, units=400)
    found = dawid_skene(*rows)
    answers = dict(zip(found.units.tolist(), found.answers, strict=True))
    right = [answers[unit] == true for unit, true in enumerate(truth) if unit in answers]
    assert sum(right) / len(right) > 0.9
    assert found.competence.argsort().tolist() == [3, 2, 1, 0]


@pytest.mark.parametrize("seed", range(10))
def test_every_iteration_explains_the_answers_better(seed):
    _, rows = simulate(seed, units=25)
    found = dawid_skene(*rows, iterations=200, tolerance=1e-9)
    steps = np.diff(found.log_likelihoods)
    assert (steps > -1e-6).all()
    assert found.iterations == len(found.log_likelihoods)


def test_it_says_when_it_did_not_come_to_rest():
    _, rows = simulate(2)
    assert not dawid_skene(*rows, iterations=2, tolerance=0).converged
    assert dawid_skene(*rows, iterations=500).converged


def test_restarts_never_end_lower_and_go_by_the_seed():
    _, rows = simulate(4, units=30, errors=(0.3, 0.5, 0.6), codes=4)
    plain = dawid_skene(*rows)
    again = dawid_skene(*rows, seed=5, restarts=8)
    assert again.log_likelihoods[-1] >= plain.log_likelihoods[-1]
    same = dawid_skene(*rows, seed=5, restarts=8)
    assert np.array_equal(again.posterior, same.posterior)


answers = st.lists(
    st.tuples(st.integers(0, 6), st.integers(0, 3), st.integers(0, 2)), min_size=1, max_size=60
)


@settings(max_examples=60, deadline=None)
@given(answers, st.randoms(use_true_random=False))
def test_order_and_names_do_not_matter(rows, chance):
    shuffled = list(rows)
    chance.shuffle(shuffled)
    first = dawid_skene(*columns(rows), iterations=10, tolerance=-1)
    second = dawid_skene(*columns(shuffled), iterations=10, tolerance=-1)
    assert first.posterior == pytest.approx(second.posterior, abs=1e-6)
    renamed = [(unit + 100, annotator, code) for unit, annotator, code in rows]
    third = dawid_skene(*columns(renamed), iterations=10, tolerance=-1)
    assert np.array_equal(first.posterior, third.posterior)


@settings(max_examples=60, deadline=None)
@given(answers)
def test_chances_add_up(rows):
    found = dawid_skene(*columns(rows))
    assert found.posterior.sum(axis=1) == pytest.approx(1)
    assert found.errors.sum(axis=2) == pytest.approx(1)
    assert ((found.competence >= 0) & (found.competence <= 1 + 1e-9)).all()


def test_perfect_agreement_is_perfect_competence():
    found = dawid_skene(*columns([(u, a, u % 3) for u in range(9) for a in range(3)]))
    assert found.answers == [u % 3 for u in range(9)]
    assert found.competence == pytest.approx([1, 1, 1], abs=1e-6)
    assert found.warning == ""


def test_a_tie_stays_a_tie():
    found = dawid_skene(*columns([(1, 1, 0), (1, 2, 1)]))
    assert found.answers == [None]


def test_it_warns_where_it_cannot_know():
    two = dawid_skene(*columns([(1, 1, 0), (1, 2, 1), (2, 1, 0), (2, 2, 0)]))
    assert two.warning.startswith("fewer than three annotators")
    apart = dawid_skene(*columns([(1, 1, 0), (1, 2, 1), (2, 3, 0), (2, 2, 0)]))
    assert apart.warning.startswith("no unit has three answers")


def test_nothing_gives_nothing():
    nothing = dawid_skene(*columns([]))
    assert nothing.answers == []
    assert nothing.converged
    assert nothing.warning


def test_columns_have_to_fit():
    with pytest.raises(ValueError, match="same length"):
        dawid_skene(np.arange(2), np.arange(3), np.arange(3))
    with pytest.raises(ValueError, match="iteration"):
        dawid_skene(*columns([(1, 1, 1)]), iterations=0)
