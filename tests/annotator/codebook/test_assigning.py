import doctest

import pytest

from annotator.codebook import assigning
from annotator.codebook.assigning import assign_code_keys, assign_shorts, is_key, variable_key


def test_examples_in_the_documentation() -> None:
    outcome = doctest.testmod(assigning)
    assert outcome.attempted == 3
    assert outcome.failed == 0


@pytest.mark.parametrize("text", ["a", "Z", "0", "?", "é", "中"])
def test_one_printable_character_is_a_key(text: str) -> None:
    assert is_key(text)


@pytest.mark.parametrize("text", ["", " ", "ab", "\n", "\x00", "\u00a0", "\ud800"])
def test_anything_else_is_no_key(text: str) -> None:
    assert not is_key(text)


def test_keys_to_avoid_are_left_out() -> None:
    assert assign_code_keys(["", "", "3"], avoid={"1"}) == ["2", "4", "3"]


def test_variable_key_runs_out() -> None:
    letters = "abcdefghijklmnopqrstuvwxyz"
    assert variable_key("a1_", taken="a") == "b"
    assert variable_key("abc", taken=letters) == ""


@pytest.mark.parametrize("label", ["", "…", "x", "the the the"])
def test_equal_labels_get_different_shorts(label: str) -> None:
    shorts = assign_shorts([label] * 200, [""] * 200)
    assert len(set(shorts)) == 200
    assert {len(short) for short in shorts} == {2}
