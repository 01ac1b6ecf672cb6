"""Labels come in through the API: at once or shown first, each file once."""

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from annotator.annotation.actions import split_claim
from annotator.annotation.models import Assignment, LabelEvent
from annotator.export.importing import driving
from annotator.export.importing.actions import imports
from annotator.export.models import LabelImport
from tests.annotator.export.conftest import assert_problem
from tests.annotator.export.importing.conftest import as_lines, exported, labels_of, rows_in

NDJSON = "application/x-ndjson"


@pytest.fixture
def file(coded, elsewhere):
    return exported(coded.project)


@pytest.fixture
def manager(cast, api):
    found = api(cast.manager)
    found.slug = "pier"
    return found


def send(manager, content, path="imports/", **headers):
    return manager.client.generic(
        "POST", manager.address(path), content, content_type=NDJSON, **headers
    )


def test_a_small_file_is_saved_at_once(coded, elsewhere, manager, file, uploads):
    answer = send(manager, file)
    assert answer.status_code == 201, answer.content
    body = answer.json()
    assert (body["state"], body["format"]) == ("done", "jsonl")
    assert body["report"]["answers"]["new"] == 13
    assert answer["Location"] == manager.address(f"imports/{body['id']}/")
    assert manager.get(answer["Location"]).json() == body
    assert manager.results("imports/") == [body]
    assert len(labels_of(elsewhere)) == 13
    assert list(uploads.iterdir()) == []


def test_sent_again_it_changes_nothing(elsewhere, manager, file):
    send(manager, file)
    body = send(manager, file).json()
    assert body["report"]["answers"]["unchanged"] == 13
    assert body["report"]["labels"] == 0


def test_as_a_form(elsewhere, manager, file):
    upload = SimpleUploadedFile("labels.jsonl", file)
    people = json.dumps({"ana": "ben", "ben": "ana"})
    answer = manager.client.post(manager.address("imports/"), {"file": upload, "people": people})
    assert answer.status_code == 201, answer.content
    assert answer.json()["file_name"] == "labels.jsonl"
    told = {one["name"]: one["username"] for one in answer.json()["report"]["people"]}
    assert told == {"ana": "ben", "ben": "ana"}


def test_a_key_stands_for_one_upload(elsewhere, manager, file):
    first = send(manager, file, HTTP_IDEMPOTENCY_KEY="k1")
    again = send(manager, file, HTTP_IDEMPOTENCY_KEY="k1")
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json() == again.json()
    assert_problem(send(manager, file + file, HTTP_IDEMPOTENCY_KEY="k1"), 409)
    assert_problem(send(manager, file, "imports/?replace=1", HTTP_IDEMPOTENCY_KEY="k1"), 409)
    assert_problem(send(manager, file, HTTP_IDEMPOTENCY_KEY="k" * 201), 400)
    assert LabelImport.objects.count() == 1


def test_a_key_of_a_dry_run_saves_what_was_shown(elsewhere, manager, file):
    for _time in range(2):
        tried = send(manager, file, "imports/?dry_run=1", HTTP_IDEMPOTENCY_KEY="k1")
        assert tried.json()["state"] == "preview"
        assert labels_of(elsewhere) == []
    done = send(manager, file, HTTP_IDEMPOTENCY_KEY="k1").json()
    assert (done["id"], done["state"]) == (tried.json()["id"], "done")
    again = send(manager, file, "imports/?dry_run=1", HTTP_IDEMPOTENCY_KEY="k1")
    assert again.json() == done
    assert len(labels_of(elsewhere)) == 13


def test_halves_of_characters_stop_nothing_else(elsewhere, manager, file):
    first, rest = file.split(b"\n", 1)
    for name in ("annotator", "code", "note", "article_title"):
        row = json.dumps({**json.loads(first), name: "\ud800"}).encode()
        problem = assert_problem(send(manager, row + b"\n" + rest, "imports/?make_accounts=1"), 409)
        assert [(one["field"], one["code"]) for one in problem["errors"]] == [
            ("line 1", "invalid_json")
        ]


