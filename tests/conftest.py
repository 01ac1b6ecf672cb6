"""Fixtures of the whole suite."""

import pytest
from django.conf import settings as django_settings
from django.core.cache import caches

pytest_plugins = ["tests.plugins.cast", "tests.plugins.web"]


@pytest.fixture(autouse=True)
def _fast_and_separate(settings):
    """Cheap password hashes, plain static files, no counts left over from the test before."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.STORAGES = {
        **django_settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}
    settings.CACHES = {
        name: {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": name}
        for name in django_settings.CACHES
    }
    for name in settings.CACHES:
        caches[name].clear()


def pytest_collection_modifyitems(items):
    """Mark what uses a database, so that it can be run alone on PostgreSQL."""
    for item in items:
        fixtures = set(getattr(item, "fixturenames", ()))
        if fixtures & {"db", "transactional_db", "live_server"}:
            item.add_marker("database")
