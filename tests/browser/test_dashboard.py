"""The figures in a real browser: every size, both schemes, both directions, without a mouse."""

import random

import pytest
from django.urls import reverse

from annotator.annotation.actions import submit_assignment
from tests.annotator.review.studies import add_articles, answer_at_random, disagree

SIZES = {"laptop": (1366, 768), "phone": (390, 844)}
PAGES = [
    ("review", [], "?variable=att"),
    ("review", [], "?variable=att&compare=Valley+Wire&compare=Harbour+Post&publisher=Valley+Wire"),
    ("review_agreement", ["att"], ""),
    ("review_agreement", ["slant"], "?annotators=ana,ben"),
    ("review_claims", [], "?variable=att&publisher=Valley+Wire&from=2020-01-01"),
]


@pytest.fixture
def study(cast):
    """Three annotators on six articles of two publishers, one of them Arabic."""
    cast.project.overlap = 3
    cast.project.save(update_fields=["overlap"])
    add_articles(cast, 4, claims=4)
    cast.add_article("قال مدير المرفأ إن الرصيف سيفتح.", publisher="صوت المرفأ", language="ar")
    chance = random.Random(5)
    for user in (cast.ana, cast.ben, cast.cleo):
        for _ in range(6):
            assignment = cast.take(user)
            answer_at_random(cast, assignment, chance)
            submit_assignment(assignment=assignment, actor=user)
    return cast


def address(study, name: str, places=(), query: str = "") -> str:
    return reverse(name, args=[study.project.slug, *places]) + query


def width_of(page) -> int:
    return page.evaluate("document.documentElement.scrollWidth")


@pytest.mark.parametrize("size", SIZES)
def test_every_page_fits_and_is_accessible(desk, study, assert_accessible, size):
    width, height = SIZES[size]
    context = desk.sit(study.manager, viewport={"width": width, "height": height})
    page = context.new_page()
    for name, places, query in PAGES:
        page.goto(address(study, name, places, query))
        for closed in page.locator(".all-publishers > summary").all():
            closed.click()
        assert width_of(page) <= width, (name, query)
        assert_accessible(page, f"{name}{query}")
    page.goto(address(study, "review"))
    page.get_by_text("Filters", exact=True).click()
    assert width_of(page) <= width
    assert_accessible(page, "filters")
    page = desk.sit(study.ana, viewport={"width": width, "height": height}).new_page()
    page.goto(address(study, "progress"))
    assert width_of(page) <= width
    assert_accessible(page, "progress")


@pytest.mark.parametrize("size", SIZES)
def test_every_page_is_mirrored(desk, study, assert_accessible, settings, size):
    settings.LANGUAGES = [("en", "English"), ("ar", "Arabic")]
    width, height = SIZES[size]
    options = {"locale": "ar", "viewport": {"width": width, "height": height}}
    page = desk.sit(study.manager, **options).new_page()
    for name, places, query in PAGES:
        page.goto(address(study, name, places, query))
        assert page.locator("html").get_attribute("dir") == "rtl"
        assert width_of(page) <= width, (name, query)
        assert_accessible(page, f"{name}{query}")


def test_shares_are_mirrored_and_alpha_is_not(desk, study, settings):
    """A share grows away from its label; the line of alpha is a number line, low on the left."""
    settings.LANGUAGES = [("en", "English"), ("ar", "Arabic")]
    page = desk.open(address(study, "review"), study.manager, locale="ar")
    chart = page.locator(".bars .drawn svg").first.bounding_box()
    bar = page.locator(".bars rect[class^=fill]").first.bounding_box()
    assert bar["x"] + bar["width"] == pytest.approx(chart["x"] + chart["width"], abs=1)
    marks = page.locator(".agreement .axis text")
    first, last = marks.nth(0).bounding_box(), marks.nth(1).bounding_box()
    assert first["x"] < last["x"]


