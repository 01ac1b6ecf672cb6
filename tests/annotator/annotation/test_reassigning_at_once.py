"""A manager gives an article to somebody else while a reviewer decides on it, with real locks."""

import threading
import time

import pytest
from django.db import transaction

from annotator.annotation.actions import dealing, reassign_assignment, release_assignment
from annotator.annotation.models import Assignment
from annotator.review.actions.closing import hold_articles
from tests.annotator.annotation.meanwhile import HEAD_START, elsewhere

pytestmark = [pytest.mark.threads, pytest.mark.django_db(transaction=True)]


def test_neither_waits_for_the_other_for_ever(transactional_db, cast, monkeypatch):
    """Back to who had it first: their assignment is older than the one that they get it from."""
    manager, reviewer = cast.member(cast.manager), cast.member(cast.reviewer)
    mine = cast.take(cast.ana)
    release_assignment(assignment=mine, member=manager, reason="Ill.")
    theirs = cast.take(cast.ben)
    half_way, look = threading.Event(), dealing._theirs

    def slowly(*arguments):
        half_way.set()
        time.sleep(HEAD_START)
        return look(*arguments)

    monkeypatch.setattr(dealing, "_theirs", slowly)

    def reassign():
        given = {"assignment": theirs, "member": manager, "to": cast.ana}
        return reassign_assignment(**given, reason="Well again.")

    with elsewhere(reassign) as (begin, _done, outcomes):
        begin()
        assert half_way.wait(30)
        with transaction.atomic():
            hold_articles(reviewer, [cast.article.pk])
    assert outcomes == [mine]
    assert Assignment.objects.get(pk=mine.pk).state == "assigned"
