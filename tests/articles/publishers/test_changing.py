"""What is known of a publisher changes with a log, and nothing is overwritten or taken twice."""

import pytest
from django.core.exceptions import ValidationError

from annotator.errors import Conflict
from articles.actions import ensure_publishers
from articles.models import Article
from articles.publishers import actions
from articles.publishers.presenting import (
    changes_of,
    passage_of,
    proposed_descriptions,
    proposed_domains,
)

ABOUT = "About Harbour Post\n\nHarbour Post is an independent newspaper owned by its readers."
TEXT = "The quay reopened on Monday.\n\nTwo ships came in, the harbour office said."


@pytest.fixture
def post(cast):
    return cast.article.publisher


def test_facts_are_checked_and_logged(cast, post):
    actions.describe_publisher(publisher=post, country="de", language="DE_de", actor=cast.manager)
    post.refresh_from_db()
    assert (post.country, post.language) == ("DE", "de-DE")
    with pytest.raises(ValidationError, match="two letters"):
        actions.describe_publisher(publisher=post, country="GER", language="", actor=cast.manager)
    with pytest.raises(ValidationError, match="language tag"):
        actions.describe_publisher(publisher=post, country="", language="§", actor=cast.manager)
    actions.describe_publisher(publisher=post, country="DE", language="de-DE", actor=cast.manager)
    changes = changes_of(post)
    assert [(one.actor, one.words) for one in changes] == [(cast.manager, "DE de-DE")]


def test_another_name_means_one_publisher(cast, post):
    ensure_publishers(["Hill Gazette"])
    alias = actions.add_alias(publisher=post, name=" The  Post ", actor=cast.manager)
    assert (alias.name, alias.key) == ("The Post", "the post")
    for taken, words in (("HILL gazette", "Merge"), ("the post", "already another name")):
        with pytest.raises(Conflict, match=words):
            actions.add_alias(publisher=post, name=taken, actor=cast.manager)
    for bad in (" ", "x" * 301):
        with pytest.raises(ValidationError):
            actions.add_alias(publisher=post, name=bad, actor=cast.manager)
    actions.remove_alias(alias=alias, actor=cast.manager)
    assert not post.aliases.exists()
    assert [one.words for one in changes_of(post)] == ["The Post", "The Post"]


@pytest.mark.parametrize(
    ("given", "stored"),
    [
        ("https://www.Post.example/about", "post.example"),
        ("post.example", "post.example"),
        ("zeitung-köln.example", "xn--zeitung-kln-zfb.example"),
    ],
)
def test_a_domain_is_stored_as_hosts_are_compared(cast, post, given, stored):
    assert actions.add_domain(publisher=post, domain=given, actor=cast.manager).domain == stored
    with pytest.raises(Conflict, match="registered already"):
        actions.add_domain(publisher=post, domain=given, actor=cast.manager)


@pytest.mark.parametrize("bad", ["", "example", "a b.example", "-a.example", "x" * 300, "a..b"])
def test_what_is_no_host_name_is_refused(cast, post, bad):
    with pytest.raises(ValidationError, match="host name"):
        actions.add_domain(publisher=post, domain=bad, actor=cast.manager)
    assert not post.domains.exists()


def test_what_an_outlet_says_of_itself_is_proposed_with_its_source(cast, post):
    article = cast.add_article(f"{TEXT}\n\n{ABOUT}", title="Quay", publisher="Harbour Post")
    [proposed] = proposed_descriptions(post, cast.project.articles.all())
    assert proposed.article == article
    assert "owned by its readers" in proposed.words
    actions.accept_description(publisher=post, article=article, actor=cast.manager)
    post.refresh_from_db()
    assert post.self_description == proposed.words == passage_of(article)
    assert post.described_in == article
    assert proposed_descriptions(post, cast.project.articles.all()) == []


def test_of_two_outlets_that_are_presented_the_one_with_the_name_is_meant(cast, post):
    other = "About Hill Gazette\n\nHill Gazette is printed in Lower Marrow since 1921."
    article = cast.add_article(f"{TEXT}\n\n{other}\n\n{ABOUT}", publisher="Harbour Post")
    assert passage_of(article) == "Harbour Post is an independent newspaper owned by its readers."


def test_a_description_is_not_overwritten(cast, post):
    article = cast.add_article(f"{TEXT}\n\n{ABOUT}", title="Quay", publisher="Harbour Post")
    other = cast.add_article(f"{TEXT}\n\n{ABOUT}", title="Quay", publisher="Hill Gazette")
    with pytest.raises(Conflict, match="says nothing"):
        actions.accept_description(publisher=post, article=other, actor=cast.manager)
    with pytest.raises(Conflict, match="says nothing"):
        actions.accept_description(publisher=post, article=cast.article, actor=cast.manager)
    actions.accept_description(publisher=post, article=article, actor=cast.manager)
    with pytest.raises(Conflict, match="has a description"):
        actions.accept_description(publisher=post, article=article, actor=cast.manager)
    actions.remove_description(publisher=post, actor=cast.manager)
    assert len(proposed_descriptions(post, cast.project.articles.all())) == 1


def test_domains_are_proposed_and_never_guessed(cast, post):
    for number, host in enumerate(["www.post.example", "post.example", "sea.example", "known.org"]):
        cast.add_article(f"{TEXT} {number}", publisher="Harbour Post", url=f"https://{host}/1")
    actions.add_domain(
        publisher=ensure_publishers(["Org"])["org"], domain="known.org", actor=cast.manager
    )
    articles = Article.objects.all()
    assert proposed_domains(post, articles) == [("post.example", 2), ("sea.example", 1)]
    assert not post.domains.exists()
    actions.add_domain(publisher=post, domain="post.example", actor=cast.manager)
    assert proposed_domains(post, articles) == [("sea.example", 1)]
    actions.remove_domain(domain=post.domains.get(), actor=cast.manager)
    assert len(proposed_domains(post, articles)) == 2
