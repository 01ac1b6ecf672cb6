"""A project's labels as a file, and the same articles in a project of its own."""

import io
import json
from collections.abc import Iterable
from typing import Any

import pytest

from annotator.annotation.models import Assignment, Label
from annotator.export.importing.actions.saving import save_labels, try_labels
from annotator.export.importing.options import ImportOptions
from annotator.export.importing.reading import SOURCES
from annotator.export.models import LabelImport
from annotator.export.study.opening import open_study, operator_of
from annotator.export.writers import FORMATS
from annotator.projects.actions import add_article, add_member, create_project
from articles.ingestion.drafts import build_draft
from tests.plugins.cast import TEXT, make_user


@pytest.fixture(autouse=True)
def uploads(settings, tmp_path):
    """Uploaded files of a test lie in a folder of its own."""
    settings.DATA_DIR = tmp_path
    return tmp_path / "uploads"


def exported(project, name="jsonl", **query) -> bytes:
    study = open_study(operator_of(project), query)
    return b"".join(FORMATS[name].write(study))


def rows_in(content: bytes) -> list[dict[str, Any]]:
    return [json.loads(line) for line in content.decode().split("\n") if line]


def as_lines(rows: Iterable[dict[str, Any]]) -> bytes:
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows).encode()


def save(project, content: bytes, actor, name="jsonl", dry_run=False, **options):
    """Import a file into a project; returns the report."""
    act = try_labels if dry_run else save_labels
    read = SOURCES[name].read(io.BytesIO(content))
    chosen = ImportOptions.read(options)
    return act(project=project, actor=actor, read=read, options=chosen)


def labels_of(project) -> list[tuple]:
    """All labels, without the numbers that differ from project to project."""
    rows = Label.objects.filter(assignment__project=project).values_list(
        "assignment__annotator__username",
        "claim__start",
        "variable__identifier",
        "code__identifier",
        "span_start",
        "span_end",
        "note",
        "created_at",
        "updated_at",
        "assignment__state",
    )
    return sorted(rows, key=str)


@pytest.fixture
def elsewhere(cast):
    """Another project with the same text, as another article, and the same people."""
    project = create_project(
        slug="pier", title="Pier", codebook_version=cast.version, creator=cast.manager
    )
    for name in ("ana", "ben"):
        add_member(project=project, user=getattr(cast, name), role="annotator")
    draft = build_draft({"text": TEXT, "title": "Quay to reopen", "publisher": "Pier News"})
    add_article(project=project, draft=draft, actor=cast.manager, method="api")
    return project


@pytest.fixture
def coded(cast):
    """Ana has handed the article in, Ben has it open."""
    cast.code_all(cast.ana, slant="some")
    assignment = cast.code_all(cast.ben, submit=False)
    cast.answer(assignment, None, genre="report")
    return cast


__all__ = ["Assignment", "LabelImport", "as_lines", "exported", "labels_of", "make_user"]