def test_a_name_that_no_database_keeps(elsewhere, manager, file):
    answer = send(manager, file, "imports/?file_name=a%00b")
    assert (answer.status_code, answer.json()["file_name"]) == (201, "ab")


def test_rows_without_a_place_stop_all_of_it(elsewhere, manager, file, uploads):
    rows = rows_in(file)
    rows[3]["code"] = "slant:never"
    answer = send(manager, as_lines(rows))
    problem = assert_problem(answer, 409)
    assert [(one["field"], one["code"]) for one in problem["errors"]] == [("line 4", "code")]
    assert labels_of(elsewhere) == []
    assert manager.get(answer["Location"]).json()["state"] == "preview"
    assert_problem(manager.post(answer["Location"] + "apply/", {}), 409)
    done = manager.post(answer["Location"] + "apply/", {"skip_rejected": True})
    assert done.json()["state"] == "done"
    assert len(labels_of(elsewhere)) == 12
    assert list(uploads.iterdir()) == []


def test_a_dry_run_waits_to_be_applied(elsewhere, manager, file):
    body = send(manager, file, "imports/?dry_run=true").json()
    assert body["state"] == "preview"
    assert labels_of(elsewhere) == []
    path = f"imports/{body['id']}/apply/"
    assert manager.post(path, {}).json()["state"] == "done"
    events = LabelEvent.objects.count()
    assert manager.post(path, {}).json()["state"] == "done"
    assert LabelEvent.objects.count() == events


def test_discarded_it_is_gone(elsewhere, manager, file, uploads):
    body = send(manager, file, "imports/?dry_run=true").json()
    assert manager.send("DELETE", f"imports/{body['id']}/").status_code == 204
    assert list(uploads.iterdir()) == []
    assert_problem(manager.post(f"imports/{body['id']}/apply/", {}), 409)
    done = send(manager, file).json()
    assert_problem(manager.send("DELETE", f"imports/{done['id']}/"), 409)


def test_an_article_cut_meanwhile_is_looked_at_anew(coded, elsewhere, manager, file):
    body = send(manager, file, "imports/?dry_run=true").json()
    article = elsewhere.entries.get().article
    claim = article.claims.filter(is_current=True).order_by("start").first()
    member = coded.manager.memberships.select_related("project").get(project=elsewhere)
    split_claim(claim=claim, at=claim.start + 12, member=member)
    problem = assert_problem(manager.post(f"imports/{body['id']}/apply/", {}), 409)
    assert "has changed" in problem["detail"]
    assert labels_of(elsewhere) == []
    now = manager.get(f"imports/{body['id']}/").json()
    assert now["state"] == "preview"
    assert now["report"]["rejected"]["unmapped"] == 4
    done = manager.post(f"imports/{body['id']}/apply/", {"skip_rejected": True})
    assert done.json()["state"] == "done"
    assert len(labels_of(elsewhere)) == 9


@pytest.mark.parametrize(
    ("content", "path", "field"),
    [
        (b"", "imports/", "file"),
        (b"\xff\xfe\x00", "imports/", "file"),
        (b"not json\n", "imports/", "file"),
        (b"[1, 2", "imports/?format=jsonl", "file"),
        (b"PK\x03\x04nothing", "imports/", "file"),
        (b"{}", "imports/?format=xml", "format"),
        (b"{}", "imports/?replace=maybe", "replace"),
        (b"{}", "imports/?people=nobody", "people"),
        (b"{}", "imports/?people=[1]", "people"),
        (b"{}", 'imports/?codes={"a":1}', "codes"),
        (b"{}", 'imports/?codes={"a":"\\u0000"}', "codes"),
        (b"{}", 'imports/?people={"\\ud800":"ana"}', "people"),
    ],
)
def test_what_cannot_be_taken_says_why(elsewhere, manager, content, path, field, uploads):
    problem = assert_problem(send(manager, content, path), 400)
    assert [one["field"] for one in problem["errors"]] == [field]
    assert not uploads.exists() or list(uploads.iterdir()) == []


