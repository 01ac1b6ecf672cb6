"""The study that every format has to get through."""

import pytest

from tests.annotator.export.formats.studies import Foreign, foreign_project, foreign_study


@pytest.fixture
def foreign(cast) -> Foreign:
    """Two articles with labels of every kind by two annotators, and decisions."""
    return foreign_study(cast)


@pytest.fixture
def empty(cast) -> Foreign:
    """The same project before its first article."""
    return foreign_project(cast)
