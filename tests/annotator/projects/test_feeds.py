"""Feeds: looked at before they are added, polled, each entry taken once, and none ever lost."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from annotator.errors import Conflict
from annotator.projects import polling
from annotator.projects.actions import add_feed, add_member, poll_feed, remove_member
from annotator.projects.actions import feeds as feed_actions
from annotator.projects.actions.feeds import ask_for_look, claim_look
from annotator.projects.models import ArticleImport, Feed, FeedEntry, ImportItem
from articles.models import Article
from tests.plugins.stories import LONG, item, rss, story

FEEDS = reverse("feeds", args=["quay"])
WHOLE = (
    "<content:encoded><![CDATA["
    + "".join(f"<p>{one}</p>" for one in LONG)
    + "]]></content:encoded>"
)


def add(cast, url, **more):
    given = {"title": "", "minutes": 60, **more}
    return add_feed(project=cast.project, actor=cast.manager, url=url, **given)


def look(feed):
    """What the background worker does when the feed is due."""
    due = ask_for_look(feed=feed)
    said = polling.look_when_due.call(str(feed.public_id), due.isoformat())
    feed.refresh_from_db()
    return said


def put(web, *names, **more):
    """A feed that leads to these stories, the newest first, and the stories."""
    for name in names:
        web.page(f"/{name}", story(f"Story {name}", f"This is story {name}.", *LONG))
    items = [item(web.url(f"/{name}"), f"Story {name}", guid=name) for name in names]
    return web.page("/feed", rss(items), media="application/rss+xml", **more)


def titles():
    found = Article.objects.filter(import_method="feed").order_by("pk")
    return list(found.values_list("title", flat=True))


def test_a_feed_is_looked_at_added_and_its_articles_come_in(cast, web):
    url = put(web, "b", "a")
    client = cast.client(cast.manager)
    seen = client.post(FEEDS, {"see": "1", "url": url}).content.decode()
    assert "Harbour Post" in seen
    assert seen.index("Story b") < seen.index("Story a")
    assert not Feed.objects.exists()
    given = {"url": url, "title": "The Post", "minutes": "60", "publisher": "The Post Ltd"}
    answer = client.post(FEEDS, {"add": "1", **given}, follow=True).content.decode()
    assert "2 entries taken" in answer
    assert titles() == ["Story a", "Story b"]  # the oldest first
    article = Article.objects.get(title="Story a")
    assert article.publisher.name == "The Post Ltd"
    assert article.fetched_pages.get().url == web.url("/a")
    report = ArticleImport.objects.get(method="feed")
    assert (report.state, report.file_name) == ("done", "The Post")
    assert reverse("article_import", args=["quay", report.public_id]) in answer


def test_a_sign_that_no_database_takes_keeps_no_entry_out(cast, web):
    web.page("/b", story("Story b", "This is story b.", *LONG))
    url = web.url("/b")
    broken = item(url.replace("/b", "/&#0;b"), "Story \0b", guid="b")
    good = item(url, "Story b", guid="c")
    feed = add(cast, web.page("/feed", rss([broken, good]), media="application/rss+xml"))
    assert look(feed) == "new"
    assert feed.problem == ""
    assert set(FeedEntry.objects.values_list("url", flat=True)) == {url}


def test_an_entry_is_taken_once(cast, web):
    feed = add(cast, put(web, "a"))
    assert look(feed) == "new"
    assert look(feed) == "nothing new"
    put(web, "b", "a")
    assert look(feed) == "new"
    assert titles() == ["Story a", "Story b"]
    assert web.asked_for("/a") == 1


def test_a_feed_that_is_unchanged_is_not_sent_again(cast, web):
    feed = add(cast, put(web, "a", etag='"v1"', last_modified="Mon, 02 Nov 2026 10:00:00 GMT"))
    look(feed)
    assert (feed.etag, feed.modified) == ('"v1"', "Mon, 02 Nov 2026 10:00:00 GMT")
    web.page("/feed", b"", status=304)
    assert look(feed) == "nothing new"
    assert web.headers[-1]["If-None-Match"] == '"v1"'
    assert feed.etag == '"v1"'
    assert feed.problem == ""


def test_of_very_many_entries_some_are_taken_at_a_time_the_oldest_first(cast, web, monkeypatch):
    monkeypatch.setattr(feed_actions, "MAX_NEW", 2)
    feed = add(cast, put(web, "e", "d", "c", "b", "a", etag='"v1"'))
    look(feed)
    assert titles() == ["Story a", "Story b"]
    assert feed.etag == ""  # else the rest would never be sent
    look(feed)
    look(feed)
    assert titles() == [f"Story {name}" for name in "abcde"]
    assert feed.etag == '"v1"'


def test_thousands_of_entries_are_read(cast, web):
    items = [item(f"https://harbour-post.example/{n}", guid=str(n)) for n in range(7000)]
    feed = add(cast, web.page("/feed", rss(items), media="text/xml"))
    begun = poll_feed(feed=feed)
    assert begun.items.count() == feed_actions.MAX_NEW
    assert FeedEntry.objects.filter(feed=feed).count() == feed_actions.MAX_NEW


def test_times_say_which_is_the_oldest(cast, web):
    for name in "ab":
        web.page(f"/{name}", story(f"Story {name}", f"This is story {name}.", *LONG))
    late = item(web.url("/a"), pubDate="Tue, 03 Nov 2026 10:00:00 GMT")
    early = item(web.url("/b"), pubDate="Mon, 02 Nov 2026 10:00:00 GMT")
    feed = add(cast, web.page("/feed", rss([early, late]), media="text/xml"))
    look(feed)
    assert titles() == ["Story b", "Story a"]
    assert Article.objects.get(title="Story a").published_at.isoformat().startswith("2026-11-03")


def test_where_the_page_is_refused_the_feed_s_own_text_is_taken_and_told(cast, web):
    web.page("/robots.txt", "User-agent: *\nDisallow: /private/", media="text/plain")
    full = f"<item><title>Quay to reopen</title><link>{web.url('/private/a')}</link>{WHOLE}</item>"
    short = item(web.url("/private/b"), "Ferry", description="Only a taste.")
    feed = add(cast, web.page("/feed", rss([short, full]), media="text/xml"))
    look(feed)
    assert titles() == ["Quay to reopen"]
    first, second = ImportItem.objects.filter(article_import__method="feed").order_by("position")
    assert first.dropped[0]["kind"] == "page"
    assert "robots.txt" in first.dropped[0]["words"]
    assert [error["code"] for error in second.errors] == ["robots"]
    assert Article.objects.get(import_method="feed").url == web.url("/private/a")
    shown = cast.client(cast.manager).get(
        reverse("article_import", args=["quay", first.article_import.public_id])
    )
    assert "this is the text of its feed" in shown.content.decode()


def test_atom_is_read_too(cast, web):
    web.page("/a", story("Story a", "This is story a.", *LONG))
    atom = (
        '<feed xmlns="http://www.w3.org/2005/Atom"><title>Post</title><entry><id>urn:a</id>'
        '<title type="html">Story &lt;b&gt;a&lt;/b&gt;</title><link href="/a"/>'
        "<updated>2026-11-02T10:00:00Z</updated></entry></feed>"
    )
    feed = add(cast, web.page("/feed", atom, media="application/atom+xml"))
    look(feed)
    assert titles() == ["Story a"]
    assert FeedEntry.objects.get(feed=feed).title == "Story a"


# -- Feeds that mean harm, or are broken -----------------------------------------------------

BOMB = (
    '<?xml version="1.0"?><!DOCTYPE r [<!ENTITY a "aaaaaaaaaa">'
    + "".join(
        f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in zip("abcdefgh", "bcdefghi", strict=True)
    )
    + "]><rss version='2.0'><channel><title>&i;</title></channel></rss>"
)
INSIDE = (
    '<?xml version="1.0"?><!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
    "<rss version='2.0'><channel><title>Post &x;</title></channel></rss>"
)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("nonsense", "no RSS or Atom feed"),
        ("<!doctype html><p>Page", "no RSS or Atom feed"),
        ("{}", "no RSS or Atom feed"),
        (
            '<html><head><link rel="alternate" type="application/rss+xml" href="/rss"></head>',
            "names a feed of its own",
        ),
    ],
)
def test_what_is_no_feed_is_refused(cast, web, content, said):
    url = web.page("/feed", content, media="text/html")
    answer = cast.client(cast.manager).post(FEEDS, {"see": "1", "url": url})
    assert answer.status_code == 400
    assert said in answer.content.decode()
    assert url in answer.content.decode()


@pytest.mark.parametrize(
    "content", [BOMB, INSIDE, "<rss version='2.0'><channel>" + "<x>" * 20_000, rss([])[:60]]
)
def test_bombs_and_broken_feeds_do_no_harm(cast, web, content):
    feed = add(cast, web.page("/feed", content, media="text/xml"))
    assert look(feed) == "nothing new"
    assert "root:" not in feed.title
    assert len(feed.title) <= 300


def test_a_huge_feed_is_refused(cast, web, settings):
    settings.FETCH_MAX_BYTES = 1000
    feed = add(cast, put(web, *"abcdefghijklmnop"))
    look(feed)
    assert "larger than 1,000 bytes" in feed.problem


def test_a_feed_that_leads_round_in_a_circle_is_told(cast, web):
    web.redirect("/b", "/feed")
    feed = add(cast, web.redirect("/feed", "/b"))
    look(feed)
    assert "circle" in feed.problem


def test_entries_that_lead_back_to_the_feed_are_left_out(cast, web):
    web.page("/a", story("Story a", "This is story a.", *LONG))
    items = [item(web.url("/feed")), item(web.url("/feed#x"), guid="x"), item(web.url("/a"))]
    feed = add(cast, web.page("/feed", rss(items), media="text/xml"))
    look(feed)
    assert titles() == ["Story a"]
    assert FeedEntry.objects.filter(feed=feed).count() == 1


def test_entries_that_share_a_page_share_an_item(cast, web):
    web.page("/a", story("Story a", "This is story a.", *LONG))
    items = [item(web.url("/a"), guid="1"), item(web.url("/a"), guid="2")]
    feed = add(cast, web.page("/feed", rss(items), media="text/xml"))
    look(feed)
    assert titles() == ["Story a"]
    assert web.asked_for("/a") == 1
    assert FeedEntry.objects.filter(feed=feed).count() == 2


def test_a_feed_that_changes_its_ids_is_not_fetched_anew_each_time(cast, web):
    web.page("/a", story("Story a", "This is story a.", *LONG))
    lost = item(web.page("/b", "", status=404), guid="b1")
    for number in (1, 2, 3):
        items = [item(web.url("/a"), guid=f"a{number}"), lost]
        url = web.page("/feed", rss(items), media="text/xml")
        feed = Feed.objects.first() or add(cast, url)
        look(feed)
    assert titles() == ["Story a"]
    assert web.asked_for("/a") == 1
    assert FeedEntry.objects.filter(feed=feed, url=web.url("/a")).count() == 1


def test_a_page_that_could_not_be_had_is_tried_again_under_its_new_id(cast, web):
    page = web.page("/a", "", status=404)
    feed = add(cast, web.page("/feed", rss([item(page, guid="1")]), media="text/xml"))
    look(feed)
    assert titles() == []
    web.page("/a", story("Story a", "This is story a.", *LONG))
    web.page("/feed", rss([item(page, guid="2")]), media="text/xml")
    look(feed)
    assert titles() == ["Story a"]


@pytest.mark.parametrize("link", ["javascript:alert(1)", "file:///etc/passwd", "http://10.0.0.1/"])
def test_links_inward_are_not_followed(cast, web, link):
    good = item(web.page("/a", story("Story a", *LONG)), guid="a")
    feed = add(cast, web.page("/feed", rss([item(link, guid="x"), good]), media="text/xml"))
    look(feed)
    assert titles() == ["Story a"]


# -- When --------------------------------------------------------------------------------------


def test_failures_are_told_and_waited_for_longer_each_time(cast, web):
    feed = add(cast, web.page("/feed", "", status=500))
    waits = []
    for _n in range(8):
        look(feed)
        waits.append(round((feed.next_poll_at - feed.polled_at).total_seconds() / 3600))
    assert waits == [1, 2, 4, 8, 16, 24, 24, 24]
    assert feed.failures == 8
    assert "status 500" in feed.problem
    put(web, "a")
    look(feed)
    assert (feed.failures, feed.problem) == (0, "")
    assert titles() == ["Story a"]


def test_a_server_that_asks_for_a_long_wait_gets_it(cast, web):
    feed = add(cast, web.page("/feed", "", status=429, retry_after="7200"))
    look(feed)
    assert feed.next_poll_at - feed.polled_at == timedelta(hours=2)


def test_a_look_is_made_once_however_many_tasks_there_are(cast, web):
    feed = add(cast, put(web, "a"))
    due = ask_for_look(feed=feed)
    assert claim_look(public_id=str(feed.public_id), due=due) == feed
    assert claim_look(public_id=str(feed.public_id), due=due) is None
    said = polling.look_when_due.call(str(feed.public_id), due.isoformat())
    assert said == "not due"
    assert web.asked == []


def test_a_look_that_never_ends_is_due_again(cast, web):
    feed = add(cast, put(web, "a"))
    claimed = claim_look(public_id=str(feed.public_id), due=ask_for_look(feed=feed))
    assert claimed.next_poll_at > timezone.now() + timedelta(minutes=20)
    said = polling.look_when_due.call(str(feed.public_id), claimed.next_poll_at.isoformat())
    assert said == "new"


BROKEN = RuntimeError("the disk is full")


def failing(*_given, **_named):
    raise BROKEN


@pytest.mark.parametrize("step", ["fetch", "read_feed", "archive_page"])
def test_whatever_goes_wrong_is_told_logged_and_tried_again(cast, web, monkeypatch, caplog, step):
    feed = add(cast, put(web, "a"))
    with monkeypatch.context() as broken:
        broken.setattr(feed_actions, step, failing)
        assert look(feed) == "nothing new"
    assert (feed.failures, feed.is_active) == (1, True)
    assert feed.next_poll_at - feed.polled_at == timedelta(hours=1)
    assert "unexpected" in feed.problem
    assert [record.exc_info[1] for record in caplog.records] == [BROKEN]
    shown = cast.client(cast.manager).get(FEEDS).content.decode()
    assert "Something unexpected went wrong with this feed" in shown
    assert look(feed) == "new"
    assert (feed.failures, feed.problem) == (0, "")
    assert titles() == ["Story a"]


def test_a_feed_that_cannot_be_looked_at_is_told_before_it_is_added(cast, web, monkeypatch):
    url = put(web, "a")
    monkeypatch.setattr(feed_actions, "read_feed", failing)
    answer = cast.client(cast.manager).post(FEEDS, {"see": "1", "url": url})
    assert answer.status_code == 400
    assert "Something unexpected went wrong" in answer.content.decode()


@pytest.mark.parametrize("step", ["polling.read_on", "actions.read_import"])
def test_articles_that_could_not_be_read_are_told_on_their_feed(cast, web, monkeypatch, step):
    feed = add(cast, put(web, "a"))
    with monkeypatch.context() as broken:
        broken.setattr(f"annotator.projects.{step}", failing)
        look(feed)
    assert "could not be read" in feed.problem
    begun = ArticleImport.objects.get(method="feed")
    assert begun.state == "reading"
    page = reverse("article_import", args=["quay", begun.public_id])
    cast.client(cast.manager).post(page, {"again": "1"})
    assert titles() == ["Story a"]
    look(feed)
    assert feed.problem == ""


def test_a_feed_that_fails_keeps_no_other_from_its_turn(cast, web, monkeypatch):
    first, second = add(cast, put(web, "a")), add(cast, web.url("/other"))
    late = timezone.now() - timedelta(hours=1)
    Feed.objects.filter(pk=second.pk).update(next_poll_at=late)
    task = polling.look_when_due
    line = Line(monkeypatch)
    monkeypatch.setattr(polling, "poll_feed", failing)
    with pytest.raises(RuntimeError):
        task.call(str(first.public_id), ask_for_look(feed=first).isoformat())
    assert str(second.public_id) in [one[0] for one in line.tasks]


def test_a_feed_that_cannot_be_put_in_line_is_passed_over(cast, web, monkeypatch, caplog):
    first, second = add(cast, put(web, "a")), add(cast, web.url("/other"))
    line = Line(monkeypatch)
    put_in_line = line.enqueue

    def enqueue(public_id, due):
        if public_id == str(first.public_id):
            raise BROKEN
        put_in_line(public_id, due)

    monkeypatch.setattr(line, "enqueue", enqueue)
    assert polling.line_up_all() == 1
    assert [one[0] for one in line.tasks] == [str(second.public_id)]
    assert "was not put in line" in caplog.text


class Line:
    """A background worker that writes down what stands in line."""

    def __init__(self, monkeypatch):
        self.tasks = []
        monkeypatch.setattr(polling, "default_task_backend", self)
        monkeypatch.setattr(polling, "look_when_due", self)
        self.supports_defer = True

    def using(self, *, run_after):
        self.after = run_after
        return self

    def enqueue(self, public_id, due):
        self.tasks.append((public_id, due, self.after))


def test_the_next_look_stands_in_line_before_one_begins(cast, web, monkeypatch):
    feed = add(cast, put(web, "a"))
    task = polling.look_when_due
    line = Line(monkeypatch)
    task.call(str(feed.public_id), ask_for_look(feed=feed).isoformat())
    feed.refresh_from_db()
    (_, lease, _), (public_id, due, after) = line.tasks
    assert lease != due
    assert (public_id, due, after) == (
        str(feed.public_id), feed.next_poll_at.isoformat(), feed.next_poll_at,
    )  # fmt: skip


def test_a_look_waits_in_the_database_until_it_is_due(cast, web, settings):
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    feed = add(cast, put(web, "a"))
    later = timezone.now() + timedelta(hours=1)
    Feed.objects.filter(pk=feed.pk).update(next_poll_at=later)
    assert polling.line_up_all() == 1
    assert DBTaskResult.objects.get().run_after == later
    assert not DBTaskResult.objects.ready().exists()
    assert web.asked == []
    polling.look_now(feed)
    assert DBTaskResult.objects.ready().count() == 1


def test_lost_chains_are_found_once(cast, web, monkeypatch):
    lost = add(cast, put(web, "a"))
    Feed.objects.filter(pk=lost.pk).update(next_poll_at=timezone.now() - timedelta(hours=1))
    paused = add(cast, web.url("/other"))
    Feed.objects.filter(pk=paused.pk).update(is_active=False)
    line = Line(monkeypatch)
    assert polling.line_up_overdue() == 1
    assert polling.line_up_overdue() == 0
    assert [one[0] for one in line.tasks] == [str(lost.public_id)]
    assert polling.line_up_all() == 1


def test_a_feed_on_demand_is_never_due(cast, web):
    feed = add(cast, put(web, "a"), minutes=0)
    assert look(feed) == "new"
    assert feed.next_poll_at is None


# -- Pages -------------------------------------------------------------------------------------


def act(cast, feed, name):
    cast.client(cast.manager).post(reverse("feed", args=["quay", feed.public_id]), {name: "1"})
    feed.refresh_from_db()


def test_a_feed_can_be_looked_at_paused_resumed_and_removed(cast, web):
    feed = add(cast, put(web, "a"))
    act(cast, feed, "look")
    assert titles() == ["Story a"]
    act(cast, feed, "pause")
    assert (feed.is_active, feed.next_poll_at) == (False, None)
    put(web, "b", "a")
    act(cast, feed, "resume")
    assert feed.is_active
    assert titles() == ["Story a", "Story b"]
    cast.client(cast.manager).post(reverse("feed", args=["quay", feed.public_id]), {"remove": "1"})
    assert not Feed.objects.exists()
    assert titles() == ["Story a", "Story b"]


def test_a_feed_paused_during_its_look_stays_paused(cast, web):
    feed = add(cast, put(web, "a"))
    claimed = claim_look(public_id=str(feed.public_id), due=ask_for_look(feed=feed))
    feed_actions.pause_feed(feed=feed)
    poll_feed(feed=claimed)
    feed.refresh_from_db()
    assert feed.next_poll_at is None


def test_a_feed_stops_when_its_manager_goes(cast, web):
    feed = add(cast, put(web, "a"))
    add_member(project=cast.project, user=cast.cleo, role="manager")
    remove_member(membership=cast.member(cast.manager))
    assert look(feed) == "nothing new"
    assert not feed.is_active
    assert "Resume it" in feed.problem
    client = cast.client(cast.cleo)
    client.post(reverse("feed", args=["quay", feed.public_id]), {"resume": "1"})
    feed.refresh_from_db()
    assert (feed.created_by, feed.problem) == (cast.cleo, "")
    assert titles() == ["Story a"]


@pytest.mark.parametrize("minutes", [1, 9, -5, 20_000])
def test_nobody_is_asked_too_often(cast, minutes):
    with pytest.raises(Conflict):
        add(cast, "https://harbour-post.example/feed", minutes=minutes)


def test_a_feed_is_added_once(cast, web):
    url = put(web, "a")
    add(cast, url)
    given = {"add": "1", "url": url + "#x", "title": "Again", "minutes": "60"}
    answer = cast.client(cast.manager).post(FEEDS, given)
    assert answer.status_code == 400
    assert "has this feed already" in answer.content.decode()
    assert "Again" in answer.content.decode()


def test_a_feed_of_another_project_is_not_found(cast, web):
    feed = add(cast, put(web, "a"))
    for user, status in ((cast.stranger, 404), (cast.ana, 403), (cast.reviewer, 403)):
        answer = cast.client(user).post(
            reverse("feed", args=["quay", feed.public_id]), {"remove": "1"}
        )
        assert answer.status_code == status
    assert Feed.objects.exists()
