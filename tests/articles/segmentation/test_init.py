"""What holds for any text whatever: the segments tile it, and huge inputs come through."""

import unicodedata

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from articles.segmentation import CLAIM_ROLES, Role, Segment, check_tiling, find_origin, segment

SCALARS = st.characters(exclude_categories=["Cs"])
PIECES = st.sampled_from(
    [
        *["The port opened. ", "“We go. We stay,” he said. ", "قال الوزير «نعم.» ", "می‌رویم. "],
        *["By Ada Rowe", "May 3, 2024", "(AFP)", "About us\n", "Source: ", "Photo: ", "12:30 "],
        *["Q: Why? ", "Related stories\n", "Correction: ", "* * *", "1. ", "• ", " | ", "… "],
        *["\n", "\n\n", "\u2028", "\x1c", "\u3000", "\u202b", "\u200f", "\ufeff", "e\u0301"],
        *["؟ ", "۔ ", "👩\u200d👩\u200d👧 ", "𐤀", '"', "“", "«", "(", ")"],
    ]
)
TEXTS = st.one_of(
    st.text(SCALARS, max_size=200),
    st.lists(PIECES, max_size=40).map("".join),
    st.lists(st.one_of(PIECES, st.text(SCALARS, max_size=6)), max_size=30).map("".join),
)


def _rebuild(text: str, segments: list[Segment]) -> str:
    parts: list[str] = []
    place = 0
    for part in segments:
        parts += [text[place : part.start], text[part.start : part.end]]
        place = part.end
    return "".join([*parts, text[place:]])


@settings(max_examples=400, deadline=None)
@given(TEXTS, st.sampled_from(["", "en", "ar", "fa", "xx"]), st.sampled_from(["", "Ada Rowe"]))
@example("A.\u001cB.", "", "")
@example("\ufeff\u200bA", "", "")
def test_segments_tile_any_text(text: str, language: str, title: str) -> None:
    segments = segment(text, language=language, title=title, publisher="Karda Post")
    check_tiling(text, segments)
    assert _rebuild(text, segments) == text
    assert all(isinstance(part.role, Role) and part.reason for part in segments)
    assert segments == segment(text, language=language, title=title, publisher="Karda Post")
    origin = find_origin(text, segments)
    assert origin is None or origin.strip()


WORDS = st.sampled_from(
    ["council", "bridge", "harbour", "said", "that", "closed", "the", "port", "Karda", "14", "Osei"]
)
SENTENCES = st.lists(WORDS, min_size=3, max_size=12).map(
    lambda words: f"The {' '.join(words)} quietly."
)


@settings(max_examples=100, deadline=None)
@given(st.lists(st.lists(SENTENCES, min_size=1, max_size=4), min_size=1, max_size=5))
def test_plain_sentences_come_back_and_are_not_split_again(page: list[list[str]]) -> None:
    text = "\n\n".join(" ".join(paragraph) for paragraph in page)
    sentences = [sentence for paragraph in page for sentence in paragraph]
    found = [text[part.start : part.end] for part in segment(text)]
    assert found == sentences
    for sentence in sentences:
        assert [(part.start, part.end) for part in segment(sentence)] == [(0, len(sentence))]


def test_texts_without_a_visible_character_have_no_segment() -> None:
    assert segment("") == []
    assert segment(" \n\t\n\u3000 ") == []


def test_offsets_count_code_points_not_code_units() -> None:
    text = "🌊🌊 rose. Then 🙂 fell."
    assert [text[part.start : part.end] for part in segment(text)] == [
        "🌊🌊 rose.",
        "Then 🙂 fell.",
    ]
    assert segment(text)[1].start == 9


def test_combining_marks_stay_with_their_letter() -> None:
    text = unicodedata.normalize("NFD", "Édith chanta. Zoé écouta.")
    assert len(segment(text, language="fr")) == 2


def test_claim_roles_are_those_that_assert() -> None:
    assert {Role.HEADLINE, Role.CAPTION, Role.BODY, Role.NOTE, Role.ABOUT} == CLAIM_ROLES
    assert Role.BODY == "body"
    assert len(Role) == 11


MEGABYTE = 1_000_000
HUGE = {
    "one line": "word " * (MEGABYTE // 5),
    "no space": "a" * MEGABYTE,
    "full stops": "." * 100_000,
    "spaced full stops": ". " * 100_000,
    "sentences": "It opened. " * (MEGABYTE // 11),
    "open quotation marks": "“" * MEGABYTE,
    "nested quotation marks": "“«(a. " * 50_000 + ")»”" * 50_000,
    "quoted sentences": "“We go. We stay,” he said. " * 20_000,
    "brackets": "(" * MEGABYTE,
    "line breaks": "a" + "\n" * MEGABYTE + "b",
    "spaces": "a" + " " * MEGABYTE + "b.",
    "short lines": "Short line\n" * 20_000,
    "origin lines": "Reuters\n\n" * 20_000,
    "about headings": "About X\n\n" * 20_000,
    "self-descriptions": "A is a news site here.\n\n" * 20_000,
    "questions": "Why does it matter?\n\n" * 20_000,
    "dates": "May 3, 2024\n" * 20_000,
    "Arabic initials": "ا. " * 100_000,
    "Persian quotations": "«می‌رویم. نمی‌رویم.» " * 20_000,
    "zero-width": "\u200c" * MEGABYTE,
}


@pytest.mark.parametrize("name", HUGE)
def test_huge_inputs_come_through_and_tile(name: str) -> None:
    text = HUGE[name]
    check_tiling(text, segment(text))


def test_a_drawn_line_behind_the_last_sentence_is_no_claim() -> None:
    text = "The port shut on Monday after the storm. Nobody was hurt. *****"
    roles = [(text[s.start : s.end], s.role) for s in segment(text)]
    assert roles[-2:] == [("Nobody was hurt.", Role.BODY), ("*****", Role.FURNITURE)]
