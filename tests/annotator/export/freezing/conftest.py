"""Frozen studies."""

import pytest

from annotator.export.freezing.actions import request_freeze, run_freeze
from annotator.export.models import Freeze
from tests.annotator.export.formats.studies import Foreign, foreign_study


@pytest.fixture
def foreign(cast) -> Foreign:
    """Two articles with labels of every kind by two annotators, and decisions."""
    return foreign_study(cast)


@pytest.fixture
def freeze(foreign):
    """`freeze("spring")`: the study as it is now, under that name."""

    def make(name: str = "spring") -> Freeze:
        member = foreign.cast.member(foreign.cast.manager)
        made = request_freeze(member=member, name=name)
        assert run_freeze(public_id=made.public_id) == "ready"
        made.refresh_from_db()
        return made

    return make
