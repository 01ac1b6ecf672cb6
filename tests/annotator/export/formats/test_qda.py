"""REFI-QDA projects and codebooks: against the schemas of the standard, and read by pyrefiqda."""

import hashlib
import io
import sys
import tarfile
import urllib.request
import zipfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from itertools import islice
from pathlib import Path
from typing import Any

import pytest
from lxml import etree
from pyrefiqda import RefiCodebook, RefiProject

from annotator.codebook.reading import default_codebook
from annotator.codebook.writing import write_codebook
from annotator.export.study.opening import open_study
from annotator.export.writers import qdc, qdpx
from annotator.export.writers.refi.codes import CodeTree
from annotator.export.writers.refi.guids import Guids
from tests.annotator.export.formats.studies import EndlessStudy, Given, database_labels

LAYERS = ("annotators", "adjudicated", "aggregated")

SCHEMAS = (
    "https://files.pythonhosted.org/packages/f0/39/8b9c196bed705bee6ae6f686ec36060d0955eb7235dfa4d"
    "697da54bfbe95/pyrefiqda-0.3.1.tar.gz"
)
"""The schemas of the standard may not be copied into this repository. They are in here."""
DIGEST = "e92aab320a3ca9320c17857208dce65c7846f248dfdfeea2b7318bf4198c6526"


@pytest.fixture(scope="session")
def schemas() -> dict[str, etree.XMLSchema]:
    """The schemas by name, fetched once and kept beside the installed packages."""
    kept = Path(sys.prefix) / "schemas" / "pyrefiqda-0.3.1.tar.gz"
    if not kept.exists():
        _fetch(kept)
    with tarfile.open(kept) as archive:
        return {name: _schema(archive, name) for name in ("Project", "Codebook")}


def _fetch(kept: Path) -> None:
    try:
        with urllib.request.urlopen(SCHEMAS, timeout=20) as answer:
            content = answer.read()
    except OSError as error:
        pytest.skip(f"The schemas of REFI-QDA cannot be fetched from {SCHEMAS}: {error}")
    assert hashlib.sha256(content).hexdigest() == DIGEST, f"{SCHEMAS} is not what it was."
    kept.parent.mkdir(exist_ok=True)
    part = kept.with_suffix(".part")
    part.write_bytes(content)
    part.replace(kept)


def _schema(archive: tarfile.TarFile, name: str) -> etree.XMLSchema:
    member = archive.extractfile(f"pyrefiqda-0.3.1/refi-qda-standard/{name}.xsd")
    assert member is not None
    return etree.XMLSchema(etree.parse(member))


def written(study) -> bytes:
    return b"".join(qdpx.write(study))


def project_file(file: bytes) -> bytes:
    with zipfile.ZipFile(io.BytesIO(file)) as archive:
        assert archive.testzip() is None
        return archive.read("project.qde")


def load(file: bytes, folder: Path) -> Any:
    (folder / "study.qdpx").write_bytes(file)
    return RefiProject.load(folder / "study.qdpx", folder / "inside")


class Reader:
    """What somebody finds who has only the file."""

    def __init__(self, file: bytes, folder: Path) -> None:
        self.project, self.inside = load(file, folder), folder / "inside"
        self.codes = {code.guid: code for code in walk(self.project.code_book.codes.code)}
        self.users = {user.guid: user.name for user in self.project.users.user}
        self.fields = {one.guid: one.name for one in self.project.variables.variable}
        notes = self.project.notes.note if self.project.notes else []
        self.notes = {note.guid: note.plain_text_content for note in notes}

    def sources(self) -> list[Any]:
        return self.project.sources.text_source

    def values(self, source: Any) -> dict[str, str]:
        return {
            self.fields[one.variable_ref.target_guid]: one.text_value
            for one in source.variable_value
        }

    def text(self, source: Any) -> str:
        path = RefiProject.resolve_source_path(source.plain_text_path, self.inside)
        return path.read_bytes().decode()

    def id_of(self, coding: Any) -> str:
        """The id stands at the end of a code's description."""
        code = self.codes[coding.code_ref.target_guid]
        assert code.is_codable
        return code.description.rpartition("\n")[2]

    def given(self) -> Iterator[Given]:
        """What people coded. What stretches are is coded by nobody."""
        for source in self.sources():
            text = self.text(source)
            for coding in source.coding:
                yield self._given(source, coding, None, None, "")
            for one in source.plain_text_selection:
                start, end = one.start_position, one.end_position
                for coding in one.coding:
                    if coding.creating_user:
                        yield self._given(source, coding, start, end, text[start:end])

    def _given(self, source, coding, start, end, text) -> Given:
        code = self.id_of(coding)
        notes = [self.notes[one.target_guid] for one in coding.note_ref]
        return Given(
            article=int(self.values(source)["article_id"]),
            start=start,
            end=end,
            text=text,
            annotator=self.users[coding.creating_user],
            variable=code.partition(":")[0],
            code=code,
            note="".join(notes),
            claim=None,
        )


