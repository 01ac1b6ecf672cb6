"""The pages: upload, look, say what names stand for, save; without a script."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from annotator.export.importing import driving
from annotator.export.models import LabelImport
from annotator.projects.models import Project
from tests.annotator.export.importing.conftest import as_lines, exported, labels_of, rows_in

PIER = "/projects/pier/import/"


@pytest.fixture
def client(cast, elsewhere):
    return cast.client(cast.manager)


def upload(client, content, name="labels.jsonl", **more):
    return client.post(PIER, {"file": SimpleUploadedFile(name, content), **more}, follow=True)


def page_of(answer) -> str:
    return answer.content.decode()


def test_look_then_save(coded, elsewhere, client):
    answer = upload(client, exported(coded.project))
    assert "13 labels can be imported" in page_of(answer)
    assert labels_of(elsewhere) == []
    done = client.post(answer.redirect_chain[-1][0], {"save": "1"}, follow=True)
    assert "13 labels imported" in page_of(done)
    assert len(labels_of(elsewhere)) == 13
    assert "labels.jsonl" in page_of(client.get(PIER))


def test_rows_without_a_place_are_listed_and_left_out_when_asked(coded, elsewhere, client):
    rows = rows_in(exported(coded.project))
    rows[3]["code"] = "slant:never"
    answer = upload(client, as_lines(rows))
    assert "line 4" in page_of(answer)
    assert "slant:never" in page_of(answer)
    place = answer.redirect_chain[-1][0]
    assert client.post(place, {"save": "1"}).status_code == 409
    assert labels_of(elsewhere) == []
    client.post(place, {"save": "1", "skip_rejected": "1"})
    assert len(labels_of(elsewhere)) == 12


def test_names_are_chosen_and_looked_at_again(coded, elsewhere, client):
    rows = rows_in(exported(coded.project))
    for row in rows:
        row["annotator"] = {"ana": "A 1", "ben": "<b>2"}[row["annotator"]]
        if row["code"] == "slant:some":
            row["code"] = "a little"
    answer = upload(client, as_lines(rows))
    assert "There is nothing new to import" in page_of(answer)
    assert "<b>2" not in page_of(answer)
    place = answer.redirect_chain[-1][0]
    chosen = {
        "person": ["A 1", "<b>2"],
        "username": ["ana", "ben"],
        "code": ["slant/a little"],
        "stands_for": ["slant:some"],
        "again": "1",
    }
    answer = client.post(place, chosen, follow=True)
    assert "13 labels can be imported" in page_of(answer)
    client.post(place, {"save": "1"})
    assert len(labels_of(elsewhere)) == 13


def test_accounts_are_made_when_asked(cast, coded, elsewhere, client):
    rows = rows_in(exported(coded.project))
    for row in rows:
        row["annotator"] = f"new-{row['annotator']}"
    answer = upload(client, as_lines(rows), make_accounts="on")
    assert "13 labels can be imported" in page_of(answer)
    assert not elsewhere.memberships.filter(user__username="new-ana").exists()
    client.post(answer.redirect_chain[-1][0], {"save": "1"})
    assert elsewhere.memberships.filter(user__username="new-ana", user__is_active=False).exists()


def test_discard(coded, elsewhere, client, uploads):
    answer = upload(client, exported(coded.project))
    place = answer.redirect_chain[-1][0]
    assert "Nothing was imported" in page_of(client.post(place, {"discard": "1"}, follow=True))
    assert list(uploads.iterdir()) == []
    assert "discarded" in page_of(client.get(place))
    assert client.post(place, {"save": "1"}).status_code == 409


@pytest.mark.parametrize("content", [b"", b"no labels\n", b"\xff\xfe\x00a"])
def test_files_that_cannot_be_read(client, content):
    answer = upload(client, content)
    text = page_of(answer)
    assert "empty" in text or "could not be imported" in text


def test_large_files_are_for_the_worker(coded, client, monkeypatch, settings):
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.dummy.DummyBackend"}}
    monkeypatch.setattr(driving, "SMALL", 10)
    answer = upload(client, exported(coded.project))
    assert "The file is being read" in page_of(answer)
    place = answer.redirect_chain[-1][0]
    LabelImport.objects.update(state="running")
    assert "being saved" in page_of(client.get(place))
    assert "being saved" in page_of(client.post(place, follow=True))


def test_a_study(coded, client):
    content = exported(coded.project, "zip")

    def send(**more):
        file = SimpleUploadedFile("quay.zip", content)
        return client.post("/projects/new/study/", {"file": file, **more}, follow=True)

    tried = send(slug="copy", **{"try": "1"})
    assert "The archive is sound" in page_of(tried)
    assert not Project.objects.filter(slug="copy").exists()
    assert send(slug="quay").status_code == 400
    done = send(slug="copy", title="The copy")
    assert done.redirect_chain[-1][0] == "/projects/copy/"
    assert Project.objects.get(slug="copy").title == "The copy"
    content = b"PK\x03\x04"
    assert "broken" in page_of(send(slug="other"))
