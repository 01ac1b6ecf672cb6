"""Everybody's assignments through the API: listing, sending back, taking back, dealing."""

import pytest

from annotator.annotation.models import Assignment
from tests.annotator.export.conftest import assert_problem


def path(assignment, act):
    return f"/assignments/{assignment.public_id}/{act}/"


def test_listing_and_its_filters(cast, api):
    second = cast.add_article("The mill closed on Friday.")
    done, mine = cast.code_all(cast.ana), cast.take(cast.ana)
    theirs = cast.take(cast.ben)
    manager = api(cast.manager)
    rows = manager.results("assignments/")
    assert [row["id"] for row in rows] == [str(one.public_id) for one in (done, mine, theirs)]
    assert [row["annotator"] for row in rows] == ["ana", "ana", "ben"]

    def found(**filters):
        return [row["id"] for row in manager.results("assignments/", **filters)]

    assert found(state="submitted") == [str(done.public_id)]
    assert found(annotator="ben") == [str(theirs.public_id)]
    assert found(article=second.pk) == [str(mine.public_id)]
    assert_problem(manager.get("assignments/", state="lost"), 400)


@pytest.mark.parametrize("articles", [2, 40])
def test_listing_costs_the_same_for_many(cast, api, articles, django_assert_num_queries):
    for number in range(articles):
        cast.add_article(f"The mill number {number} said so.")
        cast.code_all(cast.ana)
    reviewer = api(cast.reviewer)
    with django_assert_num_queries(4):  # session, user, membership, assignments
        reviewer.results("assignments/")


def test_sending_back(cast, api):
    done = cast.code_all(cast.ana)
    answer = api(cast.reviewer).post(path(done, "return"), {"reason": "Claim 2."})
    assert (answer.status_code, answer.json()["state"]) == (200, "returned")
    assert_problem(api(cast.reviewer).post(path(done, "return"), {"reason": "Claim 2."}), 409)
    (row,) = api(cast.ana).results("queue/")
    assert (row["state"], row["reason"]) == ("returned", "Claim 2.")


def test_taking_back(cast, api):
    mine = cast.take(cast.ana)
    assert_problem(api(cast.manager).post(path(mine, "release"), {"reason": " "}), 400)
    answer = api(cast.manager).post(path(mine, "release"), {"reason": "She is ill."})
    assert (answer.status_code, answer.json()["state"]) == (200, "released")
    label = {"claim": cast.claims()[0].pk, "variable": "slant", "codes": ["slant:none"]}
    told = assert_problem(api(cast.ana).post("labels/", label), 409)
    assert "taken this article back" in told["detail"]
    assert_problem(api(cast.ana).post(path(mine, "submit")), 409)
    assert api(cast.ana).post("queue/next/").status_code == 204
    assert_problem(api(cast.manager).post(path(mine, "release"), {"reason": "Again."}), 409)


def test_reassigning(cast, api):
    mine = cast.take(cast.ana)
    body = {"username": "ben", "reason": "She is ill."}
    answer = api(cast.manager).post(path(mine, "reassign"), body)
    assert answer.status_code == 200
    theirs = Assignment.objects.get(public_id=answer.json()["id"])
    assert (theirs.annotator, theirs.state, theirs.slot) == (cast.ben, "assigned", mine.slot)
    assert api(cast.ben).post("queue/next/").json()["id"] == str(theirs.public_id)
    for name, status in (("nobody", 400), ("reviewer", 409), ("stranger", 409), ("ben", 409)):
        body = {"username": name, "reason": "x"}
        assert_problem(api(cast.manager).post(path(theirs, "reassign"), body), status)


def test_dealing(cast, api):
    cast.project.reliability_share = 50
    cast.project.save(update_fields=["reliability_share"])
    cast.add_article("The mill closed on Friday.")
    manager = api(cast.manager)
    plan = manager.get("dealing/").json()
    assert plan["settings"] == {"overlap": 2, "reliability_share": 50, "quota": None, "seed": 1}
    assert plan["articles"] == {
        "total": 2,
        "decided": 0,
        "staffed": 2,
        "short": 0,
        "sample": 1,
    }
    assert (plan["places"], plan["open"]) == (5, [])
    assert {one["annotator"]: one["has"] for one in plan["annotators"]} == {
        "ana": 0,
        "ben": 0,
        "cleo": 0,
    }
    assert manager.post("dealing/", {"digest": plan["digest"]}).json() == {"dealt": 5}
    assert_problem(manager.post("dealing/", {"digest": plan["digest"]}), 409)
    assert_problem(manager.post("dealing/", {}), 400)
    got = {one["annotator"]: one["gets"] for one in plan["annotators"]}
    for user in (cast.ana, cast.ben, cast.cleo):
        rows = api(user).results("queue/")
        assert [row["state"] for row in rows] == ["assigned"] * got[user.username]


def test_a_plan_that_is_out_of_date_is_not_carried_out(cast, api):
    digest = api(cast.manager).get("dealing/").json()["digest"]
    cast.add_article("The mill closed on Friday.")
    assert_problem(api(cast.manager).post("dealing/", {"digest": digest}), 409)
    assert not Assignment.objects.exists()
