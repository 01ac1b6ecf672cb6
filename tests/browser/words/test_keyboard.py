"""The word mode by keyboard alone: move, extend, mark, change, remove, leave."""

import pytest
from playwright.sync_api import expect


def test_a_word_is_marked_with_two_keys_and_its_place_is_right(words):
    page = words()
    page.press("m")
    assert page.target == "The"
    assert page.said == "Claim 1: The, word 1 of 13"
    page.press("ArrowRight", "ArrowRight")
    assert page.said == "officials, word 3 of 13"
    page.press("1")
    start, end = page.find("officials")
    assert page.log == [["mark", "11", "bias", start, end, ["bias:loaded"]]]
    assert page.said.startswith("Loaded word on “officials”.")


def test_shift_extends_and_home_and_end_jump(words):
    page = words()
    page.press("m", "ArrowRight", "Shift+ArrowRight", "Shift+ArrowRight")
    assert page.target == "harbour officials rammed"
    assert page.said == "harbour officials rammed, words 2 to 4 of 13"
    page.press("Shift+ArrowLeft")
    assert page.target == "harbour officials"
    page.press("End")
    assert page.target == "."
    assert page.said == "punctuation ., after word 13 of 13"
    page.press("ArrowLeft", "Shift+Home")
    assert (
        page.target
        == "The harbour officials rammed through a crushing majority on Monday, said Ada Quill"
    )
    page.press("Home")
    assert page.target == "The"


def test_space_holds_the_selection_so_that_one_hand_is_enough(words):
    page = words()
    page.press("m", " ")
    expect(page.bar.get_by_role("button", name="Extend")).to_have_attribute("aria-pressed", "true")
    page.press("ArrowRight", "ArrowRight")
    assert page.target == "The harbour officials"
    page.press("3", "Escape", "ArrowRight")
    assert page.target == "rammed", "a mark lets go"
    page.press("Enter", "ArrowRight", "Enter", "ArrowRight")
    assert page.target == "a", "and so does a second press"


def test_arrows_follow_the_eye_in_a_right_to_left_article(words):
    page = words("article=ar")
    page.press("m", "ArrowLeft")
    assert page.target == "مسؤولون"
    page.press("Shift+ArrowLeft", "Shift+ArrowLeft", "Shift+ArrowLeft", "2")
    start, end = page.find("مسؤولون في الميناء 😀")
    assert page.log == [["mark", "11", "bias", start, end, ["bias:label"]]]
    page.press("Escape", "ArrowRight")
    assert page.target == "الميناء"


def test_words_in_mixed_directions_keep_their_order(words):
    page = words("article=ar")
    page.press(
        "m", "ArrowDown", "ArrowLeft", "ArrowLeft", "Shift+ArrowLeft", "Shift+ArrowLeft", "4"
    )
    start, end = page.find("Quay & Sons")
    assert page.log[-1] == ["mark", "12", "bias", start, end, ["bias:sweeping"]]


def test_up_and_down_go_from_claim_to_claim_and_tell_the_page(words):
    page = words()
    page.press("m", "ArrowDown", "j")
    assert page.said == "Claim 3: Closures, word 1 of 11"
    assert page.ask("return f.current") == "13"
    page.press("k")
    assert page.said.startswith("Claim 2: Rivals")
    page.press("ArrowUp", "ArrowUp")
    assert page.target == "The", "the dateline is for those who may edit"
    assert page.said == "The article ends here."


def test_a_quiet_segment_can_be_reached_by_an_editor(words):
    page = words("edit=yes")
    page.press("m", "ArrowUp")
    assert page.said == "dateline: PORT, word 1 of 3"
    assert page.bar.get_by_role("button", name="Loaded word").count() == 0
    page.press("End", "ArrowRight")
    assert page.target == "The", "words run on into the next part"


def test_codes_of_a_many_variable_toggle_and_the_full_answer_is_sent(words):
    page = words()
    page.press("m", "1", "Escape", "2", "Escape")
    start, end = page.find("The harbour")[0], page.find(" harbour")[0]
    assert page.log == [
        ["mark", "11", "bias", start, end, ["bias:loaded"]],
        ["mark", "11", "bias", start, end, ["bias:loaded", "bias:label"]],
    ]
    page.press("1")
    assert page.log[-1] == ["mark", "11", "bias", start, end, ["bias:label"]]
    assert page.said == "Loaded word taken off “The”."
    page.press("2")
    assert page.log[-1] == ["remove", "11", "bias", start, end]


