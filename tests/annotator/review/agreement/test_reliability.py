"""All figures of a variable: from columns as from rows, code by code, properties, the universe."""

import dataclasses
import random
from collections import Counter

import krippendorff
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotator.review.agreement import (
    Figure,
    Labels,
    MetricName,
    Reliability,
    Row,
    agreement,
    confusion,
    read_labels,
    reliability,
)
from tests.annotator.review.agreement.samples import (
    Table,
    noisy_rows,
    parse,
    rows_from,
    table_of,
    tables,
)

ORDER = (0, 1, 2, 3)
SINGLE: list[MetricName] = ["nominal", "ordinal", "interval"]


def columns_of(rows: list[Row], gap: int = 1) -> Labels:
    """The same labels from integer columns; keys may lie far apart."""
    numbers = [
        {
            key: 5 + gap * place
            for place, key in enumerate(sorted({row[at] for row in rows}, key=repr))
        }
        for at in range(3)
    ]
    kept = [row for row in rows if row[3] is not None]
    columns = [np.array([numbers[at][row[at]] for row in kept], dtype=np.intp) for at in range(3)]
    return Labels.from_columns(*columns, np.array([row[3] for row in kept], dtype=np.intp))


def all_figures(found: Reliability) -> list[Figure]:
    figures = [found.percent, found.alpha, found.fleiss, found.ac1, found.ac2, found.masi]
    figures += [code.alpha for code in found.codes]
    figures += [one for pair in found.pairs for one in pair if isinstance(one, Figure)]
    return [one for one in figures if one is not None]


def numbers(found: Reliability) -> list[float | None]:
    return [one.value for one in all_figures(found)]


@pytest.mark.parametrize("gap", [1, 1000])
@pytest.mark.parametrize("metric", SINGLE)
@settings(deadline=None, max_examples=40)
@given(table=tables())
def test_columns_give_what_rows_give(metric: MetricName, gap: int, table: Table):
    rows = rows_from(table, 2)
    settings = {"metric": metric, "order": ORDER, "resamples": 20}
    by_rows = reliability(read_labels(rows), **settings)
    by_columns = reliability(columns_of(rows, gap), **settings)
    assert [*map(dataclasses.astuple, all_figures(by_columns))] == [
        *map(dataclasses.astuple, all_figures(by_rows))
    ]
    brief = agreement(rows, **settings)
    assert (brief.alpha, brief.percent) == (by_rows.alpha.value, by_rows.percent.value)
    assert (brief.interval, brief.reason) == (by_rows.alpha.interval, by_rows.alpha.reason)
    for name in ("units", "universe", "articles", "annotators", "labels", "total", "left_out"):
        assert getattr(brief, name) == getattr(by_rows, name) == getattr(by_columns, name)


@pytest.mark.parametrize("metric", SINGLE)
def test_the_order_of_rows_changes_not_the_last_digit(metric: MetricName):
    rows = noisy_rows(articles=15, annotators=4, skill=0.5)
    shuffled = random.Random(3).sample(rows, len(rows))
    first, second = (
        reliability(read_labels(some), metric=metric, order=ORDER, resamples=60)
        for some in (rows, shuffled)
    )
    assert first == second
    assert reliability(read_labels(rows), metric=metric, order=ORDER, resamples=60, seed=1) != first


@settings(deadline=None, max_examples=60)
@given(table=tables())
def test_each_code_against_the_rest(table: Table):
    rows = rows_from(table)
    matrix = table_of(rows) if rows else np.zeros((0, 0))
    matrix = matrix[:, (~np.isnan(matrix)).sum(axis=0) > 1]
    found = reliability(read_labels(rows), metric="nominal", order=ORDER, resamples=0)
    assert [code.code for code in found.codes] == list(ORDER)
    for code, alpha, labels in found.codes:
        assert labels == (matrix == code).sum()
        if labels in (0, (~np.isnan(matrix)).sum()):
            assert alpha.value is None
            continue
        binary = np.where(np.isnan(matrix), np.nan, matrix == code)
        expected = krippendorff.alpha(binary, level_of_measurement="nominal")
        assert alpha.value == pytest.approx(expected, abs=1e-6)


