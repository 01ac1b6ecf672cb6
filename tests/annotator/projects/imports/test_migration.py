"""Imports of a site from before items keep what they had read and what became of it."""

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from annotator.accounts.models import User
from annotator.projects.actions import run_import
from annotator.projects.actions.imports.items import freeze_draft
from annotator.projects.models import ArticleImport
from articles.ingestion.drafts import build_draft

BEFORE = [("annotator", "0013_order_of_histories")]


@pytest.fixture
def old_site(transactional_db):
    """The tables as they were; afterwards they are as they should be again."""
    executor = MigrationExecutor(connection)
    executor.migrate(BEFORE)
    yield executor.loader.project_state(BEFORE).apps
    upgrade()


def upgrade():
    executor = MigrationExecutor(connection)
    executor.migrate(executor.loader.graph.leaf_nodes())


def draft(number):
    return {**freeze_draft(build_draft({"text": f"Crane {number} stands."})), "source_line": number}


def report(number, outcome, article=None):
    told = {"outcome": outcome, "article": article, "message": "", "line": number}
    return {**told, "title": f"Crane {number}"}


def fill(apps):
    def make(model, app="annotator", **values):
        return apps.get_model(app, model).objects.create(**values)

    ana = User.objects.create_user(username="ana").pk
    version = make(
        "CodebookVersion",
        codebook=make("Codebook", name="Small"),
        version="1",
        digest="0",
        document={},
    )
    project = make("Project", slug="quay", title="Quay", codebook_version=version)
    article = make("Article", app="articles", text="Crane 1 stands.", import_method="api").pk
    common = {"project": project, "created_by_id": ana, "method": "upload", "file_name": "a.jsonl"}
    errors = [{"field": "", "message": "Not JSON.", "code": "invalid_json"}]
    make(
        "ArticleImport",
        state="running",
        drafts=[draft(1), draft(2)],
        report=[report(1, "created", article)],
        rejects=[{"line": 3, "errors": errors}],
        total=2,
        saved=1,
        **common,
    )
    make(
        "ArticleImport",
        state="done",
        report=[report(1, "created", article), report(2, "created", 999), report(3, "conflict")],
        total=3,
        saved=3,
        **common,
    )


def test_lists_become_items_and_the_work_goes_on(old_site):
    fill(old_site)
    upgrade()
    running = ArticleImport.objects.get(state="running")
    rows = running.items.order_by("position").values_list("state", "line", "source")
    assert list(rows) == [
        ("saved", 1, "a.jsonl"),
        ("ready", 2, "a.jsonl"),
        ("failed", 3, "a.jsonl"),
    ]
    done = ArticleImport.objects.get(state="done")
    told = [(one.state, one.article_id is None) for one in done.items.order_by("position")]
    assert told == [("saved", False), ("saved", True), ("failed", True)]
    finished = run_import(article_import=running)
    assert (finished.state, finished.saved) == ("done", 2)
    assert finished.items.get(position=1).article.text == "Crane 2 stands."
