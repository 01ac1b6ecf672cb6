"""Articles come in as files through the API: all of them or none, large ones in the background."""

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from annotator.projects import driving
from annotator.projects.models import ArticleImport, ProjectArticle
from tests.articles.ingestion.making import packed

API = "/api/v1/projects/quay/articles/imports/"
LINES = '{"text": "The crane stands still.", "external_id": "c1"}\nnot json\n'


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    settings.DATA_DIR = tmp_path
    return tmp_path


@pytest.fixture
def client(cast):
    return cast.client(cast.manager)


def send(client, query="", **files):
    sent = [
        SimpleUploadedFile(name.replace("_", "."), text.encode()) for name, text in files.items()
    ]
    return client.post(API + query, {"file": sent})


def send_body(client, content, name, query="", kind="application/octet-stream"):
    address = f"{API}?file_name={name}{query}"
    return client.generic("POST", address, content, content_type=kind)


def stored(cast):
    return cast.project.entries.count() - 1  # the cast has one


def test_files_of_a_form_are_read_and_saved(client, cast):
    answer = send(client, a_txt="The crane stands still.", b_csv="text\nOne said so.\nTwo said.\n")
    assert answer.status_code == 201
    told = answer.json()
    assert (told["state"], told["total"], told["saved"]) == ("done", 3, 3)
    assert (told["items"], told["outcomes"]) == ({"saved": 3}, {"created": 3})
    assert stored(cast) == 3
    items = client.get(f"{API}{told['id']}/items/").json()["results"]
    assert [(one["source"], one["line"], one["outcome"]) for one in items] == [
        ("a.txt", None, "created"),
        ("b.csv", 2, "created"),
        ("b.csv", 3, "created"),
    ]
    assert client.get(f"/api/v1/articles/{items[0]['article']}/").status_code == 200


def test_a_file_may_be_the_body(client, cast):
    answer = send_body(client, packed({"x/a.txt": "The crane stands still."}), "many.zip")
    assert answer.status_code in (201, 202)
    told = client.get(answer["Location"]).json()
    assert (told["state"], told["file_name"], told["saved"]) == ("done", "many.zip", 1)
    assert stored(cast) == 1


def test_nothing_is_saved_where_something_cannot_be(client, cast):
    answer = send_body(client, LINES, "a.jsonl", kind="application/x-ndjson")
    assert answer.status_code == 409
    (error,) = answer.json()["errors"]
    assert (error["source"], error["line"], error["code"]) == ("a.jsonl", 2, "invalid_json")
    assert stored(cast) == 0
    place = answer["Location"]
    assert client.post(f"{place}apply/", {}, "application/json").status_code == 409
    done = client.post(f"{place}apply/", {"skip_rejected": True}, "application/json")
    assert (done.status_code, done.json()["items"]) == (200, {"saved": 1, "failed": 1})
    assert stored(cast) == 1


def test_the_rest_is_saved_if_asked(client, cast):
    answer = send_body(client, LINES, "a.jsonl", "&skip_rejected=1")
    assert (answer.status_code, answer.json()["saved"]) == (201, 1)


def test_a_dry_run_saves_nothing_and_can_be_discarded(client, cast):
    answer = send_body(client, LINES, "a.jsonl", "&dry_run=1")
    told = answer.json()
    assert (answer.status_code, told["state"]) == (201, "preview")
    assert (told["items"], told["outcomes"]) == ({"ready": 1, "failed": 1}, {"created": 1})
    failed = client.get(f"{answer['Location']}items/?item_state=failed").json()["results"]
    assert [one["line"] for one in failed] == [2]
    assert client.delete(answer["Location"]).status_code == 204
    assert client.get(answer["Location"]).json()["state"] == "discarded"
    assert stored(cast) == 0


def test_columns_are_named(client, cast):
    table = "Headline,Body\nCranes,The crane stands still.\n"
    assert send(client, a_csv=table).status_code == 409
    columns = json.dumps({"Headline": "title", "body": "text"})
    file = SimpleUploadedFile("a.csv", table.encode())
    answer = client.post(API, {"file": file, "map": columns})
    assert answer.status_code == 201
    assert ProjectArticle.objects.latest("pk").article.title == "Cranes"


@pytest.mark.parametrize("given", ["{", "[]", '{"body": "no such field"}', '{"body": 1}'])
def test_columns_that_are_none_are_refused(client, given):
    file = SimpleUploadedFile("a.csv", b"body\nx\n")
    answer = client.post(API, {"file": file, "map": given})
    assert answer.status_code == 400
    assert answer.json()["errors"][0]["field"] == "map"


def test_sent_again_it_is_the_same_articles(client, cast):
    for _ in range(2):
        answer = send_body(client, LINES, "a.jsonl", "&skip_rejected=1")
    assert answer.json()["outcomes"] == {"existing": 1}
    assert stored(cast) == 1


def test_what_is_large_goes_on_in_the_background(client, cast, monkeypatch, settings):
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.dummy.DummyBackend"}}
    monkeypatch.setattr(driving, "SMALL_BYTES", 10)
    answer = send(client, a_txt="The crane stands still.")
    assert (answer.status_code, answer.json()["state"]) == (202, "reading")
    place = answer["Location"]
    assert client.delete(place).status_code == 409
    assert client.post(f"{place}retry/").status_code == 409
    assert client.post(f"{place}cancel/").json()["state"] == "cancelled"
    monkeypatch.setattr(driving, "SMALL_BYTES", 1000)
    done = client.post(f"{place}retry/")
    assert (done.status_code, done.json()["state"]) == (200, "done")
    assert stored(cast) == 1


def test_without_a_file_it_says_so(client):
    assert client.post(API, {}).status_code == 400
    assert client.post(API, {"file": "no file"}).status_code == 400
    assert client.post(API, {}, "application/json").status_code in (400, 409)
    assert not ArticleImport.objects.filter(state="done").exists()


def test_items_of_no_such_state(client, cast):
    place = send(client, a_txt="The crane stands still.")["Location"]
    assert client.get(f"{place}items/?item_state=none").status_code == 400


def test_the_list_names_all_imports(client):
    for text in ("The crane stands still.", "The basin is shut."):
        send(client, a_txt=text)
    found = client.get(API).json()["results"]
    assert [one["file_name"] for one in found] == ["a.txt", "a.txt"]
