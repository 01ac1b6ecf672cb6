"""Published examples, a second implementation, properties, and words for what is undefined."""

import dataclasses
import json
import math
import random
import subprocess
import sys
from pathlib import Path

import krippendorff
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotator.review.agreement import MetricName, Row, agreement, counts, read_labels
from annotator.review.agreement.coefficients import krippendorff_alpha
from annotator.review.agreement.counts import count_coincidences, count_unit_codes
from annotator.review.agreement.metrics import jaccard
from tests.annotator.review.agreement.samples import (
    BINARY,
    FOUR_OBSERVERS,
    NEWS_TONE,
    TWO_OBSERVERS,
    Table,
    parse,
    rows_from,
    tables,
)

ORDER = (0, 1, 2, 3, 4, 5)
SAME_CODE = "got the same code, so chance agreement cannot be told from skill"
LEVELS: list[MetricName] = ["nominal", "ordinal", "interval"]


def alpha(rows: list[Row], metric: MetricName = "nominal") -> float | None:
    return agreement(rows, metric=metric, order=ORDER, resamples=0).alpha


def oracle(table: Table, level: str) -> float | None:
    """Alpha by the `krippendorff` package, which refuses tables that have no alpha."""
    units = [unit for unit in zip(*table, strict=True) if len(unit) - unit.count(None) > 1]
    if len({code for unit in units for code in unit if code is not None}) < 2:
        return None
    matrix = np.array(units, dtype=float).T
    return float(krippendorff.alpha(matrix, level_of_measurement=level))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("table", "metric", "published"),
    [
        (BINARY, "nominal", 0.095),
        (TWO_OBSERVERS, "nominal", 0.692),
        (FOUR_OBSERVERS, "nominal", 0.743),
        (FOUR_OBSERVERS, "ordinal", 0.815),
        (FOUR_OBSERVERS, "interval", 0.849),
        (NEWS_TONE, "nominal", 0.4765),
        (NEWS_TONE, "ordinal", 0.7598),
    ],
)
def test_published_examples(table: Table, metric: MetricName, published: float) -> None:
    decimals = len(str(published)) - 2
    assert round(alpha(rows_from(table), metric) or 0, decimals) == published


def test_figures_worked_out_by_hand() -> None:
    # Two units: a-a and a-b. n = 4, n_a = 3, n_b = 1; o_ab + o_ba = 2; expected 2*3*1/3 = 2.
    rows: list[Row] = [(1, 1, "x", "a"), (1, 1, "y", "a"), (2, 2, "x", "a"), (2, 2, "y", "b")]
    figures = agreement(rows, metric="nominal")
    assert (figures.percent, figures.alpha) == (0.5, 0.0)


def test_every_pair_weighs_the_same_in_percent() -> None:
    # Three annotators agree (3 pairs of 3); two do not (0 of 1); one alone pairs with nobody.
    figures = agreement(rows_from(parse("100", "11.", "1..")), metric="nominal")
    assert figures.percent == 3 / 4
    assert (figures.units, figures.labels, figures.total) == (2, 5, 6)


@pytest.mark.parametrize("level", LEVELS)
@settings(deadline=None, max_examples=150)
@given(table=tables())
def test_equals_second_implementation(level: MetricName, table: Table) -> None:
    assert alpha(rows_from(table, 3), level) == pytest.approx(oracle(table, level), abs=1e-6)


@pytest.mark.parametrize("level", LEVELS)
def test_equals_second_implementation_on_a_large_sparse_table(level: MetricName) -> None:
    generator = random.Random(8)
    table: Table = [
        [generator.choice([0, 0, 1, 2, 4, None, None, None]) for _ in range(3000)] for _ in range(9)
    ]
    assert alpha(rows_from(table, 20), level) == pytest.approx(oracle(table, level), abs=1e-9)


def test_coincidences_are_the_same_in_chunks(monkeypatch: pytest.MonkeyPatch) -> None:
    units = count_unit_codes(read_labels(rows_from(FOUR_OBSERVERS, 5)))
    whole = count_coincidences(units)
    monkeypatch.setattr(counts, "CHUNK", 2)
    pieces = count_coincidences(units)
    for field in ("article", "pair", "count", "first", "second"):
        np.testing.assert_allclose(getattr(pieces, field), getattr(whole, field))


