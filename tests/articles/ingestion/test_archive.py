"""Zip files: each member by itself, within limits, and names are only names."""

import struct
from pathlib import Path
from typing import NamedTuple
from zipfile import ZIP_STORED, ZipFile

import pytest

from articles.ingestion import archive
from articles.ingestion.drafts import ArticleDraft, DraftRejected
from articles.ingestion.files import Unbuilt
from articles.ingestion.sources import read_sources
from tests.articles.ingestion.making import docx, lines, packed, paragraph, pdf


class File(NamedTuple):
    name: str
    path: Path


@pytest.fixture
def read(tmp_path):
    """Write files, and read all that is in them: pairs of name and draft or code."""

    def go(content: bytes, name: str = "many.zip"):
        path = tmp_path / "0"
        path.write_bytes(content)
        found = []
        for source in read_sources([File(name, path)]):
            one = source.article
            draft = one.build() if isinstance(one, Unbuilt) else one
            found.append((source.name, draft))
        return found

    return go


def told(found):
    return {
        name: one.errors[0].code if isinstance(one, DraftRejected) else one.text
        for name, one in found
    }


def test_every_kind_in_folders(read):
    content = packed(
        {
            "a.txt": "The crane stands still.",
            "deep/er/b.html": "<p>The basin is shut.</p>",
            "c.docx": docx(paragraph("The quay is open.")),
            "d.pdf": pdf(lines("The pilot said that the line was late.")),
            "e.eml": b"From: a@b.example\n\nThe ferry is late.",
            "rows.csv": "text,external_id\nOne said so.,1\nTwo said so.,2\n",
            "lines.jsonl": '{"text": "Three said so."}\n',
        }
    )
    assert [(name, one.text) for name, one in read(content)] == [
        ("many.zip/a.txt", "The crane stands still."),
        ("many.zip/deep/er/b.html", "The basin is shut."),
        ("many.zip/c.docx", "The quay is open."),
        ("many.zip/d.pdf", "The pilot said that the line was late."),
        ("many.zip/e.eml", "The ferry is late."),
        ("many.zip/rows.csv", "One said so."),
        ("many.zip/rows.csv", "Two said so."),
        ("many.zip/lines.jsonl", "Three said so."),
    ]


def test_files_of_systems_are_passed_over(read):
    names = ("__MACOSX/a.txt", ".hidden.txt", "x/.git/b.txt", "Thumbs.db", "x/", "story.txt")
    content = packed(dict.fromkeys(names, "The crane stands still."))
    assert [name for name, _one in read(content)] == ["many.zip/story.txt"]


def test_names_that_point_elsewhere_write_nothing(read, tmp_path):
    content = packed({"../../evil.txt": "It says so.", "/etc/evil.txt": "It says so too."})
    assert {one.text for _name, one in read(content)} == {"It says so.", "It says so too."}
    assert [path.name for path in tmp_path.iterdir()] == ["0"]


def test_what_cannot_be_read_spoils_nothing_else(read):
    content = packed(
        {
            "inner.zip": packed({"a.txt": "a"}),
            "bomb.txt": b"\0" * 2_000_000,
            "table.xlsx": b"PK",
            "empty.txt": "",
            "good.txt": "The crane stands still.",
        }
    )
    assert told(read(content)) == {
        "many.zip/inner.zip": "nested",
        "many.zip/bomb.txt": "bomb",
        "many.zip/table.xlsx": "unknown_format",
        "many.zip/empty.txt": "empty",
        "many.zip/good.txt": "The crane stands still.",
    }


def test_a_locked_member_is_told(read):
    content = bytearray(packed({"a.txt": "The crane stands still."}))
    place = content.index(b"PK\x01\x02")
    content[place + 8] |= archive.ENCRYPTED
    assert told(read(bytes(content))) == {"many.zip/a.txt": "encrypted"}


@pytest.mark.parametrize("name", ["a.txt", "a.csv"])
def test_a_member_whose_bytes_are_damaged_is_told(read, tmp_path, name):
    path = tmp_path / "made.zip"
    with ZipFile(path, "w", ZIP_STORED) as made:
        made.writestr(name, "text\nThe crane stands still.\n")
        made.writestr("good.txt", "The basin is shut.")
    content = path.read_bytes().replace(b"crane", b"train", 1)
    found = told(read(content))
    assert found[f"many.zip/{name}"] == "broken"
    assert found["many.zip/good.txt"] == "The basin is shut."


def test_a_member_that_lies_about_its_size_gives_no_more_than_it_said(read):
    content = bytearray(packed({"a.txt": "The crane stands still. " * 1000}))
    place = content.index(b"PK\x01\x02")
    content[place + 24 : place + 28] = struct.pack("<I", 10)
    assert told(read(bytes(content))) == {"many.zip/a.txt": "broken"}


@pytest.mark.parametrize(
    ("limit", "value", "code"),
    [("MAX_MEMBERS", 2, "too_many"), ("MAX_UNPACKED_BYTES", 30, "too_large")],
)
def test_what_unpacks_to_too_much_is_refused_whole(read, monkeypatch, limit, value, code):
    monkeypatch.setattr(archive, limit, value)
    content = packed({f"{n}.txt": "It says so here." for n in range(3)})
    assert told(read(content)) == {"many.zip": code}


@pytest.mark.parametrize("content", [b"PK\x03\x04 and no more", b"", b"x" * 500])
def test_what_is_no_zip_file_is_refused(read, content):
    ((name, found),) = read(content)
    assert name == "many.zip"
    assert isinstance(found, DraftRejected)


def test_a_zip_file_without_files_is_told(read):
    assert told(read(packed({"folder/": ""}))) == {"many.zip": "empty"}


def test_a_large_member_is_not_unpacked_whole(read, monkeypatch):
    monkeypatch.setattr(archive, "MAX_FILE_BYTES", 1000)
    monkeypatch.setattr("articles.ingestion.documents.MAX_FILE_BYTES", 1000)
    ((_name, found),) = read(packed({"a.txt": "The crane stands still. " * 1000}))
    assert "this one has 1,001" in str(found)


def test_a_single_file_needs_no_zip(read):
    ((name, draft),) = read(b"The crane stands still.", "a.txt")
    assert name == "a.txt"
    assert isinstance(draft, ArticleDraft)


@pytest.mark.parametrize("wide", [False, True], ids=["zip", "zip64"])
def test_a_list_of_millions_is_refused_before_it_is_read(read, monkeypatch, wide):
    content = packed({f"{number}.txt": "One." for number in range(40)})
    at = content.rindex(b"PK\x05\x06")
    size, offset = struct.unpack("<2L", content[at + 12 : at + 20])
    if wide:  # the size in the old record is a lie, for the library goes by the new one
        record = struct.pack(
            "<4sQ2H2L4Q", b"PK\x06\x06", 44, 45, 45, 0, 0, 40, 40, size, offset
        ) + struct.pack("<4sLQL", b"PK\x06\x07", 0, at, 1)
        lie = content[at : at + 12] + struct.pack("<L", 1) + content[at + 16 :]
        content = content[:at] + record + lie
    assert len(read(content)) == 40
    archive.close_archives()
    monkeypatch.setattr(archive, "MAX_LISTING_BYTES", size - 1)
    monkeypatch.setattr(archive, "ZipFile", None)
    assert told(read(content)) == {"many.zip": "too_many"}
