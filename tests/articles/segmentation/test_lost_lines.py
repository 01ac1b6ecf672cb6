"""Sentences of mails and posts whose lines have run together, and of hurried English."""

import pytest

from articles.segmentation.sentences import split_sentences

# Each case is written with its boundaries as " ¦ ".
HEADERS = [
    "Nora Vahn ¦ 04/12/2003 09:15 AM ¦ Did the quay open?",
    "Nora Vahn ¦ 04/12/2003 09:15 AM ¦ did the quay open?",
    "nora.vahn@karda.example on 04/12/2003 09:15:10 PM ¦ The quay is open. ¦ Come by.",
    '"Vahn, Nora" <nora@karda.example> ¦ 04/12/2003 09:15 AM ¦ Lee,',
    "Updated 04/12/2003 09:15 AM in Karda",
    "It shut on 04/12/2003 09:15 AM without a word. ¦ Nobody knew.",
    "It is open. ¦ -- ¦ Posted by Nora at 4/12/2003 09:15:10 PM",
    "Quay opens after a year of quarrels ¦ Sunday, April 13, 2003",
    "The quay opened on Sunday, April 13, 2003",
    "The quay opened Sunday, April 13, 2003. ¦ It is long.",
]
ADDRESSES = [
    "Email: nora@karda.example ¦ Groups: karda.quays, karda.trams",
    "Write to nora@karda.example or lee@karda.example.",
    "Write to nora@karda.example. ¦ She knows.",
    "Our address is https://karda.example/quay ¦ The tram stops there.",
    "https://karda.example/1.html ¦ https://karda.example/2.html ¦ ===== ¦ The end",
    "See https://karda.example/quay and tell me.",
    "The tram was late... ¦ https://karda.example/tram",
    "[https://karda.example/quay] ¦ The quay is open.",
]
LETTERS = [
    "Please call. ¦ Best regards, ¦ Nora Vahn",
    "Please call. ¦ Thanks, ¦ Nora",
    "Thanks, but no.",
    "Thanks, I will call.",
    "He sends his regards, Nora said",
    "Dear Dr. Vahn, ¦ The quay is open.",
    "Hi, ¦ Yes, it is open.",
    "Hey Nora - ¦ The quay is open.",
    "Dear friends are rare.",
    "P.S. I am in Karda.",
    "Here it is. ¦ - quay.pdf ¦ - tram.doc << File: tram.doc >> ¦ The rest follows.",
    "(See attached file: quay.pdf)(See attached file: tram.doc) ¦ Nora",
    "The quay is open. ¦ *** ¦ Nobody came.",
]
HURRIED = [
    "Karda? ¦ are you sure?",
    "great! ¦ called me back at once.",
    "“Great!” called a man from the quay.",
    "Bring bread, water, etc. ¦ they need it all.",
    "Bring bread, water, etc. and come.",
    "It is on the 5th. ¦ see you there.",
    "I...I do not know.",
    '"It was a long day." - Nora Vahn',
    '"It was a long day." ¦ - It was. ¦ - No.',
]
GLUED = [
    ("Is it far??", "cos I walk."),
    ("Is it far?", "thanks a lot"),
    ("We waited an hour...", "Nobody came."),
    ("I went there..", "I should have asked."),
]
WHOLE = ["See karda.example/quay?page=2 for it.", "The quay/search?page of it.", "Wow!x is a name."]


@pytest.mark.parametrize("case", [*HEADERS, *ADDRESSES, *LETTERS, *HURRIED])
def test_boundaries(case: str) -> None:
    expected = case.split(" ¦ ")
    text = " ".join(expected)
    assert [text[a:b] for a, b in split_sentences(text, language="en")] == expected


@pytest.mark.parametrize(("first", "second"), GLUED)
def test_boundaries_without_a_space(first: str, second: str) -> None:
    text = first + second
    assert split_sentences(text, language="en") == [(0, len(first)), (len(first), len(text))]


@pytest.mark.parametrize("text", WHOLE)
def test_marks_within_an_address_or_a_name_are_no_boundary(text: str) -> None:
    assert split_sentences(text, language="en") == [(0, len(text))]


@pytest.mark.parametrize(
    "unit", ["a@b.example ", "https://", "http://a", "1/1/2003 1:00 ", ">> ", "- a.pdf ", "- ", ")"]
)
def test_long_runs_of_headers_keep_their_order(unit: str) -> None:
    text = unit * (50_000 // len(unit))
    spans = split_sentences(text, language="en")
    assert spans == sorted(spans)
    assert all(start < end for start, end in spans)
