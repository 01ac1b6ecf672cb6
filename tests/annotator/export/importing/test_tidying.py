"""Imports that nobody goes on with are let go of; what died while it was saved is given back."""

import os
from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from annotator.export.importing.actions.imports import (
    begin_import,
    confirm_import,
    read_import,
    run_import,
)
from annotator.export.importing.options import ImportOptions
from annotator.export.importing.uploads import path_of
from annotator.export.jobs.tidying import tidy_exports
from annotator.export.models import LabelImport
from tests.annotator.export.importing.conftest import exported, labels_of

State = LabelImport.State


@pytest.fixture
def begun(coded, elsewhere):
    member = coded.manager.memberships.select_related("project").get(project=elsewhere)

    def begin():
        more = {"name": "", "chosen": "jsonl", "options": ImportOptions()}
        return begin_import(member=member, pieces=[exported(coded.project)], **more)[0]

    return begin


def age(label_import, **of):
    """Let it be long ago that anything was heard of it."""
    then = timezone.now() - timedelta(**of)
    rows = LabelImport.objects.filter(pk=label_import.pk)
    rows.update(created_at=then, heartbeat_at=then)


def test_what_waits_too_long_is_discarded_with_its_file(begun, settings, uploads):
    settings.EXPORT_HOURS = 24
    old, young, unread = (
        read_import(label_import=begun()),
        read_import(label_import=begun()),
        begun(),
    )
    age(old, hours=25)
    age(young, hours=23)
    LabelImport.objects.filter(pk=unread.pk).update(
        created_at=timezone.now() - timedelta(hours=25), heartbeat_at=None
    )
    tidy_exports()
    states = dict(LabelImport.objects.values_list("public_id", "state"))
    assert states == {
        old.public_id: State.DISCARDED,
        young.public_id: State.PREVIEW,
        unread.public_id: State.DISCARDED,
    }
    assert [one.name for one in uploads.iterdir()] == [str(young.public_id)]


def test_what_died_while_it_was_saved_can_be_saved_again(begun, elsewhere):
    lost = confirm_import(label_import=read_import(label_import=begun()), skip_rejected=False)
    age(lost, minutes=59)
    tidy_exports()
    assert LabelImport.objects.get(pk=lost.pk).state == State.RUNNING
    age(lost, minutes=61)
    tidy_exports()
    lost.refresh_from_db()
    assert (lost.state, "stopped" in lost.problem) == (State.PREVIEW, True)
    done = run_import(label_import=confirm_import(label_import=lost, skip_rejected=False))
    assert done.state == State.DONE
    assert len(labels_of(elsewhere)) == 13


def test_files_of_no_import_go_once_they_are_old(begun, settings, uploads):
    kept, stray, fresh, folder = begun(), uuid4(), uuid4(), uploads / "articles"
    folder.mkdir()
    for public_id in (stray, fresh):
        path_of(public_id).write_bytes(b"x")
    for path in (path_of(stray), path_of(kept.public_id), folder):
        os.utime(path, (0, 0))
    tidy_exports()
    assert {one.name for one in uploads.iterdir()} == {str(kept.public_id), str(fresh), "articles"}


def test_beginning_another_tidies(begun, uploads):
    old = begun()
    age(old, days=400)
    new = begun()
    assert [one.name for one in uploads.iterdir()] == [str(new.public_id)]
