"""Who gets which article: the overlap is never exceeded, nobody is served twice."""

import threading

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection

from annotator.annotation.actions import (
    return_assignment,
    save_note,
    skip_assignment,
    submit_assignment,
    take_next,
)
from annotator.annotation.models import Assignment, AssignmentEvent
from annotator.errors import Conflict
from annotator.projects.actions import add_member
from annotator.projects.models import ProjectArticle
from tests.plugins.cast import make_user


def test_next_is_the_same_while_it_is_open(cast):
    assert cast.take(cast.ana) == cast.take(cast.ana)
    assert Assignment.objects.count() == 1


def test_never_more_annotators_than_wanted(cast):
    cast.take(cast.ana)
    cast.take(cast.ben)
    assert take_next(member=cast.member(cast.cleo)) is None


def test_an_article_begun_by_others_comes_first(cast):
    second = cast.add_article("The mill closed on Friday. Workers said they were not told.")
    cast.code_all(cast.ana)
    assert cast.take(cast.ana).article == second
    assert cast.take(cast.ben).article == cast.article


def test_a_skipped_article_goes_to_somebody_else_and_never_comes_back(cast):
    skip_assignment(assignment=cast.take(cast.ana), actor=cast.ana, reason="I know the author.")
    assert take_next(member=cast.member(cast.ana)) is None
    assert cast.take(cast.ben).article == cast.article
    assert cast.take(cast.cleo).article == cast.article


def test_skipping_needs_a_reason(cast):
    with pytest.raises(ValueError, match="why you skip"):
        skip_assignment(assignment=cast.take(cast.ana), actor=cast.ana, reason="  ")


def test_submitting_twice_is_submitting_once(cast):
    assignment = cast.code_all(cast.ana)
    again = submit_assignment(assignment=assignment, actor=cast.ana)
    assert again.submitted_at == assignment.submitted_at
    assert AssignmentEvent.objects.filter(after="submitted").count() == 1


def test_a_returned_assignment_comes_back_with_the_reason(cast):
    assignment = cast.code_all(cast.ana)
    return_assignment(
        assignment=assignment, member=cast.member(cast.reviewer), reason="Look at claim 2."
    )
    again = cast.take(cast.ana)
    assert (again.pk, again.state, again.reason) == (
        assignment.pk,
        "returned",
        "Look at claim 2.",
    )
    cast.answer(again, cast.claims()[0], slant="strong")
    assert submit_assignment(assignment=again, actor=cast.ana).state == "submitted"


def test_only_reviewers_send_back_and_only_what_is_submitted(cast):
    assignment = cast.code_all(cast.ana, submit=False)
    with pytest.raises(Conflict):
        return_assignment(assignment=assignment, member=cast.member(cast.reviewer), reason="x")
    with pytest.raises(PermissionDenied):
        return_assignment(assignment=assignment, member=cast.member(cast.ben), reason="x")


def test_nobody_works_on_anothers_assignment(cast):
    assignment = cast.take(cast.ana)
    for act in (
        lambda: submit_assignment(assignment=assignment, actor=cast.ben),
        lambda: skip_assignment(assignment=assignment, actor=cast.ben, reason="x"),
        lambda: save_note(assignment=assignment, actor=cast.ben, note="x"),
    ):
        with pytest.raises(PermissionDenied):
            act()


def test_reviewers_do_not_code(cast):
    with pytest.raises(PermissionDenied):
        take_next(member=cast.member(cast.reviewer))


@pytest.mark.threads
@pytest.mark.django_db(transaction=True)
def test_thirty_annotators_ask_at_once(transactional_db, cast):
    """Each asks twice, in threads of their own; overlap 2, eight articles."""
    for number in range(7):
        cast.add_article(f"Article number {number} said that the road was open.")
    people = [make_user(f"annotator{number}") for number in range(30)]
    for user in people:
        add_member(project=cast.project, user=user, role="annotator")
    members = [cast.member(user) for user in people]
    served: list[tuple[int, int]] = []
    errors: list[BaseException] = []
    gate = threading.Barrier(len(members) * 2)

    def ask(member):
        try:
            gate.wait(timeout=60)
            assignment = take_next(member=member)
            if assignment:
                served.append((member.user_id, assignment.pk))
        except BaseException as error:
            errors.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=ask, args=(m,)) for m in members for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=120)
    assert errors == []
    by_article = {
        entry.article_id: Assignment.objects.filter(article_id=entry.article_id)
        for entry in ProjectArticle.objects.filter(project=cast.project)
    }
    assert {len(rows) for rows in by_article.values()} == {2}
    assert len(set(served)) == 16  # eight articles, two places each, one per person
    assert len({user for user, _ in set(served)}) == 16
