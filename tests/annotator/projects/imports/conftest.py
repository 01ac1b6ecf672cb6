"""Uploads go to a folder of the test."""

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from annotator.projects.actions import begin_upload, read_import


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    settings.DATA_DIR = tmp_path
    return tmp_path / "uploads" / "articles"


@pytest.fixture
def upload(cast):
    """Send files, by name; returns the import, which is still to be read."""

    def send(**options):
        files = [
            SimpleUploadedFile(name, content if isinstance(content, bytes) else content.encode())
            for name, content in options.pop("files").items()
        ]
        return begin_upload(
            project=cast.project, actor=cast.manager, files=files, options=options or None
        )

    return send


@pytest.fixture
def read(upload):
    """Send files, and read them."""

    def go(files, **options):
        return read_import(article_import=upload(files=files, **options))

    return go


def stories(count: int, first: int = 0) -> str:
    """A table of so many articles as JSON lines."""
    rows = ({"text": f"Crane {n} stands still.", "external_id": f"c{n}"} for n in range(count))
    return "".join(json.dumps(row) + "\n" for row in list(rows)[first:])
