"""Many-choice variables: alpha with Jaccard's distance and MASI, and of each code in the sets."""

import krippendorff
import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from nltk.metrics import jaccard_distance, masi_distance
from nltk.metrics.agreement import AnnotationTask

from annotator.review.agreement import Labels, Row, agreement, read_labels, reliability
from annotator.review.agreement.metrics import masi

answers = st.one_of(st.none(), st.frozensets(st.sampled_from("abc"), min_size=1))
tables = st.lists(st.tuples(answers, answers, answers), max_size=10)


def rows_of(table: list[tuple[frozenset[str] | None, ...]]) -> list[Row]:
    return [
        (unit // 2, unit, who, chosen)
        for unit, line in enumerate(table)
        for who, chosen in enumerate(line)
    ]


def paired(rows: list[Row]) -> list[Row]:
    given_rows = [row for row in rows if row[3] is not None]
    units = [row[1] for row in given_rows]
    return [row for row in given_rows if units.count(row[1]) > 1]


def test_masi_by_hand():
    """Passonneau (2006): the same, one within the other, some in common, nothing in common."""
    both, one, other, more = (frozenset(codes) for codes in ("ab", "a", "c", "bc"))
    distances = masi([both, one, other, more])
    assert distances[0].tolist() == pytest.approx([0, 1 - 1 / 2 * 2 / 3, 1, 1 - 1 / 3 * 1 / 3])
    assert (distances == distances.T).all()
    assert masi([frozenset(), one]).tolist() == [[0, 1], [1, 0]]


@settings(deadline=None, max_examples=120)
@given(table=tables)
def test_equals_a_second_implementation(table):
    """`nltk` takes a distance as it is, not its square, as is done here."""
    rows = paired(rows_of(table))
    assume(len({row[3] for row in rows}) > 1)
    data = [(row[2], row[1], row[3]) for row in rows]
    found = reliability(read_labels(rows), metric="jaccard", resamples=0)
    expected = AnnotationTask(data, distance=jaccard_distance).alpha()
    assert found.alpha.value == pytest.approx(expected, abs=1e-6)
    expected = AnnotationTask(data, distance=masi_distance).alpha()
    assert found.masi is not None
    assert found.masi.value == pytest.approx(expected, abs=1e-6)
    alone = reliability(read_labels(rows), metric="masi", resamples=0)
    assert alone.alpha == alone.masi == found.masi


@settings(deadline=None, max_examples=60)
@given(table=tables)
def test_each_code_is_in_the_set_or_not(table):
    rows = rows_of(table)
    found = reliability(read_labels(rows), metric="jaccard", resamples=0)
    for code, alpha, labels in found.codes:
        mine = [(row[1], row[2], float(code in row[3])) for row in paired(rows)]  # type: ignore[operator]
        matrix = np.full((3, len(table)), np.nan)
        for unit, who, has in mine:
            matrix[who, unit] = has
        assert labels == sum(has for *_, has in mine)
        if {has for *_, has in mine} != {0.0, 1.0}:
            assert alpha.value is None
            continue
        matrix = matrix[:, (~np.isnan(matrix)).sum(axis=0) > 1]
        expected = krippendorff.alpha(matrix, level_of_measurement="nominal")
        assert alpha.value == pytest.approx(expected, abs=1e-6)


def test_what_is_not_for_sets_is_left_out():
    rows: list[Row] = [(unit, unit, who, frozenset("ab")) for unit in range(3) for who in "xy"]
    found = reliability(read_labels(rows), metric="jaccard")
    assert (found.fleiss, found.ac1, found.ac2) == (None, None, None)
    assert found.pairs[0].weighted_kappa is None
    reasons = {code.code: code.alpha.reason.split(",")[0] for code in found.codes}
    assert reasons == {"a": "everybody gave this code", "b": "everybody gave this code"}


def test_sets_can_come_as_places():
    sets = [frozenset("ab"), frozenset("a"), frozenset("c")]
    column = [np.array(one) for one in ([1, 1, 2, 2], [7, 7, 8, 8], [1, 2, 1, 2], [0, 1, 0, 2])]
    found = reliability(Labels.from_columns(*column, values=sets), metric="jaccard", resamples=0)
    rows: list[Row] = [
        (article, unit, who, sets[code])
        for article, unit, who, code in zip(*(one.tolist() for one in column), strict=True)
    ]
    assert found.alpha.value == agreement(rows, metric="jaccard", resamples=0).alpha


def test_intervals_of_sets():
    generator = np.random.default_rng(4)
    rows: list[Row] = []
    for unit in range(120):
        true = generator.random(3) < 0.4
        for who in range(3):
            given_codes = true ^ (generator.random(3) < 0.15)
            chosen = frozenset(np.array(list("abc"))[given_codes].tolist())
            rows.append((unit // 4, unit, who, chosen))
    found = reliability(read_labels(rows), metric="jaccard", resamples=300)
    assert found.masi is not None
    for figure in (found.percent, found.alpha, found.masi, *(code.alpha for code in found.codes)):
        assert figure.value is not None
        assert figure.interval is not None
        assert figure.interval[0] < figure.value < figure.interval[1]
        assert figure.reason == ""
