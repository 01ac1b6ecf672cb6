"""PDFs: paragraphs as they were written, without what stands on every page."""

import logging

import pytest

from articles.ingestion.drafts import ArticleDraft, DraftRejected
from articles.ingestion.dropped import Dropped
from articles.ingestion.files import read_file
from articles.ingestion.parsers import paragraphs, pdf
from articles.ingestion.parsers.problems import Unreadable
from tests.articles.ingestion.making import At, lines, locked_pdf
from tests.articles.ingestion.making import pdf as made

STORY = (
    "The port authority of Arvel said on Monday that its three cranes",
    "would stand still until the inspectors had looked at the brakes of",
    "each of them.",
)


def text_of(*pages):
    return pdf.parse(made(*pages))["text"]


def read(content, name="a.pdf"):
    (found,) = read_file(name, content)
    return found


def test_lines_become_paragraphs():
    page = [
        At("Cranes of Arvel stand still", 80, size=20),
        *lines(*STORY, top=120),
        *lines("Nobody was hurt, a spokeswoman said, and ships are sent to", "Telvane.", top=190),
    ]
    assert text_of(page).split("\n\n") == [
        "Cranes of Arvel stand still",
        " ".join(STORY),
        "Nobody was hurt, a spokeswoman said, and ships are sent to Telvane.",
    ]


def test_an_indent_begins_a_paragraph():
    first = [At(STORY[0], 100), At(STORY[1], 114), At(STORY[2], 128)]
    second = [At("Ships are sent to Telvane for now, where the basin is deep", 142, left=90)]
    assert len(text_of(first + second).split("\n\n")) == 2


@pytest.mark.parametrize(
    ("printed", "word"),
    [
        (("The harbour was re-", "opened on Monday by the port authority."), "reopened"),
        (("The well-known pilot of Arvel met the well-", "known captain."), "well-known captain"),
        (("The line between Arvel-", "Telvane stays shut, the office said."), "Arvel- Telvane"),
    ],
)
def test_words_parted_at_the_end_of_a_line(printed, word):
    assert word in text_of(lines(*printed))


def test_a_sentence_goes_on_over_pages():
    pages = [lines(*STORY[:2], top=600), lines(STORY[2], "Nobody was hurt.", top=100)]
    assert text_of(*pages).startswith(" ".join(STORY[:2]) + " each of them.")


def test_what_stands_on_every_page_is_left_out_and_told():
    pages = [
        [
            At("Arvel Observer, weekend edition", 40),
            *lines(f"Part {word} of the story says so.", top=300),
            At(f"Page {number} of 3", 760),
        ]
        for number, word in enumerate(("one", "two", "three"), start=1)
    ]
    draft = read(made(*pages))
    assert isinstance(draft, ArticleDraft)
    assert draft.text.split("\n\n") == [
        f"Part {word} of the story says so." for word in ("one", "two", "three")
    ]
    assert Dropped("page_header", "Arvel Observer, weekend edition", 3) in draft.dropped
    assert Dropped("page_number", "Page 2 of 3") in draft.dropped


def test_a_line_in_the_margin_of_one_page_stays():
    text = text_of([At("Arvel, Monday", 40), *lines(*STORY, top=300)], lines(*STORY, top=300))
    assert text.startswith("Arvel, Monday")


def test_pages_after_the_last_that_is_read_are_told(monkeypatch):
    monkeypatch.setattr(pdf, "MAX_PAGES", 2)
    told = pdf.parse(made(*[lines(*STORY)] * 4))
    assert told["dropped"][-1] == ("cut", "")
    monkeypatch.setattr(pdf, "MAX_PAGES", 4)
    assert pdf.parse(made(*[lines(*STORY)] * 4))["dropped"] == []


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (made([]), "scanned"),
        (made([At("7", 40)]), "scanned"),
        (locked_pdf(), "encrypted"),
        (b"%PDF-1.4\nnothing of the kind", "broken"),
        (made(lines(*STORY))[:120], "broken"),
    ],
)
def test_one_that_gives_no_text_says_why(content, code):
    with pytest.raises(Unreadable) as caught:
        pdf.parse(content)
    assert caught.value.code == code
    found = read(content)
    assert isinstance(found, DraftRejected)
    assert [error.code for error in found.errors] == [code]


def test_a_pdf_under_another_name_is_told():
    found = read(made(lines(*STORY)), "story.txt")
    assert isinstance(found, DraftRejected)
    assert "PDF" in str(found)


def test_no_line_is_lost():
    """Whatever the cuts, all words of all lines come out, in order."""
    page = pdf._pages(made(lines(*STORY), lines(*STORY, top=400)))[0]
    words = " ".join(paragraphs.paragraphs_of(page)).split()
    assert words == " ".join(STORY * 2).split()


def test_reading_silences_nobody_but_the_parser(caplog):
    with pytest.raises(Unreadable):
        pdf.parse(b"%PDF-1.4\nnothing of the kind")
    assert not [record for record in caplog.records if record.name.startswith("pdfminer")]
    logging.getLogger("articles").warning("still heard")
    assert "still heard" in caplog.text
