"""What comes from the web is told through gettext: addresses, feeds, archived pages."""

from django.utils import timezone

from annotator.projects.actions import add_feed
from annotator.projects.models import Feed
from tests.architecture.foreign import in_greek
from tests.architecture.test_language import (  # noqa: F401
    HERE,
    NONSENSE,
    Asked,
    assert_translated,
    site,
)
from tests.plugins.stories import item, rss
from tests.plugins.web import archive_copy

ADDRESSES = HERE + "articles/add/addresses/"
FEEDS = HERE + "feeds/"
WRONG = (
    "ftp://a.example/\nhttp://127.0.0.1/\nhttp://0x7f.1/\nhttp://u@a.example/\n"
    "http://a.example:22/\nhttp://[/\nhttp:///\nhttp://a..example/\nhttp://ß.example/\na b"
)


def greek_page():
    words = in_greek("The office said that the quay would reopen. ")
    return f"<!doctype html><html><body><article><p>{words * 3}</p></article></body></html>"


def addresses(web, *more):
    """What is Latin on a page that shows addresses; the longest first."""
    names = ("gone", "a", "feed", "page", "empty", *(f"feed-{n}" for n in range(4)))
    hosts = ("127.0.0.1", "0x7f.1", "a..example", "ß.example", "https://", "http://", "xn--", "“@”")
    found = [*more, *(web.url(f"/{name}") for name in names)]
    return [*sorted(found, key=len, reverse=True), *hosts]


def test_addresses_and_what_is_wrong_with_them(site, web):  # noqa: F811
    good = web.page("/a", greek_page())
    asked = [
        Asked("manager", ADDRESSES, {"addresses": ""}),
        Asked("manager", ADDRESSES, {"addresses": "https://a.example/\n" * 1001}),
        Asked("manager", ADDRESSES, {"addresses": f"{web.url('/gone')}"}),
        Asked("manager", ADDRESSES, {"addresses": good}),
    ]  # fmt: skip
    for url in WRONG.split("\n"):
        asked.append(Asked("manager", ADDRESSES, {"addresses": url}))  # noqa: PERF401
    assert_translated(site, asked, given=addresses(web, *WRONG.split("\n"), "https://a.example/"))


def test_feeds_in_every_state(site, web):  # noqa: F811
    entries = [item(web.url("/a"), in_greek("Quay"), guid="1")]
    feed = web.page("/feed", rss(entries, in_greek("Post")), media="text/xml")
    page = web.page("/page", greek_page())
    empty = web.page("/empty", rss([], in_greek("Post")), media="text/xml")
    for number, state in enumerate(
        (
            {},
            {"is_active": False, "problem": in_greek("It failed.")},
            {"minutes": 0, "polled_at": timezone.now()},
            {"next_poll_at": timezone.now()},
        )
    ):
        made = add_feed(
            project=site.cast.project, actor=site.cast.manager, url=web.url(f"/feed-{number}"),
            title=in_greek("Post"), minutes=60, publisher=in_greek("The Post"),
        )  # fmt: skip
        Feed.objects.filter(pk=made.pk).update(**state)
    asked = [
        Asked("manager", FEEDS),
        *(Asked("manager", FEEDS, {"see": "1", "url": url}) for url in (feed, page, empty, "")),
        Asked("manager", FEEDS, {"see": "1", "url": web.url("/gone")}),
        Asked("manager", FEEDS, {"add": "1", "url": feed, "title": "", "minutes": NONSENSE}),
        Asked("manager", FEEDS, {"add": "1", "url": web.url("/feed-0"), "minutes": "60"}),
        *(
            Asked("manager", f"{FEEDS}{made.public_id}/", {act: "1"})
            for act in ("look", "pause", "resume", "remove")
        ),
    ]
    assert_translated(site, asked, given=addresses(web))


def test_archived_pages_that_cannot_be_shown(site):  # noqa: F811
    article = site.untouched
    pages = [
        archive_copy(article, "<div>" * 500),
        archive_copy(article, "%PDF-1.7", media_type="application/pdf"),
    ]
    place = f"{HERE}articles/{article.pk}/archived/"
    asked = [Asked("ana", place), *(Asked("ana", f"{place}{page.pk}/") for page in pages)]
    assert_translated(site, asked)
