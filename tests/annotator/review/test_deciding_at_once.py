"""Reviewers who decide at the same moment, against real locks."""

import pytest

from annotator.annotation.actions import reopen_submitted
from annotator.errors import Conflict
from annotator.review.actions import adjudicate, finish_unanimous, undo_last_decision
from annotator.review.models import Adjudication, AdjudicationEvent, DecisionStep
from annotator.review.querysets import decided_articles, is_article_decided
from tests.annotator.annotation.test_recut import at_once
from tests.annotator.review.studies import add_articles, disagree

pytestmark = [pytest.mark.threads, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def study(transactional_db, cast):
    """Two annotators; a dispute on each claim of the first article, agreement on four more."""
    add_articles(cast, 4)
    disagree(cast)
    for user in (cast.ana, cast.ben):
        for _ in range(4):
            cast.code_all(user)
    return cast


def decide(cast, user, number: int, code: str = "att:none"):
    member, claim = cast.member(user), cast.claims()[number]
    return lambda: adjudicate(
        member=member, claim=claim, variable="att", codes=[code], reason_code="slip"
    )


def finish(cast, user):
    member = cast.member(user)
    return lambda: finish_unanimous(member=member)


def errors(outcomes) -> list:
    return [one for one in outcomes if isinstance(one, Exception)]


def standing() -> dict:
    rows = Adjudication.objects.filter(codes__isnull=False)
    return {(one.claim_id, one.variable_id): one for one in rows.distinct()}


def test_two_decide_the_same_question(study):
    outcomes = at_once(
        decide(study, study.reviewer, 0), decide(study, study.manager, 0, "att:explicit")
    )
    assert errors(outcomes) == []
    (decision,) = standing().values()
    history = [*decision.events.order_by("pk")]
    assert history[1].before == history[0].after
    assert {one.identifier for one in decision.codes.all()} == {*history[1].after["codes"]}


def test_the_last_two_disputes_are_decided_at_once(study):
    decide(study, study.reviewer, 0)()
    outcomes = at_once(decide(study, study.reviewer, 1), decide(study, study.manager, 2))
    assert errors(outcomes) == []
    assert is_article_decided(study.member(study.reviewer), study.article.pk)
    assert len(standing()) == 6
    assert AdjudicationEvent.objects.count() == 6  # what all agree on was decided once


def test_two_finish_what_is_unanimous_while_a_third_decides(study):
    decide(study, study.reviewer, 0)()
    decide(study, study.reviewer, 1)()
    outcomes = at_once(
        finish(study, study.reviewer), finish(study, study.manager), decide(study, study.manager, 2)
    )
    assert errors(outcomes) == []
    assert len(standing()) == 6 + 4 * 6
    assert AdjudicationEvent.objects.count() == 6 + 4 * 6
    assert len(decided_articles(study.member(study.reviewer))) == 5


def test_undo_and_deciding_over_it_never_lose_a_decision(study):
    decide(study, study.reviewer, 0)()
    member = study.member(study.reviewer)
    outcomes = at_once(
        lambda: undo_last_decision(member=member), decide(study, study.manager, 0, "att:explicit")
    )
    assert [one for one in errors(outcomes) if not isinstance(one, Conflict)] == []
    (decision,) = standing().values()
    assert decision.codes.get().identifier == "att:explicit"


def test_undo_sent_twice_takes_one_step_back(study):
    decide(study, study.reviewer, 0)()
    member = study.member(study.reviewer)
    outcomes = at_once(*[lambda: undo_last_decision(member=member)] * 2)
    assert [type(one) for one in errors(outcomes)] == [Conflict]
    assert DecisionStep.objects.filter(undone_at__isnull=False).count() == 1
    assert AdjudicationEvent.objects.count() == 2


def test_an_article_is_not_decided_while_its_annotator_takes_it_back(study):
    decide(study, study.reviewer, 0)()
    undo_last_decision(member=study.member(study.reviewer))
    work = study.project.assignments.get(annotator=study.ben, article=study.article)
    type(study.project).objects.update(blind="until_decided")
    work = type(work).objects.select_related("project").get(pk=work.pk)
    outcomes = at_once(
        lambda: reopen_submitted(assignment=work, actor=study.ben), decide(study, study.manager, 0)
    )
    work.refresh_from_db()
    assert [one for one in errors(outcomes) if not isinstance(one, Conflict)] == []
    entry = study.project.entries.get(article=study.article)
    assert entry.decided_at is None or work.state == "submitted"