@settings(deadline=None, max_examples=60)
@given(table=tables(), generator=st.randoms(use_true_random=False))
def test_order_of_rows_and_names_do_not_matter(table: Table, generator: random.Random) -> None:
    rows = rows_from(table, 3)
    renamed_code = dict(zip(ORDER, generator.sample("abcdef", 6), strict=True))
    renamed_annotator = {
        f"annotator {n}": name for n, name in enumerate(generator.sample(ORDER, 5))
    }
    changed: list[Row] = [
        (article, unit, renamed_annotator[str(who)], None if code is None else renamed_code[code])  # type: ignore[index]
        for article, unit, who, code in rows
    ]
    generator.shuffle(changed)
    before = dataclasses.asdict(agreement(rows, metric="nominal", resamples=50))
    after = dataclasses.asdict(agreement(changed, metric="nominal", resamples=50))
    for field, figure in before.items():
        same = figure if isinstance(figure, str) else pytest.approx(figure, abs=1e-9)
        assert after[field] == same, field


@settings(deadline=None, max_examples=60)
@given(codes=st.lists(st.integers(0, 3), min_size=2, max_size=12), level=st.sampled_from(LEVELS))
def test_an_annotator_and_a_copy_agree_fully(codes: list[int], level: MetricName) -> None:
    figures = agreement(rows_from([[*codes], [*codes]]), metric=level, order=ORDER)
    assert figures.percent == 1.0
    assert figures.alpha == (1.0 if len(set(codes)) > 1 else None)


@settings(deadline=None, max_examples=60)
@given(table=tables())
def test_copies_of_all_annotators_never_lower_percent(table: Table) -> None:
    once = agreement(rows_from(table), metric="nominal", resamples=0).percent
    twice = agreement(rows_from(table + table), metric="nominal", resamples=0).percent
    if once is not None:
        assert twice is not None
        assert twice >= once


@settings(deadline=None, max_examples=100)
@given(table=tables(codes=2), level=st.sampled_from(LEVELS))
def test_no_figure_is_ever_nan_or_infinite(table: Table, level: MetricName) -> None:
    figures = agreement(rows_from(table, 2), metric=level, order=ORDER, resamples=40)
    json.dumps(dataclasses.asdict(figures), allow_nan=False)
    undefined = None in (figures.percent, figures.alpha, figures.interval)
    assert bool(figures.reason) == undefined


@pytest.mark.parametrize(
    ("rows", "reason"),
    [
        ([], "no labels yet"),
        (rows_from(parse("..", "..")), "no labels yet"),
        (rows_from(parse("12")), "only one annotator"),
        (rows_from(parse("12..", "..34")), "no claim was coded by two annotators"),
        (
            rows_from(parse("111", "11.")),
            f"all 2 units {SAME_CODE}",
        ),
        (
            rows_from(parse("1", "1")),
            f"the only unit coded twice {SAME_CODE}",
        ),
        (rows_from(parse("88", "99")), "no label has a code on the scale"),
    ],
)
@pytest.mark.parametrize("metric", ["ordinal", "interval"])
def test_undefined_alpha_explains_itself(rows: list[Row], reason: str, metric: MetricName) -> None:
    figures = agreement(rows, metric=metric, order=ORDER)
    assert (figures.alpha, figures.interval, figures.reason) == (None, None, reason)


def test_percent_stays_when_alpha_is_undefined() -> None:
    assert agreement(rows_from(parse("11", "11")), metric="nominal").percent == 1.0
    assert agreement(rows_from(parse("11")), metric="nominal").percent is None


def test_codes_off_the_scale_are_left_out_and_counted() -> None:
    figures = agreement(rows_from(parse("1239", "1293")), metric="ordinal", order=(1, 2, 3))
    clean = agreement(rows_from(parse("12..", "12..")), metric="ordinal", order=(1, 2, 3))
    assert (figures.left_out, figures.total, figures.labels, figures.units) == (2, 8, 4, 2)
    assert (figures.percent, figures.alpha) == (clean.percent, clean.alpha) == (1.0, 1.0)


def test_nominal_keeps_every_code() -> None:
    figures = agreement(rows_from(parse("1239", "1293")), metric="nominal", order=(1, 2, 3))
    assert (figures.left_out, figures.units, figures.percent) == (0, 4, 0.5)


def test_order_decides_what_is_near() -> None:
    table = parse("0123", "1032")
    near = agreement(rows_from(table), metric="ordinal", order=(0, 1, 2, 3), resamples=0).alpha
    far = agreement(rows_from(table), metric="ordinal", order=(0, 2, 1, 3), resamples=0).alpha
    assert near is not None
    assert far is not None
    assert near > far


