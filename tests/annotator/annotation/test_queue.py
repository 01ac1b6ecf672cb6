"""Who gets which article: the overlap is never exceeded, nobody is served twice."""

import functools
import threading
from collections import Counter
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection, transaction
from django.utils import timezone

from annotator.annotation.actions import (
    deal_articles,
    lock_assignment,
    release_assignment,
    return_assignment,
    save_note,
    skip_assignment,
    submit_assignment,
    take_next,
)
from annotator.annotation.models import Assignment, AssignmentEvent
from annotator.annotation.staffing import plan_dealing
from annotator.errors import Conflict
from annotator.projects.actions import add_member
from annotator.projects.models import Project, ProjectArticle
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


@pytest.mark.threads
@pytest.mark.django_db(transaction=True)
def test_thirty_work_at_once_with_a_sample_quotas_leases_and_a_manager(transactional_db, cast):
    """Each takes, answers, hands in or skips, asks again; some are idle, some are taken back.

    Whatever the order: no place too many, nobody twice, no quota exceeded, no error.
    """
    for number in range(9):
        cast.add_article(f"Article number {number} said that the road was open.")
    Project.objects.update(reliability_share=20, quota=3, lease_hours=1, overlap=3)
    people = [make_user(f"annotator{number}") for number in range(30)]
    for user in people:
        add_member(project=cast.project, user=user, role="annotator")
    members = [cast.member(user) for user in people]
    manager = cast.member(cast.manager)
    idle = [take_next(member=member) for member in members[:6]]
    long_ago = timezone.now() - timedelta(hours=2)
    Assignment.objects.filter(pk__in=[one.pk for one in idle]).update(updated_at=long_ago)
    deal_articles(member=manager, digest=plan_dealing(manager.project).digest)

    def work(number):
        member = members[number]
        for turn in range(4):
            assignment = take_next(member=member)
            if assignment is None:
                return
            if (number + turn) % 5 == 0:
                skip_assignment(assignment=assignment, actor=member.user, reason="In Dutch.")
            elif (number + turn) % 7 == 0:
                release_assignment(assignment=assignment, member=manager, reason="Ill.")
            else:
                hand_in(cast, assignment)

    run_at_once(*(functools.partial(work, number) for number in range(30)), again=6)
    entries = ProjectArticle.objects.filter(project=cast.project).with_wanted()
    assert entries.filter(in_sample=True).count() == 2
    assert all(entry.taken <= entry.wanted for entry in entries)
    held = Assignment.objects.counted().values_list("annotator", flat=True)
    assert max(Counter(held).values()) <= 3
    pairs = list(Assignment.objects.values_list("article", "annotator"))
    assert len(set(pairs)) == len(pairs)
    for assignment in Assignment.objects.all():  # the history leads to what is
        states = list(assignment.events.values_list("before", "after"))
        assert states[0][0] == ""
        assert states[-1][1] == assignment.state
        assert [before for before, _after in states[1:]] == [
            after for _before, after in states[:-1]
        ]


@pytest.mark.threads
@pytest.mark.django_db(transaction=True)
def test_a_plan_is_carried_out_once_however_many_press_the_button(transactional_db, cast):
    for number in range(5):
        cast.add_article(f"Article number {number} said that the road was open.")
    manager = cast.member(cast.manager)
    digest = plan_dealing(manager.project).digest
    dealt: list[int] = []

    def press():
        try:
            dealt.append(len(deal_articles(member=manager, digest=digest).plan.given))
        except Conflict:
            dealt.append(0)

    run_at_once(*[press] * 5)
    assert sorted(dealt) == [0, 0, 0, 0, 12]
    assert Assignment.objects.count() == 12


def hand_in(cast, assignment):
    """Answer everything and submit, as two requests do; a manager may come first."""
    try:
        for claim in cast.claims(assignment.article):
            with transaction.atomic():
                held = lock_assignment(
                    public_id=assignment.public_id, slug="quay", user=assignment.annotator
                )
                cast.answer(held, claim, att="none", slant="none")
        submit_assignment(assignment=assignment, actor=assignment.annotator)
    except Conflict:
        return


def run_at_once(*doings, again=0):
    """Do everything at the same moment, each in a thread of its own; the first ones twice."""
    errors: list[BaseException] = []
    everything = [*doings, *doings[:again]]
    gate = threading.Barrier(len(everything))

    def run(doing):
        try:
            gate.wait(timeout=60)
            doing()
        except Conflict:  # a person's second window comes too late for what the first one did
            pass
        except BaseException as error:
            errors.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(doing,)) for doing in everything]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=180)
    assert errors == []
