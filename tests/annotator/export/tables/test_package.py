"""The archive of tables: valid for Frictionless, consistent, and the same each time."""

import hashlib
import io
import json
import zipfile
from dataclasses import replace
from itertools import islice
from types import SimpleNamespace

import pytest

from annotator.export.study.opening import open_study
from annotator.export.writers.tables.writing import write
from tests.annotator.export.formats.studies import EndlessStudy
from tests.annotator.export.tables.conftest import FILES, written
from tests.annotator.export.tables.reading import LAYERS, assert_valid, read_table, validated


@pytest.mark.parametrize("names", ["real", "pseudonyms"])
@pytest.mark.parametrize("layer", LAYERS)
def test_frictionless_finds_nothing_wrong(foreign, unpacked, layer, names):
    folder = unpacked(foreign.study(layer=layer, names=names))
    assert {one.name for one in folder.iterdir()} == FILES
    assert_valid(folder)
    assert len(read_table(folder, "labels")) > 5


def test_frictionless_would_find_what_is_wrong(foreign, unpacked):
    folder = unpacked(foreign.study())
    labels = folder / "labels.csv"
    labels.write_bytes(labels.read_bytes().replace(b"att:none", b"att:nine", 1))
    kinds = {kind for _name, kind in validated(folder).flatten(["name", "type"])}
    assert {"hash-count", "foreign-key"} <= kinds


def test_a_project_without_anything(cast, unpacked):
    cast.project.entries.all().delete()
    folder = unpacked(open_study(cast.member(cast.manager), {}))
    assert_valid(folder)
    assert read_table(folder, "labels") == []


def test_sizes_and_hashes_are_those_of_the_files(foreign, unpacked):
    folder = unpacked(foreign.study())
    package = json.loads((folder / "datapackage.json").read_text())
    for resource in package["resources"]:
        content = (folder / resource["path"]).read_bytes()
        assert resource["bytes"] == len(content)
        assert resource["hash"] == f"sha256:{hashlib.sha256(content).hexdigest()}"


# -- the archive -------------------------------------------------------------------------------


def frozen(study, **more):
    header = replace(study.header, frozen_as="Spring", frozen_at="2026-03-01T00:00:00Z", more=more)
    return SimpleNamespace(
        header=header,
        options=study.options,
        articles=study.articles,
        rows=study.rows,
        agreement=study.agreement,
    )


def test_the_same_study_gives_the_same_bytes(foreign):
    assert written("zip", foreign.study()) == written("zip", foreign.study())


def test_a_freeze_is_stored_and_has_its_texts(foreign):
    study = frozen(foreign.study(), methods="# How\n", coder_guide_html="<h1>How</h1>\n")
    with zipfile.ZipFile(io.BytesIO(b"".join(write(study)))) as archive:
        assert {one.compress_type for one in archive.infolist()} == {zipfile.ZIP_STORED}
        assert set(archive.namelist()) == FILES | {"methods.md", "coder-guide.html"}
        assert archive.read("methods.md") == b"# How\n"
        assert "frozen under the name “Spring”" in archive.read("README.md").decode()
        assert json.loads(archive.read("project.json"))["frozen_as"] == "Spring"


def test_an_annotator_gets_their_own(foreign, unpacked):
    cast = foreign.cast
    folder = unpacked(open_study(cast.member(cast.ana), {}))
    assert_valid(folder)
    assert {row["annotator"] for row in read_table(folder, "assignments")} == {"ana"}
    assert read_table(folder, "agreement") == read_table(folder, "adjudications") == []
    seen = {row["annotator"] for row in read_table(folder, "labels")}
    assert {row["name"] for row in read_table(folder, "annotators")} == {"ana"} | seen


def test_the_tables_fit_each_other_while_people_work(cast, unpacked, tmp_path, monkeypatch):
    """Somebody takes, answers and hands in an article while the archive is on its way."""
    monkeypatch.setattr("annotator.export.study.live.ARTICLES_AT_ONCE", 1)
    for number_ in range(3):
        cast.add_article(f"The mill number {number_} said so.")
    for _ in range(4):
        cast.code_all(cast.ana)
    study = open_study(cast.member(cast.manager), {})
    read = study.articles

    def articles():
        for place, article in enumerate(read()):
            yield article
            if place == 1:
                for _ in range(4):
                    cast.code_all(cast.ben)

    study.articles = articles
    folder = unpacked(study)
    assert_valid(folder)
    done = {(row["article_id"], row["annotator"]) for row in read_table(folder, "assignments")}
    given = {(row["article_id"], row["annotator"]) for row in read_table(folder, "labels")}
    assert given == done
    assert {"ana", "ben"} == {annotator for _article, annotator in given}
    assert len(given) < 8  # what was there before its article was read, and no more


def test_labels_are_sent_while_articles_are_read(foreign):
    endless = EndlessStudy(foreign.study())
    pieces = write(endless)
    assert b"labels.csv" in b"".join(islice(pieces, 12))
    before = endless.read
    sent = b"".join(islice(pieces, 50))
    assert sent
    assert endless.read - before < 20_000
    pieces.close()
