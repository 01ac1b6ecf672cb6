"""Addresses, feeds and archived pages in a real browser: on every size, also without JavaScript."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from articles.models import Article
from tests.plugins.stories import LONG, item, rss, story
from tests.plugins.web import archive_copy

SIZES = {"laptop": (1366, 768), "phone": (390, 844)}
HOSTILE = (
    "<!doctype html><title>Quay</title><h1>Quay to reopen</h1><p>As printed.</p>"
    '<img src="https://tracker.example/p.png" alt="The quay at dawn">'
    '<script src="https://tracker.example/s.js"></script><script>document.title = "taken"</script>'
    '<link rel="stylesheet" href="https://tracker.example/s.css">'
    '<iframe src="https://tracker.example/f"></iframe>'
    '<p style="background: url(https://tracker.example/b.png)">More.</p>'
    '<meta http-equiv="refresh" content="0;url=https://tracker.example/">'
    '<p><a href="https://tracker.example/more" target="_top">Read more</a></p>'
)


def test_addresses_without_javascript(desk, cast, web):
    web.page("/a", story("Ferry is late", *LONG))
    page = desk.open(
        reverse("article_addresses", args=["quay"]), cast.manager, java_script_enabled=False
    )
    page.get_by_label("Addresses", exact=True).fill(f"{web.url('/a')}\n{web.url('/gone')}")
    page.get_by_role("button", name="Fetch the pages").click()
    page.get_by_text("There is no page at this address").wait_for()
    page.get_by_role("link", name="Paste it by hand").click()
    expect(page.get_by_label("URL")).to_have_value(web.url("/gone"))
    page.go_back()
    page.get_by_label("Leave out what cannot be imported").check()
    page.get_by_role("button", name="Save the article").click()
    page.get_by_role("link", name="archived page").click()
    page.frame_locator("iframe").get_by_role("heading", name="Ferry is late").wait_for()


def test_a_feed_from_looking_to_removing(desk, cast, web, assert_accessible):
    web.page("/a", story("Story a", "This is story a.", *LONG))
    url = web.page("/feed", rss([item(web.url("/a"), "Story a", guid="a")]), media="text/xml")
    page = desk.open(reverse("feeds", args=["quay"]), cast.manager)
    page.get_by_label("Address of the feed").fill(url)
    page.keyboard.press("Enter")
    page.get_by_text("Story a").wait_for()
    assert_accessible(page)
    page.get_by_label("Look for new articles").select_option("every day")
    page.get_by_role("button", name="Add this feed").click()
    page.get_by_text("1 entry taken").wait_for()
    assert_accessible(page)
    page.get_by_role("link", name="Latest report").click()
    page.get_by_role("link", name="Story a").wait_for()
    page.go_back()
    page.get_by_role("button", name="Pause").click()
    page.get_by_role("button", name="Resume").wait_for()
    page.get_by_role("button", name="Remove").click()
    page.get_by_text("is removed. Its articles stay.").wait_for()
    assert Article.objects.filter(import_method="feed").count() == 1


@pytest.mark.parametrize("size", SIZES)
def test_the_archived_page_asks_the_network_for_nothing(desk, cast, size, assert_accessible):
    desk.expect("the document's frame is sandboxed")  # the tools of this test are kept out too
    archive_copy(cast.article, HOSTILE)
    width, height = SIZES[size]
    context = desk.sit(cast.ana, viewport={"width": width, "height": height})
    page = context.new_page()
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(reverse("archived", args=["quay", cast.article.pk]))
    frame = page.frame_locator("iframe")
    frame.get_by_text("As printed.").wait_for()
    picture = frame.get_by_text("The quay at dawn")
    assert picture.evaluate("one => getComputedStyle(one).borderTopStyle") == "dashed"  # our style
    frame.get_by_text("Read more").click()
    assert page.title().startswith("Archived page")
    assert [url for url in asked if not url.startswith(desk.address)] == []
    inner = next(one for one in page.frames if one != page.main_frame)
    assert inner.evaluate("self.origin") == "null"
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert_accessible(page)
