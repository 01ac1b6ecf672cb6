"""An annotator's assignments, from taking to submitting."""

import pytest

from tests.annotator.export.conftest import assert_problem


def test_taking_the_next_is_idempotent_while_it_is_open(cast, api):
    cast.add_article("The mill said it would close.")
    first = api(cast.ana).post("queue/next/")
    assert first.status_code == 200
    assert set(first.json()) == {"id", "article", "state"}
    assert first.json()["state"] == "open"
    assert api(cast.ana).post("queue/next/").json() == first.json()


def test_nothing_left(cast, api):
    cast.code_all(cast.ana)
    answer = api(cast.ana).post("queue/next/")
    assert (answer.status_code, answer.content) == (204, b"")


def test_own_assignments_only(cast, api):
    assert api(cast.ana).results("queue/") == []
    assignment = cast.take(cast.ana)
    cast.take(cast.ben)
    (row,) = api(cast.ana).results("queue/")
    assert row["id"] == str(assignment.public_id)
    assert (row["title"], row["state"]) == ("Quay to reopen", "open")


def test_submitting(cast, api):
    assignment = cast.code_all(cast.ana, submit=False)
    path = f"/assignments/{assignment.public_id}/submit/"
    answer = api(cast.ana).post(path)
    assert answer.status_code == 200
    assert answer.json() == {
        "id": str(assignment.public_id),
        "article": cast.article.pk,
        "state": "submitted",
    }
    assert api(cast.ana).post(path).json()["state"] == "submitted"  # twice is once


def test_missing_answers_are_listed(cast, api):
    assignment = cast.take(cast.ana)
    problem = assert_problem(
        api(cast.ana).post(f"/assignments/{assignment.public_id}/submit/"), 409
    )
    fields = {error["field"] for error in problem["errors"]}
    assert {f"claim:{claim.pk}:slant" for claim in cast.claims()} <= fields


def test_a_skipped_one_cannot_be_submitted(cast, api):
    from annotator.annotation.actions import skip_assignment

    assignment = cast.take(cast.ana)
    skip_assignment(assignment=assignment, actor=cast.ana, reason="I know the author")
    assert_problem(api(cast.ana).post(f"/assignments/{assignment.public_id}/submit/"), 409)
    assert [row["reason"] for row in api(cast.ana).results("queue/")] == ["I know the author"]


@pytest.mark.parametrize("articles", [2, 40])
def test_listing_costs_the_same_for_many(cast, api, articles, django_assert_num_queries):
    for number in range(articles):
        cast.add_article(f"The mill number {number} said so.")
        cast.code_all(cast.ana)
    ana = api(cast.ana)
    with django_assert_num_queries(4):  # session, user, membership, assignments
        ana.results("queue/")
