from collections import Counter
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.review.aggregation import disagreement, distribution, majority
from annotator.review.agreement import agreement

labels = st.lists(st.sampled_from("abcd"), max_size=8)


def test_distribution_counts_codes_per_unit() -> None:
    rows = [
        (1, 10, "ana", "src:official"),
        (1, 10, "ben", "src:official"),
        (1, 10, "cleo", "src:document"),
        (2, 20, "ana", "src:document"),
    ]
    assert distribution(rows) == {
        10: Counter({"src:official": 2, "src:document": 1}),
        20: Counter({"src:document": 1}),
    }


def test_distribution_skips_missing_labels() -> None:
    assert distribution([(1, 10, "ana", None), (1, 11, "ana", "a")]) == {11: Counter("a")}


def test_distribution_keeps_sets_of_codes_whole() -> None:
    chosen = frozenset({"bias:loaded", "bias:omission"})
    assert distribution([(1, 10, "ana", chosen)]) == {10: Counter({chosen: 1})}


@given(st.lists(st.tuples(st.just(0), st.integers(0, 5), st.integers(), st.sampled_from("abc"))))
def test_distribution_equals_a_plain_count(rows: list[tuple[int, int, int, str]]) -> None:
    counts = distribution(rows)
    assert sum(codes.total() for codes in counts.values()) == len(rows)
    for unit, codes in counts.items():
        assert codes == Counter(row[3] for row in rows if row[1] == unit)


@pytest.mark.parametrize(
    ("counts", "winner"),
    [
        ({"a": 2, "b": 1}, "a"),
        ({"a": 1, "b": 3, "c": 2}, "b"),
        ({"a": 1}, "a"),
        ({"a": 1, "b": 1}, None),
        ({"a": 2, "b": 2, "c": 1}, None),
        ({"a": 0}, None),
        ({}, None),
    ],
)
def test_majority(counts: dict[str, int], winner: str | None) -> None:
    assert majority(counts) == winner


@given(labels)
def test_a_winner_is_ahead_of_every_other_code(given_codes: list[str]) -> None:
    counts = Counter(given_codes)
    winner = majority(counts)
    ahead = [code for code in counts if all(counts[code] > counts[o] for o in counts if o != code)]
    assert ([] if winner is None else [winner]) == ahead


@pytest.mark.parametrize(
    ("counts", "share"),
    [
        ({}, 0),
        ({"a": 1}, 0),
        ({"a": 3}, 0),
        ({"a": 1, "b": 1}, 1),
        ({"a": 2, "b": 1}, 2 / 3),
        ({"a": 2, "b": 2}, 2 / 3),
        ({"a": 1, "b": 1, "c": 1}, 1),
    ],
)
def test_disagreement(counts: dict[str, int], share: float) -> None:
    assert disagreement(counts) == pytest.approx(share)


@given(labels)
def test_disagreement_is_the_share_of_unlike_pairs(given_codes: list[str]) -> None:
    pairs = list(combinations(given_codes, 2))
    share = sum(one != other for one, other in pairs) / len(pairs) if pairs else 0
    assert disagreement(Counter(given_codes)) == pytest.approx(share)


@given(labels.filter(lambda codes: len(codes) > 1))
def test_disagreement_of_one_unit_is_what_percent_lacks(given_codes: list[str]) -> None:
    rows = [(0, 0, annotator, code) for annotator, code in enumerate(given_codes)]
    percent = agreement(rows, metric="nominal", resamples=0).percent
    assert percent == pytest.approx(1 - disagreement(Counter(given_codes)))
