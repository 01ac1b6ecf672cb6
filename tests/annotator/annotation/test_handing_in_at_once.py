"""Whether an article is decided, while two of its annotators' assignments change at one moment.

Real locks; the one who comes second waits where the database makes them.
"""

import pytest

from annotator.annotation.actions import return_assignment, submit_assignment
from annotator.annotation.models import Assignment
from annotator.review.actions import finish_unanimous
from tests.annotator.annotation.meanwhile import begun_before_the_end

pytestmark = [pytest.mark.threads, pytest.mark.django_db(transaction=True)]


def fresh(assignment):
    return Assignment.objects.select_related("project").get(pk=assignment.pk)


def send_back(cast, assignment):
    member = cast.member(cast.reviewer)
    return_assignment(assignment=fresh(assignment), member=member, reason="Look again.")


def hand_in(assignment):
    submit_assignment(assignment=fresh(assignment), actor=assignment.annotator)


@pytest.fixture
def pair(transactional_db, cast):
    """An article that two coded alike, decided."""
    mine, theirs = cast.code_all(cast.ana), cast.code_all(cast.ben)
    finish_unanimous(member=cast.member(cast.reviewer))
    assert is_decided(cast)
    return mine, theirs


def is_decided(cast):
    return cast.project.entries.get(article=cast.article).decided_at is not None


def test_not_decided_while_one_of_two_is_sent_back(cast, pair):
    mine, theirs = pair
    send_back(cast, theirs)
    with begun_before_the_end(lambda: hand_in(theirs)) as outcomes:
        send_back(cast, mine)
    assert outcomes == [None]
    assert [fresh(one).state for one in pair] == ["returned", "submitted"]
    assert not is_decided(cast)


def test_decided_once_both_have_handed_in(cast, pair):
    mine, theirs = pair
    for one in pair:
        send_back(cast, one)
    with begun_before_the_end(lambda: hand_in(theirs)) as outcomes:
        hand_in(mine)
    assert outcomes == [None]
    assert [fresh(one).state for one in pair] == ["submitted", "submitted"]
    assert is_decided(cast)
