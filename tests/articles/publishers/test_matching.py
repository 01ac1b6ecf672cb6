"""An outlet is found by any of its names, and by where its pages come from."""

import pytest

from annotator.projects.actions import Outcome, add_articles
from articles.actions import ensure_publishers, known_outlets
from articles.ingestion.drafts import build_draft
from articles.models import Article, Publisher, PublisherAlias, PublisherDomain
from articles.publishers.matching import domains_over, find_publishers, host_of


@pytest.fixture
def post(db) -> Publisher:
    post = ensure_publishers(["Harbour Post"])["harbour post"]
    PublisherAlias.objects.create(publisher=post, name="The Post", key="the post")
    PublisherDomain.objects.create(publisher=post, domain="post.example")
    return post


@pytest.mark.parametrize(
    ("url", "host"),
    [
        ("https://www.Post.example:8080/a?b#c", "post.example"),
        ("http://news.post.example./", "news.post.example"),
        ("https://köln.example/a", "xn--kln-sna.example"),
        ("https://a..b/", ""),
        ("post.example/a", ""),
        ("http://[::1", ""),
        ("", ""),
    ],
)
def test_hosts(url, host):
    assert host_of(url) == host


def test_no_top_level_name_is_a_domain_of_an_outlet():
    assert list(domains_over("a.b.example")) == ["a.b.example", "b.example"]
    assert list(domains_over("localhost")) == []


def test_another_name_is_the_same_outlet(post):
    found = ensure_publishers(["THE  post", "Harbour Post", "Hill Gazette"])
    assert found["the post"] == found["harbour post"] == post
    assert found["hill gazette"].name == "Hill Gazette"
    assert Publisher.objects.count() == 2


def test_a_merged_name_is_the_one_it_was_merged_into(post):
    old = Publisher.objects.create(name="Old Post", key="old post", merged_into=post)
    PublisherAlias.objects.create(publisher=post, name="OP", key="op")
    assert set(ensure_publishers(["Old Post", "op"]).values()) == {post}
    assert find_publishers([("old post", "")]).find("Old Post") == post.pk
    assert old.name in known_outlets()
    assert "OP" in known_outlets()


def test_names_are_looked_up_in_one_query(post, django_assert_num_queries):
    with django_assert_num_queries(1):
        ensure_publishers(["Harbour Post", "The Post"])


def test_an_article_without_publisher_is_matched_by_its_address(cast, post):
    drafts = [
        build_draft({"text": f"The quay reopened on day {number}.", **fields})
        for number, fields in enumerate(
            (
                {"url": "https://sport.post.example/1"},
                {"url": "https://outpost.example/1"},
                {"url": "https://post.example/1", "publisher": "Hill Gazette"},
                {"url": ""},
            )
        )
    ]
    added = add_articles(project=cast.project, drafts=drafts, actor=cast.manager, method="api")
    rows = Article.objects.in_bulk([one.article_id for one in added])
    names = [rows[one.article_id].publisher for one in added]
    assert [one and one.name for one in names] == ["Harbour Post", None, "Hill Gazette", None]


def test_the_same_text_under_two_names_of_one_outlet_comes_in_once(cast, post):
    text = "The quay reopened on Monday, and ships came in."
    first = [
        build_draft({"text": text, "publisher": "The Post"}),
        build_draft({"text": text, "publisher": "Harbour Post"}),
    ]
    again = [
        build_draft({"text": text, "url": "https://www.post.example/9"}),
        build_draft({"text": text, "publisher": "the post"}),
    ]
    made = add_articles(project=cast.project, drafts=first, actor=cast.manager, method="api")
    made += add_articles(project=cast.project, drafts=again, actor=cast.manager, method="api")
    assert [one.outcome for one in made] == [Outcome.CREATED, *[Outcome.EXISTING] * 3]
    assert len({one.article_id for one in made}) == 1


def test_an_origin_line_is_matched_by_another_name(cast, post):
    article = cast.add_article(
        "Ships came in on Tuesday, the harbour office said.\n\nThis article was first published "
        "by The Post.",
        title="Ships",
        publisher="Hill Gazette",
    )
    assert article.origin_publisher == post
