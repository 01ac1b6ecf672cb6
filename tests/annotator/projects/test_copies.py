"""Near copies in a project: found, corrected, coded once and counted once."""

import random
from datetime import timedelta

import pytest
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from annotator.annotation.actions import deal_articles
from annotator.annotation.staffing import plan_dealing
from annotator.errors import Conflict
from annotator.projects.actions.copies import (
    choose_representative,
    forget_corrections,
    group_project,
    set_apart,
    set_copies_once,
    set_copy_of,
)
from annotator.projects.models import ProjectArticle
from annotator.projects.tasks import look_for_copies
from annotator.review.figures.filters import Filters
from annotator.review.figures.store import figures_of
from annotator.review.querysets import counted_labels
from articles.models import ArticleSketch, Claim
from tests.articles.copies.texts import story

LATER = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
DAY = timezone.now().replace(microsecond=0)


def sentences(seed: int, words: int = 120) -> list[str]:
    found = story(random.Random(seed), words)
    return [" ".join(found[i : i + 12]).capitalize() + "." for i in range(0, words, 12)]


@pytest.fixture
def wire(cast):
    """A story of an agency, and what three others made of it; the harbour's article besides."""
    said = sentences(1)
    texts = {
        "whole": (said, "Wire", ""),
        "same": (said, "Hill Gazette", "Wire"),
        "changed": ([*said[:-1], "And ships came in, too, said the office."], "Bay Star", ""),
        "part": (said[2:6], "Sea Herald", ""),
    }
    entries = {}
    for number, (name, (lines, publisher, origin)) in enumerate(texts.items()):
        article = cast.add_article(
            "\n\n".join(lines),
            title=f"Story {number}",
            publisher=publisher,
            origin_publisher=origin,
            published_at=(DAY - timedelta(hours=number)).isoformat(),
        )
        entries[name] = ProjectArticle.objects.get(article=article)
    return entries


def group(cast):
    return group_project(project=cast.project)


def found(cast) -> dict[str, tuple[str, str]]:
    rows = ProjectArticle.objects.filter(project=cast.project, copy_of__isnull=False)
    columns = ("article__publisher__name", "copy_of__article__publisher__name", "copy_kind")
    return {name: (of, kind) for name, of, kind in rows.values_list(*columns)}


ALL = {
    "Hill Gazette": ("Wire", "verbatim"),
    "Bay Star": ("Wire", "edited"),
    "Sea Herald": ("Wire", "excerpt"),
}


def test_copies_are_found_with_the_original_in_their_midst(cast, wire):
    """The agency published last of all, but one of the others names it."""
    assert group(cast) == 3
    assert found(cast) == ALL
    shares = ProjectArticle.objects.in_bulk()
    assert shares[wire["same"].pk].copy_share == 1
    assert 0.6 < shares[wire["changed"].pk].copy_share < 1
    assert 0.7 < shares[wire["part"].pk].copy_share <= 1


def test_comparing_again_changes_nothing(cast, wire, django_assert_max_num_queries):
    group(cast)
    before = list(ProjectArticle.objects.values())
    with django_assert_max_num_queries(12):
        assert group(cast) == 3
    assert list(ProjectArticle.objects.values()) == before


def test_sketches_that_are_missing_are_made_the_same(cast, wire):
    before = {one.pk: bytes(one.signature) for one in ArticleSketch.objects.all()}
    assert len(before) == 5
    ArticleSketch.objects.all().delete()
    assert group(cast) == 3
    assert {one.pk: bytes(one.signature) for one in ArticleSketch.objects.all()} == before


def test_a_copy_whose_text_belongs_to_another_project_only_is_not_mixed_in(cast, wire):
    wire["whole"].delete()
    group(cast)
    assert "Wire" not in {of for of, _kind in found(cast).values()}


def test_without_dates_the_longest_stands_for_the_others(cast, wire):
    from articles.models import Article

    Article.objects.update(published_at=None, origin_publisher=None)
    group(cast)
    assert found(cast)["Sea Herald"][1] == "excerpt"
    assert len({of for of, _kind in found(cast).values()}) == 1


# -- what people say -------------------------------------------------------------------------


def test_what_was_said_not_to_be_a_copy_stays_alone(cast, wire):
    group(cast)
    set_apart(entry=wire["changed"], actor=cast.manager)
    assert group(cast) == 2
    assert "Bay Star" not in found(cast)
    entry = ProjectArticle.objects.get(pk=wire["changed"].pk)
    assert (entry.copy_kind, entry.copy_set_by) == ("none", cast.manager)
    forget_corrections(entry=entry)
    assert group(cast) == 3
    assert found(cast) == ALL


def test_one_that_stands_for_others_is_not_set_apart(cast, wire):
    group(cast)
    with pytest.raises(Conflict, match="stands for its copies"):
        set_apart(entry=wire["whole"], actor=cast.manager)


def test_another_one_stands_for_the_group_and_stays_so(cast, wire):
    group(cast)
    entry = choose_representative(entry=wire["changed"], actor=cast.manager)
    assert entry.copy_of is None
    for _again in range(2):
        assert {of for of, _kind in found(cast).values()} == {"Bay Star"}
        assert set(found(cast)) == {"Wire", "Hill Gazette", "Sea Herald"}
        group(cast)
    with pytest.raises(Conflict, match="no copy"):
        choose_representative(entry=entry, actor=cast.manager)


