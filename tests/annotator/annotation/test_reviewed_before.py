"""Who was a reviewer and is an annotator now codes nothing that they could read as a reviewer."""

import pytest

from annotator.annotation.actions import (
    deal_articles,
    may_reopen,
    reassign_assignment,
    release_assignment,
    reopen_submitted,
    return_assignment,
    skip_assignment,
    take_next,
)
from annotator.annotation.models import Assignment
from annotator.annotation.position import position_of
from annotator.annotation.staffing import plan_dealing
from annotator.errors import Conflict
from annotator.projects.actions import add_member
from annotator.projects.models import Project, ProjectArticle

ANSWERED = ("submitted", "sent back", "in hand")


def turn(cast, user, *roles):
    for role in roles:
        add_member(project=cast.project, user=user, role=role)


def answer_first(cast, how="submitted"):
    """Ana answers the first article; then there is a second that nobody has answered."""
    mine = cast.code_all(cast.ana, submit=how != "in hand")
    if how == "sent back":
        reviewer = cast.member(cast.reviewer)
        return_assignment(assignment=mine, member=reviewer, reason="Look again.")
    return mine, cast.add_article("The mill said it would close.")


@pytest.mark.parametrize("how", ANSWERED)
@pytest.mark.parametrize("role", ["reviewer", "manager"])
def test_they_take_only_what_nobody_had_answered(cast, role, how):
    _mine, second = answer_first(cast, how)
    turn(cast, cast.cleo, role, "annotator")
    theirs = cast.take(cast.cleo)
    assert theirs.article == second
    assert position_of(theirs, cast.member(cast.cleo)) == (1, 1)
    skip_assignment(assignment=theirs, actor=cast.cleo, reason="My cousin wrote it.")
    assert take_next(member=cast.member(cast.cleo)) is None
    assert cast.take(cast.ben).article == cast.article  # others go on with it


def test_what_is_answered_later_they_could_not_read(cast):
    turn(cast, cast.cleo, "reviewer", "annotator")
    answer_first(cast)
    assert cast.take(cast.cleo).article == cast.article


def test_what_was_taken_but_not_answered_they_could_not_read_either(cast):
    cast.take(cast.ana)
    turn(cast, cast.cleo, "reviewer", "annotator")
    assert cast.take(cast.cleo).article == cast.article


def test_the_second_time_counts(cast):
    turn(cast, cast.cleo, "reviewer", "annotator")
    _mine, second = answer_first(cast)
    turn(cast, cast.cleo, "reviewer", "annotator")
    assert cast.take(cast.cleo).article == second


def test_nothing_of_it_is_dealt_to_them(cast):
    _mine, second = answer_first(cast)
    for user in (cast.ben, cast.cleo):
        turn(cast, user, "reviewer", "annotator")
    project = Project.objects.get(pk=cast.project.pk)
    deal_articles(member=cast.member(cast.manager), digest=plan_dealing(project).digest)
    dealt = Assignment.objects.filter(annotator__in=(cast.ben, cast.cleo))
    assert set(dealt.values_list("article", flat=True)) <= {second.pk}
    assert [one.article for one in plan_dealing(project).plan.short] == [cast.article.pk]


def test_dealing_asks_once_for_all_who_reviewed(cast, django_assert_num_queries):
    answer_first(cast)
    project = Project.objects.get(pk=cast.project.pk)
    turn(cast, cast.ben, "reviewer", "annotator")
    with django_assert_num_queries(4):
        plan_dealing(project)
    turn(cast, cast.cleo, "reviewer", "annotator")
    cast.add_article("The lock was shut.")
    with django_assert_num_queries(4):
        plan_dealing(project)


@pytest.mark.parametrize("had", [False, True])
def test_nor_is_it_given_to_them(cast, had):
    manager = cast.member(cast.manager)
    if had:
        theirs = cast.take(cast.cleo)
        release_assignment(assignment=theirs, member=manager, reason="She is ill.")
    answer_first(cast)
    given = cast.take(cast.ben)
    assert given.article == cast.article
    turn(cast, cast.cleo, "reviewer", "annotator")
    with pytest.raises(Conflict, match="could read others’ answers"):
        reassign_assignment(assignment=given, member=manager, to=cast.cleo, reason="He is ill.")


def test_one_of_the_sample_does_not_wait_for_them(cast):
    ProjectArticle.objects.update(in_sample=True)
    answer_first(cast)
    turn(cast, cast.cleo, "reviewer", "annotator")
    assert cast.code_all(cast.ben).article == cast.article
    entry = cast.project.entries.with_states().get(article=cast.article)
    assert (entry.taken, entry.wanted, entry.state) == (2, 2, "coded")


def test_one_of_the_sample_that_they_had_coded_counts_them(cast):
    ProjectArticle.objects.update(in_sample=True)
    mine, _second = answer_first(cast)
    turn(cast, cast.ana, "reviewer", "annotator")
    entry = cast.project.entries.with_states().get(article=mine.article)
    assert (entry.taken, entry.wanted) == (1, 3)


@pytest.mark.parametrize("mode", Project.Blind.values)
def test_what_they_had_submitted_stays_once_others_were_there_to_be_read(cast, mode):
    Project.objects.update(blind=mode)
    mine, _second = answer_first(cast)
    cast.code_all(cast.ben, submit=False)
    assert may_reopen(Assignment.objects.select_related("project").get(pk=mine.pk))
    turn(cast, cast.ana, "reviewer", "annotator")
    again = Assignment.objects.select_related("project").get(pk=mine.pk)
    assert not may_reopen(again)
    with pytest.raises(Conflict, match="others’ answers"):
        reopen_submitted(assignment=again, actor=cast.ana)


def test_what_they_had_submitted_alone_they_may_take_back(cast):
    mine, _second = answer_first(cast)
    turn(cast, cast.ana, "reviewer", "annotator")
    assert may_reopen(Assignment.objects.select_related("project").get(pk=mine.pk))
