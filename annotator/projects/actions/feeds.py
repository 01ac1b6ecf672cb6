"""Feeds of a project: added, looked at, paused, removed; what is new becomes an import."""

import logging
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.utils import timezone

from annotator.accounts.models import User
from annotator.errors import Conflict
from annotator.projects.actions.imports import prepare_address_import
from annotator.projects.models import ArticleImport, Feed, FeedEntry, ImportItem, Project
from articles.actions import ensure_publishers
from articles.fetching import Fetched, FetchRefused, Kind, fetch
from articles.fetching.actions import archive_page
from articles.fetching.addresses import check_address
from articles.ingestion.drafts import DraftRejected
from articles.ingestion.feeds import Entry, FeedReading, read_feed
from articles.models import Article, Publisher
from articles.saying import frozen
from articles.saying import say as _

logger = logging.getLogger(__name__)

MAX_FEEDS = 200
MAX_NEW = 100
"""Entries that one look takes, the oldest first; the next look takes more."""
MIN_MINUTES = 10
MAX_MINUTES = 7 * 24 * 60
LEASE = timedelta(minutes=30)
"""After which a look that never ended, for its worker died, is made again."""
MAX_BACKOFF = timedelta(days=1)


def look_at_feed(url: str, *, etag: str = "", modified: str = "") -> tuple[Fetched, FeedReading]:
    """Fetch and read a feed, or raise `FetchRefused`; one that is unchanged has no entries."""
    try:
        return _read(fetch(url, Kind.FEED, etag=etag, modified=modified))
    except FetchRefused:
        raise
    except Exception as error:
        logger.exception("A feed could not be fetched or read.", extra={"url": url})
        raise _unexpected() from error


def _read(fetched: Fetched) -> tuple[Fetched, FeedReading]:
    if fetched.unchanged:
        return fetched, FeedReading("", "", ())
    try:
        return fetched, read_feed(fetched.content, fetched.final_url)
    except DraftRejected as rejected:
        error = rejected.errors[0]
        raise FetchRefused(error.code, error.message) from rejected


def _unexpected() -> FetchRefused:
    message = _("Something unexpected went wrong with this feed. If it stays, tell the operator.")
    return FetchRefused("unexpected", message)


@transaction.atomic
def add_feed(
    *, project: Project, actor: User, url: str, title: str, minutes: int, publisher: str = ""
) -> Feed:
    """Add a feed, to be looked at now and then every `minutes` (0: only when somebody asks).

    Raises `Conflict` where the project has it already, or has too many.
    """
    address = check_address(url).url
    if project.feeds.count() >= MAX_FEEDS:
        message = _("A project may have %(limit)s feeds. Remove one first.")
        raise Conflict(message % {"limit": MAX_FEEDS})
    try:
        with transaction.atomic():
            return Feed.objects.create(
                project=project,
                url=address,
                title=title[:300],
                publisher=_publisher(publisher),
                minutes=checked_minutes(minutes),
                created_by=actor,
            )
    except IntegrityError as error:
        raise Conflict(_("This project has this feed already.")) from error


def checked_minutes(minutes: int) -> int:
    """Return how often a feed is looked at, or raise `Conflict`."""
    if minutes and not MIN_MINUTES <= minutes <= MAX_MINUTES:
        message = _(
            "A feed can be looked at every %(least)s to %(most)s minutes, or on demand (0)."
        )
        raise Conflict(message % {"least": MIN_MINUTES, "most": f"{MAX_MINUTES:,}"})
    return minutes


def _publisher(name: str) -> Publisher | None:
    return ensure_publishers([name]).get(Publisher.fold(name)) if name.strip() else None


def pause_feed(*, feed: Feed) -> None:
    """Look no more at a feed until somebody resumes it."""
    Feed.objects.filter(pk=feed.pk).update(is_active=False, next_poll_at=None)


def resume_feed(*, feed: Feed, actor: User) -> None:
    """Look at a paused feed again; who resumes it answers for it from now on."""
    rows = Feed.objects.filter(pk=feed.pk)
    rows.update(is_active=True, failures=0, problem="", created_by=actor)


def remove_feed(*, feed: Feed) -> None:
    """Remove a feed; articles that came by it stay, and so do the reports of its imports."""
    Feed.objects.filter(pk=feed.pk).delete()


def ask_for_look(*, feed: Feed) -> datetime:
    """Have a feed looked at as soon as possible; returns the time it is due at."""
    due = timezone.now()
    Feed.objects.filter(pk=feed.pk).update(next_poll_at=due)
    return due


def claim_look(*, public_id: str, due: datetime) -> Feed | None:
    """Take a look that is due, so that nobody else makes it; None where it is not due any more.

    For the time of the look the feed is due again when the look would have failed.
    """
    rows = Feed.objects.filter(public_id=public_id, next_poll_at=due)
    if not rows.update(next_poll_at=timezone.now() + LEASE):
        return None
    return Feed.objects.select_related("project", "created_by").get(public_id=public_id)


