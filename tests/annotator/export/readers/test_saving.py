"""Labels that went out to another program and come in again, saved by the product's own import."""

import dataclasses
import io

import pytest

from annotator.annotation.models import Assignment
from annotator.export.importing.actions.saving import save_labels
from annotator.export.importing.options import ImportOptions
from annotator.export.importing.reading import SOURCES, guess_format
from annotator.export.study.opening import open_study, operator_of
from annotator.export.writers import FORMATS
from annotator.projects.actions import add_article, add_member, create_project
from articles.ingestion.drafts import build_draft
from tests.annotator.export.formats.studies import ARABIC, HARBOUR, Foreign, database_labels


@pytest.fixture
def elsewhere(foreign):
    """Another project with the same texts, as other articles, and the same people."""
    cast = foreign.cast
    project = create_project(
        slug="pier", title="Pier", codebook_version=cast.version, creator=cast.manager
    )
    for name in ("ana", "ben"):
        add_member(project=project, user=getattr(cast, name), role="annotator")
    for number, text in enumerate((HARBOUR, ARABIC)):
        draft = build_draft({"text": text, "title": f"Again {number}", "publisher": "Pier News"})
        add_article(project=project, draft=draft, actor=cast.manager, method="api")
    return Foreign(dataclasses.replace(cast, project=project))


def without_numbers(foreign):
    return {one._replace(article=0, claim=None) for one in database_labels(foreign)}


@pytest.mark.parametrize("name", ["labelstudio", "doccano"])
def test_a_round_trip_into_another_project(foreign, elsewhere, name):
    study = open_study(operator_of(foreign.cast.project), {})
    content = b"".join(FORMATS[name].write(study))
    for project in (elsewhere, foreign):
        report = save_labels(
            project=project.cast.project,
            actor=foreign.cast.manager,
            read=SOURCES[name].read(io.BytesIO(content)),
            options=ImportOptions.read({}),
        )
        assert report.problems == []
        assert without_numbers(project) == without_numbers(foreign)
    assert set(report.answers) == {"unchanged"}
    states = Assignment.objects.filter(project=elsewhere.cast.project).values_list(
        "annotator__username", "state"
    )
    assert sorted(states) == [("ana", "submitted")] * 2 + [("ben", "submitted")] * 2


@pytest.mark.parametrize(("name", "file"), [("labelstudio", "a.zip"), ("doccano", "a.jsonl")])
def test_what_kind_of_file_it_is_is_seen(foreign, name, file):
    study = open_study(operator_of(foreign.cast.project), {})
    content = b"".join(FORMATS[name].write(study))
    assert guess_format(file, io.BytesIO(content)) == name
