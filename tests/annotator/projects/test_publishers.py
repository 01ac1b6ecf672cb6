"""Publishers of a project: merged and taken apart again exactly, edited by managers only."""

import random

import pytest
from django.core.exceptions import PermissionDenied
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from annotator.errors import Conflict
from annotator.projects.actions import Outcome, add_article, create_project
from annotator.projects.actions.articles import content_key
from annotator.projects.actions.publishers import merge_publishers, undo_merge
from annotator.projects.models import ProjectArticle
from annotator.projects.publishers import list_publishers, publishers_of
from annotator.review.figures.filters import Filters
from annotator.review.figures.store import figures_of
from articles.actions import ensure_publishers
from articles.ingestion.drafts import build_draft
from articles.models import (
    Article,
    Publisher,
    PublisherAlias,
    PublisherDomain,
    PublisherMerge,
)
from articles.publishers.actions import add_alias, add_domain

NAMES = ["Harbour Post", "Hill Gazette", "Bay Star", "Sea Herald"]


def outlet(name: str) -> Publisher:
    return ensure_publishers([name])[Publisher.fold(name)]


def merge(cast, merged: str, kept: str) -> PublisherMerge:
    merged_row = Publisher.objects.get(name=merged)
    kept_row = Publisher.objects.get(name=kept)
    return merge_publishers(member=cast.member(cast.manager), merged=merged_row, kept=kept_row)


def state() -> list[list[dict]]:
    """All that a merge may touch."""
    models = (Publisher, PublisherAlias, PublisherDomain, Article, ProjectArticle)
    return [list(model.objects.order_by("pk").values()) for model in models]


def add(cast, text, publisher, project=None, **fields):
    return add_article(
        project=project or cast.project,
        draft=build_draft({"text": text, "publisher": publisher, **fields}),
        actor=cast.manager,
        method="api",
    )


def test_all_that_was_the_one_s_is_the_other_s(cast):
    add(cast, "Ships came in on Monday.", "Hill Gazette")
    add(cast, "Ships left on Tuesday.", "Bay Star", origin_publisher="Hill Gazette")
    add_alias(publisher=outlet("Hill Gazette"), name="The Hill", actor=cast.manager)
    add_domain(publisher=outlet("Hill Gazette"), domain="hill.example", actor=cast.manager)
    merge(cast, "Hill Gazette", "Harbour Post")
    kept = Publisher.objects.get(name="Harbour Post")
    assert kept.articles.count() == 2
    assert kept.originals.count() == 1
    assert outlet("hill gazette") == outlet("The Hill") == kept
    assert kept.domains.get().domain == "hill.example"
    assert [one.publisher.name for one in list_publishers(cast.member(cast.ana))] == [
        "Bay Star",
        "Harbour Post",
    ]


def test_what_comes_in_again_under_the_old_name_is_known(cast):
    first = add(cast, "Ships came in on Monday.", "Hill Gazette")
    merge(cast, "Hill Gazette", "Harbour Post")
    again = add(cast, "Ships came in on Monday.", "Hill Gazette")
    assert (again.outcome, again.article_id) == (Outcome.EXISTING, first.article_id)
    assert add(cast, "Ships came in on Monday.", "Harbour Post").outcome == Outcome.EXISTING


def test_two_that_become_the_same_text_by_the_same_publisher_both_stay(cast):
    text = "Ships came in on Monday, the harbour office said, and left again on Tuesday morning."
    one = add(cast, text, "Harbour Post")
    other = add(cast, text, "Hill Gazette")
    before = state()
    done = merge(cast, "Hill Gazette", "Harbour Post")
    assert ProjectArticle.objects.filter(article=other.article_id).exists()
    again = add(cast, text, "Hill Gazette")
    assert (again.outcome, again.article_id) == (Outcome.EXISTING, one.article_id)
    undo_merge(member=cast.member(cast.manager), merge=done)
    assert state() == before


