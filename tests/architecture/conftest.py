"""Fixtures of the tests that look at the site as a whole."""

import pytest


@pytest.fixture
def quiet_refusals(caplog):
    """No line in the log for each refusal, where hundreds are asked for."""
    caplog.set_level("ERROR", "django.request")
