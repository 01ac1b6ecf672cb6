"""Mouse and touch: select, mark, click on marks, and leave selecting and copying alone."""

from playwright.sync_api import expect

PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}


def test_dragging_over_half_words_marks_whole_ones(words):
    page = words()
    page.drag("rammed", "crushing")
    expect(page.bar).to_be_visible()
    assert page.target == "rammed through a crushing"
    page.bar.get_by_role("button", name="Overstatement").click()
    assert page.log == [
        ["mark", "11", "bias", *page.find("rammed through a crushing"), ["bias:overstate"]]
    ]
    page.bar.get_by_role("button", name="source").click()
    assert page.log[-1][2:] == [
        "bias_holder", *page.find("rammed through a crushing"), ["bias_holder:source"],
    ]  # fmt: skip


def test_the_selection_survives_the_toolbar_and_is_what_was_selected(words):
    page = words()
    page.drag("rammed", "crushing")
    selected = page.ask("return getSelection().toString()")
    assert selected
    assert selected in page.text()
    page.bar.get_by_role("button", name="Alarm").click()
    assert page.ask("return getSelection().toString()") == selected


def test_keys_work_on_a_mouse_selection_and_arrows_take_it_over(words):
    page = words()
    page.drag("rammed", "through")
    page.press("Shift+ArrowRight", "8")
    assert page.log == [["mark", "11", "bias", *page.find("rammed through a"), ["bias:promote"]]]


def test_a_selection_over_several_claims_belongs_to_the_one_it_began_in(words):
    page = words()
    page.drag("Quill", "gifts")
    assert page.target == "Quill."
    page.press("Escape")
    page.click("PORT")  # a drag from within a selection would move it
    page.drag("gifts", "crushing")
    assert page.target == "Rivals say the mayor 😀 took gifts"


def test_a_triple_click_means_the_claim_that_was_clicked(words):
    """The browser selects the whole paragraph, from the dateline on."""
    page = words()
    box = page.box("gifts")
    page.page.mouse.click(box["left"] + 5, (box["top"] + box["bottom"]) / 2, click_count=3)
    assert page.ask("return getSelection().toString()").startswith("PORT")
    page.wait_until("return CSS.highlights.get('words-target')?.size > 0")
    assert page.target.startswith("Rivals say")
    assert page.target.endswith("shipping trade.")


def test_a_selection_in_a_quiet_part_offers_editing_only_to_editors(words):
    page = words()
    page.drag("PORT", "MERROW")
    expect(page.bar).to_be_hidden()
    page = words("edit=yes")
    page.drag("PORT", "MERROW")
    page.bar.get_by_role("button", name="Role").click()
    page.bar.get_by_role("button", name="Caption").click()
    assert page.log == [["role", "10", "caption"]]


def test_a_click_elsewhere_closes(words):
    page = words()
    page.drag("rammed", "through")
    page.click("PORT")
    expect(page.bar).to_be_hidden()
    assert page.target == ""


def test_a_click_on_marked_words_opens_the_smallest_mark_there(words):
    page = words("variables=two")
    page.mark("rammed through a crushing majority", "bias:loaded")
    page.mark("crushing majority", "part:content")
    page.click("crushing")
    assert page.target == "crushing majority"
    expect(page.bar.locator(".words-span[data-current] .words-chip")).to_have_text("COContent")
    page.click("rammed")
    assert page.target == "rammed through a crushing majority"
    page.bar.get_by_role("button", name="Remove").click()
    assert page.log == [["remove", "11", "bias", *page.find("rammed through a crushing majority")]]


def test_a_click_beside_the_marks_opens_nothing(words):
    page = words()
    page.mark("rammed", "bias:loaded")
    page.click("through")
    expect(page.bar).to_be_hidden()


def test_a_mark_gets_new_words_by_mouse(words):
    page = words()
    page.mark("rammed", "bias:loaded")
    page.click("rammed")
    page.bar.get_by_role("button", name="Change words").click()
    page.drag("crushing", "majority")
    expect(page.bar.get_by_role("button", name="Keep these words")).to_be_visible()
    page.bar.get_by_role("button", name="Keep these words").click()
    assert page.log == [
        ["change", "11", "bias", *page.find("rammed"), *page.find("crushing majority")]
    ]


def test_page_keys_pass_while_the_mouse_only_looks_at_a_mark(words):
    page = words()
    page.mark("rammed", "bias:loaded")
    page.click("rammed")
    page.press("j")
    assert page.log == [["page key", "j"]]
    expect(page.bar).to_be_hidden()


def test_touch_selects_with_handles_and_marks_with_a_bar_at_the_foot(words):
    page = words(**PHONE)
    page.select("ushing maj")
    expect(page.bar).to_be_visible()
    assert page.target == "crushing majority"
    box = page.bar.bounding_box()
    assert round(box["y"] + box["height"]) == 844
    assert round(box["width"]) == 390
    page.bar.get_by_role("button", name="Overstatement").tap()
    page.bar.get_by_role("button", name="outlet").tap()
    span = page.find("crushing majority")
    assert page.log == [
        ["mark", "11", "bias", *span, ["bias:overstate"]],
        ["mark", "11", "bias_holder", *span, ["bias_holder:outlet"]],
    ]
    page.bar.get_by_role("button", name="Close").tap()
    expect(page.bar).to_be_hidden()


def test_a_tap_on_marked_words_opens_them(words):
    page = words(**PHONE)
    page.mark("took gifts", "bias:label")
    box = page.box("took gifts")
    page.page.touchscreen.tap(box["left"] + 5, (box["top"] + box["bottom"]) / 2)
    expect(page.bar).to_be_visible()
    assert page.target == "took gifts"


def test_touch_handles_that_move_on_move_the_words(words):
    page = words(**PHONE)
    page.select("rammed")
    expect(page.bar).to_contain_text("rammed")
    page.select("rammed through")
    expect(page.bar).to_contain_text("rammed through")


def test_the_words_are_not_covered_and_stay_in_sight(words):
    for options in (
        PHONE,
        {"viewport": {"width": 1366, "height": 768}},
        {"viewport": {"width": 683, "height": 384}},
    ):
        page = words("article=long&edit=yes", **options)
        page.ask("f.words.enter(f.claims[800])")
        bar, target = page.bar.bounding_box(), page.ask(
            "const [range] = CSS.highlights.get('words-target');"
            "const live = new Range(); live.setStart(range.startContainer, range.startOffset);"
            "live.setEnd(range.endContainer, range.endOffset);"
            "const box = live.getBoundingClientRect(); return {top: box.top, bottom: box.bottom}"
        )  # fmt: skip
        assert 0 <= target["top"] < target["bottom"] <= options["viewport"]["height"]
        assert target["bottom"] <= bar["y"] or target["top"] >= bar["y"] + bar["height"]
        assert bar["y"] + bar["height"] <= options["viewport"]["height"]


def test_copy_gives_the_words_of_the_cursor(words):
    page = words()
    page.press("m", "Shift+ArrowRight")
    copied = page.ask(
        "const event = new ClipboardEvent('copy', {clipboardData: new DataTransfer(),"
        " bubbles: true, cancelable: true}); document.dispatchEvent(event);"
        "return event.clipboardData.getData('text/plain')"
    )
    assert copied == "The harbour"