def test_a_single_choice_variable_is_replaced_and_reached_by_its_own_key(words):
    page = words("variables=two")
    page.press("m", "s")
    assert page.said == "Part of the claim"
    page.press("1", "2")
    start, end = page.find("The")
    assert page.log == [
        ["mark", "11", "part", start, end, ["part:source"]],
        ["mark", "11", "part", start, end, ["part:cue"]],
    ]
    pressed = page.bar.locator("[data-act=question][aria-pressed=true]")
    expect(pressed).to_have_text("Part of the claims")  # its label and its key
    page.press("x", "7")
    assert page.log[-1][2] == "bias"


def test_an_attribute_is_asked_next_and_answered_by_digits(words):
    page = words()
    page.press("m", "5")
    assert page.said.endswith("Holder: 1 outlet, 2 source. Enter leaves it open.")
    page.press("2")
    start, end = page.find("The")
    assert page.log == [
        ["mark", "11", "bias", start, end, ["bias:motive"]],
        ["mark", "11", "bias_holder", start, end, ["bias_holder:source"]],
    ]
    expect(page.bar.get_by_role("button", name="Holder: source")).to_be_visible()
    page.press("1")
    assert page.log[-1][5] == ["bias:motive", "bias:loaded"], "digits are codes again"
    assert "Holder" not in page.said, "what is answered is not asked again"


@pytest.mark.parametrize("key", ["Enter", "Escape"])
def test_an_attribute_can_be_left_open_and_given_later(words, key):
    page = words()
    page.press("m", "5", key)
    assert len(page.log) == 1
    expect(page.bar.get_by_role("button", name="Holder: open")).to_be_visible()
    page.press("a", "1")
    assert page.log[-1][2:] == ["bias_holder", *page.find("The"), ["bias_holder:outlet"]]


def test_spans_under_the_cursor_are_listed_smallest_first_and_can_be_chosen(words):
    page = words("variables=two")
    page.mark("rammed through a crushing majority", "bias:loaded")
    page.mark("crushing majority", "part:content")
    page.press("m", *["ArrowRight"] * 6)
    assert page.said == "crushing, word 7 of 13, marked Content, Loaded word"
    chips = page.bar.locator(".words-span .words-chip")
    expect(chips).to_have_text(["COContent", "LWLoaded word"])
    page.press(".")
    assert page.target == "crushing majority"
    page.press("2")
    assert page.log[-1][2] == "part", "digits belong to the variable of the span chosen"
    page.press(".")
    assert page.target == "rammed through a crushing majority"
    page.press("Delete")
    assert page.log[-1] == [
        "remove",
        "11",
        "bias",
        *page.find("rammed through a crushing majority"),
    ]
    assert page.said == "Loaded word taken off “rammed through a crushing majority”."
    expect(chips).to_have_text(["CUCue"])


def test_a_span_gets_other_words_and_its_attribute_comes_along(words):
    page = words()
    page.press("m", "1", "2", "w", "ArrowRight", "ArrowRight", "ArrowLeft", "]")
    assert page.target == "harbour"
    page.press("[", "Enter")
    old, new = page.find("The"), page.find("The harbour")
    assert page.log[-1] == ["change", "11", "bias", *old, *new]
    assert page.said == "Loaded word on “The harbour”."
    spans = page.ask("return f.spans.get('11')")
    assert {(one["variable"], one["start"], one["end"]) for one in spans} == {
        ("bias", *new),
        ("bias_holder", *new),
    }


def test_new_words_are_dropped_by_escape_and_refused_where_such_a_mark_is(words):
    page = words()
    page.mark("harbour", "bias:loaded")
    page.mark("officials", "bias:alarm")
    page.press("m", "ArrowRight", "w", "ArrowRight", "Escape")
    assert page.target == "harbour"
    page.press("w", "ArrowRight", "]", "Enter")
    assert page.said == "These words carry such a mark already. Choose others."
    assert page.log == []
    page.press("Escape", "Escape")
    expect(page.bar).to_be_hidden()


def test_escape_leaves_and_gives_the_focus_back(words):
    page = words()
    button = page.page.locator("[data-before]")
    button.focus()
    page.press("m", "ArrowRight")
    assert page.ask("return document.activeElement.dataset.act") == "hold"
    page.press("Escape")
    expect(button).to_be_focused()
    expect(page.bar).to_be_hidden()
    assert page.target == ""