def test_focus_shows_n_and_method_and_escape_hides_them(desk, study):
    page = desk.open(address(study, "review"), study.reviewer)
    figure = page.locator("section", has=page.get_by_role("heading", name="Agreement", exact=True))
    tip = figure.get_by_role("tooltip")
    summary = figure.locator(".about summary")
    assert not tip.is_visible()
    summary.focus()
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Tab")  # by keyboard, so that the focus shows
    assert tip.is_visible()
    assert "Krippendorff’s alpha" in tip.inner_text()
    assert "n: " in tip.inner_text()
    assert summary.get_attribute("aria-describedby") == tip.get_attribute("id")
    page.keyboard.press("Escape")
    assert not tip.is_visible()
    page.keyboard.press("Enter")
    assert figure.get_by_role("link", name="SVG").is_visible()
    page.keyboard.press("Escape")
    assert not figure.get_by_role("link", name="SVG").is_visible()
    assert summary.evaluate("(one) => one === document.activeElement")
    summary.hover()
    assert tip.is_visible()


def test_files_come_from_the_figure(desk, study):
    page = desk.open(address(study, "review", query="?publisher=Valley+Wire"), study.reviewer)
    figure = page.locator("section", has=page.get_by_role("heading", name="Agreement", exact=True))
    figure.locator(".about summary").click()
    for kind, begin in (("CSV", "variable,label,metric,alpha"), ("SVG", "<?xml")):
        with page.expect_download() as caught:
            figure.get_by_role("link", name=kind).click()
        assert caught.value.suggested_filename == f"quay-agreement.{kind.lower()}"
        assert caught.value.path().read_text().startswith(begin)


def test_filters_without_a_mouse_and_without_javascript(desk, study):
    page = desk.open(address(study, "review"), study.reviewer, java_script_enabled=False)
    page.get_by_text("Filters", exact=True).focus()
    page.keyboard.press("Enter")
    page.get_by_label("Publisher").first.fill("valley wire")
    page.get_by_role("button", name="Apply").press("Enter")
    page.get_by_role("link", name="Publisher: Valley Wire (remove this filter)").wait_for()
    assert "publisher=valley+wire" in page.url
    page.get_by_role("link", name="Publisher: Valley Wire (remove this filter)").click()
    page.wait_for_url(lambda url: "publisher=" not in url)


def test_scripts_keep_empty_filters_out_of_the_address(desk, study):
    page = desk.open(address(study, "review"), study.reviewer)
    page.get_by_text("Filters", exact=True).click()
    page.get_by_label("First annotator").select_option("ana")
    page.get_by_label("Second annotator").select_option("ben")
    page.get_by_role("button", name="Apply").click()
    page.wait_for_url("**/review/?annotators=ana&annotators=ben&labels=before")
    page.get_by_text("Annotators: ana · ben").wait_for()


def test_from_the_strip_to_the_heat_map_to_the_claims(desk, study):
    page = desk.open(address(study, "review"), study.reviewer)
    page.locator(".agreement").get_by_role("link", name="Attribution").click()
    page.get_by_role("heading", name="Agreement: Attribution").wait_for()
    cell = page.locator(".confusion td.heat:not(.same) a").first
    assert "Attributed here against Unattributed" in cell.get_attribute("title")
    cell.click()
    page.wait_for_url("**/review/adjudicate/?variable=att&pair=**")
    page.go_back()
    page.locator(".confusion td.same a").first.click()
    page.get_by_role("heading", name="Labels").wait_for()
    assert page.get_by_label("Which labels").input_value() == "compared"


def test_a_page_with_old_figures_says_when_new_ones_are_ready(desk, study, monkeypatch):
    monkeypatch.setattr("annotator.review.figures.store.LIVE_LABELS", 3)
    study.client(study.reviewer).get(address(study, "review"))
    study.add_article("The mole is open. It was closed before.", title="Mole")
    disagree(study)
    monkeypatch.setattr("annotator.review.figures.store.ask_for_figures", lambda kept: True)
    page = desk.open(address(study, "review"), study.reviewer)
    page.get_by_text("being made anew").wait_for()
    line = page.locator("[data-age]")
    line.evaluate("(one) => { one.dataset.madeAt = 'another time'; }")
    page.get_by_text("New figures are ready.").wait_for()
    page.get_by_role("link", name="Load again").click()
    page.get_by_text("being made anew").wait_for()
