"""When feeds are looked at: a chain of tasks, each of which puts the next one in line.

A task carries the time at which its feed was due. It does its work only while the feed is due at
that time still, so a second task for the same look does nothing; and a look that never ends is due
again after a while, by a task that stands in line before the look begins. Chains that were lost
are found at the end of every look and when the server starts. One feed that fails, in whatever
way, keeps no other from being looked at.
"""

import logging
from datetime import datetime, timedelta

from django.db.models import QuerySet
from django.utils import timezone
from django_tasks import default_task_backend, task

from annotator.projects.actions.feeds import ask_for_look, claim_look, note_unread, poll_feed
from annotator.projects.driving import read_on
from annotator.projects.models import ArticleImport, Feed

logger = logging.getLogger(__name__)

OVERDUE = timedelta(minutes=10)


@task()
def look_when_due(public_id: str, due: str) -> str:
    """Look at a feed if it is still due; returns what came of it, in a word."""
    feed = claim_look(public_id=public_id, due=datetime.fromisoformat(due))
    if feed is None:
        return "not due"
    try:
        line_up(feed)
        begun = poll_feed(feed=feed)
        if left := Feed.objects.filter(pk=feed.pk).first():
            line_up(left)
        if begun:
            _read(feed, begun)
    finally:
        line_up_overdue()
    return "new" if begun else "nothing new"


def _read(feed: Feed, begun: ArticleImport) -> None:
    """Have what is new read; where that fails the import stays, to be started again."""
    try:
        read_on(begun)
    except Exception:
        logger.exception("Articles of a feed were not read.", extra={"feed": str(feed.public_id)})
        note_unread(article_import=begun)


def look_now(feed: Feed) -> None:
    """Have a feed looked at by the background worker, at once."""
    due = ask_for_look(feed=feed)
    look_when_due.enqueue(str(feed.public_id), due.isoformat())


def line_up(feed: Feed) -> None:
    """Put the next look at a feed in line."""
    if feed.next_poll_at and default_task_backend.supports_defer:
        later = look_when_due.using(run_after=feed.next_poll_at)
        later.enqueue(str(feed.public_id), feed.next_poll_at.isoformat())


def line_up_overdue() -> int:
    """Put looks in line that should have been made a while ago; returns how many."""
    feeds = Feed.objects.filter(is_active=True, minutes__gt=0)
    return _line_up_again(feeds.filter(next_poll_at__lt=timezone.now() - OVERDUE))


def line_up_all() -> int:
    """Put the next look at every feed in line, as the server starts; returns how many."""
    return _line_up_again(Feed.objects.filter(is_active=True, minutes__gt=0))


def _line_up_again(feeds: QuerySet[Feed]) -> int:
    return sum(_is_lined_up(feed) for feed in list(feeds))


def _is_lined_up(feed: Feed) -> bool:
    try:
        if feed.next_poll_at is None or feed.next_poll_at < timezone.now():
            feed.next_poll_at = ask_for_look(feed=feed)  # so that nobody else lines it up too
        line_up(feed)
    except Exception:
        logger.exception("A feed was not put in line.", extra={"feed": str(feed.public_id)})
        return False
    return True
