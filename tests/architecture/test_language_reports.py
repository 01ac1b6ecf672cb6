"""What the background worker has found is told in the language of whoever reads it.

The worker speaks English here; the page is asked for in the made-up language afterwards.
"""

import pytest
from django.urls import reverse

from annotator.projects import actions
from annotator.projects.actions.feeds import poll_feed
from annotator.projects.driving import go_on, read_on
from annotator.projects.models import Feed, ImportItem
from articles.ingestion.drafts import DraftRejected, build_draft
from tests.architecture.foreign import in_greek, speak_greek, untranslated_in_page
from tests.architecture.greek_site import SLUG, build_site, latin_values
from tests.architecture.test_language import OF_PROGRAMS
from tests.plugins.stories import LONG, item, rss, story

ADDRESS = ("127.0.0.1", "robots.txt", "http://")


@pytest.fixture
def site(db, monkeypatch):
    with monkeypatch.context() as greek:  # what is stored is in Greek letters
        speak_greek(greek)
        return build_site()


def untold(monkeypatch, site, place, *given):
    """What of a page is not in the reader's language."""
    speak_greek(monkeypatch)
    page = site.cast.client(site.cast.manager).get(place).content.decode()
    known = sorted([*latin_values(), *OF_PROGRAMS, *ADDRESS, *given], key=len, reverse=True)
    return untranslated_in_page(page, known)


def place_of(found):
    return reverse("article_import", args=[SLUG, found.public_id])


def addresses(site, *urls, **options):
    return actions.prepare_address_import(
        project=site.cast.project, actor=site.cast.manager, urls=urls, options=options
    )


def test_addresses_that_could_not_be_fetched(site, web, monkeypatch):
    web.page("/robots.txt", "User-agent: *\nDisallow: /private", media="text/plain")
    urls = [
        web.url("/gone"),
        web.url("/private"),
        web.page("/empty", ""),
        web.page("/music", "x", media="audio/ogg"),
        web.page("/words", "<p></p>"),
        web.page("/bytes", bytes(200)),
        web.redirect("/round", "/round"),
        web.page("/away", "", status=500),
    ]
    found = read_on(addresses(site, *urls))
    codes = [one.errors[0]["code"] for one in found.items.order_by("position")]
    assert codes == [
        *("not_found", "robots", "empty", "media_type", "required", "undecodable"),
        *("redirect_loop", "status"),
    ]
    english = found.items.order_by("position").first().errors[0]["message"]
    assert english == "There is no page at this address (status 404)."
    assert untold(monkeypatch, site, place_of(found), *urls, "audio/ogg") == []


def test_files_that_could_not_be_read(site, monkeypatch):
    read = [*rejected({"text": 1, "url": "ftp:x", "language": "?"}), *rejected({"text": "?"})]
    found = actions.prepare_import(
        project=site.cast.project, actor=site.cast.manager, method="upload", read=read
    )
    assert found.items.filter(state="failed").count() == 2
    assert untold(monkeypatch, site, place_of(found), "ftp:x", "http://", "https://") == []


def rejected(fields):
    try:
        build_draft(fields)
    except DraftRejected as error:
        yield error


def test_an_id_that_stands_for_another_text(site, monkeypatch):
    drafts = [
        build_draft({"text": in_greek(f"Crane {n} stands still."), "external_id": in_greek("c1")})
        for n in range(2)
    ]
    kept = actions.prepare_import(
        project=site.cast.project, actor=site.cast.manager, method="upload", read=drafts
    )
    assert untold(monkeypatch, site, place_of(kept)) == []


def test_a_feed_that_failed_and_why_a_page_was_not_to_be_had(site, web, monkeypatch):
    gone, broken = web.page("/gone", "", status=404), web.page("/broken", "", status=500)
    words = in_greek(" ".join(LONG))
    text = f"<content:encoded><![CDATA[<p>{words}</p>]]></content:encoded>"
    whole = item(gone, in_greek("Quay")).replace("</item>", f"{text}</item>")
    works = web.page("/feed", rss([whole], in_greek("Post")), media="text/xml")
    for url in (broken, works):
        feed = actions.add_feed(
            project=site.cast.project, actor=site.cast.manager, url=url,
            title=in_greek("Post"), minutes=60,
        )  # fmt: skip
        if begun := poll_feed(feed=feed):
            go_on(begun)
    assert "answered with an error (status 500)" in Feed.objects.get(url=broken).trouble
    kept = ImportItem.objects.get(source=gone)
    assert kept.left_out[0].words == "There is no page at this address (status 404)."
    given = (gone, broken, works)
    assert untold(monkeypatch, site, reverse("feeds", args=[SLUG]), *given) == []
    assert untold(monkeypatch, site, place_of(kept.article_import), *given) == []


def test_the_api_tells_it_so_too(site, web, monkeypatch):
    found = read_on(addresses(site, web.url("/gone")))
    place = reverse("api-article-import-items", args=[SLUG, found.public_id])
    speak_greek(monkeypatch)
    (told,) = site.cast.client(site.cast.manager).get(place).json()["results"]
    assert set(told["errors"][0]) == {"field", "message", "code"}
    assert told["errors"][0]["message"] == in_greek(
        "There is no page at this address (status 404)."
    )


def test_what_was_stored_before_is_told_as_it_stands(site, web, monkeypatch):
    found = read_on(addresses(site, web.page("/a", story("Quay", *LONG)), web.url("/gone")))
    old = {"field": "url", "message": "It was not there.", "code": "not_found"}
    found.items.filter(state="failed").update(errors=[old])
    speak_greek(monkeypatch)
    page = site.cast.client(site.cast.manager).get(place_of(found)).content.decode()
    assert "It was not there." in page
