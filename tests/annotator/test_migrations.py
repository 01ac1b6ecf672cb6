"""A site from before keeps its rule and its rows; its histories learn which project they are of."""

import pytest
from django.db import IntegrityError, connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

from annotator.accounts.models import User

BEFORE = [("annotator", "0003_codebook_kinds")]
AFTER = [("annotator", "0006_project_of_events_always")]
BEFORE_ORDER = [("annotator", "0011_ways_in_feeds_and_copies")]
ORDERED = [("annotator", "0013_order_of_histories")]


def migrate(targets):
    executor = MigrationExecutor(connection)
    executor.migrate(targets)
    return executor.loader.project_state(targets).apps


@pytest.fixture
def old_site(transactional_db):
    """The tables as they were; afterwards they are as they should be again."""
    yield migrate(BEFORE)
    executor = MigrationExecutor(connection)
    executor.migrate(executor.loader.graph.leaf_nodes())


def fill(apps):
    def make(model, app="annotator", **values):
        return apps.get_model(app, model).objects.create(**values)

    ana = User.objects.create_user(username="ana").pk  # no table of accounts is changed
    book = make("Codebook", name="Small")
    version = make("CodebookVersion", codebook=book, version="1", digest="0", document={})
    variable = make("Variable", version=version, identifier="att", label="A", position=0)
    for slug in ("quay", "mill"):
        project = make("Project", slug=slug, title=slug, codebook_version=version)
        article = make("Article", app="articles", text="It rained.", import_method="api")
        assignment = make(
            "Assignment", project=project, article=article, annotator_id=ana, state="submitted"
        )
        more = {"variable": variable, "actor_id": ana, "created_at": timezone.now()}
        make("LabelEvent", assignment=assignment, after=[slug], **more)
        make("AssignmentEvent", assignment=assignment, actor_id=ana, after="submitted")
        decision = make(
            "Adjudication", project=project, article=article, variable=variable, decided_by_id=ana
        )
        make("AdjudicationEvent", adjudication=decision, actor_id=ana)


def test_rows_of_an_old_site_are_carried_over(old_site):
    fill(old_site)
    new = migrate(AFTER)
    for history, of in (("AssignmentEvent", "assignment"), ("AdjudicationEvent", "adjudication")):
        rows = new.get_model("annotator", history).objects.values_list(
            "project__slug", f"{of}__project__slug"
        )
        assert sorted(rows) == [("mill", "mill"), ("quay", "quay")]
    projects = new.get_model("annotator", "Project").objects
    assert set(projects.values_list("blind", flat=True)) == {"until_submitted"}
    assert projects.model._meta.get_field("blind").default == "until_decided"


def test_the_history_of_labels_learns_its_project(old_site):
    fill(old_site)
    migrate(BEFORE_ORDER)
    events = migrate(ORDERED).get_model("annotator", "LabelEvent").objects
    rows = events.values_list("project__slug", "assignment__project__slug", "after")
    assert sorted(rows) == [("mill", "mill", ["mill"]), ("quay", "quay", ["quay"])]
    with pytest.raises(IntegrityError):
        events.update(project=None)