def test_the_page_gets_no_key_of_the_mode_and_all_others(words):
    page = words()
    page.press("m", "1", "Enter", "Space", "Space", "j", "b", "9", "u")
    assert [entry[0] for entry in page.log] == ["mark", "mark", "page key"]
    assert ["page key", "j"] not in page.log
    assert ["page key", "b"] not in page.log, "a letter without a button does nothing here"
    assert page.log[-1] == ["page key", "u"], "undo is the page's"
    page.press("Escape", "Escape", "j")
    assert page.log[-1] == ["page key", "j"]


def test_keys_are_off_while_typing(words):
    page = words()
    page.drag("rammed", "through")
    expect(page.bar).to_be_visible()
    note = page.page.get_by_label("Note")
    note.evaluate("(one) => one.focus()")
    page.press("1", "w", "Delete")
    assert page.log == []
    assert note.input_value() == "1w"


def test_single_keys_can_be_off_where_the_focus_is_not_in_the_toolbar(words):
    page = words()
    page.ask("f.isOn = false")
    page.drag("rammed", "through")
    page.press("1")
    assert ["page key", "1"] in page.log
    page.ask("f.words.enter('11')")
    page.press("2")
    assert page.log[-1][5] == ["bias:label"], "the toolbar was opened on purpose"


def test_keys_work_under_another_layout(words):
    page = words("variables=two")
    page.press("m")

    def type_(key, code, **more):
        page.ask(
            "document.activeElement.dispatchEvent(new KeyboardEvent('keydown',"
            " {key: a[0], code: a[1], bubbles: true, cancelable: true, ...a[2]}))",
            key,
            code,
            more,
        )

    type_("ы", "KeyS")
    type_("٢", "Digit2")
    assert page.log[-1][2:] == ["part", *page.find("The"), ["part:cue"]]
    type_("&", "Digit1")
    assert page.log[-1][5] == ["part:source"], "an unshifted number row without digits"
    type_("{", "Digit7", ctrlKey=True, altKey=True, modifierAltGraph=True)
    type_("!", "Digit1", shiftKey=True)
    assert len(page.log) == 2


def test_nothing_opens_for_those_who_may_neither_mark_nor_edit(words):
    for query in ("mark=no", "variables=none"):
        page = words(query)
        page.mark("rammed", "bias:loaded")
        page.press("m")
        page.click("rammed")
        page.drag("harbour", "through")
        expect(page.bar).to_be_hidden()


def test_a_span_variable_is_offered_where_it_is_asked(words):
    page = words("variables=two&part=12")
    page.press("m", "s", "1")
    assert page.log[-1][2] == "bias"
    page.press("Escape", "j", "s", "1")
    assert page.log[-1][1:3] == ["12", "part"]


def test_a_span_is_shown_on_request(words):
    page = words()
    page.mark("took gifts", "bias:label")
    span = page.find("took gifts")
    assert page.ask("return f.words.showSpan('12', {start: a[0], end: a[1]})", *span)
    assert page.target == "took gifts"
    assert page.ask("return f.words.isOpen()")
    page.ask("f.words.leave()")
    assert page.target == ""


def test_what_is_undone_elsewhere_goes_from_the_toolbar_too(words):
    page = words()
    page.press("m", "1", "Escape")
    expect(page.bar.locator(".words-span")).to_have_count(1)
    page.ask("f.put('11', []); f.words.refresh()")
    expect(page.bar.locator(".words-span")).to_have_count(0)
    assert page.target == "The"


def test_the_mode_closes_when_its_words_are_no_longer_for_this_person(words):
    page = words()
    page.press("m")
    page.ask("document.querySelectorAll('.segment').forEach((one) => delete one.dataset.claim)")
    page.ask("document.getElementById('text-11').firstChild.data = 'Gone'; f.words.refresh()")
    expect(page.bar).to_be_hidden()


def test_the_cursor_keeps_its_word_when_the_claim_is_cut_elsewhere(words):
    page = words("edit=yes")
    page.press("m", *["ArrowRight"] * 6)
    page.ask("f.split('11', a[0])", page.find("rammed")[0])
    assert page.target == "crushing"
    assert page.ask("return f.current") == "111", "the page selects the claim the cursor is in now"
    page.press("1")
    assert page.log[-1][:5] == ["mark", "111", "bias", *page.find("crushing")]
