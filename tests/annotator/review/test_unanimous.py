"""Finishing what is unanimous: what is shown is what is done, once, and it can be taken back."""

import re

import pytest
from django.utils import timezone

from annotator.annotation.actions import return_assignment, submit_assignment
from annotator.errors import Conflict
from annotator.review import unanimous
from annotator.review.actions import (
    adjudicate,
    begin_unanimous,
    finish_unanimous,
    run_unanimous,
    settle_article,
    undo_last_decision,
    undoing,
)
from annotator.review.models import Adjudication, AdjudicationEvent, DecisionStep
from annotator.review.querysets import articles_of, decided_articles
from annotator.review.unanimous import running_step, unanimous_rest
from annotator.review.views import unanimous as page
from tests.annotator.review.studies import add_articles, disagree

ADDRESS = "/projects/quay/review/adjudicate/unanimous/"
UNDO = "/projects/quay/review/adjudicate/undo/"


@pytest.fixture
def study(cast):
    """Two annotators on three articles: the first disputed in one claim, the second agreed on,
    the third not yet submitted by both."""
    add_articles(cast, 2)
    disagree(cast, claims={0})
    cast.code_all(cast.ana)
    cast.code_all(cast.ben)
    cast.code_all(cast.ana)
    return cast


def decided(cast) -> list[int]:
    return sorted(decided_articles(cast.member(cast.reviewer)))


def articles(cast) -> list[int]:
    return [*cast.project.entries.order_by("pk").values_list("article_id", flat=True)]


def standing() -> int:
    return Adjudication.objects.filter(codes__isnull=False).distinct().count()


def finish(cast, user=None):
    return finish_unanimous(member=cast.member(user or cast.reviewer))


def test_what_is_shown_is_what_is_done(study):
    member = study.member(study.reviewer)
    rest = unanimous_rest(member)
    # att on two claims and slant on three of the first article, both on three of the second
    assert {part.entry.id: part.answers for part in rest.parts} == {"att": 5, "slant": 6}
    assert rest.articles == {*articles(study)[:2]}
    step = finish(study)
    assert (step.planned, step.events.count()) == (11, 11)
    assert standing() == 11
    assert step.finished_at
    methods = set(Adjudication.objects.values_list("method", flat=True))
    assert methods == {"unanimous"}
    one = Adjudication.objects.filter(variable__identifier="att").first()
    assert one.distribution == {"att:none": 2}
    assert decided(study) == [articles(study)[1]]
    assert finish(study) is None
    assert standing() == 11


def test_undo_takes_all_of_it_back(study):
    finish(study)
    undone = undo_last_decision(member=study.member(study.reviewer))
    assert (undone.step.kind, undone.decisions) == ("unanimous", 11)
    assert standing() == 0
    assert decided(study) == []
    assert AdjudicationEvent.objects.count() == 22
    finish(study)
    assert standing() == 11


@pytest.fixture
def closing(cast):
    """All is decided by hand, but a third annotator is missing, who is wanted no more."""
    cast.project.overlap = 3
    cast.project.save(update_fields=["overlap"])
    cast.code_all(cast.ana)
    cast.code_all(cast.ben)
    for claim in cast.claims():
        for variable in ("att", "slant"):
            codes = [f"{variable}:none"]
            adjudicate(
                member=cast.member(cast.reviewer), claim=claim, variable=variable, codes=codes
            )
    cast.project.overlap = 2
    cast.project.save(update_fields=["overlap"])
    return cast


def test_undo_opens_what_was_closed_without_a_decision(closing):
    assert decided(closing) == []
    step = finish(closing)
    assert (step.events.count(), step.closed) == (0, [closing.article.pk])
    assert decided(closing) == [closing.article.pk]
    assert undo_last_decision(member=closing.member(closing.reviewer)).decisions == 0
    assert decided(closing) == []
    assert standing() == 6  # what was decided by hand is another step
    assert finish(closing).closed == [closing.article.pk]


def test_an_article_that_was_closed_without_a_decision_is_told_anew(cast):
    """It is not decided any more when more annotators are wanted and one hands in again."""
    cast.project.variable_ids = ["topic"]  # which nobody has to answer
    cast.project.save(update_fields=["variable_ids"])
    works = [cast.take(user) for user in (cast.ana, cast.ben)]
    for work in works:
        submit_assignment(assignment=work, actor=work.annotator)
    finish(cast)
    assert decided(cast) == [cast.article.pk]
    assert not Adjudication.objects.exists()
    cast.project.overlap = 3
    cast.project.save(update_fields=["overlap"])
    settle_article(project=cast.project, article_id=cast.article.pk)
    assert decided(cast) == []


def test_what_a_step_came_to_while_it_was_waited_for_is_held_too(study, monkeypatch):
    finish(study)
    member, asked, held = study.member(study.reviewer), [], []

    def later(step):
        asked.append(step)
        return articles_of(step)[: len(asked)]  # the first time one is missing

    def hold(member, articles):
        held.extend(articles)

    monkeypatch.setattr(undoing, "articles_of", later)
    monkeypatch.setattr(undoing, "hold_articles", hold)
    undo_last_decision(member=member)
    assert held == articles(study)[:2]


def test_what_somebody_changed_since_keeps_it_from_being_taken_back(study):
    finish(study)
    adjudicate(
        member=study.member(study.manager),
        claim=study.claims()[1],
        variable="slant",
        codes=["slant:some"],
        reason_code="gap",
    )
    with pytest.raises(Conflict, match="changed this decision since"):
        undo_last_decision(member=study.member(study.reviewer))
    assert standing() == 11
    assert decided(study) == [articles(study)[1]]


