"""Fixtures of the whole suite."""

import pytest
from django.conf import settings as django_settings
from django.core.cache import caches

from articles.fetching import FetchRefused, connection
from articles.fetching.addresses import public_endpoints

pytest_plugins = ["tests.plugins.cast", "tests.plugins.web"]


@pytest.fixture(autouse=True)
def _fast_and_separate(settings, tmp_path_factory):
    """Cheap password hashes, plain static files, no counts and files left by the test before."""
    settings.DATA_DIR = tmp_path_factory.mktemp("data")
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


@pytest.fixture(autouse=True)
def _offline(monkeypatch):
    """No test reaches the web: only servers of this machine are found, where a test allows them."""

    def found(host, port):
        if host not in ("localhost", "127.0.0.1"):
            raise FetchRefused("unknown_host", f"No server called “{host}” was found.")
        return public_endpoints(host, port)

    monkeypatch.setattr(connection, "public_endpoints", found)


def pytest_collection_modifyitems(items):
    """Mark what uses a database, so that it can be run alone on PostgreSQL."""
    for item in items:
        fixtures = set(getattr(item, "fixturenames", ()))
        if fixtures & {"db", "transactional_db", "live_server"}:
            item.add_marker("database")
