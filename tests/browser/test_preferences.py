"""Preferences in a real browser: they hold at once, on every page, and stay."""

import json
from pathlib import Path

import pytest

import articles
from annotator.accounts.actions import save_preferences
from annotator.accounts.models import User

PREFERENCES = "/accounts/preferences/"
SAMPLES = Path(articles.__file__).parent / "samples"
MOST_IN_A_LINE = 68

LINES = """
(block) => {
  const lines = new Map();
  const range = document.createRange();
  const walker = document.createTreeWalker(block, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    if (node.parentElement.closest(".role")) continue;
    for (let at = 0; at < node.length; at += 1) {
      range.setStart(node, at);
      range.setEnd(node, at + 1);
      const box = range.getClientRects()[0];
      if (node.data[at] === "\\n" || !box?.width) continue;
      const middle = Math.round((box.top + box.bottom) / 2);
      lines.set(middle, (lines.get(middle) ?? 0) + 1);
    }
  }
  return [...lines.values()];
}
"""


def style(page, selector: str, name: str) -> str:
    return page.locator(selector).first.evaluate(f"(one) => getComputedStyle(one).{name}")


def kept(user) -> dict:
    return User.objects.get(pk=user.pk).preferences


def choose(page, name: str) -> None:
    page.get_by_role("radio", name=name, exact=True).check()


def test_dark_and_large_text_on_every_page(desk, cast, assert_accessible):
    page = desk.open(PREFERENCES, cast.ana)
    assert_accessible(page, "preferences")
    page.emulate_media(color_scheme="light")
    light, small = style(page, "body", "backgroundColor"), style(page, ".article-text", "fontSize")
    choose(page, "Dark")
    choose(page, "Large")
    page.get_by_text("Saved", exact=True).wait_for()
    dark = style(page, "body", "backgroundColor")
    assert (dark != light, small) == (True, "18px")
    assert style(page, ".article-text", "fontSize") == "20.8px"
    assert page.locator("meta[name=color-scheme]").get_attribute("content") == "dark"
    article = f"/projects/quay/articles/{cast.article.pk}/"
    for path in (PREFERENCES, "/", "/help/", "/accounts/", article, "/projects/quay/codebook/"):
        page.goto(path)
        assert style(page, "body", "backgroundColor") == dark, path
        page.reload()
        assert style(page, "body", "backgroundColor") == dark, path
    page.goto(article)
    assert style(page, ".article-text", "fontSize") == "20.8px"
    assert_accessible(page, "article in dark")
    page.goto(PREFERENCES)
    assert page.get_by_label("Dark").is_checked()
    assert_accessible(page, "preferences in dark")


def test_the_dark_page_is_dark_before_any_script(desk, cast):
    save_preferences(user=cast.ana, theme="dark")
    page = desk.open("/help/", cast.ana, java_script_enabled=False, color_scheme="light")
    plain = desk.open("/help/", cast.ben, java_script_enabled=False, color_scheme="dark")
    assert page.locator("html").get_attribute("data-theme") == "dark"
    assert style(page, "body", "backgroundColor") == style(plain, "body", "backgroundColor")


def test_light_stays_light_on_a_dark_system(desk, cast):
    page = desk.open(PREFERENCES, cast.ana, color_scheme="dark")
    dark = style(page, "body", "backgroundColor")
    choose(page, "Light")
    assert style(page, "body", "backgroundColor") != dark
    choose(page, "As the system")
    assert style(page, "body", "backgroundColor") == dark
    assert page.locator("html").get_attribute("data-theme") is None


def test_by_keyboard(desk, cast):
    page = desk.open(PREFERENCES, cast.ana)
    page.get_by_label("As the system").focus()
    with page.expect_response(f"**{PREFERENCES}"):
        page.keyboard.press("ArrowRight")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    with page.expect_response(f"**{PREFERENCES}"):
        page.keyboard.press("Space")
    page.get_by_text("Saved", exact=True).wait_for()
    page.keyboard.press("Enter")  # sends nothing: all is saved
    assert page.get_by_text("Saved", exact=True).is_visible()
    assert not page.get_by_role("button", name="Save").is_visible()
    assert (kept(cast.ana)["theme"], kept(cast.ana)["auto_advance"]) == ("light", False)


def test_the_last_of_quick_choices_wins(desk, cast):
    page = desk.open(PREFERENCES, cast.ana)
    page.get_by_label("Small").focus()
    for _ in range(7):
        page.keyboard.press("ArrowRight")
    page.get_by_text("Saved", exact=True).wait_for()
    assert page.locator("html").get_attribute("data-text-size") == kept(cast.ana)["text_size"]


def test_a_choice_that_cannot_be_saved_says_so(desk, cast):
    desk.expect("net::ERR_FAILED")
    page = desk.open(PREFERENCES, cast.ana)
    page.route(f"**{PREFERENCES}", lambda route: route.abort())
    choose(page, "Dark")
    page.get_by_text("could not be saved").wait_for()
    assert page.locator("html").get_attribute("data-theme") == "dark"
    page.unroute(f"**{PREFERENCES}")
    choose(page, "Wide")
    page.get_by_text("Saved", exact=True).wait_for()
    assert kept(cast.ana)["line_width"] == "wide"


def test_without_script(desk, cast):
    page = desk.open(PREFERENCES, cast.ana, java_script_enabled=False)
    choose(page, "Dark")
    page.get_by_label("Use keys of one letter or digit").uncheck()
    page.get_by_role("button", name="Save").click()
    page.get_by_text("Your preferences are saved.").wait_for()
    assert page.locator("html").get_attribute("data-theme") == "dark"
    assert kept(cast.ana)["single_keys"] is False


@pytest.mark.parametrize("size", ["small", "normal", "large", "huge"])
def test_lines_are_of_a_length_that_reads_well(desk, cast, size):
    """Real English in the real font: no line passes 68 characters, and each step is a step."""
    sample = json.loads((SAMPLES / "founding-like.json").read_text(encoding="utf-8"))
    article = cast.add_article(sample["text"])
    longest = {}
    for width in ("narrow", "normal", "wide"):
        save_preferences(user=cast.manager, text_size=size, line_width=width)
        page = desk.open(
            f"/projects/quay/articles/{article.pk}/",
            cast.manager,
            viewport={"width": 1920, "height": 1080},
        )
        longest[width] = max(page.locator(".article-text").evaluate(LINES))
    assert 40 < longest["narrow"] < longest["normal"] - 5
    assert longest["normal"] < longest["wide"] <= MOST_IN_A_LINE
