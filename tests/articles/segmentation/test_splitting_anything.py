"""Whatever the text, its sentences tile it, come out alike when cut again, and cost no more time.

Time is not measured: the work is, by counting the stops that are put to the judge and the spans.
"""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.segmentation import check_tiling, segment
from articles.segmentation.model import Role, Segment
from articles.segmentation.sentences import split_sentences

PIECES = [
    "It opened", "يفتح", "می‌رود", "桥", "мост", "Dr", "p", "a.m", "U.S", "3", "٣", "I", "e.g",
    ".", "!", "?", "؟", "۔", "。", "…", "...", ". . .", "\"", "“", "”", "«", "»", "‘", "’", "'",
    "(", ")", "[", "]", "「", "」", ":)", "=====", "--", "•", "1)", "2)", " ", " ", " ", "\n",
    "\u00a0", "\u200c", "\u200f", "\u2028", "😀", "\U00010330", "\U000e0041", "\U0010fffd",
    "e\u0301",
]  # fmt: skip
LANGUAGES = ["", "en", "de", "ru", "ar", "fa", "zh", "xx", "en-GB"]
PLANES = [0x41, 0x627, 0x4E00, 0x10330, 0x1F600, 0x20000, 0x30000, 0xE0041, 0xF0000, 0x10FFFD]
LENGTH = 100_000

texts = st.one_of(st.lists(st.sampled_from(PIECES)).map("".join), st.text())


def _check(text: str, spans: list[tuple[int, int]]) -> None:
    check_tiling(text, [Segment(start, end, Role.BODY, "") for start, end in spans])


@given(texts, st.sampled_from(LANGUAGES))
def test_sentences_tile_any_text(text: str, language: str) -> None:
    _check(text, split_sentences(text, language=language))


@given(texts)
def test_the_same_text_is_always_cut_alike(text: str) -> None:
    assert split_sentences(text) == split_sentences(text)


@given(st.lists(st.sampled_from(["The port shut.", "Nobody came!", "Who paid?", "Dr. Rao left."])))
def test_plain_sentences_cut_one_by_one_or_together_are_the_same(sentences: list[str]) -> None:
    text = " ".join(sentences)
    assert [text[start:end] for start, end in split_sentences(text)] == sentences


@pytest.mark.parametrize("letter", [chr(place) for place in PLANES])
def test_offsets_are_code_points_in_every_plane(letter: str) -> None:
    first = f"{letter * 3} opened it."
    text = f"{first} It closed {letter}."
    assert split_sentences(text, language="en") == [(0, len(first)), (len(first) + 1, len(text))]


@pytest.mark.parametrize(
    "unit",
    [
        ".", ". ", "?! ", "“", "”", "‘", '"', "'", " '", "(", ")", "(a. ", "a) ", "«»", "...",
        "“A b. C d.” ", " 'a", " ‘a’b", "a", "A.", "A. ", "word", "1. ", "1) 2) ", ". . ", "…",
        "。", "。”", "😀. ", "\u200c", "It opened.It ", ":) ", "=====", "= ", "\n", ".)", ".” ",
        "U.S. ", "Dr. ", "No. ", "x. y ", "“‘«(", "a.b", "?", "é.É",
    ],
)  # fmt: skip
def test_long_runs_of_anything_are_cut_and_tile(unit: str) -> None:
    text = unit * (LENGTH // len(unit))
    _check(text, split_sentences(text))
    check_tiling(text, segment(text))


def test_a_text_of_stops_is_one_sentence() -> None:
    assert split_sentences("." * LENGTH) == [(0, LENGTH)]