def test_interval_reads_numbers_and_leaves_out_the_rest() -> None:
    numbers = {"a": ["1", "2.5", "1e308", "nan", "n/a"], "b": ["1.0", "2.5", "-1e308", "3", "3"]}
    rows: list[Row] = [
        (place, place, who, code) for who in numbers for place, code in enumerate(numbers[who])
    ]
    figures = agreement(rows, metric="interval", resamples=0)
    assert (figures.left_out, figures.units, figures.percent) == (2, 3, 2 / 3)
    assert figures.alpha is not None
    assert math.isfinite(figures.alpha)


@settings(deadline=None, max_examples=40)
@given(table=tables(), factor=st.floats(0.01, 1e6), offset=st.integers(-1000, 1000))
def test_interval_has_no_unit_of_measurement(table: Table, factor: float, offset: int) -> None:
    scaled: list[Row] = [
        (article, unit, who, None if code is None else code * factor + offset)  # type: ignore[operator]
        for article, unit, who, code in rows_from(table)
    ]
    expected = alpha(rows_from(table), "interval")
    found = agreement(scaled, metric="interval", resamples=0).alpha
    assert found == pytest.approx(expected, abs=1e-6)


def test_jaccard_by_hand() -> None:
    # {a,b} and {a} are half apart, {a,b} and {c} fully. Labels: {a,b} twice, {a} and {c} once.
    # Observed 2 * (1/2 + 1) = 3; expected 2 * (2*1*1/2 + 2*1*1 + 1*1*1) / 3 = 8/3.
    both, one, other = frozenset("ab"), frozenset("a"), frozenset("c")
    rows: list[Row] = [(1, 1, "x", both), (1, 1, "y", one), (2, 2, "x", both), (2, 2, "y", other)]
    distances = jaccard([both, one, other])
    assert distances.tolist() == [[0, 0.5, 1], [0.5, 0, 1], [1, 1, 0]]
    assert agreement(rows, metric="jaccard").alpha == pytest.approx(1 - 3 / (8 / 3))


@settings(deadline=None, max_examples=40)
@given(table=tables())
def test_jaccard_of_single_codes_is_nominal(table: Table) -> None:
    sets: list[Row] = [
        (article, unit, who, None if code is None else frozenset({code}))
        for article, unit, who, code in rows_from(table)
    ]
    expected = alpha(rows_from(table))
    assert alpha(sets, "jaccard") == pytest.approx(expected, abs=1e-12)
    assert alpha(rows_from(table), "jaccard") == pytest.approx(expected, abs=1e-12)


def test_empty_sets_agree_with_each_other_only() -> None:
    distances = jaccard([frozenset(), frozenset("a")])
    np.testing.assert_array_equal(distances, [[0, 1], [1, 0]])


def test_a_distance_of_ones_own_can_be_plugged_in() -> None:
    coincidences = count_coincidences(count_unit_codes(read_labels(rows_from(FOUR_OBSERVERS))))
    doubled = 2 * (1 - np.eye(len(coincidences.values)))
    found = krippendorff_alpha(coincidences, [doubled, lambda marginals: doubled]).values
    assert found == pytest.approx([alpha(rows_from(FOUR_OBSERVERS))] * 2)


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ([(1, 1, "x", "a"), (1, 2, "x", "b"), (1, 1, "x", "b")], "two labels on one unit"),
        ([(1, 1, "x", "a"), (2, 1, "y", "a")], "two articles"),
    ],
)
def test_rows_that_would_mislead_are_refused(rows: list[Row], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        agreement(rows, metric="nominal")


@pytest.mark.parametrize(
    ("metric", "order", "message"),
    [
        ("ordinal", (), "needs the order"),
        ("ordinal", (1, 1), "twice"),
        ("kappa", (), "choose one of nominal, ordinal, interval, jaccard, masi"),
    ],
)
def test_wrong_settings_are_refused(
    metric: MetricName, order: tuple[int, ...], message: str
) -> None:
    with pytest.raises(ValueError, match=message):
        agreement([], metric=metric, order=order)


def test_imports_no_django() -> None:
    program = (
        "import sys, annotator.review.agreement, annotator.review.aggregation; "
        "sys.exit(any(name.split('.')[0] == 'django' for name in sys.modules))"
    )
    root = Path(__file__).parents[4]
    subprocess.run([sys.executable, "-c", program], check=True, cwd=root)
