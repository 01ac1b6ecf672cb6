"""What every answer has in common: headers, error pages, the log, health."""

import json
import logging

import pytest
from django.db import DatabaseError
from django.test import Client, override_settings

PUBLIC = ["/accounts/login/", "/help/", "/accounts/password/reset/", "/nowhere/"]


@pytest.mark.django_db
@pytest.mark.parametrize("path", PUBLIC)
def test_every_page_carries_a_strict_policy(client, path):
    response = client.get(path)
    policy = response.headers["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "unsafe" not in policy
    assert "http" not in policy
    assert response.headers["X-Frame-Options"] == "DENY"
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["Referrer-Policy"] == "same-origin"
    body = response.content.decode()
    assert "<style" not in body
    assert ' style="' not in body
    assert 'src="http' not in body


@pytest.mark.django_db
def test_cookies_are_secure_outside_of_debug(client):
    client.get("/accounts/login/")
    assert client.cookies["csrftoken"]["secure"]
    assert client.cookies["csrftoken"]["samesite"] == "Lax"


def test_unknown_addresses(client, db):
    page = client.get("/nowhere/at/all")
    assert page.status_code == 404
    assert "There is nothing here" in page.content.decode()


@override_settings(DEBUG=True)
def test_error_pages_are_ours_while_debugging_too(client, db):
    page = client.get("/nowhere/at/all")
    assert page.status_code == 404
    assert "There is nothing here" in page.content.decode()


def test_a_form_without_its_token_is_explained(db):
    page = Client(enforce_csrf_checks=True).post("/accounts/login/", {"login": "x"})
    assert page.status_code == 403
    assert "reload the page" in page.content.decode()


def test_a_broken_view_gives_the_500_page(cast, monkeypatch):
    def broken(*args):
        raise RuntimeError("boom")

    monkeypatch.setattr("annotator.projects.views.projects.get_member", broken)
    client = cast.client(cast.ana)
    client.raise_request_exception = False
    page = client.get("/projects/quay/")
    assert page.status_code == 500
    assert "Something broke on our side" in page.content.decode()
    assert "boom" not in page.content.decode()


def test_a_conflict_is_a_409_page_and_a_problem_for_programs(cast):
    path = "/invitations/never-existed/"
    page = cast.client(None).get(path)
    assert page.status_code == 409
    assert "Ask for a new one" in page.content.decode()
    answer = cast.client(None).get(path, headers={"accept": "application/json"})
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.json()["status"] == 409


@pytest.mark.django_db
def test_healthz(client):
    assert client.get("/healthz").json() == {"status": "ok"}


@pytest.mark.django_db
def test_healthz_says_when_the_database_is_gone(client, monkeypatch):
    def gone():
        raise DatabaseError

    monkeypatch.setattr("annotator.http.connection.cursor", gone)
    assert client.get("/healthz").status_code == 503


def test_each_request_is_one_structured_line(cast, caplog):
    with caplog.at_level(logging.INFO, logger="annotator.requests"):
        cast.client(cast.ana).get("/projects/quay/?secret=1")
    record = next(r for r in caplog.records if r.name == "annotator.requests")
    assert (record.path, record.status, record.user) == ("/projects/quay/", 200, cast.ana.pk)
    assert "secret" not in json.dumps(record.__dict__, default=str)
