"""What the archive says to people, and the scripts in it that load its tables."""

import re
import runpy

import pandas
import pytest

from annotator.export.study.opening import open_study
from annotator.export.writers.tables.schema import TABLES, tables_of
from tests.annotator.export.tables.conftest import FILES
from tests.annotator.export.tables.reading import LAYERS, assert_valid

PYTHONS_LIMIT = 131_072  # characters of a cell, unless `csv` is told otherwise


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
        found = re.findall(rf"^{name} <- c\(([^)]*)\)", script, re.MULTILINE)
        listed = re.findall(r'"(\w+)"', " ".join(found))
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


def test_long_texts(cast, unpacked):
    cast.add_article("The mill said it would close. " * 6000, title="Long")
    folder = unpacked(open_study(cast.member(cast.manager), {}))
    assert_valid(folder)
    loaded = runpy.run_path(str(folder / "load.py"))["tables"]["articles"]
    assert loaded.text.str.len().max() > PYTHONS_LIMIT
