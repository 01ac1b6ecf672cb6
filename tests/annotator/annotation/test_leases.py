"""Articles that lay too long: with a clock that the tests move."""

import threading
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.utils import timezone

from annotator.annotation.actions import (
    lapse_idle,
    lock_assignment,
    release_assignment,
    return_assignment,
    take_next,
    take_up,
    taking,
)
from annotator.annotation.models import Assignment, AssignmentEvent, Step
from annotator.errors import Conflict
from tests.annotator.annotation.answering import give, one, undo
from tests.annotator.annotation.test_dealt import deal, set_rules
from tests.annotator.annotation.test_views_home import text_of

HOURS = 24


@pytest.fixture
def later(cast, monkeypatch):
    """`later(3)`: three hours pass."""
    set_rules(cast, lease_hours=HOURS, overlap=1)
    real, passed = timezone.now, [timedelta()]

    def move(hours):
        passed[0] += timedelta(hours=hours)

    monkeypatch.setattr(timezone, "now", lambda: real() + passed[0])
    return move


def state(assignment):
    return Assignment.objects.values_list("state", "slot").get(pk=assignment.pk)


def test_an_untouched_article_goes_to_somebody_else(cast, later):
    mine = cast.take(cast.ana)
    cast.answer(mine, cast.claims()[0], slant="some")
    later(HOURS - 1)
    assert take_next(member=cast.member(cast.ben)) is None
    later(2)
    theirs = cast.take(cast.ben)
    assert (theirs.article, theirs.slot) == (mine.article, 0)
    assert state(mine) == ("lapsed", None)
    assert mine.labels.count() == 1
    event = AssignmentEvent.objects.get(event="lapse")
    assert (event.actor, event.before, event.after) == (None, "open", "lapsed")


def test_saving_renews_the_lease_and_costs_nothing_more(cast, later, django_assert_num_queries):
    mine = cast.take(cast.ana)
    for _day in range(3):
        later(HOURS - 1)
        cast.answer(mine, cast.claims()[0], slant="some")
        cast.answer(mine, cast.claims()[0], slant="none")
        assert lapse_idle(project=cast.project) == 0
    assert state(mine) == ("open", 0)
    later(HOURS + 1)
    assert lapse_idle(project=cast.project) == 1


@pytest.mark.threads
@pytest.mark.django_db(transaction=True)
def test_one_that_is_being_saved_to_does_not_lapse(transactional_db, cast, later):
    if connection.vendor == "sqlite":
        pytest.skip("SQLite has one writer at a time: nobody sees a save half-way.")
    mine = cast.take(cast.ana)
    later(HOURS + 1)
    lapsed = []

    def sweep():
        lapsed.append(lapse_idle(project=cast.project))
        connection.close()

    with transaction.atomic():
        held = lock_assignment(public_id=mine.public_id, slug="quay", user=cast.ana)
        cast.answer(held, cast.claims()[0], slant="some")
        thread = threading.Thread(target=sweep)
        thread.start()
        thread.join(timeout=30)
    assert lapsed == [0]
    assert lapse_idle(project=cast.project) == 0
    assert state(mine) == ("open", 0)


def test_one_that_lapsed_is_taken_up_only_into_a_place(cast, later, monkeypatch):
    """Somebody takes back that they skipped it, between the look at the places and the taking."""
    mine = cast.take(cast.ana)
    later(HOURS + 1)
    assert lapse_idle(project=cast.project) == 1
    slots = iter([None, 0])
    monkeypatch.setattr(taking, "free_slot", lambda *_args: next(slots))
    assert take_next(member=cast.member(cast.ana)) == mine
    assert state(mine) == ("open", 0)


def test_undoing_is_work_too(cast, later):
    mine = cast.take(cast.ana)
    given = give(mine, one(cast.claims()[0], "slant", "some"))
    later(HOURS - 1)
    undo(cast, mine, Step.objects.get(pk=given.step))
    later(2)
    assert lapse_idle(project=cast.project) == 0


