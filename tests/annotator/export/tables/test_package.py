"""The archive of tables, read by others: Frictionless, pandas, and the `csv` module."""

import csv
import hashlib
import io
import json
import re
import runpy
import zipfile
from dataclasses import replace
from itertools import islice
from types import SimpleNamespace

import pandas
import pytest
from frictionless import Package, system
from hypothesis import given
from hypothesis import strategies as st

from annotator.cells import guarded, harmless, unguarded
from annotator.export.study import (
    ArticleRecord,
    ClaimRecord,
    DecisionRecord,
    LabelRecord,
    WorkRecord,
)
from annotator.export.study.opening import open_study
from annotator.export.writers.tables.schema import TABLES, tables_of
from annotator.export.writers.tables.writing import write
from tests.annotator.export.formats.studies import EndlessStudy
from tests.annotator.export.tables.conftest import written

PYTHONS_LIMIT = 131_072  # characters of a cell, unless `csv` is told otherwise
LAYERS = ("annotators", "adjudicated", "aggregated")
FILES = {
    *("README.md", "load.py", "load.R", "project.json", "codebook.json", "datapackage.json"),
    *(table.path for table in TABLES),
}


def read_table(folder, name: str) -> list[dict[str, str]]:
    with (folder / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def assert_valid(folder) -> None:
    """Types, constraints, keys, sizes and hashes, checked by Frictionless from the disk."""
    with system.use_context(trusted=True):
        report = Package(str(folder / "datapackage.json")).validate()
    assert report.valid, report.flatten(["name", "type", "message"])
    assert report.stats["tasks"] == len(TABLES)


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
    with system.use_context(trusted=True):
        report = Package(str(folder / "datapackage.json")).validate()
    kinds = {kind for _name, kind in report.flatten(["name", "type"])}
    assert {"hash-count", "foreign-key"} <= kinds


def test_a_project_without_anything(cast, unpacked):
    cast.project.entries.all().delete()
    folder = unpacked(open_study(cast.member(cast.manager), {}))
    assert_valid(folder)
    assert read_table(folder, "labels") == []


def test_long_texts(cast, unpacked):
    cast.add_article("The mill said it would close. " * 6000, title="Long")
    folder = unpacked(open_study(cast.member(cast.manager), {}))
    assert_valid(folder)
    loaded = runpy.run_path(str(folder / "load.py"))["tables"]["articles"]
    assert loaded.text.str.len().max() > PYTHONS_LIMIT


def test_sizes_and_hashes_are_those_of_the_files(foreign, unpacked):
    folder = unpacked(foreign.study())
    package = json.loads((folder / "datapackage.json").read_text())
    for resource in package["resources"]:
        content = (folder / resource["path"]).read_bytes()
        assert resource["bytes"] == len(content)
        assert resource["hash"] == f"sha256:{hashlib.sha256(content).hexdigest()}"


# -- nothing is lost ---------------------------------------------------------------------------


def texts(row: dict[str, str], *names: str) -> list[str]:
    return [unguarded(row[name]) for name in names]


def number(cell: str) -> int | None:
    return int(cell) if cell else None


def of(folder, name: str, article: int) -> list[dict[str, str]]:
    return [row for row in read_table(folder, name) if row["article_id"] == str(article)]


def read_articles(folder) -> list[ArticleRecord]:
    """The records, put together again from the tables."""
    return [read_article(folder, row) for row in read_table(folder, "articles")]


def read_article(folder, row: dict[str, str]) -> ArticleRecord:
    key = int(row["id"])
    plain = ("external_id", "title", "byline", "url", "language", "direction", "content_hash")
    return ArticleRecord(
        id=key,
        text=unguarded(row["text"]),
        publisher=unguarded(row["publisher"]) or None,
        origin_publisher=unguarded(row["origin_publisher"]) or None,
        published_at=row["published_at"] or None,
        **{name: unguarded(row[name]) for name in plain},
        claims=tuple(map(read_claim, of(folder, "claims", key))),
        work=tuple(map(read_work, of(folder, "assignments", key))),
        labels=tuple(map(read_label, of(folder, "labels", key))),
        decisions=tuple(map(read_decision, of(folder, "adjudications", key))),
    )


def read_claim(row) -> ClaimRecord:
    numbers = [int(row[name]) for name in ("id", "start", "end")]
    flags = [row[name] == "true" for name in ("is_claim", "is_current")]
    before = tuple(map(int, row["predecessors"].split()))
    return ClaimRecord(*numbers, *texts(row, "text", "role"), *flags, *texts(row, "reason"), before)


def read_work(row) -> WorkRecord:
    who = texts(row, "annotator", "state", "note")
    return WorkRecord(
        *who, row["created_at"], row["submitted_at"] or None, unguarded(row["reason"])
    )


def read_label(row) -> LabelRecord:
    has_spread = bool(row.get("distribution"))
    return LabelRecord(
        number(row["claim_id"]),
        *texts(row, "annotator", "variable"),
        unguarded(row["code"]) or None,
        number(row["span_start"]),
        number(row["span_end"]),
        *texts(row, "note", "codebook_version", "state"),
        *(row["created_at"], row["updated_at"]),
        number(row["votes"]) if has_spread else None,
        json.loads(row["distribution"]) if has_spread else None,
        row["inherited"] == "true",
    )


def read_decision(row) -> DecisionRecord:
    return DecisionRecord(
        number(row["claim_id"]),
        *texts(row, "variable"),
        tuple(row["codes"].split(" ")),
        *texts(row, "method", "reason_code", "reason", "note"),
        json.loads(row["distribution"]),
        *texts(row, "decided_by"),
        *(row["created_at"], row["updated_at"]),
    )


@pytest.mark.parametrize("names", ["real", "pseudonyms"])
@pytest.mark.parametrize("layer", LAYERS)
def test_the_records_can_be_put_together_again(foreign, unpacked, layer, names):
    study = foreign.study(layer=layer, names=names)
    folder = unpacked(study)
    assert read_articles(folder) == list(study.articles())
    people = [(person.name, person.role) for person in study.header.people]
    assert [tuple(texts(one, "name", "role")) for one in read_table(folder, "annotators")] == people
    assert json.loads((folder / "codebook.json").read_text()) == study.header.codebook
    project = json.loads((folder / "project.json").read_text())
    assert (project["layer"], project["names"]) == (layer, names)
    assert {name: project[name] for name in ("slug", "overlap", "seed", "blind", "guidelines")} == {
        name: getattr(study.header, name)
        for name in ("slug", "overlap", "seed", "blind", "guidelines")
    }
    assert not {"people", "codebook", "more"} & project.keys()


def test_agreement_is_the_apis(foreign, unpacked):
    folder = unpacked(foreign.study())
    client = foreign.cast.client(foreign.cast.reviewer)
    listed = client.get("/api/v1/projects/foreign/agreement/").json()["variables"]
    for row, figures in zip(read_table(folder, "agreement"), listed, strict=True):
        low, high = figures["interval"] or (None, None)
        expected = {**figures, "low": low, "high": high}
        assert row["variable"] == expected["variable"]
        assert row["metric"] == expected["metric"]
        for name in ("units", "annotators", "labels", "percent", "alpha", "low", "high"):
            assert row[name] == ("" if expected[name] is None else str(expected[name])), name


def test_the_data_dictionary_is_the_codebook_as_it_is_stored(foreign, unpacked):
    folder = unpacked(foreign.study())
    version = foreign.cast.version
    stored = version.variables.select_related("attribute_of").order_by("position")
    for row, one in zip(read_table(folder, "variables"), stored, strict=True):
        names = ("variable", "label", "scope", "select", "scale", "definition", "attribute_of")
        owner = one.attribute_of.identifier if one.attribute_of else ""
        found = (one.identifier, one.label, one.scope, one.select, one.scale, one.definition, owner)
        assert tuple(texts(row, *names)) == found
        assert (row["required"], row["is_asked"]) == ("false", "true")
    codes = [code for one in stored for code in one.codes.order_by("position")]
    for row, code in zip(read_table(folder, "codes"), codes, strict=True):
        found = [code.identifier, code.label, code.short, code.item, code.definition]
        assert texts(row, "code", "label", "short", "item", "definition") == found
        assert number(row["rank"]) == code.rank


# -- cells -------------------------------------------------------------------------------------


@given(st.text(max_size=20) | st.text("'=+-@\t\r\n ＝x", max_size=6))
def test_the_exact_text_comes_back_from_a_harmless_cell(text):
    cell = guarded(text)
    assert unguarded(cell) == text
    assert harmless(cell) == cell
    assert cell in (text, f"'{text}")


@given(st.text(max_size=10), st.text(max_size=10))
def test_two_texts_never_become_one_cell(one, other):
    assert (guarded(one) == guarded(other)) == (one == other)


def test_no_cell_of_any_table_is_run(foreign, unpacked):
    folder = unpacked(foreign.study())
    cells = [
        cell
        for table in TABLES
        for row in read_table(folder, table.name)
        for cell in row.values()
        if not re.fullmatch(r"-?[0-9.e-]+", cell)
    ]
    assert [cell for cell in cells if harmless(cell) != cell] == []
    assert "''=1+1" in cells
    assert "'@you: look" in cells
    assert any(cell.startswith("'=SUM(A1)") for cell in cells)


# -- the scripts -------------------------------------------------------------------------------


@pytest.mark.parametrize("layer", LAYERS)
def test_load_py_gives_the_exact_tables(foreign, unpacked, layer):
    study = foreign.study(layer=layer)
    folder = unpacked(study)
    loaded = runpy.run_path(str(folder / "load.py"))
    tables, long = loaded["tables"], loaded["long"]
    articles = {article.id: article for article in study.articles()}
    assert dict(zip(tables["articles"].id, tables["articles"].text, strict=True)) == {
        key: one.text for key, one in articles.items()
    }
    labels = [(one, label) for one in articles.values() for label in one.labels]
    assert len(long) == len(tables["labels"]) == len(labels)
    for row, (article, label) in zip(long.itertuples(), labels, strict=True):
        claim = article.claims_by_id.get(label.claim_id)
        assert (row.annotator, row.variable, row.note) == (
            *(label.annotator, label.variable),
            label.note,
        )
        assert (row.code or None) == label.code
        assert row.article_title == article.title
        assert row.created_at == pandas.Timestamp(label.created_at)
        assert row.created_at.tz is not None
        if claim is None:
            assert row.claim_text is pandas.NA
            assert row.claim_id is pandas.NA
        else:
            assert row.claim_text == claim.text == article.text[row.start : row.end]
    assert long.code_label.notna().sum() == sum(label.code is not None for _, label in labels)


def test_load_py_runs_by_itself(foreign, unpacked, capsys):
    folder = unpacked(foreign.study())
    runpy.run_path(str(folder / "load.py"), run_name="__main__")
    assert "claim_text" in capsys.readouterr().out


def test_load_r_knows_the_type_of_every_column(foreign, unpacked):
    """R itself is not at hand: its lists of columns have to be those of the tables."""
    script = (unpacked(foreign.study()) / "load.R").read_text()
    kinds = {"whole": "integer", "numbers": "number", "flags": "boolean", "times": "datetime"}
    kinds["as_json"] = "object"
    study = foreign.study(layer="aggregated")
    columns = [column for table in tables_of(study.options) for column in table.columns]
    for name, kind in kinds.items():
        found = re.search(rf"^{name} <- c\(([^)]*)\)", script, re.MULTILINE)
        listed = re.findall(r'"(\w+)"', found[1])
        assert set(listed) == {column.name for column in columns if column.kind == kind}
        assert not {one.name for one in columns if one.kind != kind} & set(listed)
    listed = re.search(r"names_of_tables <- c\(([^)]*)\)", script)[1]
    assert re.findall(r'"(\w+)"', listed) == [table.name for table in TABLES]
    assert script.count("(") == script.count(")")
    assert script.count("{") == script.count("}")


def test_the_readme_names_every_file_and_column(foreign, unpacked):
    folder = unpacked(foreign.study(layer="adjudicated", names="pseudonyms"))
    text = (folder / "README.md").read_text()
    assert not [name for name in FILES - {"README.md"} if f"`{name}`" not in text]
    assert "$" not in text
    study = foreign.study(layer="adjudicated")
    for table in tables_of(study.options):
        assert not [one.name for one in table.columns if f"| `{one.name}` |" not in text]
    assert "Foreign, version 2.1" in text
    assert "pseudonyms" in text


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
