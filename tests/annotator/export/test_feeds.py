"""Addresses and feeds through the API."""

import pytest

from annotator.projects.models import Feed
from articles.models import Article
from tests.annotator.export.conftest import assert_problem
from tests.plugins.stories import LONG, item, rss, story


def test_addresses_are_fetched_and_saved(cast, api, web):
    good = web.page("/a", story("Quay to reopen", *LONG))
    begun = api(cast.manager).post("articles/addresses/", {"addresses": [good, web.url("/gone")]})
    assert begun.status_code == 202
    told = api(cast.manager).client.get(begun["Location"]).json()
    assert (told["state"], told["method"]) == ("done", "address")
    assert told["items"] == {"saved": 1, "failed": 1}
    items = api(cast.manager).client.get(begun["Location"] + "items/").json()["results"]
    assert items[0]["article"] == Article.objects.get(import_method="address").pk
    assert items[1]["errors"][0]["code"] == "not_found"


def test_a_dry_run_saves_nothing_before_it_is_applied(cast, api, web):
    good = web.page("/a", story("Quay to reopen", *LONG))
    given = {"addresses": [good], "dry_run": True}
    begun = api(cast.manager).post("articles/addresses/", given)
    assert begun.json()["state"] == "preview"
    assert not Article.objects.filter(import_method="address").exists()
    client = api(cast.manager).client
    client.post(begun["Location"] + "apply/", {}, content_type="application/json")
    assert Article.objects.filter(import_method="address").exists()


@pytest.mark.parametrize(
    ("addresses", "said"),
    [
        ([], "addresses"),
        (["http://127.0.0.1/"], "not on the public internet"),
        (["https://a.example/", "file:///etc/passwd"], "Line 2: Only addresses"),
        ([f"https://a.example/{n}" for n in range(1001)], "addresses"),
    ],
)
def test_addresses_that_may_not_be_fetched_are_told(cast, api, addresses, said):
    answer = api(cast.manager).post("articles/addresses/", {"addresses": addresses})
    assert_problem(answer, 400)
    assert said in str(answer.json())


def test_a_feed_from_adding_to_removing(cast, api, web):
    web.page("/a", story("Story a", "This is story a.", *LONG))
    feed = web.page("/feed", rss([item(web.url("/a"), "Story a", guid="a")]), media="text/xml")
    manager = api(cast.manager)
    added = manager.post("feeds/", {"url": feed})
    assert added.status_code == 201
    told = added.json()
    assert (told["title"], told["minutes"], told["taken"]) == ("Harbour Post", 60, 1)
    assert Article.objects.filter(import_method="feed").count() == 1
    path = f"feeds/{told['id']}/"
    assert manager.post(path + "pause/").json()["is_active"] is False
    assert manager.post(path + "resume/").json()["is_active"] is True
    assert manager.post(path + "look/").status_code == 202
    assert [one["id"] for one in manager.results("feeds/")] == [told["id"]]
    assert_problem(manager.post("feeds/", {"url": feed}), 409)
    assert manager.send("DELETE", path).status_code == 204
    assert_problem(manager.get(path), 404)
    assert Article.objects.filter(import_method="feed").count() == 1


def test_what_is_no_feed_is_not_added(cast, api, web):
    for url, code in (
        (web.page("/page", story("Quay", *LONG)), "no_feed"),
        (web.url("/gone"), "not_found"),
        ("http://10.0.0.1/feed", "not_public"),
    ):
        answer = api(cast.manager).post("feeds/", {"url": url})
        assert_problem(answer, 400)
        assert [(one["field"], one["code"]) for one in answer.json()["errors"]] == [("url", code)]
    assert not Feed.objects.exists()


def test_another_project_s_feed_is_not_there(cast, api, web):
    feed = web.page("/feed", rss([]), media="text/xml")
    made = api(cast.manager).post("feeds/", {"url": feed, "title": "Post"}).json()
    assert_problem(api(cast.stranger).get(f"feeds/{made['id']}/"), 404)
    for user in (cast.ana, cast.reviewer):
        assert_problem(api(user).get(f"feeds/{made['id']}/"), 403)