def walk(codes: list[Any]) -> Iterator[Any]:
    for code in codes:
        yield code
        yield from walk(code.code)


# -- Projects ------------------------------------------------------------------------------------


def test_every_label_comes_back(foreign, tmp_path):
    found = list(Reader(written(foreign.study()), tmp_path).given())
    assert len(found) == len(set(found))
    assert set(found) == {one._replace(claim=None) for one in database_labels(foreign)}


def test_texts_and_segments_are_the_databases(foreign, tmp_path):
    reader = Reader(written(foreign.study()), tmp_path)
    assert [reader.text(source) for source in reader.sources()] == [
        article.text for article in foreign.articles
    ]
    for source, article in zip(reader.sources(), foreign.articles, strict=True):
        standing = {(one.start, one.end, one.role) for one in article.claims.current()}
        found = {
            (one.start_position, one.end_position, role_of(reader, one))
            for one in source.plain_text_selection
            if any(not coding.creating_user for coding in one.coding)
        }
        assert found == standing
        assert source.name == f"{article.title} ({article.pk})"
        assert reader.values(source)["content_hash"] == article.content_hash
    assert reader.values(reader.sources()[1])["external_id"] == "ar/1 ü"


def role_of(reader: Reader, selection: Any) -> str:
    (coding,) = [one for one in selection.coding if not one.creating_user]
    return reader.id_of(coding).partition(":")[2]


@pytest.mark.parametrize("layer", LAYERS)
def test_projects_are_valid(foreign, schemas, layer):
    schemas["Project"].assertValid(
        etree.fromstring(project_file(written(foreign.study(layer=layer))))
    )


def test_empty_projects_are_valid(empty, schemas, tmp_path):
    file = written(empty.study())
    assert load(file, tmp_path).sources is None
    schemas["Project"].assertValid(etree.fromstring(project_file(file)))


@pytest.mark.parametrize("layer", ["adjudicated", "aggregated"])
def test_the_other_layers(foreign, tmp_path, layer):
    study = foreign.study(layer=layer)
    reader = Reader(written(study), tmp_path)
    who = {"adjudicated": "adjudicated", "aggregated": "majority"}[layer]
    found = {
        (one.article, one.start, one.annotator, one.code, one.note.rpartition("\n")[2])
        for one in reader.given()
    }
    assert found == {
        (article.id, start_of(article, one), who, one.code, spread(one))
        for article in study.articles()
        for one in article.labels
        if one.code is not None
    }


def start_of(article, label):
    return None if label.claim_id is None else article.claims_by_id[label.claim_id].start


def spread(label) -> str:
    return ", ".join(f"{code} {count}" for code, count in sorted(label.distribution.items()))


def test_a_tie_is_a_note_without_a_code(foreign, tmp_path):
    reader = Reader(written(foreign.study(layer="aggregated")), tmp_path)
    source = reader.sources()[0]
    assert "genre" not in {reader.id_of(one).partition(":")[0] for one in source.coding}
    loose = [reader.notes[one.target_guid] for one in source.note_ref]
    assert "genre:opinion 1, genre:report 1" in loose


def test_nothing_points_nowhere(foreign):
    """GUIDs occur once, and everything that is referred to is there."""
    root = etree.fromstring(project_file(written(foreign.study())))
    guids = Counter(one.get("guid") for one in root.iter("{*}*") if one.get("guid"))
    assert max(guids.values()) == 1
    meant = {one.get("targetGUID") for one in root.iter("{*}*")} - {None}
    meant |= {one.get("creatingUser") for one in root.iter("{*}*")} - {None}
    assert meant <= set(guids)


def test_an_annotator_sees_the_names_behind_the_labels_that_they_see(foreign, tmp_path):
    """Once both have handed in, each may see the other's labels; others are not named."""
    project = foreign.cast.project
    project.blind = project.Blind.UNTIL_SUBMITTED
    project.save()
    study = open_study(foreign.cast.member(foreign.cast.ana), {})
    visible = {label.annotator for article in study.articles() for label in article.labels}
    assert visible == {"ana", "ben"}
    reader = Reader(written(study), tmp_path)
    assert set(reader.users.values()) == visible
    assert {one.annotator for one in reader.given()} == visible


def test_pseudonyms(foreign, tmp_path):
    reader = Reader(written(foreign.study(names="pseudonyms")), tmp_path)
    assert {one.annotator for one in reader.given()} == {"A1", "A2"}
    assert {"ana", "ben", "cleo", "reviewer"}.isdisjoint(reader.users.values())


@pytest.mark.parametrize("layer", LAYERS)
def test_the_same_bytes(foreign, layer):
    assert written(foreign.study(layer=layer)) == written(foreign.study(layer=layer))


def test_it_is_written_while_it_is_read(foreign):
    """The first piece comes when the first megabyte of `project.qde` is there."""
    endless = EndlessStudy(foreign.study())
    pieces = list(islice(qdpx.write(endless), 3))
    assert b"project.qde" in pieces[0]
    assert endless.read <= 500


