"""Fixtures of this room's tests."""

import pytest

from tests.annotator.annotation.answering import in_asking_project


@pytest.fixture
def asking(cast):
    """The cast in a project that asks questions of every kind, overlap 2."""
    return in_asking_project(cast)
