"""The commands that bring labels and studies in."""

import io

import pytest
from django.core.management import CommandError, call_command

from annotator.projects.models import Project
from tests.annotator.export.importing.conftest import as_lines, exported, labels_of, rows_in


def run(*args, **options) -> tuple[str, str]:
    out, errors = io.StringIO(), io.StringIO()
    call_command(*args, stdout=out, stderr=errors, **options)
    return out.getvalue(), errors.getvalue()


def test_labels(coded, elsewhere, tmp_path):
    path = tmp_path / "labels.jsonl"
    path.write_bytes(exported(coded.project))
    out, _errors = run("import_labels", "pier", str(path), "--dry-run")
    assert "13 answers would be new" in out
    assert labels_of(elsewhere) == []
    out, _errors = run("import_labels", "pier", str(path))
    assert "13 answers new" in out
    assert len(labels_of(elsewhere)) == 13


def test_labels_from_the_tables(coded, elsewhere, tmp_path):
    path = tmp_path / "tables.zip"
    path.write_bytes(exported(coded.project, "zip"))
    out, _errors = run("import_labels", "pier", str(path))
    assert "13 answers new" in out
    out, _errors = run("import_labels", "quay", str(path), "--as", "manager")
    assert "13 answers unchanged" in out


def test_rejected_rows(coded, elsewhere, tmp_path, capsys):
    rows = rows_in(exported(coded.project))
    rows[0]["annotator"] = "nobody"
    path = tmp_path / "labels.jsonl"
    path.write_bytes(as_lines(rows))
    with pytest.raises(SystemExit):
        run("import_labels", "pier", str(path))
    assert labels_of(elsewhere) == []
    with pytest.raises(SystemExit):
        run("import_labels", "pier", str(path), "--skip-rejected")
    assert len(labels_of(elsewhere)) == 12


@pytest.mark.parametrize(
    "args",
    [
        ["pier", "no-such-file"],
        ["nowhere", "no-such-file"],
        ["pier", "no-such-file", "--people", "{"],
        ["pier", "no-such-file", "--codes", "[1]"],
        ["pier", "no-such-file", "--as", "nobody"],
    ],
)
def test_what_is_wrong_is_said(elsewhere, args):
    with pytest.raises(CommandError):
        run("import_labels", *args)


def test_a_study(coded, tmp_path):
    path = tmp_path / "quay.zip"
    path.write_bytes(exported(coded.project, "zip"))
    out, _errors = run("import_study", str(path), "--slug", "copy", "--dry-run")
    assert "Nothing was saved" in out
    out, _errors = run("import_study", str(path), "--slug", "copy", "--title", "Copy")
    assert "13 labels" in out
    assert Project.objects.get(slug="copy").title == "Copy"
    with pytest.raises(CommandError, match="exists already"):
        run("import_study", str(path), "--slug", "copy")
    with pytest.raises(CommandError, match="may not create"):
        run("import_study", str(path), "--slug", "other", "--as", "ana")
    path.write_bytes(b"PK")
    with pytest.raises(CommandError, match="broken"):
        run("import_study", str(path), "--slug", "other")
