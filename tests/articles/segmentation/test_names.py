"""Lone names: outlets, persons, and spellings of one name."""

import pytest

from articles.segmentation.blocks import Paragraph
from articles.segmentation.names import (
    Outlets,
    fold,
    is_job_line,
    is_outlet_name,
    is_person_name,
)


def _line(text: str) -> Paragraph:
    return Paragraph(text, 0, len(text))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("— The  Karda Post. ", "the karda post"),
        ("Édition Sud", "edition sud"),
        ("صحيفة المرفأ", "صحيفةُ المرفأ"),
        ("آوای نيلان", "آوای نیلان"),
        ("خبر‌نامه", "خبر نامه"),
    ],
)
def test_spellings_of_one_name_fold_alike(one: str, other: str) -> None:
    assert fold(one) == fold(other)


@pytest.mark.parametrize(
    "name",
    ["Karda Post", "Al-Marsad Weekly", "the Voice of Tarn", "صحيفة المرفأ", "خبرنامهٔ دشت"],
)
def test_outlet_names(name: str) -> None:
    capitalised = name[0].upper() + name[1:]
    assert is_outlet_name(_line(capitalised))


@pytest.mark.parametrize(
    "line",
    [
        "a lower case line",
        "Karda Post says no",
        "The mayor was warned",
        "Ward 3",
        "May 2024",
        "One, Two and Three",
        "A Name Made Of Far Too Many Capital Words",
        "قال الوزير",
        "او رفت و گفت",
    ],
)
def test_lines_that_are_no_name(line: str) -> None:
    assert not is_outlet_name(_line(line))


@pytest.mark.parametrize("name", ["Sarah Holm", "J. K. Osei", "Dr. Amara Linde", "سلمى الهواري"])
def test_persons_are_not_outlets(name: str) -> None:
    assert is_person_name(_line(name))
    assert not is_outlet_name(_line(name))


def test_outlet_word_beats_given_name() -> None:
    assert not is_person_name(_line("Daniel News"))


@pytest.mark.parametrize(
    "line",
    [
        "Ada Rowe, staff writer",
        "Ada Rowe Trade correspondent",
        "Reporter, Karda",
        "كمال الدباغ، كاتب",
    ],
)
def test_job_lines(line: str) -> None:
    assert is_job_line(_line(line))


def test_known_outlets_with_and_without_article() -> None:
    outlets = Outlets("The Karda Post", ["Newsline"])
    assert outlets.knows("Karda Post")
    assert outlets.knows("THE NEWSLINE")
    assert outlets.knows("Reuters")
    assert not outlets.knows("Karda")
    assert outlets.opens("Karda Post is a daily.")
    assert not outlets.opens("Reuters is an agency.")
