"""Nothing is lost: the records can be put together again from the tables alone."""

import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.cells import guarded, harmless, unguarded
from annotator.export.writers.tables.schema import TABLES
from tests.annotator.export.tables.reading import (
    LAYERS,
    number,
    read_articles,
    read_table,
    texts,
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


# -- cells ---------------------------------------------------------------------------------------


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
