"""A long import shares the one worker: what is short does not wait behind ten thousand articles."""

import pytest
from django_tasks_db.management.commands.db_worker import Worker
from django_tasks_db.models import DBTaskResult

from annotator.projects import polling, tasks, turns
from annotator.projects.actions import (
    cancel_import,
    confirm_import,
    prepare_address_import,
)
from annotator.projects.actions.feeds import add_feed
from annotator.projects.actions.imports import reading, saving
from annotator.projects.driving import go_on, read_on, save_on
from annotator.projects.models import ArticleImport
from annotator.projects.turns import Turn
from articles.models import Article
from tests.annotator.projects.imports.conftest import stories
from tests.plugins.stories import LONG, item, rss, story

pytestmark = pytest.mark.django_db(transaction=True)
MANY = 60


@pytest.fixture(autouse=True)
def line(transactional_db, settings, monkeypatch):
    """A worker's line in the database, short chunks, and turns that end as soon as they may."""
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    monkeypatch.setattr(turns, "SECONDS", 0.0)
    monkeypatch.setattr(reading, "SECONDS", 0.0)  # a chunk for each article
    monkeypatch.setattr(saving, "CHUNK", 10)
    monkeypatch.setattr("annotator.projects.driving.SMALL_BYTES", 0)
    monkeypatch.setattr("annotator.projects.driving.AT_ONCE", 0)


def work(most=None):
    """Let the worker do what stands in line; returns the tasks it did, in order."""
    before = DBTaskResult.objects.finished().count()
    Worker(
        queue_names=["*"], interval=0, batch=True, backend_name="default", startup_delay=False,
        max_tasks=most, worker_id="w", excluded_queue_names=[],
    ).run()  # fmt: skip
    done = DBTaskResult.objects.finished().order_by("finished_at")[before:]
    assert {one.status for one in done} == {"SUCCESSFUL"}, [one.traceback for one in done]
    return [(one.task_path.rsplit(".", 1)[1], *one.args_kwargs["args"][:1]) for one in done]


def again(kept):
    return ArticleImport.objects.get(pk=kept.pk)


def addresses(cast, *urls):
    begun = prepare_address_import(
        project=cast.project, actor=cast.manager, urls=urls, options={"save_when_read": True}
    )
    return read_on(begun)


def test_a_page_and_a_feed_come_in_while_a_long_import_goes_on(cast, web, upload):
    long = read_on(upload(files={"a.jsonl": stories(MANY)}), ask=False)
    page = addresses(cast, web.page("/a", story("Quay to reopen", *LONG)))
    web.page("/b", story("Ferry is late", *LONG[::-1]))
    url = web.page("/feed", rss([item(web.url("/b"))]), media="text/xml")
    feed = add_feed(project=cast.project, actor=cast.manager, url=url, title="", minutes=0)
    polling.look_now(feed)
    done = work(most=8)  # the long one had its turn now and then
    assert done[:4] == [
        ("read_in_background", str(long.public_id)),
        ("read_in_background", str(page.public_id)),
        ("look_when_due", str(feed.public_id)),
        ("read_in_background", str(long.public_id)),
    ]
    titles = Article.objects.filter(import_method__in=("address", "feed"))
    assert sorted(titles.values_list("title", flat=True)) == ["Ferry is late", "Quay to reopen"]
    assert 0 < again(long).total < MANY
    work()
    assert (again(long).state, again(long).total) == ("preview", MANY)


def test_two_long_ones_take_turns_and_both_come_in_once(cast, upload):
    first = read_on(upload(files={"a.jsonl": stories(MANY)}), ask=False)
    second = read_on(upload(files={"b.jsonl": stories(MANY * 2, MANY)}), ask=False)
    done = [of for _name, of in work()]
    assert done[:4] == [str(first.public_id), str(second.public_id)] * 2
    for kept in (first, second):
        assert list(again(kept).items.order_by("position").values_list("position", flat=True)) == [
            *range(MANY)
        ]
        confirmed = confirm_import(
            article_import=kept, title=None, link_known=True, skip_rejected=False
        )
        save_on(confirmed)
    done = [of for _name, of in work()]
    assert done[:4] == [str(first.public_id), str(second.public_id)] * 2
    assert [again(kept).state for kept in (first, second)] == ["done", "done"]
    assert Article.objects.filter(import_method="upload").count() == 2 * MANY


def test_while_nobody_waits_it_keeps_its_place(upload):
    kept = read_on(upload(files={"a.jsonl": stories(MANY)}), ask=False)
    assert work() == [("read_in_background", str(kept.public_id))]
    assert again(kept).total == MANY


def test_a_turn_lasts_a_while_though_others_wait(upload, monkeypatch):
    monkeypatch.setattr(turns, "SECONDS", 600.0)
    kept = read_on(upload(files={"a.jsonl": stories(MANY)}), ask=False)
    read_on(upload(files={"b.jsonl": stories(1)}), ask=False)
    work(most=1)
    assert again(kept).total == MANY
    assert not Turn().is_over()


def test_started_twice_it_stands_in_line_once(upload):
    kept = read_on(upload(files={"a.jsonl": stories(MANY)}), ask=False)
    go_on(again(kept))
    tasks.take_up_imports()
    assert DBTaskResult.objects.ready().count() == 1


def test_cancelled_between_two_turns_it_goes_no_further(upload):
    kept = read_on(upload(files={"a.jsonl": stories(MANY)}), ask=False)
    other = read_on(upload(files={"b.jsonl": stories(1)}), ask=False)
    work(most=1)
    before = again(kept).total
    assert 0 < before < MANY
    cancel_import(article_import=kept)
    work()
    assert (again(kept).state, again(kept).total) == ("cancelled", before)
    assert again(other).state == "preview"


def test_killed_in_its_turn_it_goes_on_where_it_stopped(upload, monkeypatch):
    kept = read_on(upload(files={"a.jsonl": stories(MANY)}), ask=False)
    other = read_on(upload(files={"b.jsonl": stories(1)}), ask=False)
    work(most=2)

    def killed(*_given):
        raise SystemExit

    with monkeypatch.context() as now:
        now.setattr(reading, "insert_items", killed)
        with pytest.raises(AssertionError, match="SystemExit"):
            work(most=1)
    assert 0 < again(kept).total < MANY
    assert str(kept.public_id) not in [of for _name, of in work()]
    tasks.take_up_imports()  # as the server does when it starts
    work()
    assert (again(kept).state, again(kept).total) == ("preview", MANY)
    assert again(kept).items.count() == MANY
    assert again(other).state == "preview"
