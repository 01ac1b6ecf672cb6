"""The benchmarks run, and what they write has one shape. How fast anything is, is not asked."""

import json

import pytest

from tests.benchmarks.__main__ import main
from tests.benchmarks.measuring import Row, percentile
from tests.benchmarks.report import as_table
from tests.benchmarks.sizes import Sizes

TINY = Sizes(
    labels=100,
    review_labels=100,
    articles=2,
    claims=(3, 6),
    save_seconds=0.1,
    page_seconds=0.1,
    reviews=1,
    agreement_labels=400,
    resamples=20,
)


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    path = tmp_path_factory.mktemp("bench") / "figures.json"
    arguments = ["--quick", "--database", "sqlite", "--only", "import", "agreement"]
    assert main([*arguments, "--output", str(path)], sizes=TINY) == 0
    return json.loads(path.read_text())


def test_the_machine_is_described(written):
    assert written["quick"] is True
    assert written["machine"]["cores"] >= 1
    assert {"python", "sqlite", "postgresql", "django", "granian"} <= written["machine"].keys()


def test_every_figure_stands_beside_a_limit_of_the_same_run(written):
    assert [(row["name"], row["database"]) for row in written["rows"]] == [
        ("import of a file", "sqlite"),
        ("import of 1 MB", "sqlite"),
        ("agreement, 20 resamples", ""),
        ("all coefficients, 20 resamples", ""),
    ]
    for row in written["rows"]:
        assert row["error"] == ""
        assert row["value"] > 0
        assert row["unit"]
        assert row["limit_name"]
        assert row["ratio"] == pytest.approx(row["value"] / row["limit"])


def test_an_import_says_where_its_time_went(written):
    details = written["rows"][0]["details"]
    assert details["articles"] == 2
    assert details["claims"] > 2
    stages = details["stages, µs an article in one process"]
    parts = {"build", "segment", "hash", "sketch", "match", "rows", "links", "other"}
    assert stages.keys() == parts
    assert all(spent > 0 for spent in stages.values())


def test_a_benchmark_that_fails_is_a_row_and_the_run_goes_on(capsys):
    impossible = Sizes(**{**vars(TINY), "agreement_labels": 0})
    assert main(["--only", "agreement", "agreement"], sizes=impossible) == 1
    assert capsys.readouterr().out.count("FAILED agreement") == 2


def test_the_table_has_a_line_for_each_row():
    rows = [
        Row("fast", "articles/s", 50.0, "raw", 200.0, "sqlite"),
        Row("broken", error="ValueError: why"),
    ]
    _head, _rule, fast, broken, why = as_table(rows).splitlines()
    assert fast.split() == ["fast", "sqlite", "50", "articles/s", "raw", "200", "0.25"]
    assert broken.split() == ["broken", "failed"]
    assert why == "FAILED broken : ValueError: why"


@pytest.mark.parametrize(("share", "expected"), [(0.5, 2), (0.95, 4), (0.0, 1), (1.0, 4)])
def test_percentile_is_the_nearest_rank(share, expected):
    assert percentile([4, 1, 3, 2], share) == expected
