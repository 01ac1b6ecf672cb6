"""Several people, or programs, import at the same moment: each thing happens once."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connections
from django.test import Client

from annotator.annotation.models import Assignment, LabelEvent
from annotator.export.importing.actions.imports import begin_import, confirm_import, run_import
from annotator.export.importing.driving import read_on
from annotator.export.importing.options import ImportOptions
from annotator.export.models import LabelImport
from tests.annotator.export.importing.conftest import exported, labels_of

pytestmark = [pytest.mark.database, pytest.mark.django_db(transaction=True)]
TOGETHER = 4


def at_once(act, times=TOGETHER):
    def run(number):
        try:
            return act(number)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(times) as pool:
        return list(pool.map(run, range(times)))


@pytest.fixture
def content(coded, elsewhere):
    return exported(coded.project)


def test_one_import_applied_by_several_is_saved_once(coded, elsewhere, content):
    member = coded.manager.memberships.select_related("project", "user").get(project=elsewhere)
    kept, _is_new = begin_import(
        member=member, pieces=[content], name="x", chosen="", options=ImportOptions()
    )
    kept = read_on(kept, save=False)

    def apply(_number):
        held = confirm_import(label_import=kept, skip_rejected=False)
        return run_import(label_import=held).state

    assert at_once(apply) == ["done"] * TOGETHER
    assert len(labels_of(elsewhere)) == 13
    assert LabelEvent.objects.filter(project=elsewhere).count() == 13


def test_one_key_sent_by_several_is_one_import(coded, elsewhere, content):
    def send(_number):
        client = Client()
        client.force_login(coded.manager)
        return client.generic(
            "POST",
            "/api/v1/projects/pier/imports/",
            content,
            content_type="application/x-ndjson",
            HTTP_IDEMPOTENCY_KEY="nightly",
        )

    answers = at_once(send)
    assert sorted(one.status_code for one in answers) == [200] * (TOGETHER - 1) + [201]
    assert len({one.json()["id"] for one in answers}) == 1
    assert {one.json()["state"] for one in answers} == {"done"}
    assert LabelImport.objects.count() == 1
    assert LabelEvent.objects.filter(project=elsewhere).count() == 13


def test_the_same_file_as_several_imports_is_saved_once(coded, elsewhere, content):
    def send(_number):
        client = Client()
        client.force_login(coded.manager)
        place = "/api/v1/projects/pier/imports/"
        return client.generic("POST", place, content, content_type="application/x-ndjson")

    for answer in at_once(send):
        assert answer.status_code in (201, 409), answer.content  # 409: shown anew, nothing to do
    assert len(labels_of(elsewhere)) == 13
    assert Assignment.objects.filter(project=elsewhere).count() == 2
    assert LabelEvent.objects.filter(project=elsewhere).count() == 13