def poll_feed(*, feed: Feed) -> ArticleImport | None:
    """Look at a feed; what is new in it becomes an import, which is returned, to be read.

    Whatever goes wrong is kept as the feed's `problem`, and the next look waits longer each time.
    """
    try:
        return _poll(feed)
    except FetchRefused as refused:
        _note_failure(feed, refused)
    except Exception:
        logger.exception("A feed could not be looked at.", extra={"feed": str(feed.public_id)})
        _note_failure(feed, _unexpected())
    return None


def note_unread(*, article_import: ArticleImport) -> None:
    """Say on the feed of an import, if it has one, that its articles could not be read."""
    feed = article_import.options.get("feed")
    if feed:
        message = _(
            "Its new articles could not be read. Open the latest report, and start the work again."
        )
        Feed.objects.filter(public_id=feed).update(problem=frozen(message))


def _poll(feed: Feed) -> ArticleImport | None:
    members = feed.project.memberships
    if not members.filter(user=feed.created_by, role="manager").exists():
        _stop(feed, _("Whoever added this feed manages this project no more. Resume it to go on."))
        return None
    fetched, reading = look_at_feed(feed.url, etag=feed.etag, modified=feed.modified)
    return _take(feed, fetched, reading)


@transaction.atomic
def _take(feed: Feed, fetched: Fetched, reading: FeedReading) -> ArticleImport | None:
    locked = Feed.objects.select_for_update(of=("self",)).filter(pk=feed.pk).first()
    if locked is None:  # removed meanwhile
        return None
    fresh = _fresh(locked, reading.entries)
    taken = fresh[:MAX_NEW]
    if not fetched.unchanged:
        whole = len(taken) == len(fresh)  # else it has to be sent again, for the rest
        locked.etag = fetched.headers.get("etag", "")[:500] if whole else ""
        locked.modified = fetched.headers.get("last-modified", "")[:200] if whole else ""
        locked.title = locked.title or reading.title
    locked.failures, locked.problem = 0, ""
    _set_next(locked, timedelta(minutes=locked.minutes))
    return _begin_import(locked, fetched, taken) if taken else None


def _fresh(feed: Feed, entries: Sequence[Entry]) -> list[Entry]:
    """Entries not taken yet, by their ids and, as some feeds change those, by their addresses."""
    keys = [entry.key for entry in entries]
    known = set(feed.entries.filter(key__in=keys).values_list("key", flat=True))
    fresh = [entry for entry in entries if entry.key not in known and (entry.url or entry.html)]
    urls = {entry.url for entry in fresh if entry.url}
    taken = feed.entries.filter(url__in=urls).exclude(item__state=ImportItem.State.FAILED)
    here = set(taken.values_list("url", flat=True))
    return [entry for entry in fresh if entry.url not in here]


def _begin_import(feed: Feed, fetched: Fetched, taken: Sequence[Entry]) -> ArticleImport:
    """Each address once: entries that lead to the same page share an item."""
    sources = list(dict.fromkeys(_source(feed, entry) for entry in taken))
    begun = prepare_address_import(
        project=feed.project,
        actor=feed.created_by,
        urls=sources,
        method=Article.ImportMethod.FEED,
        options={
            "save_when_read": True,
            "feed": str(feed.public_id),
            "page": archive_page(fetched=fetched).pk,
        },
    )
    begun.file_name = str(feed)[:255]
    begun.save(update_fields=["file_name"])
    items = dict(begun.items.values_list("source", "pk"))
    FeedEntry.objects.bulk_create(
        [
            FeedEntry(
                feed=feed,
                key=entry.key,
                url=entry.url,
                title=entry.title,
                item_id=items.get(_source(feed, entry)),
            )
            for entry in taken
        ],
        ignore_conflicts=True,
        batch_size=500,
    )
    return begun


def _source(feed: Feed, entry: Entry) -> str:
    return entry.url or f"{feed.url}#{entry.key[:12]}"


def _note_failure(feed: Feed, refused: FetchRefused) -> None:
    """Wait twice as long after each failure, and at least as long as the server asks."""
    with transaction.atomic():
        locked = Feed.objects.select_for_update(of=("self",)).filter(pk=feed.pk).first()
        if locked is None:
            return
        locked.failures = min(locked.failures + 1, 1000)
        locked.problem = frozen(refused.message)
        doubled = timedelta(minutes=locked.minutes) * 2 ** min(locked.failures - 1, 10)
        asked = timedelta(seconds=refused.retry_after or 0)
        usual = timedelta(minutes=locked.minutes)
        _set_next(locked, max(min(doubled, MAX_BACKOFF), asked, usual))


def _stop(feed: Feed, problem: str) -> None:
    rows = Feed.objects.filter(pk=feed.pk)
    rows.update(is_active=False, next_poll_at=None, problem=frozen(problem))


def _set_next(feed: Feed, wait: timedelta) -> None:
    now = timezone.now()
    feed.polled_at = now
    feed.next_poll_at = now + wait if feed.is_active and feed.minutes else None
    feed.save(
        update_fields=[
            *("etag", "modified", "title", "failures", "problem", "polled_at", "next_poll_at")
        ]
    )
