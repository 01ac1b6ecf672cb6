"""`export_labels` on the command line."""

import csv
import hashlib
import json

import pytest
from django.core.management import CommandError, call_command

from annotator.export.freezing.actions import request_freeze, run_freeze


def test_to_a_file(cast, tmp_path, capsys):
    cast.code_all(cast.ana)
    cast.code_all(cast.ben, submit=False)
    out = tmp_path / "labels.csv"
    out.write_text("older")
    call_command("export_labels", "quay", "--format", "csv", "--output", str(out))
    with out.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert {row["annotator"] for row in rows} == {"ana", "ben"}  # an operator sees all
    assert [path.name for path in tmp_path.iterdir()] == ["labels.csv"]
    assert "labels.csv" in capsys.readouterr().err


def test_to_the_screen(cast, capsys):
    cast.code_all(cast.ana)
    call_command("export_labels", "quay", "--format", "jsonl")
    lines = capsys.readouterr().out.splitlines()
    assert len([json.loads(line) for line in lines]) == 6


def test_an_unknown_project(cast):
    with pytest.raises(CommandError, match="no project"):
        call_command("export_labels", "nowhere", "--format", "csv")


def test_an_unknown_format(cast):
    with pytest.raises(CommandError, match="xlsx"):
        call_command("export_labels", "quay", "--format", "xlsx")


def test_a_folder_that_is_not_there(cast, tmp_path):
    out = tmp_path / "missing" / "labels.csv"
    with pytest.raises(CommandError, match="cannot be written"):
        call_command("export_labels", "quay", "--format", "csv", "--output", str(out))


def test_a_failure_keeps_the_file_there_was(cast, tmp_path, monkeypatch):
    out = tmp_path / "labels.csv"
    out.write_text("older")

    def broken(*_):
        yield from ()
        raise RuntimeError("bug")

    monkeypatch.setattr("annotator.export.study.live.read_rows", broken)
    with pytest.raises(RuntimeError):
        call_command("export_labels", "quay", "--format", "csv", "--output", str(out))
    assert out.read_text() == "older"
    assert [path.name for path in tmp_path.iterdir()] == ["labels.csv"]


def test_layers_names_and_filters(cast, capsys):
    cast.code_all(cast.ana, slant="some")
    cast.code_all(cast.ben, slant="some")
    query = ["--layer", "aggregated", "--names", "pseudonyms", "--variable", "slant"]
    call_command("export_labels", "quay", "--format", "jsonl", *query)
    rows = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [(row["code"], row["votes"]) for row in rows] == [("slant:some", 2)] * 3
    with pytest.raises(CommandError, match="cannot be narrowed"):
        call_command("export_labels", "quay", "--format", "csv", *query, "--annotator", "ana")


def test_of_a_freeze(cast, tmp_path):
    cast.code_all(cast.ana)
    freeze = request_freeze(member=cast.member(cast.manager), name="Spring 1")
    run_freeze(public_id=freeze.public_id)
    freeze.refresh_from_db()
    cast.code_all(cast.ben)
    out = tmp_path / "study.zip"
    query = ["--freeze", "Spring 1", "--names", "pseudonyms", "--output", str(out)]
    call_command("export_labels", "quay", "--format", "zip", *query)
    assert hashlib.sha256(out.read_bytes()).hexdigest() == freeze.digest
    with pytest.raises(CommandError, match="no finished freeze “other”"):
        call_command("export_labels", "quay", "--format", "csv", "--freeze", "other")


def test_an_archive_to_the_screen(cast, capfdbinary):
    call_command("export_labels", "quay", "--format", "zip")
    assert capfdbinary.readouterr().out.startswith(b"PK")