def test_without_a_lease_nothing_lapses(cast, later):
    set_rules(cast, lease_hours=0)
    mine = cast.take(cast.ana)
    later(24 * 365)
    assert take_next(member=cast.member(cast.ben)) is None
    assert state(mine) == ("open", 0)


def test_only_what_is_open_lapses(cast, later):
    done = cast.code_all(cast.ana)
    return_assignment(assignment=done, member=cast.member(cast.reviewer), reason="Claim 2.")
    cast.add_article("The mill closed on Friday.")
    deal(cast)
    later(HOURS * 9)
    assert lapse_idle(project=cast.project) == 0
    assert set(Assignment.objects.values_list("state", flat=True)) == {"returned", "assigned"}


def test_answers_to_a_lapsed_one_are_refused_with_words(cast, later):
    mine = cast.take(cast.ana)
    later(HOURS + 1)
    cast.take(cast.ben)
    page = cast.client(cast.ana).post(
        f"/projects/quay/annotate/{mine.public_id}/answers/",
        {"claim": cast.claims()[0].pk, "answers": [{"variable": "slant", "codes": []}]},
        content_type="application/json",
        headers={"accept": "application/json"},
    )
    assert page.status_code == 409
    assert "lay untouched" in page.json()["detail"]


def test_its_annotator_takes_it_up_again_while_a_place_is_free(cast, later):
    mine = cast.take(cast.ana)
    cast.answer(mine, cast.claims()[0], slant="some")
    later(HOURS + 1)
    lapse_idle(project=cast.project)
    client, page = cast.client(cast.ana), f"/projects/quay/annotate/{mine.public_id}/"
    assert "Take it up again" in text_of(client.get(page))
    assert "Lapsed" in text_of(client.get("/"))
    client.post(f"{page}take/")
    assert state(mine) == ("open", 0)
    assert mine.labels.count() == 1
    assert lapse_idle(project=cast.project) == 0  # the lease begins anew


def test_once_others_have_it_that_is_said(cast, later):
    mine = cast.take(cast.ana)
    later(HOURS + 1)
    cast.take(cast.ben)
    client, page = cast.client(cast.ana), f"/projects/quay/annotate/{mine.public_id}/"
    shown = text_of(client.get(page))
    assert "Take it up again" not in shown
    assert "others have taken its places" in shown
    assert "has all its annotators by now" in text_of(client.post(f"{page}take/", follow=True))
    with pytest.raises(Conflict):
        take_up(assignment=mine, member=cast.member(cast.ana))
    assert state(mine) == ("lapsed", None)


def test_what_lapsed_is_served_again_last(cast, later):
    mine = cast.take(cast.ana)
    later(HOURS + 1)
    lapse_idle(project=cast.project)
    second = cast.add_article("The mill closed on Friday.")
    assert cast.take(cast.ana).article == second
    cast.code_all(cast.ana)
    assert cast.take(cast.ana) == mine
    assert AssignmentEvent.objects.filter(event="resume").count() == 1


def test_asking_oneself_does_not_lapse_one_s_own(cast, later):
    """Whoever comes back late and asks goes on with what is open: nobody else wanted it."""
    mine = cast.take(cast.ana)
    later(HOURS * 3)
    assert cast.take(cast.ana) == mine
    assert state(mine) == ("open", 0)


def test_the_assignments_page_sweeps_and_tells_the_age(cast, later):
    mine = cast.take(cast.ana)
    later(HOURS - 3)
    client, page = cast.client(cast.manager), "/projects/quay/review/assignments/"
    assert "untouched for" in text_of(client.get(page))
    later(4)
    assert "lapsed" in text_of(client.get(page, {"state": "lapsed"}))
    assert state(mine)[0] == "lapsed"


def test_a_release_after_a_lapse(cast, later):
    mine = cast.take(cast.ana)
    later(HOURS + 1)
    lapse_idle(project=cast.project)
    release_assignment(assignment=mine, member=cast.member(cast.manager), reason="Done with it.")
    assert take_next(member=cast.member(cast.ana)) is None