def test_ranked_codes_keep_their_names():
    rows = rows_from(parse("001122", "001221"))
    named: list[Row] = [(*row[:3], ["low", "mid", "high"][int(str(row[3]))]) for row in rows]
    order = ("low", "mid", "high", "top")
    found = reliability(read_labels(named), metric="ordinal", order=order)
    assert [code.code for code in found.codes] == list(order)
    assert [code.labels for code in found.codes] == [4, 4, 4, 0]
    assert found.codes[3].alpha.reason == "nobody gave this code"


@settings(deadline=None, max_examples=40)
@given(table=tables(), generator=st.randoms(use_true_random=False))
def test_names_of_codes_and_annotators_do_not_matter(table: Table, generator: random.Random):
    rows = rows_from(table, 3)
    code_names = dict(zip(ORDER, generator.sample("abcd", 4), strict=True))
    names = {f"annotator {n}": name for n, name in enumerate(generator.sample("vwxyz", 5))}
    renamed: list[Row] = [
        (article, unit, names[str(who)], None if code is None else code_names[code])  # type: ignore[index]
        for article, unit, who, code in rows
    ]
    before = reliability(read_labels(rows), metric="nominal", resamples=0)
    after = reliability(read_labels(renamed), metric="nominal", resamples=0)
    of_code = {code.code: code.alpha.value for code in after.codes}
    for code in before.codes:
        assert of_code[code_names[code.code]] == pytest.approx(code.alpha.value, abs=1e-9)  # type: ignore[index]
    of_pair = {frozenset((pair.first, pair.second)): pair for pair in after.pairs}
    for pair in before.pairs:
        same = of_pair[frozenset((names[str(pair.first)], names[str(pair.second)]))]
        assert same.kappa.value == pytest.approx(pair.kappa.value, abs=1e-9)
    for name in ("percent", "alpha", "fleiss", "ac1"):
        found, expected = getattr(after, name), getattr(before, name)
        assert found.value == pytest.approx(expected.value, abs=1e-9)


@settings(deadline=None, max_examples=30)
@given(
    codes=st.lists(st.sampled_from(ORDER), min_size=2, max_size=12).filter(
        lambda c: len(set(c)) > 1
    ),
    annotators=st.integers(2, 4),
    metric=st.sampled_from(SINGLE),
)
def test_copies_of_an_annotator_agree_fully(
    codes: list[int | None], annotators: int, metric: MetricName
):
    found = reliability(read_labels(rows_from([codes] * annotators)), metric=metric, order=ORDER)
    whole = [one.value for one in all_figures(found) if one.reason != "nobody gave this code"]
    assert whole == pytest.approx([1.0] * len(whole))


@pytest.mark.parametrize("metric", SINGLE)
def test_guessing_is_near_zero(metric: MetricName):
    rows = noisy_rows(articles=80, skill=0.0)
    found = reliability(read_labels(rows), metric=metric, order=ORDER, resamples=200)
    for figure in all_figures(found):
        if figure in [found.percent, *(pair.percent for pair in found.pairs)]:
            assert figure.value == pytest.approx(0.25, abs=0.06)
        else:
            assert figure.value == pytest.approx(0, abs=0.15)
        assert figure.interval is not None


@settings(deadline=None, max_examples=60)
@given(table=tables(codes=2), metric=st.sampled_from(SINGLE), resamples=st.sampled_from([0, 30]))
def test_every_figure_has_an_interval_or_a_reason(table: Table, metric: MetricName, resamples: int):
    found = reliability(
        read_labels(rows_from(table, 2)), metric=metric, order=ORDER, resamples=resamples
    )
    for figure in all_figures(found):
        assert bool(figure.reason) == (figure.value is None or figure.interval is None)
        assert figure.value is not None or figure.interval is None
        for number in (figure.value, *(figure.interval or ())):
            assert number is None or np.isfinite(number)


@pytest.mark.parametrize(
    ("rows", "reason"),
    [
        ([], "no labels yet"),
        (rows_from(parse("12")), "only one annotator"),
        (rows_from(parse("12..", "..32")), "no claim was coded by two annotators"),
        (rows_from(parse("88", "99")), "no label has a code on the scale"),
    ],
)
def test_where_nothing_can_be_compared_every_figure_says_why(rows: list[Row], reason: str):
    found = reliability(read_labels(rows), metric="ordinal", order=ORDER)
    assert found.units == found.labels == 0
    figures = [found.percent, found.alpha, found.fleiss, found.ac1, found.ac2]
    assert {figure.reason for figure in figures if figure} == {reason}


