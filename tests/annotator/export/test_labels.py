"""Giving and listing labels through the API."""

import pytest

from annotator.annotation.models import Label
from tests.annotator.export.conftest import assert_problem


def answer(claim, variable, *codes, **more):
    return {"claim": claim.pk, "variable": variable, "codes": list(codes), **more}


def given(assignment):
    rows = Label.objects.filter(assignment=assignment)
    return sorted(rows.values_list("code__identifier", flat=True))


def test_one_answer_is_saved_and_shown(cast, api):
    assignment, claim = cast.take(cast.ana), cast.claims()[0]
    reply = api(cast.ana).post("labels/", answer(claim, "slant", "slant:some", note="See line 2"))
    assert reply.status_code == 200
    assert reply.json() == {
        "claim": claim.pk,
        "article": cast.article.pk,
        "variable": "slant",
        "codes": ["slant:some"],
        "span": None,
        "note": "See line 2",
        "dropped": [],
    }
    assert given(assignment) == ["slant:some"]


def test_an_answer_replaces_and_empty_codes_clear(cast, api):
    assignment, claim = cast.take(cast.ana), cast.claims()[0]
    ana = api(cast.ana)
    ana.post("labels/", answer(claim, "topic", "topic:water", "topic:roads"))
    ana.post("labels/", answer(claim, "topic", "topic:roads"))
    assert given(assignment) == ["topic:roads"]
    ana.post("labels/", answer(claim, "topic"))
    assert given(assignment) == []


def test_an_answer_about_the_article(cast, api):
    assignment = cast.take(cast.ana)
    body = {"article": cast.article.pk, "variable": "genre", "codes": ["genre:report"]}
    reply = api(cast.ana).post("labels/", body)
    assert reply.status_code == 200
    assert reply.json()["claim"] is None
    assert given(assignment) == ["genre:report"]


def test_what_no_longer_applies_is_reported(cast, api):
    cast.take(cast.ana)
    claim, ana = cast.claims()[0], api(cast.ana)
    ana.post(
        "labels/", [answer(claim, "att", "att:explicit"), answer(claim, "src", "src:official")]
    )
    reply = ana.post("labels/", answer(claim, "att", "att:none"))
    dropped = {"claim": claim.pk, "article": cast.article.pk, "variable": "src"}
    assert reply.json()["dropped"] == [dropped]


def test_a_list_is_taken_all_or_nothing(cast, api):
    assignment, claims = cast.take(cast.ana), cast.claims()
    body = [answer(claim, "slant", "slant:none") for claim in claims]
    reply = api(cast.ana).post("labels/", body)
    assert reply.status_code == 200
    assert [one["claim"] for one in reply.json()["answers"]] == [claim.pk for claim in claims]
    assert len(given(assignment)) == 3
    bad = [answer(claims[0], "slant", "slant:some"), answer(claims[1], "slant", "slant:odd")]
    problem = assert_problem(api(cast.ana).post("labels/", bad), 400)
    assert problem["errors"][0]["field"] == "1.codes"
    assert given(assignment) == ["slant:none"] * 3


def test_a_list_may_span_articles_and_errors_keep_their_numbers(cast, api):
    other = cast.add_article("The mill said it would close. Workers were told on Friday.")
    cast.code_all(cast.ana, submit=True)
    first = cast.article
    from annotator.annotation.actions import return_assignment
    from annotator.annotation.models import Assignment

    mine = Assignment.objects.get(annotator=cast.ana, article=first)
    cast.take(cast.ana)
    return_assignment(assignment=mine, member=cast.member(cast.reviewer), reason="Look again")
    here, there = cast.claims()[0], cast.claims(other)[0]
    body = [answer(there, "slant", "slant:some"), answer(here, "slant", "slant:strong")]
    reply = api(cast.ana).post("labels/", body)
    assert reply.status_code == 200
    assert [one["article"] for one in reply.json()["answers"]] == [other.pk, first.pk]
    body = [answer(there, "slant", "slant:none"), answer(here, "slant", "slant:odd")]
    problem = assert_problem(api(cast.ana).post("labels/", body), 400)
    assert problem["errors"][0]["field"] == "1.codes"
    assert Label.objects.filter(claim=there, code__identifier="slant:some").exists()