def test_a_withdrawn_decision_is_finished_too_and_another_one_left_alone(study):
    member, claims = study.member(study.reviewer), study.claims()
    for codes in (["slant:none"], []):
        adjudicate(member=member, claim=claims[1], variable="slant", codes=codes)
    adjudicate(
        member=member, claim=claims[2], variable="slant", codes=["slant:some"], reason_code="gap"
    )
    step = finish(study)
    assert step.planned == 10
    other = Adjudication.objects.get(claim=claims[2], variable__identifier="slant")
    assert other.codes.get().identifier == "slant:some"
    undo_last_decision(member=member)
    assert standing() == 1


def test_what_all_say_otherwise_since_is_decided_anew(study):
    finish(study)
    for user in (study.ana, study.ben):
        work = study.project.assignments.get(annotator=user, article=study.article)
        member = study.member(study.reviewer)
        return_assignment(assignment=work, member=member, reason="Look again.")
        work.refresh_from_db()
        study.answer(work, study.claims()[1], slant="strong")
        submit_assignment(assignment=work, actor=user)
    (part,) = unanimous_rest(study.member(study.reviewer)).parts
    assert (part.entry.id, part.answers) == ("slant", 1)
    finish(study)
    decision = Adjudication.objects.get(claim=study.claims()[1], variable__identifier="slant")
    assert decision.codes.get().identifier == "slant:strong"
    undo_last_decision(member=study.member(study.reviewer))
    decision.refresh_from_db()
    assert decision.codes.get().identifier == "slant:none"


@pytest.mark.parametrize("count", [2, 12])
def test_the_cost_does_not_grow_with_articles(cast, count, django_assert_num_queries):
    add_articles(cast, count)
    for user in (cast.ana, cast.ben):
        for _ in range(count + 1):
            cast.code_all(user)
    step = begin_unanimous(member=cast.member(cast.reviewer))
    step = DecisionStep.objects.select_related("project__codebook_version", "actor").get(pk=step.pk)
    with django_assert_num_queries(21):
        assert run_unanimous(step=step) == 6 * (count + 1)


# -- long work -------------------------------------------------------------------------------


def test_it_goes_on_where_another_run_stopped(study, monkeypatch):
    member = study.member(study.reviewer)
    monkeypatch.setattr("annotator.review.actions.unanimous.ARTICLES", 1)
    step = begin_unanimous(member=member)
    assert begin_unanimous(member=member) == step  # it goes on: no second one is begun
    assert running_step(member) == step
    monkeypatch.setattr("annotator.review.actions.unanimous._end", lambda step: None)
    run_unanimous(step=step)
    assert standing() == 11
    monkeypatch.undo()
    assert run_unanimous(step=step) == 0
    assert running_step(member) is None
    assert standing() == 11


def test_a_step_that_was_taken_back_decides_no_more(study):
    member = study.member(study.reviewer)
    step = begin_unanimous(member=member)
    undo_last_decision(member=member)
    assert run_unanimous(step=step) == 0
    assert standing() == 0


def test_a_dead_step_is_begun_again(study, monkeypatch):
    member = study.member(study.reviewer)
    dead = begin_unanimous(member=member)
    later = timezone.now() + 2 * unanimous.DEAD_AFTER
    monkeypatch.setattr("django.utils.timezone.now", lambda: later)
    assert running_step(member) is None
    assert finish(study) != dead
    assert standing() == 11


# -- pages -----------------------------------------------------------------------------------


def test_the_page_shows_what_it_would_do_and_does_it(study):
    client = study.client(study.reviewer)
    html = client.get(ADDRESS).content.decode()
    assert re.search(r"11 answers, in 2 articles", html)
    assert re.findall(r"<strong>(.*?)</strong>", html) == ["Attribution", "Bias of wording"]
    assert html.count("adjudicate/?claim=") == 11
    assert "Finish 11 answers" in html
    desk = client.get("/projects/quay/review/adjudicate/").content.decode()
    assert "11 unanimous: finish all" in desk
    after = client.post(ADDRESS, follow=True).content.decode()
    assert "All that was unanimous is decided." in after
    assert "Nothing is left to finish" in after
    assert "Undo finishing" in after
    assert (
        "unanimous: finish" not in client.get("/projects/quay/review/adjudicate/").content.decode()
    )
    back = client.post(UNDO, follow=True).content.decode()
    assert "Taken back: 11 decisions." in back
    assert standing() == 0
    assert "nothing of yours" in client.post(UNDO, follow=True).content.decode()


def test_a_lot_is_finished_and_taken_back_in_the_background(study, monkeypatch, settings):
    for place in (page, "annotator.review.views.adjudicate"):
        name = place if isinstance(place, str) else place.__name__
        monkeypatch.setattr(f"{name}.AT_ONCE", 5)
    client = study.client(study.reviewer)
    assert "finished in the background" in client.get(ADDRESS).content.decode()
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.dummy.DummyBackend"}}
    html = client.post(ADDRESS, follow=True).content.decode()
    assert "0 of 11" in html
    assert "js/projects/follow.js" in html
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}
    client.post(ADDRESS)  # nothing moves: begin the work again
    assert standing() == 11
    html = client.post(UNDO, follow=True).content.decode()
    assert "taken back in the background" in html
    assert standing() == 0


def test_answers_given_by_one_alone_are_told_apart(cast):
    for user in (cast.ana, cast.ben):
        work = cast.code_all(user, submit=False)
        if user == cast.ana:
            cast.answer(work, cast.claims()[0], topic="water")
        submit_assignment(assignment=work, actor=user)
    html = cast.client(cast.reviewer).get(ADDRESS).content.decode()
    assert "1 given by one annotator alone" in html
