"""Items that are addresses are read: fetched, archived, and cut down to their article."""

import time
from dataclasses import replace
from functools import lru_cache
from zlib import decompress

from annotator.projects.actions.imports.readers import READERS
from annotator.projects.models import FeedEntry, ImportItem
from articles.fetching import Fetched, FetchRefused, fetch
from articles.fetching.actions import archive_page
from articles.ingestion.drafts import ArticleDraft, DraftError, DraftRejected, build_draft
from articles.ingestion.dropped import Dropped
from articles.ingestion.feeds import Entry, read_feed
from articles.ingestion.fetched import draft_of
from articles.models import Article, FetchedPage
from articles.saying import frozen
from articles.saying import say as _

MAX_WAIT = 10
"""Seconds that the worker waits on the spot; after a longer wait it comes back."""
TRIES = 3


def read_address(item: ImportItem) -> ArticleDraft:
    """Fetch the page at an item's address, keep it as it came, and give its article."""
    return draft_of(_archived(item))


def read_entry(item: ImportItem) -> ArticleDraft:
    """Give the article of a feed's entry: the page it leads to, else the text that the feed has.

    Where the page is refused and the feed brings the whole text, that is taken, and told so.
    """
    found = FeedEntry.objects.filter(item=item).select_related("feed__publisher").first()
    publisher = found.feed.publisher.name if found and found.feed.publisher else ""
    entry = _entries(item).get(found.key) if found else None
    if entry is None:
        return draft_of(_archived(item), publisher=publisher)
    try:
        if not entry.url:
            message = _("This entry of the feed leads to no page.")
            raise DraftRejected([DraftError("url", message, "no_address")])
        draft = draft_of(_archived(item), publisher=publisher)
    except DraftRejected as refused:
        if not entry.html:
            raise
        return _from_feed(entry, publisher, refused)
    return replace(
        draft,
        title=draft.title or entry.title,
        byline=draft.byline or entry.byline,
        published_at=draft.published_at or entry.published_at,
    )


def _from_feed(entry: Entry, publisher: str, refused: DraftRejected) -> ArticleDraft:
    given = {
        "html": entry.html,
        "title": entry.title,
        "url": entry.url,
        "byline": entry.byline,
        "published_at": entry.published_at,
        "publisher": publisher,
    }
    draft = build_draft({name: value for name, value in given.items() if value})
    reason = Dropped("page", frozen(refused.errors[0].message))
    return replace(draft, dropped=(reason, *draft.dropped))


def _entries(item: ImportItem) -> dict[str, Entry]:
    """What the feed said when the import began: its archived copy is read again."""
    number = item.article_import.options.get("page")
    known = FetchedPage.objects.filter(pk=number).values_list("pk", "digest", "final_url").first()
    return _entries_of(*known) if known else {}


@lru_cache(maxsize=2)
def _entries_of(pk: int, _digest: str, url: str) -> dict[str, Entry]:
    content = decompress(FetchedPage.objects.values_list("content", flat=True).get(pk=pk))
    return {entry.key: entry for entry in read_feed(content, url).entries}


READERS[Article.ImportMethod.ADDRESS] = read_address
READERS[Article.ImportMethod.FEED] = read_entry


def _archived(item: ImportItem) -> Fetched:
    try:
        fetched = _patiently(item.source)
    except FetchRefused as refused:
        raise _rejected(refused) from refused
    item.page = archive_page(fetched=fetched)
    return fetched


def _patiently(url: str) -> Fetched:
    """Fetch, waiting a little where the server asks to; what needs longer is tried again later."""
    for _try in range(TRIES - 1):
        try:
            return fetch(url)
        except FetchRefused as refused:
            if refused.retry_after is None or refused.retry_after > MAX_WAIT:
                raise
            time.sleep(refused.retry_after)
    return fetch(url)


def _rejected(refused: FetchRefused) -> DraftRejected:
    error = DraftError("url", refused.message, refused.code)
    return DraftRejected([error], retry_after=refused.retry_after)
