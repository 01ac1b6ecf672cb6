"""Publishers and near copies by the API."""

from annotator.projects.actions.copies import group_project
from articles.models import PublisherAlias
from tests.annotator.export.conftest import assert_problem
from tests.annotator.projects.test_copies import sentences


def two(cast):
    text = "\n\n".join(sentences(1))
    one = cast.add_article(text, publisher="Wire", published_at="2026-01-01")
    other = cast.add_article(text, publisher="Hill Gazette", published_at="2026-01-02")
    group_project(project=cast.project)
    return one, other


def test_publishers_are_those_of_the_project(cast, api):
    two(cast)
    post = cast.article.publisher
    PublisherAlias.objects.create(publisher=post, name="The Post", key="the post")
    found = {one["name"]: one for one in api(cast.ana).results("publishers/")}
    assert set(found) == {"Harbour Post", "Hill Gazette", "Wire"}
    assert found["Harbour Post"] == {
        "id": post.pk,
        "name": "Harbour Post",
        "aliases": ["The Post"],
        "domains": [],
        "country": "",
        "language": "",
        "self_description": "",
        "articles": 1,
    }


def test_copies_are_listed_and_set_by_hand(cast, api):
    one, other = two(cast)
    copy = {"article": other.pk, "copy_of": one.pk, "kind": "verbatim", "share": 1.0}
    assert api(cast.ana).results("copies/") == [{**copy, "set_by_hand": False}]
    manager = api(cast.manager)
    said = manager.post("copies/", {"article": other.pk, "copy_of": None})
    assert said.json()["copy_of"] is None
    assert said.json()["kind"] == "none"
    assert manager.results("copies/") == []
    manager.post("copies/", {"article": other.pk, "copy_of": one.pk})
    assert manager.results("copies/") == [{**copy, "set_by_hand": True}]
    assert_problem(manager.post("copies/", {"article": one.pk, "copy_of": other.pk}), 409)
    assert_problem(manager.post("copies/", {"article": one.pk, "copy_of": None}), 409)


def test_a_number_of_no_article_is_told(cast, api):
    for number in (0, -1, 2**70, 999_999):
        answer = api(cast.manager).post("copies/", {"article": number, "copy_of": cast.article.pk})
        assert_problem(answer, 400)
        assert answer.json()["errors"][0]["field"] == "article"
