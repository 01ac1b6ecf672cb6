"""The least a view can do: answer, insert a row, or know the session and upsert a row."""

from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse
from django.urls import path

from tests.benchmarks.bare.tables import INSERT, UPSERT


def hello(request: HttpRequest) -> HttpResponse:
    """Answer."""
    return _ok()


def insert(request: HttpRequest) -> HttpResponse:
    """Insert one row in a transaction."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(INSERT, [request.body.decode()])
    return _ok()


def upsert(request: HttpRequest) -> HttpResponse:
    """Write the row of whoever's session this is."""
    owner = request.session["_auth_user_id"]
    claim, _, code = request.body.decode().partition(" ")
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(UPSERT, [owner, claim, code])
    return _ok()


def _ok() -> HttpResponse:
    return HttpResponse("ok", headers={"Content-Length": "2"})


urlpatterns = [
    path("", hello),
    path("healthz", hello),
    path("insert", insert),
    path("upsert", upsert),
]
