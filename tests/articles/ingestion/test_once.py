"""What documents give is kept between two readings: the same, once, and within limits."""

import os
from datetime import UTC, datetime
from email.message import EmailMessage

import pytest

from articles.ingestion import documents, once
from articles.ingestion.drafts import ArticleDraft, DraftRejected
from articles.ingestion.dropped import Dropped
from articles.ingestion.once import ReadOnce
from articles.ingestion.sources import Source, read_sources
from articles.pipeline import Preparation
from tests.articles.ingestion.making import docx, lines, paragraph, pdf

PAGE = (
    '<html lang="en"><head><meta property="article:published_time" content="2024-05-06T09:30:00'
    '+02:00"></head><body><nav>Menu</nav><article><h1>Cranes</h1><p>The cranes of Arvel stand '
    "still 🌊, the port said on Monday.</p></article></body></html>"
)


def mail() -> bytes:
    message = EmailMessage()
    message["Subject"] = "Cranes stand still"
    message.set_content("The cranes stand still.\n")
    message.add_attachment(b"%PDF-", maintype="application", subtype="pdf", filename="plan.pdf")
    return bytes(message)


FILES = {
    "a.pdf": pdf(lines("The port authority of Arvel said on Monday that the cranes stand still.")),
    "b.docx": docx(paragraph("The cranes stand still.")),
    "c.html": PAGE.encode(),
    "d.eml": mail(),
    "e.pdf": b"no PDF at all",
    "f.txt": b"The cranes stand still.",
    "g.jsonl": b'{"text": "The cranes stand still.", "title": "Row"}\n',
}


class File:
    def __init__(self, path):
        self.name, self.path = path.name, path


@pytest.fixture
def files(tmp_path):
    for name, content in FILES.items():
        (tmp_path / name).write_bytes(content)
    return [File(tmp_path / name) for name in FILES]


@pytest.fixture
def parsed(monkeypatch):
    """How often documents were read, by their parser."""
    calls = []
    for ending, read in list(documents.DOCUMENTS.items()):

        def counted(content, ending=ending, read=read):
            calls.append(ending)
            return read(content)

        monkeypatch.setitem(documents.DOCUMENTS, ending, counted)
    return calls


def through(kept: ReadOnce, files) -> list[ArticleDraft | DraftRejected]:
    """Go through files as the import does."""
    found = []
    for place, (_name, article) in enumerate(read_sources(files)):
        one = kept.of(place, article)
        found.append(one if isinstance(one, DraftRejected) else one.build())
        kept.count(place)
    return found


def test_the_second_time_nothing_is_read_but_texts_and_tables(files, parsed):
    with ReadOnce() as kept:
        first = through(kept, files)
        assert parsed == [".pdf", ".docx", ".html", ".eml", ".pdf", ".txt"]
        parsed.clear()
        second = through(kept, files)
    assert parsed == [".txt"]
    assert [str(one) for one in second] == [str(one) for one in first]
    drafts = [one for one in first if isinstance(one, ArticleDraft)]
    assert [one for one in second if isinstance(one, ArticleDraft)] == drafts
    assert len(drafts) == 6
    page, letter = drafts[2], drafts[3]
    assert page.published_at == datetime(2024, 5, 6, 7, 30, tzinfo=UTC)
    assert "🌊" in page.text
    assert letter.dropped == (Dropped("attachment", "plan.pdf"),)


def test_beyond_the_limit_documents_are_read_again(files, parsed):
    with ReadOnce(most=1) as kept:
        first = through(kept, files)
        parsed.clear()
        assert [str(one) for one in through(kept, files)] == [str(one) for one in first]
    assert parsed == [".docx", ".html", ".eml", ".pdf", ".txt"]


def test_nothing_is_left_behind(files):
    with ReadOnce() as kept:
        through(kept, files)
        folder = kept._folder.name
        assert len(os.listdir(folder)) == 5
    assert not os.path.exists(folder)


def test_a_full_disk_is_no_failure(files, parsed, monkeypatch):
    def full(*_given):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(once, "_write", full)
    with ReadOnce() as kept:
        first = through(kept, files)
        assert [str(one) for one in through(kept, files)] == [str(one) for one in first]
    assert len(parsed) == 12


def test_other_processes_keep_what_they_read(tmp_path, monkeypatch):
    """What was changed since it was checked is stored as it was checked."""
    monkeypatch.setattr("articles.pipeline.FEW", 1)
    paths = [tmp_path / f"{number}.html" for number in range(4)]
    for path in paths:
        path.write_bytes(PAGE.replace("Cranes", path.stem).encode())

    def sources() -> list[Source]:
        return list(read_sources(map(File, paths)))

    with ReadOnce() as kept, Preparation(processes=2) as preparing:
        checked = preparing.check(kept.of(n, one.article) for n, one in enumerate(sources()))
        assert list(checked) == [None] * 4
        for path in paths:
            path.write_bytes(b"\0")
        built = preparing.build(kept.of(n, one.article) for n, one in enumerate(sources()))
        assert [one.title for one in built] == ["0", "1", "2", "3"]
