"""Reviewing in a real browser: figures in every size, deciding without a mouse."""

import pytest
from django.urls import reverse

from annotator.review.models import Adjudication
from tests.annotator.review.studies import disagree

SIZES = {"laptop": (1366, 768), "phone": (390, 844)}
ARABIC = "قال مدير المرفأ إن الرصيف الشمالي سيفتح يوم الاثنين.\n\nولم يرد المكتب على الأسئلة."


@pytest.fixture
def study(cast):
    """Three annotators on two articles, one of them Arabic; on each claim two against one."""
    cast.project.overlap = 3
    cast.project.save(update_fields=["overlap"])
    cast.add_article(ARABIC, title="الرصيف", language="ar", publisher="صوت المرفأ")
    for _ in range(2):
        disagree(cast, users=(cast.ana, cast.ben, cast.cleo))
    return cast


def address(study, name: str, query: str = "") -> str:
    return reverse(name, args=[study.project.slug]) + query


@pytest.mark.parametrize("size", SIZES)
def test_every_page_fits_and_is_accessible(desk, study, assert_accessible, size):
    width, height = SIZES[size]
    context = desk.sit(study.reviewer, viewport={"width": width, "height": height})
    page = context.new_page()
    pages = [
        ("review", "?variable=att"),
        ("review_claims", "?variable=att"),
        ("review_assignments", "?state=submitted"),
        ("adjudicate", ""),
        ("adjudicate", f"?article={study.article.pk}"),
        ("adjudicate", "?variable=genre"),
    ]
    for name, query in pages:
        page.goto(address(study, name, query))
        assert page.evaluate("document.documentElement.scrollWidth") <= width, (name, query)
        assert_accessible(page, f"{name}{query}")
    page.goto(address(study, "review_assignments"))
    page.get_by_role("link", name="Send back").first.click()
    page.get_by_label("What should the annotator look at again?").wait_for()
    assert_accessible(page, "send back")


def test_deciding_by_keyboard_only(desk, study):
    desk.expect("status of 400")  # a reason is asked for
    page = desk.open(address(study, "adjudicate", "?publisher=Harbour Post"), study.reviewer)
    first, second, third = study.claims()
    page.keyboard.press("Enter")  # the majority has the focus
    page.wait_for_url("**#steps")
    (decision,) = Adjudication.objects.all()
    assert (decision.claim, decision.codes.get().identifier) == (first, "att:none")
    assert decision.distribution == {"att:explicit": 1, "att:none": 2}

    page.keyboard.press("j")
    page.wait_for_url(f"**claim={second.pk}&**")
    ruling = page.locator("[data-current]")
    lone = ruling.locator("li", has_text="Attributed here").locator("button")
    page.keyboard.press(lone.get_attribute("data-key"))
    ruling.get_by_role("alert").wait_for()  # against the majority: why?
    assert Adjudication.objects.count() == 1
    page.keyboard.type("It names the office, j and k are letters here.")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url("**#steps")
    decision = Adjudication.objects.get(claim=second)
    assert decision.codes.get().identifier == "att:explicit"
    assert decision.reason == "It names the office, j and k are letters here."

    page.keyboard.press("j")
    page.wait_for_url(f"**claim={third.pk}&**")
    page.keyboard.press("k")
    page.wait_for_url(f"**claim={second.pk}&**")


def test_single_keys_can_be_switched_off(desk, study):
    page = desk.open(address(study, "adjudicate"), study.reviewer)
    with page.expect_response("**/accounts/preferences/"):
        page.get_by_label("Single keys").uncheck()
    page.goto(address(study, "adjudicate"))
    before = page.url
    page.keyboard.press("j")
    page.keyboard.press("1")
    page.wait_for_timeout(200)
    assert page.url == before
    assert not Adjudication.objects.exists()
    assert not page.get_by_label("Single keys").is_checked()


def test_the_article_is_scrolled_to_the_claim_and_reads_right_to_left(desk, study):
    small = {"width": 1366, "height": 420}
    place = address(study, "adjudicate", "?publisher=صوت المرفأ")
    page = desk.open(place, study.reviewer, viewport=small)
    text = page.locator(".article-text")
    assert text.get_attribute("dir") == "rtl"
    assert text.get_attribute("lang") == "ar"
    claim = page.locator("#here")
    assert claim.inner_text() == page.locator(".claim-head .quote").inner_text()
    pane = page.locator("[data-scroller]").bounding_box()
    box = claim.bounding_box()
    assert pane["y"] <= box["y"]
    assert box["y"] + box["height"] <= pane["y"] + pane["height"]


def test_deciding_works_without_javascript(desk, study):
    page = desk.open(address(study, "review"), study.reviewer, java_script_enabled=False)
    page.get_by_role("link", name="Decide disputed claims").click()
    page.get_by_text("Own answer, reason or note").click()
    page.get_by_label("Attributed here").check()
    page.locator("[data-current]").get_by_label("Reason").fill("It names the office.")
    page.get_by_role("button", name="Save decision").first.click()
    assert Adjudication.objects.get().codes.get().identifier == "att:explicit"