def test_the_universe_is_what_could_have_been_compared():
    # Two annotators in article 0, where one left out unit 1; one annotator alone in article 1.
    rows: list[Row] = [(0, 0, "x", 1), (0, 0, "y", 2), (0, 1, "x", 1), (1, 2, "x", 1)]
    found = reliability(read_labels(rows), metric="nominal")
    assert (found.units, found.universe, found.share) == (1, 2, 0.5)
    found = reliability(read_labels(rows), metric="nominal", universe=4)
    assert (found.units, found.universe, found.share) == (1, 4, 0.25)
    assert reliability(read_labels([]), metric="nominal").share is None
    assert agreement(rows, metric="nominal", universe=4).universe == 4


def test_codes_off_the_scale_are_left_out():
    rows = rows_from(parse("0129", "0192"))
    found = reliability(columns_of(rows), metric="ordinal", order=(0, 1, 2))
    assert (found.units, found.labels, found.total, found.left_out) == (2, 4, 8, 2)
    assert found.percent.value == 1.0


@settings(deadline=None, max_examples=60)
@given(table=tables())
def test_confusion_equals_a_plain_count(table: Table):
    rows = rows_from(table, 3)
    labels = read_labels(rows)
    found = confusion(labels)
    answers: dict[object, list[Row]] = {}
    for row in rows:
        if row[3] is not None:
            answers.setdefault(row[1], []).append(row)
    met: Counter[tuple[object, object]] = Counter()
    for given_rows in answers.values():
        for one in given_rows:
            met.update((one[3], other[3]) for other in given_rows if other[2] != one[2])
    assert found.units == sum(len(given_rows) > 1 for given_rows in answers.values())
    assert {
        (one, other): count
        for one, line in zip(found.values, found.counts.tolist(), strict=True)
        for other, count in zip(found.values, line, strict=True)
        if count
    } == dict(met)


def test_confusion_of_a_pair_keeps_their_order():
    labels = read_labels(rows_from(parse("0012.", "01120", "1....")))
    found = confusion(labels, ("annotator 0", "annotator 1"))
    assert found.values == (0, 1, 2)
    assert found.counts.tolist() == [[1, 1, 0], [0, 1, 0], [0, 0, 1]]
    assert found.units == 4
    turned = confusion(labels, ("annotator 1", "annotator 0"))
    assert turned.counts.tolist() == found.counts.T.tolist()
    assert confusion(labels, ("annotator 0", "nobody")).units == 0


@pytest.mark.parametrize(
    ("columns", "values", "message"),
    [
        (([1, 1], [1, 1], [1, 1], [0, 1]), None, "two labels on one unit"),
        (([1, 2], [1, 1], [1, 2], [0, 1]), None, "two articles"),
        (([1, 1], [1, 1], [1, 2], [0]), None, "same length"),
        (([1, 1], [1, 1], [1, 2], [0, 2]), ["a", "b"], "no place among the values"),
    ],
)
def test_columns_that_would_mislead_are_refused(columns, values, message: str):
    with pytest.raises(ValueError, match=message):
        Labels.from_columns(*(np.array(column) for column in columns), values=values)


def test_values_nobody_gave_are_on_the_scale():
    columns = [np.array(one) for one in ([1, 1], [1, 1], [1, 2], [0, 1])]
    found = reliability(Labels.from_columns(*columns, values=["a", "b", "c"]), metric="nominal")
    assert [code.code for code in found.codes] == ["a", "b", "c"]


def test_narrow_integers_do_not_overflow():
    rows = noisy_rows(articles=40, skill=0.6)
    labels = read_labels(rows)
    columns = (labels.article, labels.unit, labels.annotator, labels.code)
    narrow = Labels.from_columns(*(column.astype(np.uint8) for column in columns))
    wide = Labels.from_columns(*columns)
    settings = {"metric": "nominal", "resamples": 20}
    assert reliability(narrow, **settings) == reliability(wide, **settings)
