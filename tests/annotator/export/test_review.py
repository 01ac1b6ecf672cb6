"""Decisions."""

import pytest

from annotator.annotation.actions import return_assignment, submit_assignment
from annotator.review.models import Adjudication
from tests.annotator.export.conftest import assert_problem


def decide(claim, *codes, **more):
    return {"claim": claim.pk, "variable": "slant", "codes": list(codes), **more}


def test_deciding_replaces_and_keeps_the_spread(cast, api):
    cast.code_all(cast.ana, slant="none")
    cast.code_all(cast.ben, slant="some")
    claim, reviewer = cast.claims()[0], api(cast.reviewer)
    answer = reviewer.post("adjudications/", decide(claim, "slant:none"))
    assert answer.status_code == 200
    assert answer.json()["distribution"] == {"slant:none": 1, "slant:some": 1}
    reviewer.post("adjudications/", decide(claim, "slant:some", reason="Verb", note="n"))
    (row,) = reviewer.results("adjudications/")
    assert row["codes"] == ["slant:some"]
    assert (row["claim"], row["article"], row["variable"]) == (claim.pk, cast.article.pk, "slant")
    assert (row["reason"], row["note"], row["decided_by"]) == ("Verb", "n", "reviewer")


def test_against_a_majority_a_reason_is_asked_for(cast, api):
    cast.project.overlap = 3
    cast.project.save(update_fields=["overlap"])
    for user, slant in ((cast.ana, "none"), (cast.ben, "none"), (cast.cleo, "some")):
        cast.code_all(user, slant=slant)
    claim, reviewer = cast.claims()[0], api(cast.reviewer)
    refused = reviewer.post("adjudications/", decide(claim, "slant:some"))
    assert assert_problem(refused, 400)["errors"][0]["field"] == "reason_code"
    answer = reviewer.post("adjudications/", decide(claim, "slant:some", reason="A verb."))
    assert (answer.json()["method"], answer.json()["reason_code"]) == ("annotator", "other")
    answer = reviewer.post("adjudications/", decide(claim, "slant:some", reason_code="gap"))
    assert (answer.json()["reason_code"], answer.json()["reason"]) == ("gap", "")
    answer = reviewer.post("adjudications/", decide(claim, "slant:none"))
    assert (answer.json()["method"], answer.json()["reason_code"]) == ("majority", "")
    assert answer.json()["distribution"] == {"slant:none": 2, "slant:some": 1}
    assert_problem(
        reviewer.post("adjudications/", decide(claim, "slant:none", reason_code="whim")), 400
    )


def test_one_answer_alone_is_no_majority(cast, api):
    cast.code_all(cast.ana, slant="none")
    answer = api(cast.reviewer).post("adjudications/", decide(cast.claims()[0], "slant:some"))
    assert answer.status_code == 200, answer.content
    assert answer.json()["method"] == "own"


def test_nothing_is_overwritten_that_was_not_known(cast, api):
    claim, one, other = cast.claims()[0], api(cast.reviewer), api(cast.manager)
    first = decide(claim, "slant:none", reason="Verb", was=[])
    assert [one.post("adjudications/", first).status_code for _ in range(2)] == [200, 200]
    problem = assert_problem(other.post("adjudications/", decide(claim, "slant:some", was=[])), 409)
    assert "Somebody has decided this otherwise" in problem["detail"]
    assert_problem(other.post("adjudications/", decide(claim, was=["slant:some"])), 409)
    (row,) = one.results("adjudications/")
    assert (row["codes"], row["decided_by"]) == (["slant:none"], "reviewer")
    assert Adjudication.objects.get().events.count() == 1
    known = decide(claim, "slant:some", was=["slant:none"])
    assert other.post("adjudications/", known).json()["decided_by"] == "manager"
    withdrawn = [other.post("adjudications/", decide(claim, was=["slant:some"])) for _ in range(2)]
    assert [answer.status_code for answer in withdrawn] == [204, 204]
    assert other.post("adjudications/", decide(claim, "slant:some")).status_code == 200


def test_undo(cast, api):
    claim, reviewer = cast.claims()[0], api(cast.reviewer)
    assert_problem(reviewer.post("adjudications/undo/"), 409)
    reviewer.post("adjudications/", decide(claim, "slant:none"))
    reviewer.post("adjudications/", decide(claim, "slant:some", note="second"))
    answer = reviewer.post("adjudications/undo/")
    assert answer.json() == {"kind": "decide", "decisions": 1}
    (row,) = reviewer.results("adjudications/")
    assert (row["codes"], row["note"]) == (["slant:none"], "")
    assert_problem(api(cast.manager).post("adjudications/undo/"), 409)  # not theirs
    assert_problem(api(cast.ana).post("adjudications/undo/"), 403)


