"""Items that wait to be read one by one, by the reader of their way in."""

import pytest

from annotator.projects.actions import prepare_address_import, read_import, retry_import
from annotator.projects.actions.imports import READERS
from articles.ingestion.drafts import DraftError, DraftRejected, build_draft

URLS = [f"https://arvel.example/{n}" for n in range(4)]


@pytest.fixture
def fetching(monkeypatch):
    """A reader that finds what it is told; a missing page is refused, None breaks it."""
    pages = {url: f"Crane {url[-1]} stands still." for url in URLS}
    asked = []

    def fetch(item):
        asked.append(item.source)
        if item.source not in pages:
            raise DraftRejected([DraftError("", "It is not there.", "not_found")])
        if pages[item.source] is None:
            raise ZeroDivisionError
        return build_draft({"text": pages[item.source], "url": item.source})

    monkeypatch.setitem(READERS, "address", fetch)
    return pages, asked


def states(kept):
    return list(kept.items.order_by("position").values_list("state", flat=True))


def prepare(cast):
    return prepare_address_import(project=cast.project, actor=cast.manager, urls=URLS)


def test_each_is_read_and_told_by_itself(cast, fetching):
    pages, asked = fetching
    del pages[URLS[1]]
    pages[URLS[2]] = None
    kept = read_import(article_import=prepare(cast))
    assert states(kept) == ["ready", "failed", "failed", "ready"]
    assert (kept.state, kept.total, asked) == ("preview", 2, URLS)
    codes = [one.errors[0]["code"] for one in kept.items.filter(state="failed")]
    assert codes == ["not_found", "unexpected"]


def test_only_what_failed_is_asked_for_again(cast, fetching):
    pages, asked = fetching
    page = pages.pop(URLS[1])
    kept = read_import(article_import=prepare(cast))
    asked.clear()
    pages[URLS[1]] = page
    kept = read_import(article_import=retry_import(article_import=kept))
    assert (asked, kept.total) == ([URLS[1]], 4)
    assert kept.items.get(position=1).attempts == 2


def test_broken_off_it_asks_for_nothing_twice(cast, fetching, monkeypatch):
    _pages, asked = fetching
    kept = prepare(cast)
    real = READERS["address"]

    def killed(item):
        if item.position == 2 and len(asked) == 2:
            raise KeyboardInterrupt
        return real(item)

    monkeypatch.setitem(READERS, "address", killed)
    with pytest.raises(KeyboardInterrupt):
        read_import(article_import=kept)
    monkeypatch.setitem(READERS, "address", real)
    assert read_import(article_import=kept).total == 4
    assert asked == URLS
