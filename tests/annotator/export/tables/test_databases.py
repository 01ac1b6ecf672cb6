"""SQLite and PostgreSQL give the same bytes: digests of one study, with the same keys on both.

They change only when what leaves changes: then look at the file, and write the new digest here.
"""

import hashlib
import io
import json
import zipfile

import pytest
from pyarrow import parquet

from tests.annotator.export.tables.conftest import written
from tests.annotator.export.tables.fixed import fixed_study

LAYERS = ("annotators", "adjudicated", "aggregated")
DIGESTS = {
    ("csv", "annotators"): "c7fbe561defeff51",
    ("csv", "adjudicated"): "2ad08bade6720bcd",
    ("csv", "aggregated"): "b1daac63f5f8bd38",
    ("csv", "pseudonyms"): "6334e99409d22996",
    ("jsonl", "annotators"): "4a9cbfe262f85225",
    ("jsonl", "adjudicated"): "90b20a4cfaceacb6",
    ("jsonl", "aggregated"): "03ae2381a53f63de",
    ("parquet", "annotators"): "90b8597895d50f22",
    ("parquet", "adjudicated"): "e2cec6d0f6c73dd2",
    ("parquet", "aggregated"): "f47644785fb33064",
    ("zip", "annotators"): "b57e39dbafefeebd",
    ("zip", "adjudicated"): "b5ed19a6be1b7c41",
    ("zip", "aggregated"): "c03fb08049f0b8a3",
    ("zip", "pseudonyms"): "749957bf6fdba08b",
}


def digest(name: str, content: bytes) -> str:
    """Of what the format is about: neither of its library's version nor of the scripts in it."""
    if name == "parquet":
        rows = parquet.read_table(io.BytesIO(content)).to_pylist()
        content = json.dumps(rows, default=str).encode()
    if name == "zip":
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            tables = [one for one in archive.namelist() if one.endswith((".csv", "book.json"))]
            content = b"".join(map(archive.read, sorted(set(tables) - {"agreement.csv"})))
    return hashlib.sha256(content).hexdigest()[:16]


@pytest.mark.parametrize("layer", LAYERS)
@pytest.mark.parametrize("name", ["csv", "jsonl", "parquet", "zip"])
def test_the_bytes_are_the_same_on_every_database(db, name, layer):
    study = fixed_study(layer=layer)
    assert digest(name, written(name, study)) == DIGESTS[name, layer]


@pytest.mark.parametrize("name", ["csv", "zip"])
def test_pseudonyms_are_the_same_on_every_database(db, name):
    study = fixed_study(names="pseudonyms")
    assert digest(name, written(name, study)) == DIGESTS[name, "pseudonyms"]


def test_the_order_of_the_rows(db):
    """Those without a value come first; names and keys of claims and labels count for nothing."""
    rows = list(fixed_study().rows())
    place = lambda row: (  # noqa: E731
        row[0][1],
        -1 if row[0][8] is None else row[0][8],
        ["Ben", "ana", "_ada"].index(row[1][0]),  # by the keys of their accounts
    )
    assert [place(row) for row in rows] == sorted(place(row) for row in rows)
    marks = [row[1][3:5] for row in rows if row[1][1] == "bias"]
    assert marks[:2] == sorted(marks[:2])
    times = {row[1][8] for row in rows}
    assert {len(time) for time in times} == {len("2026-03-01T12:00:00Z"), 27}