def test_the_later_of_two_answers_to_one_question_stands(cast, api):
    assignment, claim = cast.take(cast.ana), cast.claims()[0]
    body = [answer(claim, "slant", "slant:some"), answer(claim, "slant", "slant:none")]
    reply = api(cast.ana).post("labels/", body)
    assert [one["codes"] for one in reply.json()["answers"]] == [["slant:none"]]
    assert given(assignment) == ["slant:none"]


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"variable": "nope"}, "variable"),
        ({"codes": ["slant:odd"]}, "codes"),
        ({"codes": ["slant:none", "slant:some"]}, "codes"),
        ({"codes": "slant:none"}, "codes"),
        ({"codes": [["slant:none"]]}, "codes.0"),
        ({"codes": None}, "codes"),
        ({"claim": "not a number"}, "claim"),
        ({"claim": 2**70}, "claim"),
        ({"claim": -1}, "claim"),
        ({"claim": None}, "claim"),
        ({"article": 1}, "claim"),
        ({"span": {"start": 3}}, "span.end"),
        ({"span": {"start": 0, "end": 5}}, "span"),
        ({"span": [1, 2]}, "span"),
        ({"span": {"start": 2**40, "end": 2**41}}, "span.start"),
        ({"note": "a\x00b"}, "note"),
        ({"note": "\ud800"}, "note"),
        ({"note": "x" * 5001}, "note"),
        ({"variable": "sl\x00ant"}, "variable"),
        ({"codes": ["\x00"]}, "codes.0"),
    ],
)
def test_bad_answers_name_the_field(cast, api, change, field):
    cast.take(cast.ana)
    body = {**answer(cast.claims()[0], "slant", "slant:none"), **change}
    problem = assert_problem(api(cast.ana).post("labels/", body), 400)
    assert field in {error["field"] for error in problem["errors"]}
    assert not Label.objects.exists()


def test_a_number_written_as_text_is_a_number(cast, api):
    cast.take(cast.ana)
    claim = cast.claims()[0]
    body = {"claim": str(claim.pk), "variable": "slant", "codes": ["slant:none"]}
    assert api(cast.ana).post("labels/", body).json()["claim"] == claim.pk


@pytest.mark.parametrize("body", [None, 5, "text", [], [1], [[]], [{}], {}, [None]])
def test_junk_is_refused(cast, api, body):
    cast.take(cast.ana)
    assert_problem(api(cast.ana).post("labels/", body), 400)


def test_who_may_answer_what(cast, api):
    claim = cast.claims()[0]
    body = answer(claim, "slant", "slant:none")
    cast.take(cast.ana)
    assert_problem(api(cast.ben).post("labels/", body), 403)  # visible, not assigned
    assert_problem(api(cast.reviewer).post("labels/", body), 403)
    assert_problem(api(cast.manager).post("labels/", body), 403)
    assert_problem(api(cast.stranger).post("labels/", body), 404)
    assert_problem(api(None).post("labels/", body), 401)
    assert_problem(api(cast.ana).post("labels/", {**body, "claim": 10**9}), 404)
    about = {"article": 10**9, "variable": "genre", "codes": ["genre:report"]}
    assert_problem(api(cast.ana).post("labels/", about), 404)
    assert not Label.objects.exists()


def test_one_foreign_claim_in_a_list_refuses_all(cast, api):
    other = cast.add_article("The mill said it would close. Workers were told on Friday.")
    cast.take(cast.ana)
    body = [
        answer(cast.claims()[0], "slant", "slant:none"),
        answer(cast.claims(other)[0], "slant", "slant:none"),
    ]
    assert_problem(api(cast.ana).post("labels/", body), 403)
    assert not Label.objects.exists()


def test_after_submit_nothing_is_taken(cast, api):
    cast.code_all(cast.ana)
    body = answer(cast.claims()[0], "slant", "slant:strong")
    assert_problem(api(cast.ana).post("labels/", body), 409)


def test_a_retired_claim_is_a_conflict(cast, api):
    from annotator.annotation.actions import split_claim

    cast.take(cast.ana)
    claim = cast.claims()[0]
    split_claim(claim=claim, at=claim.start + 12, member=cast.member(cast.manager))
    assert_problem(api(cast.ana).post("labels/", answer(claim, "slant", "slant:none")), 409)


def test_a_question_that_does_not_apply_is_a_conflict(cast, api):
    cast.take(cast.ana)
    claim = cast.claims()[0]
    api(cast.ana).post("labels/", answer(claim, "att", "att:none"))
    assert_problem(api(cast.ana).post("labels/", answer(claim, "src", "src:official")), 409)


def test_one_save_is_seven_statements(cast, api, django_assert_num_queries):
    cast.take(cast.ana)
    ana, claim = api(cast.ana), cast.claims()[0]
    ana.post("labels/", answer(claim, "slant", "slant:none"))
    # Session, user, assignment, claim with labels, step, label, history; a savepoint around the
    # action, since the test itself is in a transaction.
    with django_assert_num_queries(7 + 2):
        ana.post("labels/", answer(claim, "slant", "slant:strong"))


def test_a_row_has_the_columns_of_the_export(cast, api):
    cast.take(cast.ana)
    claim = cast.claims()[0]
    api(cast.ana).post("labels/", answer(claim, "slant", "slant:some", note="Loaded verb"))
    (row,) = api(cast.ana).results("labels/")
    times = row.pop("created_at"), row.pop("updated_at")
    assert all(time.endswith("Z") for time in times)
    assert row == {
        "project": "quay",
        "article_id": cast.article.pk,
        "article_external_id": "",
        "article_title": "Quay to reopen",
        "publisher": "Harbour Post",
        "origin_publisher": None,
        "published_at": None,
        "claim_id": claim.pk,
        "start": claim.start,
        "end": claim.end,
        "claim_text": claim.text,
        "role": claim.role,
        "annotator": "ana",
        "variable": "slant",
        "code": "slant:some",
        "span_start": None,
        "span_end": None,
        "note": "Loaded verb",
        "codebook_version": "1",
        "state": "open",
    }