def test_finishing_what_is_unanimous(cast, api):
    reviewer = api(cast.reviewer)
    assert reviewer.get("adjudications/unanimous/").json()["answers"] == 0
    assert reviewer.post("adjudications/unanimous/").json()["outcome"] == "nothing"
    cast.code_all(cast.ana)
    cast.code_all(cast.ben)
    found = reviewer.get("adjudications/unanimous/").json()
    assert (found["answers"], found["articles"], found["running"]) == (6, 1, False)
    assert found["variables"][0] == {"variable": "att", "answers": 3, "alone": 0, "articles": 1}
    answer = reviewer.post("adjudications/unanimous/")
    assert answer.status_code == 200
    assert answer.json() == {"outcome": "done", "planned": 6, "decided": 6}
    rows = reviewer.results("adjudications/")
    assert {row["method"] for row in rows} == {"unanimous"}
    assert rows[0]["distribution"] in ({"att:none": 2}, {"slant:none": 2})
    assert reviewer.get("summary/").json()["articles"]["decided"] == 1
    assert reviewer.post("adjudications/undo/").json() == {"kind": "unanimous", "decisions": 6}
    assert reviewer.get("summary/").json()["articles"]["decided"] == 0


def test_a_lot_is_finished_in_the_background(cast, api, monkeypatch, settings):
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.dummy.DummyBackend"}}
    monkeypatch.setattr("annotator.export.api.deciding.AT_ONCE", 5)
    cast.code_all(cast.ana)
    cast.code_all(cast.ben)
    answer = api(cast.reviewer).post("adjudications/unanimous/")
    assert answer.status_code == 202
    assert answer.json() == {"outcome": "running", "planned": 6, "decided": 0}
    assert api(cast.reviewer).get("adjudications/unanimous/").json()["running"] is True


def test_deciding_about_the_article(cast, api):
    body = {"article": cast.article.pk, "variable": "genre", "codes": ["genre:report"]}
    answer = api(cast.manager).post("adjudications/", body)
    assert answer.status_code == 200
    assert answer.json()["claim"] is None


def test_what_is_overtaken_is_told(cast, api):
    work, reviewer = cast.code_all(cast.ana), api(cast.reviewer)
    cast.code_all(cast.ben)
    reviewer.post("adjudications/unanimous/")
    assert {row["overtaken"] for row in reviewer.results("adjudications/")} == {False}
    member = cast.member(cast.reviewer)
    return_assignment(assignment=work, member=member, reason="Look again.")
    work.refresh_from_db()
    claim = cast.claims()[0]
    cast.answer(work, claim, slant="strong")
    submit_assignment(assignment=work, actor=cast.ana)
    rows = reviewer.results("adjudications/")
    assert [(row["claim"], row["variable"]) for row in rows if row["overtaken"]] == [
        (claim.pk, "slant")
    ]
    assert reviewer.post("adjudications/", decide(claim, "slant:none")).json()["overtaken"] is False
    assert not any(row["overtaken"] for row in reviewer.results("adjudications/"))


def test_withdrawing(cast, api):
    claim, reviewer = cast.claims()[0], api(cast.reviewer)
    reviewer.post("adjudications/", decide(claim, "slant:none"))
    answer = reviewer.post("adjudications/", decide(claim))
    assert (answer.status_code, answer.content) == (204, b"")
    assert reviewer.results("adjudications/") == []


@pytest.mark.parametrize(
    ("change", "status"),
    [
        ({"variable": "nope"}, 400),
        ({"codes": ["slant:odd"]}, 400),
        ({"codes": ["slant:none", "slant:some"]}, 400),
        ({"codes": ["slant:none"] * 2}, 400),
        ({"claim": 10**9}, 404),
        ({"claim": 2**70}, 400),
        ({"claim": None}, 400),
        ({"article": 1}, 400),
        ({"reason": "x" * 2001}, 400),
        ({"reason": "\x00"}, 400),
        ({"note": ["x"]}, 400),
        ({"variable": "genre", "codes": ["genre:report"]}, 400),
    ],
)
def test_bad_decisions(cast, api, change, status):
    body = {**decide(cast.claims()[0], "slant:none"), **change}
    assert_problem(api(cast.reviewer).post("adjudications/", body), status)


def test_a_retired_claim_is_a_conflict(cast, api):
    from annotator.annotation.actions import split_claim

    claim = cast.claims()[0]
    split_claim(claim=claim, at=claim.start + 12, member=cast.member(cast.manager))
    answer = api(cast.reviewer).post("adjudications/", decide(claim, "slant:none"))
    assert_problem(answer, 409)


def test_filters(cast, api):
    reviewer, claims = api(cast.reviewer), cast.claims()
    for claim in claims:
        reviewer.post("adjudications/", decide(claim, "slant:none"))
    assert len(reviewer.results("adjudications/", article=cast.article.pk)) == 3
    assert len(reviewer.results("adjudications/", claim=claims[1].pk)) == 1
    assert reviewer.results("adjudications/", variable="att") == []


@pytest.mark.parametrize("articles", [2, 40])
def test_listing_costs_the_same_for_many(cast, api, articles, django_assert_num_queries):
    reviewer = api(cast.reviewer)
    for number in range(articles):
        article = cast.add_article(f"The mill number {number} said so.")
        reviewer.post("adjudications/", decide(cast.claims(article)[0], "slant:none"))
    # session, user, membership, decisions, their codes; eight for the mark
    with django_assert_num_queries(13):
        reviewer.results("adjudications/")
