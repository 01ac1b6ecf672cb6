"""Make a database ready to measure on: tables, people, projects, labels."""

from django.conf import settings
from django.core.management import call_command
from django.db import connection

from articles.bulk import refresh_statistics
from tests.benchmarks.bare.tables import definitions
from tests.benchmarks.filling import (
    CODERS,
    IMPORT,
    LONG,
    REVIEW,
    SCALE,
    SHORT,
    fill_large,
    fill_pages,
    make_project,
)
from tests.benchmarks.sizes import Sizes


def prepare_tables(_sizes: Sizes) -> None:
    """Migrate, and make the tables of the limits and the project that is imported into."""
    call_command("migrate", verbosity=0)
    key = "bigserial" if connection.vendor == "postgresql" else "integer"
    with connection.cursor() as cursor:
        for statement in definitions(key=key):
            cursor.execute(statement)
    make_project(IMPORT)


def prepare_projects(sizes: Sizes) -> None:
    """Make the projects that are coded, shown and exported."""
    _collect_static_files()
    short, long = sizes.claims
    fill_pages(SHORT, short, coders=1)
    fill_pages(LONG, long, coders=1 + CODERS)
    fill_large(SCALE, sizes.labels)
    _analyse()


def prepare_review(sizes: Sizes) -> None:
    """Make the project that is reviewed."""
    _collect_static_files()
    fill_large(REVIEW, sizes.review_labels)
    _analyse()


def _collect_static_files() -> None:
    if not (settings.STATIC_ROOT / "staticfiles.json").exists():
        call_command("collectstatic", interactive=False, verbosity=0)


def _analyse() -> None:
    refresh_statistics()
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")  # what it does by itself, some time later
