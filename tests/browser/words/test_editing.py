"""Pointing at words to edit claims: the joint that each key means, in code points."""

from itertools import pairwise

import pytest
from playwright.sync_api import expect


@pytest.mark.parametrize("key", ["s", "Alt+s"])
def test_split_falls_before_the_word(words, key):
    page = words("edit=yes")
    page.press("m", "ArrowRight", "ArrowRight", key)
    assert page.log[-1] == ["split", "11", page.find("officials")[0]]


def test_split_counts_code_points_behind_an_emoji(words):
    page = words("edit=yes")
    page.press("m", "ArrowDown", *["ArrowRight"] * 5, "s")
    assert page.log[-1] == ["split", "12", page.find("took gifts")[0]]


def test_the_first_word_cannot_be_split_off(words):
    page = words("edit=yes")
    page.press("m", "s", "j", "j", "s")
    assert page.log == [], "nor the word behind an opening quotation mark"
    assert page.said == "These are the first words: there is nothing to split off."


def test_a_span_variable_s_key_wins_and_alt_still_splits(words):
    page = words("edit=yes&variables=two")
    page.press("m", "ArrowRight", "s")
    assert page.log == []
    expect(page.bar.get_by_role("button", name="Split before this word")).to_contain_text("Alt+S")
    page.press("Alt+s")
    assert page.log == [["split", "11", page.find("harbour")[0]]]


def test_merge_names_both_segments_and_stops_at_the_end(words):
    page = words("edit=yes")
    page.press("m", "g", "j", "j", "j", "j", "g")
    assert page.log == [["merge", "11", "12"]]
    assert page.said == "This is the last part of the article."


def test_a_role_is_chosen_from_the_list_by_digit(words):
    page = words("edit=yes")
    page.press("m", "n")
    assert page.said.startswith("Role: 1 Claim, 2 Caption")
    page.press("Escape", "n", "3")
    assert page.log == [["role", "11", "dateline"]]
    page.press("ArrowUp", "Alt+n", "1")
    assert page.log[-1] == ["role", "10", "claim"], "a quiet part becomes a claim"


NUDGES = [
    ("12", "[", "start", "Quill.", "11"),
    ("12", "]", "start", "say the mayor", "11"),
    ("12", "{", "end", "trade.", "13"),
    ("12", "}", "end", "like this", "13"),
    ("13", "}", "end", "Merrow Desk", "14"),
    ("11", "[", "start", "Monday.", "10"),
]


def test_edges_move_by_a_word(words):
    page = words("edit=yes")
    for claim, key, edge, joint, other in NUDGES:
        at = page.find(joint)[0]
        target = {"edge": edge, "at": at, "other": other}
        assert page.ask("return f.nudge(a[0], a[1])", claim, key) == target
        page.ask("f.words.enter(a[0])", claim)
        page.press(key)
        assert page.log[-1] == ["nudge", claim, edge, at, other]


def test_an_edge_without_a_word_to_move_stays(words):
    page = words("edit=yes")
    page.ask("f.words.enter('15')")
    page.press("}")
    assert page.log == []
    assert page.said == "There is no word to move over this edge."
    assert page.ask("return f.nudge('nobody', '[')") is None


JOINTS = [
    ("She said “no” twice", "She |said |“no” |twice"),
    ("twenty-one small firms", "twenty-one |small |firms"),
    ("He paid ($5) (cash).", "He |paid |($5) |(cash)."),
    ("他说：“好的”。", "他|说：|“好的”。"),
    ("قال: «لا»", "قال: |«لا»"),
    ("One", "One"),
    ("— Well, yes", "— Well, |yes"),
    ("www.merrow.example/quay is up", "www.merrow.example/quay |is |up"),
]


def test_marks_stay_with_the_word_they_cling_to(words):
    page = words()
    joints = page.ask(
        "return import('/static/js/annotation/words/joints.js').then(({jointsIn}) =>"
        " a[0].map(([text]) => jointsIn({text, units: f.units.unitsOf(text)})))",
        JOINTS,
    )
    places = [[0, *inside, len(text)] for (text, _), inside in zip(JOINTS, joints, strict=True)]
    cuts = [
        "|".join(text[a:b] for a, b in pairwise(at))
        for (text, _), at in zip(JOINTS, places, strict=True)
    ]
    assert cuts == [cut for _, cut in JOINTS]


def test_annotators_who_may_not_edit_see_no_editing(words):
    page = words()
    page.press("m", "s", "g", "n", "[")
    assert page.log == []
    assert page.bar.get_by_role("button", name="Split before this word").count() == 0


def test_editors_who_may_not_mark_can_edit(words):
    page = words("edit=yes&mark=no")
    page.press("m", "ArrowRight", "1", "s")
    assert page.log == [["split", "11", page.find("harbour")[0]]]