def test_undoing_leaves_what_came_since(cast):
    add(cast, "Ships came in on Monday.", "Hill Gazette")
    done = merge(cast, "Hill Gazette", "Harbour Post")
    late = add(cast, "Ships left on Friday.", "Hill Gazette")
    undo_merge(member=cast.member(cast.manager), merge=done)
    assert Article.objects.get(pk=late.article_id).publisher.name == "Harbour Post"
    assert Article.objects.filter(publisher__name="Hill Gazette").count() == 1
    with pytest.raises(Conflict, match="already undone"):
        undo_merge(member=cast.member(cast.manager), merge=done)


def test_merges_are_undone_the_last_one_first(cast):
    for number, name in enumerate(NAMES[1:3]):
        add(cast, f"Ships came in on day {number}.", name)
    first = merge(cast, "Hill Gazette", "Bay Star")
    merge(cast, "Bay Star", "Harbour Post")
    assert outlet("Hill Gazette").name == "Harbour Post"
    with pytest.raises(Conflict):
        undo_merge(member=cast.member(cast.manager), merge=first)
    with pytest.raises(Conflict, match="None of the articles"):
        merge(cast, "Hill Gazette", "Harbour Post")
    with pytest.raises(Conflict, match="into itself"):
        merge(cast, "Harbour Post", "Harbour Post")


def test_only_managers_of_its_articles_merge(cast):
    add(cast, "Ships came in on Monday.", "Hill Gazette")
    elsewhere = outlet("Far Away News")
    post, hill = outlet("Harbour Post"), outlet("Hill Gazette")
    with pytest.raises(PermissionDenied):
        merge_publishers(member=cast.member(cast.reviewer), merged=hill, kept=post)
    with pytest.raises(Conflict, match="None of the articles"):
        merge_publishers(member=cast.member(cast.manager), merged=elsewhere, kept=post)
    assert not PublisherMerge.objects.exists()


def test_figures_speak_of_the_publisher_that_was_kept(cast):
    add(cast, "Ships came in on Monday.", "Hill Gazette")
    member = cast.member(cast.reviewer)

    def names():
        rows = figures_of(member, Filters()).document["coverage"]["publishers"]
        return [row["publisher"] for row in rows]

    assert names() == ["Harbour Post", "Hill Gazette"]
    done = merge(cast, "Hill Gazette", "Harbour Post")
    assert names() == ["Harbour Post"]
    undo_merge(member=cast.member(cast.manager), merge=done)
    assert names() == ["Harbour Post", "Hill Gazette"]


@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.integers(0, 10**6))
def test_merging_and_undoing_in_turn_gives_back_exactly_what_was(cast, seed):
    source = random.Random(seed)
    slug = f"pier-{PublisherMerge.objects.count()}-{Article.objects.count()}-{seed}"
    other = create_project(
        slug=slug[:60], title="Pier", codebook_version=cast.version, creator=cast.manager
    )
    for _number in range(12):
        text = f"Ships came in on day {source.randrange(4)}, they said."
        origin = source.choice(["", *NAMES])
        project = source.choice([cast.project, other])
        add(cast, text, source.choice(NAMES), project=project, origin_publisher=origin)
    for number, name in enumerate(source.sample(NAMES, 2)):
        PublisherAlias.objects.get_or_create(
            publisher=outlet(name), name=f"{name} {number}", key=f"{name.lower()} {number}"
        )
    states, merges = [state()], []
    for _number in range(source.randrange(1, 4)):
        names = [one.name for one in publishers_of(cast.member(cast.manager))]
        if len(names) > 1:
            merges.append(merge(cast, *source.sample(names, 2)))
            states.append(state())
    for done in reversed(merges):
        assert state() == states.pop()
        undo_merge(member=cast.member(cast.manager), merge=done)
    assert state() == states.pop()
    for entry in ProjectArticle.objects.select_related("article"):
        article = entry.article
        assert entry.content_key == content_key(article.content_hash, article.publisher_id)
