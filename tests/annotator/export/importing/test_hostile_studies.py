"""Archives made to break the server are refused, each with what is wrong and where."""

import csv
import io
import json
import struct
import zipfile

import pytest

from annotator.accounts.actions import allow_adding_projects
from annotator.accounts.models import User
from annotator.annotation.models import Label
from annotator.export.importing.actions.study import import_study
from annotator.export.readers.records import UnreadableFile
from annotator.projects.models import Project
from annotator.review.actions import adjudicate
from tests.annotator.export.importing.conftest import exported
from tests.annotator.export.importing.test_study import bring, rebuilt


def document(content: bytes, name: str, change) -> bytes:
    found = json.loads(zipfile.ZipFile(io.BytesIO(content)).read(name))
    change(found)
    return rebuilt(content, {name: json.dumps(found).encode()}, rehash=name != "datapackage.json")


def cell(content: bytes, table: str, column: str, value: str, number: int = 0) -> bytes:
    text = zipfile.ZipFile(io.BytesIO(content)).read(f"{table}.csv").decode()
    rows = list(csv.DictReader(io.StringIO(text, newline="")))
    rows[number][column] = value
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, list(rows[0]))
    writer.writeheader()
    writer.writerows(rows)
    return rebuilt(content, {f"{table}.csv": out.getvalue().encode()})


def packed_otherwise(content: bytes, method: int) -> bytes:
    """With another method of packing, and the bytes of one member spoilt."""
    archive, out = zipfile.ZipFile(io.BytesIO(content)), io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as made:
        for name in archive.namelist():
            made.writestr(name, archive.read(name))
    place = zipfile.ZipFile(out).getinfo("claims.csv").header_offset + 30 + len("claims.csv")
    spoilt = bytearray(out.getvalue())
    spoilt[place + 8 : place + 60] = b"\xff" * 52
    return bytes(spoilt)


def out_of_place(content: bytes) -> bytes:
    """The list of its files says that they begin before the archive does."""
    spoilt = bytearray(content)
    end = spoilt.rfind(b"PK\x05\x06")
    (offset,) = struct.unpack("<L", spoilt[end + 16 : end + 20])
    spoilt[end + 16 : end + 20] = struct.pack("<L", offset + 100)
    return bytes(spoilt)


HALF = "\ud800"


