"""Parquet, read by PyArrow, pandas and DuckDB: the same as CSV and JSON Lines, with types."""

import io
import json
from dataclasses import replace
from itertools import islice
from types import SimpleNamespace

import duckdb
import pandas
import pytest
from pyarrow import parquet

from annotator.export.rows import COLUMNS, columns_of
from annotator.export.writers import parquet as writer
from tests.annotator.export.formats.studies import EndlessStudy
from tests.annotator.export.tables.conftest import written

LAYERS = ("annotators", "adjudicated", "aggregated")
TIMES = ("published_at", "created_at", "updated_at")


@pytest.fixture(params=LAYERS)
def study(request, foreign):
    return foreign.study(layer=request.param)


def test_types(study):
    file = parquet.ParquetFile(io.BytesIO(written("parquet", study)))
    kinds = {field.name: str(field.type) for field in file.schema_arrow}
    assert tuple(kinds) == columns_of(study.options)
    assert kinds["claim_id"] == kinds["span_start"] == "int64"
    assert {kinds[name] for name in TIMES} == {"timestamp[us, tz=UTC]"}
    assert {kinds[name] for name in ("claim_text", "note", "code", "role")} == {"string"}
    assert file.metadata.num_rows == len(list(study.rows()))


def test_every_cell_is_that_of_json_lines(study):
    table = parquet.read_table(io.BytesIO(written("parquet", study)))
    lines = [json.loads(line) for line in written("jsonl", study).decode().splitlines()]
    found = table.to_pylist()
    assert len(found) == len(lines) > 5
    for row, line in zip(found, lines, strict=True):
        for name in TIMES:
            row[name] = row[name] and row[name].isoformat().replace("+00:00", "Z")
        if "distribution" in row:
            row["distribution"] = json.loads(row["distribution"])
        assert row == line


def test_times_keep_their_microseconds(foreign):
    from datetime import UTC, datetime

    from annotator.annotation.models import Label

    made = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
    changed = made.replace(microsecond=10)
    Label.objects.update(created_at=made, updated_at=changed)
    rows = parquet.read_table(io.BytesIO(written("parquet", foreign.study()))).to_pylist()
    assert {(row["created_at"], row["updated_at"]) for row in rows} == {(made, changed)}


def test_pandas_and_duckdb_read_what_csv_has(study, tmp_path):
    """Texts that CSV escapes are made plain first: its rule is not reversible."""
    for name in ("csv", "parquet"):
        (tmp_path / f"labels.{name}").write_bytes(written(name, study))
    path = tmp_path / "labels.parquet"
    ours = parquet.read_table(path).to_pandas()
    pandas.testing.assert_frame_equal(pandas.read_parquet(path), ours)
    by_duckdb = duckdb.connect().execute(f"FROM '{path}'").fetch_df()
    assert by_duckdb.columns.to_list() == ours.columns.to_list()
    whole = [name for name in ours if str(ours[name].dtype).startswith(("int", "float"))]
    table = pandas.read_csv(
        tmp_path / "labels.csv",
        keep_default_na=False,
        dtype={name: "Int64" if name in whole else "string" for name in ours},
        na_values={name: [""] for name in whole},
    )
    for name in ours:
        if name in TIMES:
            expected = pandas.to_datetime(table[name], format="ISO8601", utc=True)
            assert list(ours[name].dropna()) == list(expected.dropna()), name
            read = by_duckdb[name].dropna()
            assert list(read.dt.tz_convert("UTC")) == list(expected.dropna()), name
        elif name in whole:
            assert ours[name].astype("Int64").equals(table[name]), name
            assert by_duckdb[name].astype("Int64").equals(table[name]), name
        else:
            assert plain(ours[name]) == plain(by_duckdb[name]) == plain(table[name]), name


def plain(column) -> list[str]:
    return [str(cell).removeprefix("'") for cell in column.fillna("").replace({None: ""})]


def test_duckdb_counts_as_the_database_does(foreign, tmp_path):
    path = tmp_path / "labels.parquet"
    path.write_bytes(written("parquet", foreign.study()))
    query = f"SELECT annotator, code, count(*) FROM '{path}' GROUP BY ALL ORDER BY ALL"
    found = duckdb.connect().execute(query).fetchall()
    rows = [label for _target, label in foreign.study().rows()]
    keys = sorted({(row[0], row[2]) for row in rows})
    assert found == [(*key, sum((row[0], row[2]) == key for row in rows)) for key in keys]


def test_groups_of_rows_are_one_table(foreign, monkeypatch):
    whole = parquet.read_table(io.BytesIO(written("parquet", foreign.study())))
    monkeypatch.setattr(writer, "ROWS_IN_GROUP", 7)
    small = written("parquet", foreign.study())
    assert parquet.read_table(io.BytesIO(small)).equals(whole)
    assert parquet.ParquetFile(io.BytesIO(small)).num_row_groups == -(-whole.num_rows // 7)


def test_the_same_study_gives_the_same_bytes(study):
    assert written("parquet", study) == written("parquet", study)


def test_a_freeze_is_not_compressed(foreign):
    live = foreign.study()
    header = replace(live.header, frozen_as="Spring")
    frozen = SimpleNamespace(header=header, options=live.options, rows=live.rows)
    for study, compression in ((live, "ZSTD"), (frozen, "UNCOMPRESSED")):
        file = parquet.ParquetFile(io.BytesIO(b"".join(writer.write(study))))
        group = file.metadata.row_group(0)
        columns = [group.column(place).compression for place in range(group.num_columns)]
        assert set(columns) == {compression}


def test_a_project_without_labels(cast):
    from annotator.export.study.opening import open_study

    study = open_study(cast.member(cast.manager), {})
    table = parquet.read_table(io.BytesIO(written("parquet", study)))
    assert table.num_rows == 0
    assert tuple(table.column_names) == COLUMNS


def test_rows_are_pulled_a_group_at_a_time(foreign, monkeypatch):
    monkeypatch.setattr(writer, "ROWS_IN_GROUP", 50)
    endless = EndlessStudy(foreign.study())
    pieces = writer.write(endless)
    assert all(islice(pieces, 3))
    assert endless.read < 50
    pieces.close()


def test_without_its_package_the_format_says_so(monkeypatch):
    monkeypatch.setattr("annotator.export.writers.formats.find_spec", lambda name: None)
    assert not writer.FORMAT.is_installed
