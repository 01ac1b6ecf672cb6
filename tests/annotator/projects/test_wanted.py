"""How many annotators an article wants, and how far it is."""

import pytest
from django.utils import timezone

from annotator.annotation.actions import skip_assignment
from annotator.projects.actions import add_member, remove_member
from annotator.projects.models import ProjectArticle
from tests.plugins.cast import make_user


def entry(cast):
    return ProjectArticle.objects.filter(project=cast.project).with_states().get()


def counts(cast):
    found = entry(cast)
    return found.taken, found.submitted, found.wanted, found.state


def into_sample(cast):
    ProjectArticle.objects.update(in_sample=True)


def test_an_article_wants_the_overlap(cast):
    assert counts(cast) == (0, 0, 2, "not_started")
    cast.take(cast.ana)
    assert counts(cast) == (1, 0, 2, "in_progress")
    cast.code_all(cast.ana)
    cast.code_all(cast.ben)
    assert counts(cast) == (2, 2, 2, "coded")
    ProjectArticle.objects.update(decided_at=timezone.now())
    assert counts(cast) == (2, 2, 2, "decided")


def test_one_of_the_sample_wants_everybody(cast):
    into_sample(cast)
    assert counts(cast) == (0, 0, 3, "not_started")
    add_member(project=cast.project, user=make_user("dora"), role="annotator")
    assert counts(cast)[2] == 4


def test_who_skipped_one_of_the_sample_is_not_waited_for(cast):
    into_sample(cast)
    skip_assignment(assignment=cast.take(cast.ana), actor=cast.ana, reason="My cousin wrote it.")
    assert counts(cast) == (0, 0, 2, "not_started")
    cast.code_all(cast.ben)
    cast.code_all(cast.cleo)
    assert counts(cast) == (2, 2, 2, "coded")


def test_who_coded_one_of_the_sample_and_left_takes_nobody_s_place(cast):
    into_sample(cast)
    cast.code_all(cast.ana)
    remove_member(membership=cast.member(cast.ana))
    assert counts(cast) == (1, 1, 3, "in_progress")
    cast.take(cast.ben)
    remove_member(membership=cast.member(cast.ben))  # gives back what they had not handed in
    assert counts(cast) == (1, 1, 2, "in_progress")


def test_an_article_nobody_can_code_is_not_coded(cast):
    into_sample(cast)
    for user in (cast.ana, cast.ben, cast.cleo):
        remove_member(membership=cast.member(user))
    assert counts(cast) == (0, 0, 0, "not_started")


def test_states_are_counted_in_one_query(cast, django_assert_num_queries):
    cast.add_article("The mill closed on Friday.")
    cast.code_all(cast.ana)
    with django_assert_num_queries(1):
        found = ProjectArticle.objects.filter(project=cast.project).count_states()
    assert found == {"not_started": 1, "in_progress": 1, "coded": 0, "decided": 0}


@pytest.mark.parametrize("decided", [False, True])
def test_a_decided_article_takes_nobody_in(cast, decided):
    ProjectArticle.objects.update(decided_at=timezone.now() if decided else None)
    assert ProjectArticle.objects.with_places().count() == (not decided)
