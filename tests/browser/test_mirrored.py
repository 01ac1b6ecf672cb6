"""A browser that asks for Arabic gets every page mirrored, whole and accessible."""

import pytest

from tests.annotator.review.studies import disagree

SIZES = {"laptop": (1366, 768), "phone": (390, 844)}
PAGES = {
    "login": "/accounts/login/",
    "home": "/",
    "preferences": "/accounts/preferences/",
    "project": "/projects/quay/",
    "codebook": "/projects/quay/codebook/",
    "articles": "/projects/quay/articles/",
    "article": "/projects/quay/articles/{article}/?claim={claim}",
    "members": "/projects/quay/members/",
    "dashboard": "/projects/quay/review/",
    "adjudicate": "/projects/quay/review/adjudicate/",
}
ARABIC = "قال مدير المرفأ إن الرصيف الشمالي سيفتح يوم الاثنين.\n\nولم يرد المكتب على الأسئلة."


@pytest.fixture
def study(cast, settings):
    """Two articles, one of them Arabic, with disagreement; the site offers Arabic."""
    settings.LANGUAGES = [("en", "English"), ("ar", "Arabic")]
    cast.add_article(ARABIC, title="الرصيف", language="ar", publisher="صوت المرفأ")
    for _ in range(2):
        disagree(cast, users=(cast.ana, cast.ben))
    return cast


def box(page, selector: str) -> dict:
    return page.locator(selector).first.bounding_box()


@pytest.mark.parametrize("size", SIZES)
def test_every_page_is_mirrored(desk, study, assert_accessible, size):
    width, height = SIZES[size]
    options = {"locale": "ar", "viewport": {"width": width, "height": height}}
    known = {"article": study.article.pk, "claim": study.claims()[0].pk}
    for name, path in PAGES.items():
        user = None if name == "login" else study.manager
        page = desk.open(path.format(**known), user, **options)
        assert page.locator("html").get_attribute("dir") == "rtl", name
        assert page.locator("html").get_attribute("lang") == "ar", name
        assert page.evaluate("document.documentElement.scrollWidth") <= width, name
        assert box(page, ".brand")["x"] > width / 2, name
        assert box(page, ".site-header .account")["x"] < width / 4, name
        assert_accessible(page, name)


def test_bars_grow_away_from_their_labels(desk, study):
    page = desk.open("/projects/quay/review/", study.manager, locale="ar")
    chart, bar = box(page, ".bars .drawn svg"), box(page, ".bars rect[class^=fill]")
    assert box(page, ".bars th[scope=row]")["x"] > chart["x"]
    assert bar["width"] < chart["width"]
    assert bar["x"] + bar["width"] == pytest.approx(chart["x"] + chart["width"], abs=1)


def test_figures_and_codes_are_not_mirrored(desk, study):
    """A minus sign stays in front of its number."""
    directions = "(all) => [...new Set(all.map((one) => getComputedStyle(one).direction))]"
    page = desk.open("/projects/quay/review/", study.manager, locale="ar")
    assert page.locator("data, .agreement bdi, .axis text").evaluate_all(directions) == ["ltr"]
    page.goto("/projects/quay/codebook/")
    assert page.locator("code, kbd").evaluate_all(directions) == ["ltr"]


def test_english_text_in_a_mirrored_page_keeps_its_direction(desk, study):
    page = desk.open(f"/projects/quay/articles/{study.article.pk}/", study.manager, locale="ar")
    assert page.locator(".article-text").evaluate("(one) => getComputedStyle(one).direction") == (
        "ltr"
    )