def test_notes_that_fill_the_memory_go_to_the_disk(foreign, monkeypatch):
    whole = written(foreign.study())
    monkeypatch.setattr(qdpx, "IN_MEMORY", 1)
    monkeypatch.setattr(qdpx, "PIECE", 7)
    assert project_file(written(foreign.study())) == project_file(whole)


def test_frozen_studies_are_not_compressed(foreign):
    study = foreign.study()
    study.header = replace(study.header, frozen_as="2024")
    with zipfile.ZipFile(io.BytesIO(written(study))) as archive:
        assert {one.compress_type for one in archive.infolist()} == {zipfile.ZIP_STORED}


# -- Codebooks -----------------------------------------------------------------------------------


def codebook(study) -> bytes:
    return b"".join(qdc.write(study))


def test_codebooks_are_valid(foreign, empty_codebook, schemas):
    for study in (foreign.study(), empty_codebook):
        schemas["Codebook"].assertValid(etree.fromstring(codebook(study)))


@pytest.fixture
def empty_codebook(foreign):
    """A project that asks nothing."""
    study = foreign.study()
    study.header = replace(study.header, variable_ids=())
    return study


def test_a_codebook_holds_what_the_project_asks(foreign, tmp_path):
    file = codebook(foreign.study())
    assert file == codebook(foreign.study(names="pseudonyms"))
    (tmp_path / "codes.qdc").write_bytes(file)
    book = RefiCodebook.load(tmp_path / "codes.qdc")
    assert shape(book.codes.code) == [
        ("Genre", False, ["News report", "Opinion"]),
        ("What it is about", True, []),
        ("Signals", False, ["Author named", "Date shown"]),
        ("Attribution", False, ["Attributed here", "Unattributed"]),
        ("Topics", False, ["Water", "Roads é, œ"]),
        ("Remark", True, []),
        ("Parts of the attribution", False, ["Source (part:source)", "Cue", "Content"]),
        ("Bias device", False, ["Loaded", "Vague", "Holder"]),
    ]
    water = next(code for code in walk(book.codes.code) if code.name == "Water")
    assert water.description == "Water: <what> & “when”.\n\ntopic:water"


def shape(codes: list[Any]) -> list[Any]:
    return [(one.name, one.is_codable, [below.name for below in one.code]) for one in codes]


def test_items_of_a_set_are_answered_one_by_one(foreign, tmp_path):
    (tmp_path / "codes.qdc").write_bytes(codebook(foreign.study()))
    book = RefiCodebook.load(tmp_path / "codes.qdc")
    items = next(one for one in book.codes.code if one.name == "Signals").code
    assert shape(items) == [
        (item, False, [f"{item}: yes", f"{item}: no", f"{item}: does not apply"])
        for item in ("Author named", "Date shown")
    ]
    assert all(answer.is_codable for item in items for answer in item.code)


def test_a_question_that_is_off_is_left_out_but_known_to_the_project(foreign, tmp_path):
    project = foreign.cast.project
    project.variable_ids = ["genre"]
    project.save()
    (tmp_path / "codes.qdc").write_bytes(codebook(foreign.study()))
    book = RefiCodebook.load(tmp_path / "codes.qdc")
    assert [one.name for one in book.codes.code] == ["Genre"]
    assert len(list(Reader(written(foreign.study()), tmp_path).given())) == len(
        database_labels(foreign)
    )


def test_codes_have_the_same_guids_in_both_files(foreign, tmp_path):
    (tmp_path / "codes.qdc").write_bytes(codebook(foreign.study()))
    alone = walk(RefiCodebook.load(tmp_path / "codes.qdc").codes.code)
    in_project = Reader(written(foreign.study()), tmp_path).codes
    for code in alone:
        assert in_project[code.guid].name == code.name
        assert in_project[code.guid].description == code.description


def test_another_version_of_the_codebook_has_other_guids(foreign):
    header = foreign.study().header
    other = replace(header, codebook_digest="0" * 64)
    assert Guids(header).code("att") != Guids(other).code("att")
    assert Guids(header).of("article", 1) == Guids(other).of("article", 1)


def test_the_default_codebook(foreign, schemas):
    """Its own codes for the roles of segments are used, and every name occurs once."""
    document = default_codebook()
    study = foreign.study()
    asked = tuple(spec.id for spec in document.variables)
    study.header = replace(study.header, codebook=write_codebook(document), variable_ids=asked)
    schemas["Codebook"].assertValid(etree.fromstring(codebook(study)))
    tree = CodeTree(document)
    assert set(tree.roles.values()) == set(document.variable("role").code_ids)
    nodes = [one for top in tree.questions + tree.role_nodes for one in top.walk()]
    names = Counter(tree.name(node).casefold() for node in nodes)
    assert max(names.values()) == 1
    assert len({node.id for node in nodes}) == len(nodes)