@pytest.mark.parametrize(
    ("break_it", "words"),
    [
        (lambda c: packed_otherwise(c, zipfile.ZIP_LZMA), "broken"),
        (lambda c: packed_otherwise(c, zipfile.ZIP_BZIP2), "broken"),
        (lambda c: packed_otherwise(c, zipfile.ZIP_DEFLATED), "broken"),
        (out_of_place, "broken"),
        (lambda c: document(c, "project.json", lambda p: p.update(title=HALF)), "project.json"),
        (
            lambda c: document(c, "project.json", lambda p: p.update(guidelines=HALF)),
            "project.json",
        ),
        (lambda c: document(c, "project.json", lambda p: p.update(overlap=10**30)), "project.json"),
        (lambda c: document(c, "project.json", lambda p: p.update(seed=10**30)), "project.json"),
        (lambda c: document(c, "project.json", lambda p: p.update(seed=-1)), "project.json"),
        (lambda c: document(c, "project.json", lambda p: p.update(quota=10**30)), "project.json"),
        (lambda c: document(c, "project.json", lambda p: p.update(blind="x" * 99)), "project.json"),
        (lambda c: document(c, "codebook.json", lambda b: b.update(name=HALF)), "codebook.json"),
        (lambda c: document(c, "codebook.json", lambda b: b.update(name="a\x00")), "codebook.json"),
        (lambda c: document(c, "codebook.json", lambda b: b.update(more=float("nan"))), "codebook"),
        (
            lambda c: document(c, "datapackage.json", lambda p: p["resources"][0].update(path=[])),
            "hash",
        ),
        (lambda c: document(c, "datapackage.json", lambda p: p.update(resources=7)), "hash"),
        (lambda c: cell(c, "articles", "external_id", "b-1", 2), "external_id b-1"),
        (lambda c: cell(c, "articles", "external_id", "b" * 300), "row 2"),
        (lambda c: cell(c, "articles", "published_at", "0001-01-01T00:00:00+14:00"), "row 2"),
        (lambda c: cell(c, "labels", "created_at", "0001-01-01T00:00:00+14:00"), "row 2"),
        (lambda c: cell(c, "labels", "updated_at", "9999-12-31T23:59:59-14:00"), "row 2"),
        (lambda c: cell(c, "assignments", "submitted_at", "0001-01-01T00:00:00+14:00"), "row 2"),
        (lambda c: cell(c, "adjudications", "created_at", "0001-01-01T00:00:00+14:00"), "row 2"),
        (lambda c: cell(c, "adjudications", "distribution", '{"\\u0000": 1}'), "row 2"),
        (lambda c: cell(c, "adjudications", "distribution", '{"\\ud800": 1}'), "row 2"),
        (lambda c: cell(c, "adjudications", "distribution", '{"slant:some": -1}'), "row 2"),
        (
            lambda c: cell(c, "adjudications", "distribution", '{"a": 1' + "0" * 400 + "}"),
            "row 2",
        ),
        (lambda c: cell(c, "adjudications", "reason", "x" * 3_000_000), "row 2"),
        (lambda c: cell(c, "adjudications", "reason", "x" * 30_000), "row 2"),
        (lambda c: cell(c, "adjudications", "note", "x" * 30_000), "row 2"),
        (lambda c: cell(c, "assignments", "note", "x" * 30_000), "row 2"),
        (lambda c: cell(c, "assignments", "reason", "x" * 30_000), "row 2"),
        (lambda c: cell(c, "annotators", "name", "x" * 30_000), "row 2"),
        (lambda c: cell(c, "claims", "predecessors", "9" * 5_000), "row 2"),
        (lambda c: cell(c, "claims", "predecessors", "²"), "row 2"),
    ],
)
def test_archives_made_to_break_the_server(coded, break_it, words):
    coded.add_article("The mill is shut.", title="Mill", external_id="b-1")
    coded.add_article("The weir is dry.", title="Weir", external_id="b-2")
    for claim in coded.claims()[:1]:
        adjudicate(
            member=coded.member(coded.reviewer), claim=claim, variable="slant",
            codes=["slant:strong"], reason="They missed it",
        )  # fmt: skip
    allow_adding_projects(user=coded.stranger)
    content = exported(coded.project, "zip")
    before = (Project.objects.count(), User.objects.count())
    with pytest.raises(UnreadableFile) as error:
        bring(break_it(content), User.objects.get(pk=coded.stranger.pk))
    assert words in error.value.message
    assert before == (Project.objects.count(), User.objects.count())


def test_many_rows_about_one_article(coded, monkeypatch):
    monkeypatch.setattr("annotator.export.readers.package.MOST_OF_ONE", 2)
    with pytest.raises(UnreadableFile, match="about one article"):
        bring(exported(coded.project, "zip"), coded.manager)


def test_archives_with_many_rows_are_kept_a_few_at_a_time(coded, monkeypatch):
    """As few as there is no less than: one article."""
    coded.add_article("The mill is shut.", title="Mill")
    monkeypatch.setattr("annotator.export.importing.actions.study.importing.ROWS_AT_ONCE", 1)
    done = bring(exported(coded.project, "zip"), coded.manager)
    assert (done.articles, done.labels) == (2, Label.objects.count() // 2)


def test_a_title_that_no_database_keeps(coded):
    file = io.BytesIO(exported(coded.project, "zip"))
    done = import_study(file=file, slug="copy", title="a\x00b", actor=coded.manager)
    assert done.project.title == "ab"


def test_who_waits_is_not_kept_waiting(coded):
    content = exported(coded.project, "zip")
    with pytest.raises(UnreadableFile, match="import_study"):
        bring(content, coded.manager, most=1_000)
    assert bring(content, coded.manager, most=100_000).articles == 1
