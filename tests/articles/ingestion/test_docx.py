"""Word documents: their headings, captions and notes, and nothing that stands around the text."""

import pytest

from articles.ingestion.drafts import ArticleDraft, DraftRejected
from articles.ingestion.files import read_file
from tests.articles.ingestion.making import W, docx, packed, paragraph

BODY = (
    paragraph("Cranes of Arvel stand still", "Title")
    + paragraph("Three cranes at the basin. Photo: Lena Ortiz", "Caption")
    + paragraph("The port authority said so on Monday.")
    + paragraph("What comes next", "Heading2")
    + paragraph("Inspectors look at the brakes.")
)


def read(content, name="a.docx"):
    (found,) = read_file(name, content)
    return found


def test_headings_captions_and_text():
    draft = read(docx(BODY))
    assert isinstance(draft, ArticleDraft)
    assert draft.title == "Cranes of Arvel stand still"
    assert draft.text.split("\n\n") == [
        "Cranes of Arvel stand still",
        "Three cranes at the basin. Photo: Lena Ortiz",
        "The port authority said so on Monday.",
        "What comes next",
        "Inspectors look at the brakes.",
    ]
    assert "<figcaption>" in draft.html


def test_what_stands_around_the_text_is_told():
    header = f"<w:hdr {W}>{paragraph('Arvel Observer')}</w:hdr>"
    comments = f"<w:comments {W}>{paragraph('Is this so?')}</w:comments>"
    draft = read(docx(BODY, header1=header, comments=comments))
    assert {(one.kind, one.words) for one in draft.dropped} == {
        ("page_header", "Arvel Observer"),
        ("remark", "Is this so?"),
    }
    assert "Arvel Observer" not in draft.text


def bomb() -> str:
    """Entities that name each other: a few lines that would unpack to gigabytes."""
    entities = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 12))
    kinds = f'<!DOCTYPE w:document [<!ENTITY a0 "crane ">{entities}]>'
    return f"{kinds}<w:document {W}><w:body>{paragraph('&a11;')}</w:body></w:document>"


def with_document(xml: str | bytes) -> bytes:
    return packed({"[Content_Types].xml": "<Types/>", "word/document.xml": xml})


@pytest.mark.parametrize(
    ("content", "codes"),
    [
        (with_document(bomb()), {"broken", "too_slow", "too_much_memory", "stopped"}),
        (with_document(b" " * 31_000_000), {"too_large"}),
        (with_document("<a>" * 300_000), {"broken", "too_much_memory", "stopped"}),
        (packed({"xl/workbook.xml": "<a/>"}), {"broken"}),
        (docx(BODY)[:300], {"broken"}),
        (b"\xd0\xcf\x11\xe0" + bytes(600), {"encrypted"}),
        (b"%PDF-1.4", {"mislabelled"}),
        (docx(""), {"required"}),
    ],
    ids=["entities", "large", "deep", "table", "cut", "locked", "pdf", "empty"],
)
def test_one_that_gives_no_text_says_why(content, codes):
    found = read(content)
    assert isinstance(found, DraftRejected)
    assert {error.code for error in found.errors} <= codes
