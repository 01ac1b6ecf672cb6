"""Counts and agreement through the API are those of the pages."""

import pytest

from annotator.review.figures.filters import read_filters
from annotator.review.figures.store import figures_of
from annotator.review.reliability import project_agreement
from annotator.review.summary import project_summary
from tests.annotator.export.conftest import assert_problem
from tests.annotator.review.studies import run_study

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
