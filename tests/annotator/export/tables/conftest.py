"""The study whose tables are read back, and the archive unpacked to a folder."""

import io
import zipfile
from pathlib import Path

import pytest

from annotator.annotation.actions import split_claim
from annotator.annotation.models import Assignment
from annotator.export.study import Study
from annotator.export.writers import FORMATS
from annotator.export.writers.tables.schema import TABLES
from tests.annotator.export.formats.studies import Foreign, foreign_study

FILES = {
    *("README.md", "load.py", "load.R", "project.json", "codebook.json", "datapackage.json"),
    *(table.path for table in TABLES),
}


@pytest.fixture
def foreign(cast) -> Foreign:
    """Labels of every kind, decisions, a claim that was cut anew, notes like formulas."""
    made = foreign_study(cast)
    claim = made.claims(made.articles[0])[-1]
    middle = claim.start + claim.text.index(" ") + 1
    split_claim(claim=claim, at=middle, member=made.cast.member(cast.manager))
    Assignment.objects.filter(annotator=cast.ana).update(note="'=1+1", reason="@you: look")
    return made


@pytest.fixture
def unpacked(tmp_path):
    """`unpacked(study)` is a folder with the files of its archive."""

    def unpack(study: Study, folder: str = "tables") -> Path:
        with zipfile.ZipFile(io.BytesIO(written("zip", study))) as archive:
            assert archive.testzip() is None
            archive.extractall(tmp_path / folder)
        return tmp_path / folder

    return unpack


def written(name: str, study: Study) -> bytes:
    """A study in a format."""
    return b"".join(FORMATS[name].write(study))
