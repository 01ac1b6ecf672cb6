"""Feedback: own answers, final ones and reasons, for their annotator alone."""

import pytest

from annotator.annotation.actions import return_assignment
from annotator.projects.models import ProjectArticle
from annotator.review.actions import adjudicate, finish_unanimous
from tests.annotator.export.conftest import api  # noqa: F401
from tests.annotator.review.studies import add_articles, disagree

HERE = "/projects/quay/feedback/"


@pytest.fixture
def decided(cast):
    """Ana said `explicit` on every claim, the others `none`; it was decided so but on the second,
    and there the source was decided for."""
    cast.project.overlap = 3
    cast.project.save(update_fields=["overlap"])
    disagree(cast, users=(cast.ana, cast.ben, cast.cleo))
    first, second, third = cast.claims()
    decide(cast, first, "att:none")
    decide(cast, second, "att:explicit", reason_code="gap", reason="The office is named before.")
    decide(cast, second, "src:unknown", variable="src", reason_code="slip", note="Among us.")
    decide(cast, third, "att:none")
    return cast


def decide(cast, claim, code, *, variable="att", **more):
    member = cast.member(cast.reviewer)
    adjudicate(member=member, claim=claim, variable=variable, codes=[code], **more)


def page(cast, user, path: str = "", status: int = 200) -> str:
    answer = cast.client(user).get(HERE + path)
    assert answer.status_code == status
    return answer.content.decode()


def test_it_lists_decided_articles_with_what_was_changed(decided):
    assert "3 of your 7 answers were decided otherwise" in page(decided, decided.ana)
    assert "1 of your 6 answers was decided otherwise" in page(decided, decided.ben)


def test_an_article_shows_what_differs_first(decided):
    html = page(decided, decided.ana, f"{decided.article.pk}/")
    assert html.count('class="feedback-line') == 5  # att and its source on two, source on one
    assert html.count("the question does not apply here") == 2
    assert "The guideline has a gap" not in html  # there ana's answer was taken
    assert "The annotators slipped" in html
    whole = page(decided, decided.ana, f"{decided.article.pk}/?all=1")
    assert whole.count('class="feedback-line') == 9
    assert "The guideline has a gap · <bdi>The office is named before.</bdi>" in whole
    others = page(decided, decided.ben, f"{decided.article.pk}/")
    assert others.count('class="feedback-line') == 2
    assert "The office is named before." in others


def test_it_tells_nothing_of_others(decided):
    for user in (decided.ana, decided.ben):
        html = page(decided, user) + page(decided, user, f"{decided.article.pk}/?all=1")
        names = {"ana", "ben", "cleo", "reviewer"} - {user.username}
        assert not [name for name in names if f">{name}<" in html]
        assert "majority" not in html
        assert "Among us." not in html


def test_it_is_for_annotators_alone(decided):
    path = f"{decided.article.pk}/"
    for user in (decided.reviewer, decided.manager):
        page(decided, user, status=403)
        page(decided, user, path, 403)
    page(decided, decided.stranger, status=404)
    page(decided, decided.stranger, path, 404)


@pytest.mark.parametrize("blind", ["until_submitted", "until_decided", "always"])
def test_nothing_is_told_before_the_article_is_decided(decided, blind):
    decided.project.blind = blind
    decided.project.save(update_fields=["blind"])
    assert "The office is named before." in page(decided, decided.ben, f"{decided.article.pk}/")
    decide(decided, decided.claims()[0], "att:explicit", reason_code="slip")  # its source is open
    assert not ProjectArticle.objects.filter(decided_at__isnull=False).exists()
    assert "Nothing is decided yet" in page(decided, decided.ben)
    page(decided, decided.ben, f"{decided.article.pk}/", 404)


def test_who_has_it_in_hand_again_is_told_nothing(decided):
    work = decided.project.assignments.get(annotator=decided.ben)
    member = decided.member(decided.reviewer)
    return_assignment(assignment=work, member=member, reason="Look again.")
    ProjectArticle.objects.update(decided_at=work.created_at)  # even so
    page(decided, decided.ben, f"{decided.article.pk}/", 404)
    page(decided, decided.ana, f"{decided.article.pk}/")


def test_nothing_differs(cast):
    cast.code_all(cast.ana)
    cast.code_all(cast.ben)
    finish_unanimous(member=cast.member(cast.reviewer))
    assert "All your answers were decided as you gave them" in page(cast, cast.ana)
    assert "Nothing differs" in page(cast, cast.ana, f"{cast.article.pk}/")


def test_programs_get_the_same(decided, api):  # noqa: F811
    (found,) = api(decided.ana).results("feedback/")
    assert (found["article"], found["answered"], found["changed"]) == (decided.article.pk, 7, 3)
    second = [one for one in found["answers"] if one["claim"] == decided.claims()[1].pk]
    att, src, _slant = second
    assert (att["own"], att["final"], att["changed"]) == (["att:explicit"], ["att:explicit"], False)
    assert (att["reason_code"], att["reason"]) == ("gap", "The office is named before.")
    assert (src["own"], src["final"], src["changed"]) == (["src:official"], ["src:unknown"], True)
    first = [one for one in found["answers"] if one["claim"] == decided.claims()[0].pk]
    assert [one["applies"] for one in first] == [True, False, True]


@pytest.mark.parametrize("count", [2, 10])
def test_the_cost_does_not_grow(cast, count, django_assert_num_queries):
    add_articles(cast, count)
    for user in (cast.ana, cast.ben):
        for _ in range(count + 1):
            cast.code_all(user)
    finish_unanimous(member=cast.member(cast.reviewer))
    client = cast.client(cast.ana)
    with django_assert_num_queries(9):
        client.get(HERE)
