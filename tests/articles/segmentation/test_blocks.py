"""Paragraphs and display lines."""

import pytest

from articles.segmentation.blocks import Paragraph, find_paragraphs


def _texts(text: str) -> list[str]:
    return [paragraph.text for paragraph in find_paragraphs(text)]


def test_blank_lines_and_single_breaks_part_paragraphs() -> None:
    assert _texts("One.\n\nTwo.\nThree.\n \n\tFour.") == ["One.", "Two.", "Three.", "Four."]


def test_offsets_point_into_the_text() -> None:
    text = "  One.\n\n\u200fTwo. \n"
    assert [text[p.start : p.end] for p in find_paragraphs(text)] == ["One.", "\u200fTwo."]


def test_lines_wrapped_by_a_mail_program_are_one_paragraph() -> None:
    text = (
        "The Harbour Board regrets the delay in the reopening of the quay\n"
        "and wishes to inform the public that repairs will be done by the\n"
        "end of June at the latest, as long as the weather stays as it is\n"
        "now."
    )
    assert _texts(text) == [text]


def test_narrow_lines_are_joined_where_one_goes_on_in_lower_case() -> None:
    text = (
        "The nativity scene of old Karda\ncaught fire last night and damaged the front of the\n"
        "Town Hall though nobody was hurt, as the\nHarbour Board said on Monday."
    )
    assert _texts(text) == [text]


def test_narrow_lines_that_all_open_with_a_capital_stay_apart() -> None:
    text = "Two hurt at the northern quay\nFerry fares rise in the new year\nWho owns the old weir?"
    assert _texts(text) == text.split("\n")


def test_a_long_line_that_goes_on_in_lower_case_is_joined() -> None:
    text = "The board of the harbour said in a statement on Monday that\nthe quay would reopen."
    assert _texts(text) == [text]


@pytest.mark.parametrize(
    "text",
    [
        "Karda\nsaltreach",
        "- The first point of a list that is rather long, as lists go\n- the second point",
        "A line that is long enough to be wrapped but ends in a stop.\nanother line",
    ],
)
def test_lines_that_stand_alone_are_not_joined(text: str) -> None:
    assert _texts(text) == text.split("\n")


@pytest.mark.parametrize(
    ("text", "is_display"),
    [
        ("Envoy warns of delay", True),
        ("Envoy warned of delay.", False),
        ("Envoy freed in the U.S.", True),
        ("He spoke of “delay.”", False),
        ("He left. (AFP)", False),
        ("هل انتهى الأمر؟", False),
        ("چشم‌انداز آب", True),
        ("word " * 60, False),
    ],
)
def test_display_lines_end_without_a_stop(text: str, is_display: bool) -> None:
    assert Paragraph(text, 0, len(text)).is_display is is_display


def test_a_sentence_broken_over_short_lines_is_one_paragraph() -> None:
    assert len(find_paragraphs("It was a cold \nnight in the city.")) == 1
    assert len(find_paragraphs("This is a sentence\ncut off in the middle because pdf.")) == 1


def test_short_lines_that_make_no_sentence_stay_apart() -> None:
    assert len(find_paragraphs("features\ncontact manager\nevents, activities\n")) == 3
    assert len(find_paragraphs("Bring these:\nwater\nbread.")) == 3
