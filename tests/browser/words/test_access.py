"""The toolbar for everybody: names, focus, keys as printed, axe in light and dark."""

import pytest
from playwright.sync_api import expect

STATES = {
    "cursor": ["m"],
    "span": ["m", "1", "1", "ArrowLeft"],
    "attribute": ["m", "1"],
    "roles": ["m", "n"],
    "change": ["m", "1", "1", "w"],
}


@pytest.mark.parametrize("width", [1366, 390])
def test_axe_finds_nothing(words, assert_accessible, width):
    for state, keys in STATES.items():
        page = words("edit=yes&variables=two", viewport={"width": width, "height": 768})
        page.press(*keys)
        expect(page.bar).to_be_visible()
        assert_accessible(page.page, state)
        page.page.context.close()


def test_tab_goes_round_in_the_toolbar_and_arrows_come_back_to_the_words(words):
    page = words()
    page.press("m")
    main = page.bar.get_by_role("button", name="Extend")
    expect(main).to_be_focused()
    expect(main).to_have_accessible_description(
        "Arrows: word. Shift: extend. Up, down: part. Tab: buttons."
    )
    count = page.bar.get_by_role("button").count()
    page.press("Tab", "Tab")
    assert page.ask("return document.activeElement.dataset.act") == "code"
    page.press("ArrowRight")
    expect(main).to_be_focused()
    page.press(*["Tab"] * count)
    expect(main).to_be_focused()
    page.press("Shift+Tab")
    assert page.ask("return document.activeElement.dataset.value") == "bias:oneside"


def test_moving_leaves_the_focused_button_in_place(words):
    """A button made anew would be read out again after every arrow."""
    page = words()
    page.press("m")
    page.ask("window.before = document.activeElement")
    page.press("ArrowRight", "Shift+ArrowRight")
    focused = "return window.before === document.activeElement && window.before.dataset.act"
    assert page.ask(focused) == "hold"


def test_a_code_pressed_from_the_toolbar_keeps_the_focus(words):
    page = words("variables=two")
    page.press("m", "s", "Tab", "Tab", "Tab", "Tab", "Enter")
    focused = page.page.locator(":focus")
    expect(focused).to_have_attribute("aria-pressed", "true")
    expect(focused).to_have_text("SRSource1")


def test_every_key_is_printed_once_and_told_to_screen_readers(words):
    page = words("edit=yes&variables=two")
    page.mark("The", "bias:loaded")
    page.press("m")
    printed = page.ask(
        "return [...document.querySelectorAll('.words-bar kbd')].map((one) => one.textContent)"
    )
    assert len(printed) == len(set(printed))
    keys = page.ask(
        "return [...document.querySelectorAll('.words-bar button')].map((one) => "
        "[one.querySelector('kbd')?.textContent, one.getAttribute('aria-keyshortcuts')])"
    )
    assert all((kbd is None) == (shortcut is None) for kbd, shortcut in keys)
    assert {"x", "s", "1", "9", "w", "Del", "Alt+S", "g", "n", "[", "}", "Space", "Esc"} <= set(
        printed
    )


def test_the_focus_enters_from_the_text_by_tab(words):
    page = words()
    page.drag("rammed", "through")
    page.press("Tab")
    expect(page.bar.get_by_role("button", name="Extend")).to_be_focused()
    page.press("Escape")
    expect(page.page.get_by_role("region", name="Article")).to_be_focused()
