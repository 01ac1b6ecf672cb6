"""Counts and agreement through the API are those of the pages."""

from collections import Counter

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from annotator.review.aggregation import majority
from annotator.review.figures.filters import read_filters
from annotator.review.figures.store import figures_of
from tests.annotator.export.conftest import assert_problem
from tests.annotator.review.figured import project_agreement, project_summary
from tests.annotator.review.naive import Naive
from tests.annotator.review.studies import add_articles, run_study

STAMP = {"made_at", "is_fresh"}


def unstamped(answer) -> dict:
    assert answer.status_code == 200, answer.content
    body = answer.json()
    assert set(body) >= STAMP
    assert body["is_fresh"] is True
    return {key: value for key, value in body.items() if key not in STAMP}


def test_summary_and_agreement_are_the_dashboards(cast, api):
    cast.code_all(cast.ana, slant="none")
    cast.code_all(cast.ben, slant="some")
    member = cast.member(cast.reviewer)
    summary = unstamped(api(cast.reviewer).get("summary/"))
    assert summary == project_summary(member)
    assert set(summary) == {"articles", "variables", "publishers", "annotators"}
    agreement = unstamped(api(cast.reviewer).get("agreement/"))["variables"]
    assert agreement == project_agreement(member)
    slant = next(row for row in agreement if row["variable"] == "slant")
    assert slant["percent"] == 0
    topic = next(row for row in agreement if row["variable"] == "topic")
    assert topic["alpha"] is None
    assert topic["interval"] is None
    assert topic["reason"]


@pytest.mark.parametrize(
    "query", [{}, {"publisher": "Valley Wire"}, {"annotators": "ana,ben", "labels": "after"}]
)
def test_the_document_is_the_pages(cast, api, query):
    run_study(cast, seed=3)
    member = cast.member(cast.reviewer)
    shown = figures_of(member, read_filters(member, query))
    found = unstamped(api(cast.reviewer).get("figures/", **query))
    assert found == {key: value for key, value in shown.document.items() if key != "made_at"}
    assert found["filters"] == query
    one = unstamped(api(cast.reviewer).get("agreement/att/", **query))
    confusion = one.pop("confusion")
    assert one == found["agreement"][0]
    assert confusion == found["confusion"].get("att")


@pytest.mark.parametrize("path", ["summary/", "agreement/", "agreement/att/", "figures/"])
@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("from", "yesterday"), ("to", "2026-02-31"), ("publisher", "Nobody's"),
        ("language", "xx"), ("annotators", "ana"), ("annotators", "ana,ana"),
        ("annotators", "ana,stranger"), ("labels", "later"), ("version", "9"),
        ("publisher", "\x00"),
    ],
)  # fmt: skip
def test_a_filter_that_means_nothing_is_refused_by_name(cast, api, path, field, value):
    cast.code_all(cast.ana)
    body = assert_problem(api(cast.reviewer).get(path, **{field: value}), 400)
    assert [error["field"] for error in body["errors"]] == [field]


def test_a_period_that_ends_before_it_begins(cast, api):
    query = {"from": "2026-02-02", "to": "2026-02-01"}
    body = assert_problem(api(cast.reviewer).get("figures/", **query), 400)
    assert body["errors"][0]["field"] == "to"


def test_an_unknown_variable_is_not_there(cast, api):
    assert_problem(api(cast.reviewer).get("agreement/nope/"), 404)


def test_annotators_are_told_no_whatever_they_ask(cast, api):
    assert_problem(api(cast.ana).get("figures/", publisher="Nobody's"), 403)


# -- aggregates --------------------------------------------------------------------------------


def walk(client, **query) -> list[dict]:
    """All pages, forwards and then backwards."""
    answer = client.get("aggregates/", **query).json()
    rows, pages = answer["results"], 1
    while answer["next"]:
        answer = client.get(answer["next"]).json()
        rows, pages = rows + answer["results"], pages + 1
    back = []
    while answer["previous"]:
        answer = client.get(answer["previous"]).json()
        back = answer["results"] + back
        pages -= 1
    assert pages == 1
    assert back == rows[: len(back)]
    return rows


@pytest.mark.parametrize("variable", ["att", "slant", "genre"])
def test_majorities_are_those_of_a_plain_loop(cast, api, variable):
    run_study(cast, seed=5)
    units = Naive(cast).by_unit(variable)
    rows = walk(api(cast.reviewer), variable=variable, page_size=3)
    assert [(row["article"], row["claim"]) for row in rows] == sorted(units)
    for row in rows:
        counts = Counter(
            code for codes in units[row["article"], row["claim"]].values() for code in codes
        )
        assert row["distribution"] == counts
        assert row["answer"] == majority(counts)
        assert row["posterior"] is None


def test_dawid_and_skene_s_method_says_how_likely_each_code_is(cast, api):
    run_study(cast, seed=6)
    reviewer = api(cast.reviewer)
    answer = reviewer.get("aggregates/", variable="slant", method="dawid-skene").json()
    assert answer["warning"]  # two annotators only
    assert answer["converged"] is True
    assert answer["iterations"] > 0
    assert answer["seed"] == 0
    figures = reviewer.get("figures/").json()["aggregation"]["slant"]
    counts = Counter(row["answer"] for row in answer["results"])
    assert figures["units"] == answer["units"] == len(answer["results"])
    assert figures["ties"]["dawid_skene"] == counts.pop(None, 0)
    assert {one["code"]: one["dawid_skene"] for one in figures["codes"]} == {
        one["code"]: counts[one["code"]] for one in figures["codes"]
    }
    for row in answer["results"]:
        assert sum(row["posterior"].values()) == pytest.approx(1)
        if row["answer"]:
            assert row["posterior"][row["answer"]] == max(row["posterior"].values())


@pytest.mark.parametrize(
    ("field", "query"),
    [
        ("variable", {}),
        ("variable", {"variable": "nope"}),
        ("variable", {"variable": "topic"}),
        ("method", {"variable": "att", "method": "guess"}),
        ("page_size", {"variable": "att", "page_size": "0"}),
        ("cursor", {"variable": "att", "cursor": "x"}),
        ("publisher", {"variable": "att", "publisher": "Nobody's"}),
    ],
)
def test_aggregates_that_cannot_be(cast, api, field, query):
    body = assert_problem(api(cast.reviewer).get("aggregates/", **query), 400)
    assert [error["field"] for error in body["errors"]] == [field]


def test_a_cursor_is_bound_to_its_list(cast, api):
    run_study(cast, seed=5)
    reviewer = api(cast.reviewer)
    following = reviewer.get("aggregates/", variable="att", page_size=2).json()["next"]
    assert_problem(reviewer.get(following.replace("variable=att", "variable=slant")), 400)


def test_what_changed_since_is_in_the_next_list(cast, api):
    reviewer = api(cast.reviewer)
    cast.code_all(cast.ana)
    assert reviewer.get("aggregates/", variable="att").json()["results"][0]["distribution"] == {
        "att:none": 1
    }
    cast.code_all(cast.ben)
    assert reviewer.get("aggregates/", variable="att").json()["results"][0]["distribution"] == {
        "att:none": 2
    }


def test_pages_of_aggregates_cost_the_same_for_many(cast, api):
    def queries() -> int:
        with CaptureQueriesContext(connection) as made:
            api(cast.reviewer).get("aggregates/", variable="att")
        return len(made)

    cast.code_all(cast.ana)
    few = queries()
    add_articles(cast, 3, claims=12)
    cast.code_all(cast.ana)
    assert queries() == few