def test_a_new_copy_joins_the_one_that_was_chosen(cast, wire):
    group(cast)
    choose_representative(entry=wire["changed"], actor=cast.manager)
    text = "\n\n".join(sentences(1))
    cast.add_article(text, title="Late", publisher="Late News")
    group(cast)
    assert found(cast)["Late News"] == ("Bay Star", "edited")


def test_one_is_said_to_be_a_copy_of_another(cast, wire):
    group(cast)
    harbour = ProjectArticle.objects.get(article=cast.article)
    set_copy_of(entry=harbour, other=wire["same"], actor=cast.manager)  # itself a copy
    harbour.refresh_from_db()
    assert harbour.copy_of == wire["whole"]
    assert harbour.copy_share == 0
    group(cast)
    assert found(cast)["Harbour Post"][0] == "Wire"
    with pytest.raises(Conflict, match="not a copy of itself"):
        set_copy_of(entry=wire["whole"], other=wire["part"], actor=cast.manager)


def test_what_stood_for_others_takes_them_along(cast, wire):
    group(cast)
    harbour = ProjectArticle.objects.get(article=cast.article)
    set_apart(entry=harbour, actor=cast.manager)
    set_copy_of(entry=wire["whole"], other=harbour, actor=cast.manager)
    assert {of for of, _kind in found(cast).values()} == {"Harbour Post"}
    assert len(found(cast)) == 4
    harbour.refresh_from_db()
    assert harbour.copy_kind == ""


def test_what_somebody_says_while_texts_are_compared_wins(cast, wire, monkeypatch):
    from annotator.projects.actions import copies

    real = copies.find_copies
    calls = []

    def interrupted(*args, **kwargs):
        calls.append(1)
        if len(calls) == 1:
            set_apart(entry=wire["part"], actor=cast.manager)
        return real(*args, **kwargs)

    monkeypatch.setattr(copies, "find_copies", interrupted)
    group(cast)
    assert len(calls) == 2
    assert "Sea Herald" not in found(cast)


# -- in the background -----------------------------------------------------------------------


def test_articles_that_come_in_are_compared_once_by_the_worker(cast, settings):
    settings.TASKS = LATER
    for number in range(3):
        cast.add_article("\n\n".join(sentences(5)), publisher=f"Outlet {number}")
    waiting = DBTaskResult.objects.filter(task_path=look_for_copies.module_path)
    assert waiting.count() == 1
    assert waiting.get().run_after > timezone.now()
    assert look_for_copies.call(cast.project.pk) == 2


def test_a_project_that_is_gone_is_not_compared(db):
    assert look_for_copies.call(0) == 0


# -- coded once, counted once ----------------------------------------------------------------


def dealt(cast) -> set[int]:
    return {article for article, _person in plan_dealing(cast.project).plan.given}


def test_only_what_stands_for_a_group_is_dealt(cast, wire):
    group(cast)
    assert len(dealt(cast)) == 5
    set_copies_once(project=cast.project, once=True)
    assert dealt(cast) == {cast.article.pk, wire["whole"].article_id}
    plan = plan_dealing(cast.project)
    deal_articles(member=cast.member(cast.manager), digest=plan.digest)
    set_copies_once(project=cast.project, once=False)
    assert len(dealt(cast)) == 3


def test_only_what_stands_for_a_group_is_taken(cast, wire):
    group(cast)
    set_copies_once(project=cast.project, once=True)
    taken = {cast.code_all(cast.ana).article_id for _number in range(2)}
    assert taken == {cast.article.pk, wire["whole"].article_id}
    from annotator.annotation.actions import take_next

    assert take_next(member=cast.member(cast.ana)) is None
    set_copies_once(project=cast.project, once=False)
    assert take_next(member=cast.member(cast.ana)) is not None


def figures(cast):
    cast.project.refresh_from_db()
    return figures_of(cast.member(cast.reviewer), Filters()).document


def test_a_group_counts_once_and_no_label_is_lost(cast, wire):
    group(cast)
    for person in (cast.ana, cast.ben):
        for _number in range(5):
            cast.code_all(person)
    everything = figures(cast)
    assert everything["articles"] == 5
    assert everything["copies_left_out"] == 0
    claims = Claim.objects.current().asserting()
    of_two = claims.filter(article__in=[cast.article.pk, wire["whole"].article_id]).count()

    set_copies_once(project=cast.project, once=True)
    once = figures(cast)
    assert once["articles"] == 2
    assert once["copies_left_out"] == 3
    assert once["labels"] == of_two * 2 * 2 < everything["labels"]
    assert counted_labels(cast.member(cast.reviewer)).count() == once["labels"]

    set_apart(entry=wire["part"], actor=cast.manager)
    assert figures(cast)["articles"] == 3
    set_copies_once(project=cast.project, once=False)
    again = figures(cast)
    assert {**again, "made_at": ""} == {**everything, "made_at": ""}


def test_another_one_that_stands_for_the_group_changes_the_figures(cast, wire):
    group(cast)
    set_copies_once(project=cast.project, once=True)
    before = figures(cast)["coverage"]["publishers"]
    choose_representative(entry=wire["same"], actor=cast.manager)
    after = figures(cast)["coverage"]["publishers"]
    assert "Wire" in {row["publisher"] for row in before}
    assert {row["publisher"] for row in after} == {"Hill Gazette", "Harbour Post"}
