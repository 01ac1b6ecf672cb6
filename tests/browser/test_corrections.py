"""Doubtful segments and the report of corrections in a real browser: accessible on every size."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from articles.actions import change_role, split_claim
from articles.models import Claim

SIZES = {"laptop": (1366, 768), "phone": (390, 844)}
STORY = (
    "Ferry talks stall\n\nThe talks stalled on Monday, the port said.\n\n"
    "What comes next?\n\nThe port wants a deal by May.\n\nWho pays?\n\nNobody knows it yet."
)


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("locale", ["en", "ar"])
def test_from_a_doubt_to_the_report(desk, cast, settings, assert_accessible, size, locale):
    settings.LANGUAGES = [("en", "English"), ("ar", "Arabic")]
    width, height = SIZES[size]
    article = cast.add_article(STORY, language="en")
    first, *_ = article.claims.filter(role="body").order_by("start")
    split_claim(claim=first, at=first.start + 4, actor=cast.manager)
    viewport = {"width": width, "height": height}
    place = reverse("article", args=["quay", article.pk])
    page = desk.open(place, cast.manager, locale=locale, viewport=viewport)
    assert page.locator(".segment .doubt").count() == 2
    assert_accessible(page, "doubts")
    page.locator(".doubts a").first.click()
    assert_accessible(page, "chosen")
    assert page.locator("[aria-current] .doubt").count() == 1
    claim = Claim.objects.get(pk=page.url.rpartition("claim-")[2])
    change_role(claim=claim, role="body", actor=cast.manager)
    page.goto(page.url.partition("/projects")[0] + reverse("corrections", args=["quay"]))
    assert page.locator("tbody tr").count() == 2
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert_accessible(page, "report")
    page.get_by_role("link", name=claim.text).click()
    expect(page.locator(".segment[aria-current]")).to_contain_text(claim.text)
