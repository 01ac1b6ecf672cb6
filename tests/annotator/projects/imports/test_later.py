"""What could not be had for the moment is tried again by the worker, until it is given up."""

from datetime import datetime, timedelta
from socket import gaierror

import pytest
from django.core.cache import cache
from django.urls import reverse
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from annotator.errors import Conflict
from annotator.projects import tasks
from annotator.projects.actions import (
    cancel_import,
    confirm_import,
    discard_import,
    prepare_address_import,
    retry_import,
)
from annotator.projects.actions.feeds import add_feed, poll_feed
from annotator.projects.actions.imports import READERS, later
from annotator.projects.driving import go_on, read_on
from annotator.projects.models import ArticleImport
from articles.fetching import addresses, connection
from tests.plugins.stories import LONG, item, rss, story

DATABASE = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}


class Clock:
    """The time, for what is tried later; `pass_by` lets some go by."""

    def __init__(self):
        self.ahead = timedelta()

    def now(self):
        return timezone.now() + self.ahead

    def pass_by(self, **time):
        self.ahead += timedelta(**time)
        cache.clear()  # of servers that were to be left alone


@pytest.fixture
def clock(monkeypatch):
    made = Clock()
    monkeypatch.setattr(later, "timezone", made)
    return made


def begin(cast, *urls, **options):
    begun = prepare_address_import(
        project=cast.project, actor=cast.manager, urls=urls, options=options
    )
    return read_on(begun)


def work(kept):
    """What the worker does when the next try is due."""
    kept.refresh_from_db()
    said = tasks.try_again.func(str(kept.public_id), kept.options.get("next_try", ""))
    kept.refresh_from_db()
    return said


def told(kept):
    rows = kept.items.order_by("position")
    return [(one.state, one.outcome, one.attempts) for one in rows]


def hours_left(one):
    return round((one.next_try - timezone.now()).total_seconds() / 3600, 1)


def page_of(cast, kept):
    place = reverse("article_import", args=["quay", kept.public_id])
    return place, cast.client(cast.manager).get(place).content.decode()


def test_a_long_wait_is_kept_shown_and_waited_for(cast, web, clock):
    good = web.page("/good", story("Quay to reopen", *LONG))
    busy = web.page("/busy", "", status=429, retry_after="7200")
    kept = begin(cast, good, busy, save_when_read=True)
    assert (kept.state, told(kept)) == (
        "done", [("saved", "created", 1), ("failed", "later", 1)],
    )  # fmt: skip
    waiting = kept.items.get(source=busy)
    assert hours_left(waiting) == hours_left(kept) == 2.0
    _place, page = page_of(cast, kept)
    assert "1 address cannot be had for the moment" in page
    assert "Tried 1 time; next try" in page
    assert "not imported" not in page

    web.page("/busy", story("Ferry is late", *LONG[::-1]))
    clock.pass_by(hours=2)
    assert work(kept) == "done"
    assert told(kept) == [("saved", "created", 1), ("saved", "created", 2)]
    assert (kept.next_try, kept.saved) == (None, 2)
    assert web.asked_for("/good") == 1
    assert "cannot be had" not in page_of(cast, kept)[1]


def test_it_waits_longer_each_time_and_then_gives_up(cast, web, clock):
    kept = begin(cast, web.page("/a", "", status=500), save_when_read=True)
    waits = []
    while kept.next_try:
        waits.append(round((kept.next_try - clock.now()).total_seconds() / 60))
        clock.pass_by(minutes=waits[-1])
        assert work(kept) == "done"
    assert waits == [10, 30, 120, 360, 720]
    assert told(kept) == [("failed", "", 6)]
    assert web.asked_for("/a") == 6
    assert work(kept) == "not due"
    assert "next try" not in page_of(cast, kept)[1]


@pytest.mark.parametrize("status", [404, 403])
def test_what_cannot_pass_is_not_tried_again(cast, web, clock, status):
    kept = begin(cast, web.page("/a", "", status=status))
    assert told(kept) == [("failed", "", 1)]
    assert kept.next_try is None