def test_too_large(elsewhere, manager, file, monkeypatch, uploads):
    monkeypatch.setattr("annotator.export.importing.uploads.MAX_BYTES", 1000)
    problem = assert_problem(send(manager, file), 400)
    assert problem["errors"][0]["code"] == "too_large"
    monkeypatch.setattr("annotator.export.api.imports.MAX_BYTES", -(1 << 20))
    assert_problem(send(manager, file), 413)
    assert list(uploads.iterdir()) == []


def test_a_full_disk_says_so(elsewhere, manager, file, monkeypatch, uploads):
    def full(*_args, **_more):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("annotator.export.importing.uploads.open", full, raising=False)
    problem = assert_problem(send(manager, file), 409)
    assert "No space left" in problem["detail"]
    assert LabelImport.objects.count() == 0


# -- in the background ---------------------------------------------------------------------------


@pytest.fixture
def everything_is_large(monkeypatch, settings):
    monkeypatch.setattr(driving, "SMALL", 10)
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.dummy.DummyBackend"}}


def test_a_large_file_is_for_the_worker(elsewhere, manager, file, everything_is_large):
    from annotator.export.importing.tasks import read_in_background

    answer = send(manager, file, HTTP_IDEMPOTENCY_KEY="k")
    assert answer.status_code == 202
    assert answer.json()["state"] == "reading"
    assert answer.json()["report"] is None
    assert send(manager, file, HTTP_IDEMPOTENCY_KEY="k").status_code == 202
    assert read_in_background.func(answer.json()["id"], save=True) == "done"
    assert len(labels_of(elsewhere)) == 13
    assert read_in_background.func(answer.json()["id"], save=True) == "done"
    assert send(manager, file, HTTP_IDEMPOTENCY_KEY="k").status_code == 200


def test_a_worker_killed_in_the_middle_leaves_nothing(elsewhere, manager, file, monkeypatch):
    body = send(manager, file, "imports/?dry_run=true").json()
    found = LabelImport.objects.get(public_id=body["id"])

    def killed(_events):
        assert labels_of(elsewhere)  # the labels are written, the history is not
        raise KeyboardInterrupt

    monkeypatch.setattr("annotator.export.importing.actions.saving.store_history", killed)
    imports.confirm_import(label_import=found, skip_rejected=False)
    with pytest.raises(KeyboardInterrupt):
        imports.run_import(label_import=found)
    assert labels_of(elsewhere) == []
    assert not Assignment.objects.filter(project=elsewhere).exists()
    assert manager.get(f"imports/{body['id']}/").json()["state"] == "running"
    monkeypatch.undo()
    answer = manager.post(f"imports/{body['id']}/apply/", {})
    assert answer.json()["state"] == "done"
    assert len(labels_of(elsewhere)) == 13


# -- studies -------------------------------------------------------------------------------------


def test_a_study_comes_in(coded, api):
    content = exported(coded.project, "zip")
    found = api(coded.manager)
    address = found.address("/studies/?slug=copy&dry_run=true")
    tried = found.client.generic("POST", address, content, content_type="application/zip")
    assert tried.status_code == 200, tried.content
    assert tried.json()["project"] is None
    address = found.address("/studies/?slug=copy")
    done = found.client.generic("POST", address, content, content_type="application/zip")
    assert done.status_code == 201
    assert done.json() == {**tried.json(), "project": "copy"}
    again = found.client.generic("POST", address, content, content_type="application/zip")
    assert_problem(again, 409)
    bad = found.client.generic("POST", address, b"PK", content_type="application/zip")
    assert assert_problem(bad, 400)["errors"][0]["field"] == "file"