def test_pages_follow_each_other(cast, api):
    cast.code_all(cast.ana)
    reviewer = api(cast.reviewer)
    whole = reviewer.results("labels/")
    assert len(whole) == 6
    page, seen, back = reviewer.get("labels/", page_size=4).json(), [], []
    assert page["previous"] is None
    while True:
        seen += page["results"]
        if not page["next"]:
            break
        page = reviewer.get(page["next"]).json()
    assert seen == whole
    while page["previous"]:
        page = reviewer.get(page["previous"]).json()
        back = page["results"] + back
    assert back == whole[:4]


def test_a_page_never_splits_on_equal_times(cast, api):
    """A list saved at once has one time for all its labels."""
    cast.take(cast.ana)
    claims = cast.claims()
    api(cast.ana).post("labels/", [answer(claim, "slant", "slant:none") for claim in claims])
    page, seen = api(cast.ana).get("labels/", page_size=1).json(), []
    for _ in range(3):
        seen += [row["claim_id"] for row in page["results"]]
        page = api(cast.ana).get(page["next"]).json() if page["next"] else {"results": []}
    assert sorted(seen) == sorted(claim.pk for claim in claims)


@pytest.mark.parametrize("size", ["0", "-1", "x", "1.5", "٣"])
def test_an_odd_page_size_is_refused(cast, api, size):
    assert_problem(api(cast.ana).get("labels/", page_size=size), 400)


def test_the_page_size_is_capped(cast, api):
    assert api(cast.ana).get("labels/", page_size="9" * 5000).status_code == 200


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({"annotator": "ana"}, 6),
        ({"annotator": "nobody"}, 0),
        ({"variable": "slant"}, 6),
        ({"variable": "nope"}, 0),
        ({"code": "slant:some"}, 3),
        ({"publisher": "harbour  POST"}, 3 * 4),
        ({"publisher": "Other"}, 0),
        ({"state": "submitted"}, 6),
        ({"state": "open"}, 6),
        ({"updated_since": "2020-01-01T00:00:00Z"}, 12),
        ({"updated_since": "2100-01-01"}, 0),
        ({"article": 10**12}, 0),
    ],
)
def test_filters(cast, api, query, expected):
    cast.code_all(cast.ana, slant="none")
    cast.code_all(cast.ben, slant="some", submit=False)
    assert len(api(cast.reviewer).results("labels/", **query)) == expected


def test_filters_by_claim_and_article(cast, api):
    cast.code_all(cast.ana)
    claim = cast.claims()[1]
    rows = api(cast.reviewer).results("labels/", claim=claim.pk, article=cast.article.pk)
    assert {row["claim_id"] for row in rows} == {claim.pk}
    assert len(rows) == 2


@pytest.mark.parametrize(
    "query",
    [
        {"state": "nope"},
        {"article": "x"},
        {"article": 2**70},
        {"claim": "0"},
        {"updated_since": "yesterday"},
        {"updated_since": "2024-13-45"},
        {"annotator": "a\x00"},
        {"cursor": "tampered"},
        {"cursor": "\x00é"},
    ],
)
def test_odd_filters_are_refused(cast, api, query):
    assert_problem(api(cast.reviewer).get("labels/", **query), 400)


@pytest.mark.parametrize("when", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00"])
def test_times_at_the_edge_of_the_calendar(cast, api, when):
    assert api(cast.reviewer).get("labels/", updated_since=when).status_code in (200, 400)


def test_a_cursor_of_another_list_is_refused(cast, api):
    for number in range(2):
        cast.add_article(f"The mill number {number} said it would close.")
    reviewer = api(cast.reviewer)
    page = reviewer.get("claims/", page_size=1).json()
    assert_problem(reviewer.get(page["next"].replace("/claims/", "/labels/")), 400)


def test_a_cursor_shows_no_numbers(cast, api):
    import base64

    cast.code_all(cast.ana)
    page = api(cast.ana).get("labels/", page_size=1).json()
    cursor = page["next"].split("cursor=")[1].split("&")[0]
    raw = base64.urlsafe_b64decode(cursor.replace("%3D", "="))
    assert raw[0] == 0x80  # Fernet: encrypted and signed
    again = api(cast.ana).get("labels/", page_size=1).json()["next"]
    assert again != page["next"]  # the same place never looks the same


@pytest.mark.parametrize("articles", [2, 40])
def test_listing_costs_the_same_for_many(cast, api, django_assert_num_queries, articles):
    for number in range(articles):
        cast.add_article(f"The mill number {number} said it would close.")
        cast.code_all(cast.ana)
    ana = api(cast.ana)
    ana.get("labels/")
    # session, user, membership, labels, assignments, articles, claims
    with django_assert_num_queries(7 + 8):  # eight for the mark
        ana.get("labels/", page_size=1000)