def test_a_host_that_is_away_is_tried_again(cast, clock, monkeypatch):
    def away(*_asked, **_named):
        raise gaierror

    monkeypatch.setattr(connection, "public_endpoints", addresses.public_endpoints)
    monkeypatch.setattr(addresses.socket, "getaddrinfo", away)
    kept = begin(cast, "https://quay.example/")
    assert kept.items.get().errors[0]["code"] == "unknown_host"
    assert told(kept) == [("failed", "later", 1)]
    assert kept.state == "preview"


def test_what_comes_later_waits_for_the_decision_as_the_rest_does(cast, web, clock):
    good = web.page("/good", story("Quay to reopen", *LONG))
    kept = begin(cast, good, web.page("/away", "", status=503, retry_after="60"))
    assert kept.state == "preview"
    web.page("/away", story("Ferry is late", *LONG[::-1]))
    clock.pass_by(minutes=6)
    assert work(kept) == "preview"
    assert (kept.total, kept.saved) == (2, 0)


def test_once_the_rest_is_saved_what_comes_later_is_saved_too(cast, web, clock):
    good = web.page("/good", story("Quay to reopen", *LONG))
    kept = begin(cast, good, web.page("/away", "", status=500))
    place, _page = page_of(cast, kept)
    cast.client(cast.manager).post(place, {"known": "link"})  # nothing has to be left out
    kept.refresh_from_db()
    assert (kept.state, kept.saved) == ("done", 1)
    web.page("/away", story("Ferry is late", *LONG[::-1]))
    clock.pass_by(minutes=11)
    assert work(kept) == "done"
    assert kept.saved == 2


def test_what_is_refused_still_has_to_be_left_out_on_purpose(cast, web, clock):
    good = web.page("/good", story("Quay to reopen", *LONG))
    away, gone = web.page("/away", "", status=500), web.url("/gone")
    kept = begin(cast, good, away, gone)
    with pytest.raises(Conflict):
        confirm_import(article_import=kept, title=None, link_known=True, skip_rejected=False)


def test_only_what_is_due_is_tried(cast, web, clock):
    soon = web.page("/soon", "", status=500)
    late = web.page("/late", "", status=500)
    kept = begin(cast, soon, late, save_when_read=True)
    one = kept.items.get(source=late)
    moment = (timezone.now() + timedelta(hours=5)).isoformat()
    kept.items.filter(pk=one.pk).update(errors=[{**one.errors[0], "next_try": moment}])
    clock.pass_by(minutes=11)
    work(kept)
    assert [one[2] for one in told(kept)] == [2, 1]
    assert hours_left(kept) < 1


def test_a_try_whose_time_has_changed_does_nothing(cast, web, clock):
    kept = begin(cast, web.page("/a", "", status=500))
    clock.pass_by(minutes=11)
    assert tasks.try_again.func(str(kept.public_id), "2026-01-01T00:00:00+00:00") == "not due"
    assert web.asked_for("/a") == 1


@pytest.mark.parametrize("saved", [True, False])
def test_cancelled_it_is_tried_no_more(cast, web, clock, saved):
    good = web.page("/good", story("Quay to reopen", *LONG))
    kept = begin(cast, good, web.page("/a", "", status=500), save_when_read=saved)
    due, state = kept.options["next_try"], kept.state
    place, page = page_of(cast, kept)
    assert "Try no more" in page
    cast.client(cast.manager).post(place, {"cancel": "1"})
    kept.refresh_from_db()
    assert (kept.state, kept.next_try) == (state, None)
    assert told(kept)[1] == ("failed", "", 1)
    clock.pass_by(minutes=11)
    assert tasks.try_again.func(str(kept.public_id), due) == "not due"
    assert web.asked_for("/a") == 1
    with pytest.raises(Conflict):
        cancel_import(article_import=kept)


def test_discarded_it_is_tried_no_more(cast, web, clock):
    kept = begin(cast, web.page("/a", "", status=500))
    due = kept.options["next_try"]
    discard_import(article_import=kept)
    clock.pass_by(minutes=11)
    assert tasks.try_again.func(str(kept.public_id), due) == "not due"
    assert web.asked_for("/a") == 1


def test_tried_again_by_hand_it_has_a_new_time(cast, web, clock):
    kept = begin(cast, web.page("/a", "", status=500))
    due = kept.options["next_try"]
    kept = go_on(retry_import(article_import=kept))
    assert told(kept) == [("failed", "later", 2)]
    assert kept.options["next_try"] > due


def test_a_feed_s_article_comes_later_too(cast, web, clock):
    entry = item(web.page("/a", "", status=500), "Quay to reopen", guid="a")
    url = web.page("/feed", rss([entry]), media="text/xml")
    feed = add_feed(
        project=cast.project, actor=cast.manager, url=url, title="", minutes=60, publisher="Post"
    )
    kept = read_on(poll_feed(feed=feed))
    assert (kept.state, told(kept)) == ("done", [("failed", "later", 1)])
    web.page("/a", story("Quay to reopen", *LONG))
    clock.pass_by(minutes=11)
    assert work(kept) == "done"
    assert kept.items.get().article.publisher.name == "Post"


def test_the_api_says_when(cast, web, clock):
    kept = begin(cast, web.page("/a", "", status=500))
    client = cast.client(cast.manager)
    place = reverse("api-article-import", args=["quay", kept.public_id])
    found = client.get(place).json()
    assert (found["items"], found["outcomes"]) == ({"failed": 1}, {"later": 1})
    assert datetime.fromisoformat(found["next_try"]) == kept.next_try
    (one,) = client.get(place + "items/").json()["results"]
    assert (one["attempts"], one["next_try"]) == (1, found["next_try"])
    answer = client.post(place + "cancel/")
    assert (answer.status_code, answer.json()["next_try"]) == (200, None)


# -- In line -----------------------------------------------------------------------------------


def in_line():
    rows = DBTaskResult.objects.filter(task_path__endswith="try_again")
    return list(rows.values_list("run_after", flat=True))


def test_the_next_try_stands_in_line_for_its_time(cast, web, clock, settings):
    settings.TASKS = DATABASE
    kept = begin(cast, web.page("/a", "", status=500))
    assert kept.state == "reading"
    tasks.read_in_background.func(str(kept.public_id))
    kept.refresh_from_db()
    assert in_line() == [kept.next_try]


def test_a_try_that_was_lost_is_found_when_the_server_starts(cast, web, clock, settings):
    kept = begin(cast, web.page("/a", "", status=500))
    settings.TASKS = DATABASE
    for _start in range(2):
        tasks.take_up_imports()
    assert in_line() == [kept.next_try]


def test_killed_during_a_try_it_goes_on_and_has_a_next_time(cast, web, clock, monkeypatch):
    kept = begin(cast, web.page("/a", "", status=500), save_when_read=True)
    clock.pass_by(minutes=11)

    def killed(_item):
        raise KeyboardInterrupt

    with monkeypatch.context() as now:
        now.setitem(READERS, "address", killed)
        with pytest.raises(KeyboardInterrupt):
            work(kept)
    kept.refresh_from_db()
    assert kept.state == "reading"
    tasks.take_up_imports()
    kept.refresh_from_db()
    assert (kept.state, told(kept)) == ("done", [("failed", "later", 3)])


def test_an_import_that_goes_on_is_tried_after_that(cast, web, clock, settings):
    kept = begin(cast, web.page("/a", "", status=500))
    settings.TASKS = DATABASE
    ArticleImport.objects.filter(pk=kept.pk).update(state="running")
    assert work(kept) == "later"
    (moment,) = in_line()
    assert timedelta() < moment - timezone.now() < timedelta(minutes=2)
