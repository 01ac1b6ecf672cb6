"""Every endpoint times every caller: one table."""

import uuid

import pytest

from annotator.annotation.models import Assignment
from annotator.export import urls
from annotator.export.freezing.actions import request_freeze
from annotator.export.jobs.actions import request_export
from annotator.export.writers import FORMATS
from tests.annotator.export.conftest import assert_problem

NOTHING = "00000000-0000-4000-8000-000000000000"
# (method, path, statuses for anonymous, stranger, annotator, reviewer, manager)
TABLE = [
    ("GET", "/projects/", 401, 200, 200, 200, 200),
    ("POST", "/projects/", 401, 403, 403, 403, 400),
    ("GET", "/projects/quay/", 401, 404, 200, 200, 200),
    ("GET", "members/", 401, 404, 403, 403, 200),
    ("POST", "members/", 401, 404, 403, 403, 400),
    ("GET", "codebook/", 401, 404, 200, 200, 200),
    ("GET", "articles/", 401, 404, 200, 200, 200),
    ("POST", "articles/", 401, 404, 403, 403, 400),
    ("GET", "/articles/{article}/", 401, 404, 200, 200, 200),
    ("POST", "articles/addresses/", 401, 404, 403, 403, 400),
    ("GET", "feeds/", 401, 404, 403, 403, 200),
    ("POST", "feeds/", 401, 404, 403, 403, 400),
    ("GET", "feeds/00000000-0000-4000-8000-000000000000/", 401, 404, 403, 403, 404),
    ("DELETE", "feeds/00000000-0000-4000-8000-000000000000/", 401, 404, 403, 403, 404),
    ("POST", "feeds/00000000-0000-4000-8000-000000000000/look/", 401, 404, 403, 403, 404),
    ("POST", "feeds/00000000-0000-4000-8000-000000000000/pause/", 401, 404, 403, 403, 404),
    ("POST", "feeds/00000000-0000-4000-8000-000000000000/resume/", 401, 404, 403, 403, 404),
    ("GET", "claims/", 401, 404, 200, 200, 200),
    ("GET", "corrections/", 401, 404, 403, 403, 200),
    ("GET", "publishers/", 401, 404, 200, 200, 200),
    ("GET", "copies/", 401, 404, 200, 200, 200),
    ("POST", "copies/", 401, 404, 403, 403, 400),
    ("GET", "queue/", 401, 404, 200, 403, 403),
    ("POST", "queue/next/", 401, 404, 200, 403, 403),
    ("GET", "labels/", 401, 404, 200, 200, 200),
    ("POST", "labels/", 401, 404, 200, 403, 403),
    ("GET", "export/?as=csv", 401, 404, 200, 200, 200),
    ("GET", "export/formats/", 401, 404, 200, 200, 200),
    ("GET", "exports/", 401, 404, 200, 200, 200),
    ("POST", "exports/", 401, 404, 400, 400, 400),
    ("GET", "exports/{export}/", 401, 404, 200, 404, 404),
    ("GET", "exports/{export}/file/", 401, 404, 409, 404, 404),
    ("DELETE", "exports/{export}/", 401, 404, 204, 404, 404),
    ("GET", "freezes/", 401, 404, 403, 200, 200),
    ("POST", "freezes/", 401, 404, 403, 403, 400),
    ("GET", "freezes/{freeze}/", 401, 404, 403, 200, 200),
    ("GET", "freezes/{freeze}/methods/", 401, 404, 403, 409, 409),
    ("GET", "freezes/{freeze}/coder-guide/", 401, 404, 403, 409, 409),
    ("GET", "methods/", 401, 404, 403, 200, 200),
    ("GET", "coder-guide/", 401, 404, 200, 200, 200),
    ("POST", "/assignments/{assignment}/submit/", 401, 404, 409, 403, 403),
    ("POST", "/assignments/{assignment}/return/", 401, 404, 403, 400, 400),
    ("POST", "/assignments/{assignment}/release/", 401, 404, 403, 403, 400),
    ("POST", "/assignments/{assignment}/reassign/", 401, 404, 403, 403, 400),
    ("GET", "assignments/", 401, 404, 403, 200, 200),
    ("GET", "dealing/", 401, 404, 403, 403, 200),
    ("POST", "dealing/", 401, 404, 403, 403, 400),
    ("GET", "adjudications/", 401, 404, 403, 200, 200),
    ("POST", "adjudications/", 401, 404, 403, 400, 400),
    ("POST", "adjudications/undo/", 401, 404, 403, 409, 409),
    ("GET", "adjudications/unanimous/", 401, 404, 403, 200, 200),
    ("POST", "adjudications/unanimous/", 401, 404, 403, 200, 200),
    ("POST", "/studies/?slug=copy", 401, 403, 403, 403, 400),
    ("GET", "articles/imports/", 401, 404, 403, 403, 200),
    ("POST", "articles/imports/", 401, 404, 403, 403, 400),
    ("GET", f"articles/imports/{NOTHING}/", 401, 404, 403, 403, 404),
    ("DELETE", f"articles/imports/{NOTHING}/", 401, 404, 403, 403, 404),
    ("GET", f"articles/imports/{NOTHING}/items/", 401, 404, 403, 403, 404),
    ("POST", f"articles/imports/{NOTHING}/apply/", 401, 404, 403, 403, 404),
    ("POST", f"articles/imports/{NOTHING}/cancel/", 401, 404, 403, 403, 404),
    ("POST", f"articles/imports/{NOTHING}/retry/", 401, 404, 403, 403, 404),
    ("GET", "imports/", 401, 404, 403, 403, 200),
    ("POST", "imports/", 401, 404, 403, 403, 400),
    ("GET", "imports/00000000-0000-4000-8000-000000000000/", 401, 404, 403, 403, 404),
    ("DELETE", "imports/00000000-0000-4000-8000-000000000000/", 401, 404, 403, 403, 404),
    ("POST", "imports/00000000-0000-4000-8000-000000000000/apply/", 401, 404, 403, 403, 404),
    ("GET", "feedback/", 401, 404, 200, 403, 403),
    ("GET", "summary/", 401, 404, 403, 200, 200),
    ("GET", "agreement/", 401, 404, 403, 200, 200),
    ("GET", "agreement/att/", 401, 404, 403, 200, 200),
    ("GET", "figures/", 401, 404, 403, 200, 200),
    ("GET", "aggregates/?variable=att", 401, 404, 403, 200, 200),
    ("GET", "history/", 401, 404, 200, 200, 200),
    ("GET", "history/?kind=decision", 401, 404, 403, 200, 200),
    ("GET", "history/export/?as=csv", 401, 404, 200, 200, 200),
    ("GET", "/auth/tokens/", 401, 200, 200, 200, 200),
    ("DELETE", "/auth/tokens/none/", 401, 404, 404, 404, 404),
    ("DELETE", "/auth/token/", 401, 401, 401, 401, 401),
]
CALLERS = ("anonymous", "stranger", "ana", "reviewer", "manager")
CASES = [
    pytest.param(method, path, caller, status, id=f"{method} {path} {caller}")
    for method, path, *statuses in TABLE
    for caller, status in zip(CALLERS, statuses, strict=True)
]


def bodies(cast, path):
    claim = cast.claims()[0]
    answer = {"claim": claim.pk, "variable": "slant", "codes": ["slant:none"]}
    return answer if path == "labels/" else {}


def waiting(cast, path):
    """An export of ana's, or a freeze, where the path is about one; not begun."""
    if "{export}" in path:
        export, _ = request_export(member=cast.member(cast.ana), chosen=FORMATS["csv"], given={})
        return {"export": export.public_id}
    if "{freeze}" in path:
        return {"freeze": request_freeze(member=cast.member(cast.manager), name="first").public_id}
    return {}


@pytest.mark.parametrize(("method", "path", "caller", "status"), CASES)
def test_who_may_do_what(cast, api, method, path, caller, status):
    assignment = cast.take(cast.ana)
    path = path.format(
        article=cast.article.pk, assignment=assignment.public_id, **waiting(cast, path)
    )
    client = api(getattr(cast, caller, None))
    if method == "GET":
        answer = client.get(path)
    elif method == "POST":
        answer = client.post(path, bodies(cast, path))
    else:
        answer = client.send(method, path)
    if status < 400:
        assert answer.status_code == status, answer.content
    else:
        assert_problem(answer, status)
    if status == 401:
        assert answer["WWW-Authenticate"] == "Token"


def test_the_table_is_complete():
    paths = {path.split("?")[0].strip("/").split("/")[-1] for _, path, *_ in TABLE}
    known = {str(one.pattern).strip("/").split("/")[-1] for one in urls.urlpatterns}
    known = {one for one in known if not one.startswith("<")} - {"schema", "docs"}
    assert known <= paths


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("PUT", "labels/"),
        ("DELETE", "labels/"),
        ("PATCH", "/projects/quay/"),
        ("POST", "/projects/quay/"),
        ("GET", "queue/next/"),
        ("POST", "queue/"),
        ("POST", "claims/"),
        ("POST", "codebook/"),
        ("POST", "summary/"),
        ("POST", "agreement/"),
        ("POST", "export/"),
        ("GET", "/auth/token/"),
        ("DELETE", "/articles/{article}/"),
        ("PUT", "members/"),
        ("PUT", "adjudications/"),
        ("DELETE", "articles/"),
        ("OPTIONS", "labels/"),
        ("TRACE", "labels/"),
    ],
)
def test_a_wrong_method_is_a_problem(cast, api, method, path):
    answer = api(cast.manager).send(method, path.format(article=cast.article.pk))
    assert_problem(answer, 405)
    assert answer["Allow"]


@pytest.mark.parametrize(
    "path",
    [
        "/projects/nowhere/",
        "/projects/nowhere/labels/",
        "/projects/nowhere/export/?as=csv",
        "/articles/999999/",
        f"/articles/{10**30}/",
        "/articles/x/",
        "/nothing/",
        "/projects/quay",
    ],
)
def test_what_is_not_there_is_a_problem(cast, api, path):
    assert_problem(api(cast.manager).get(path), 404)


def test_a_missing_assignment(cast, api):
    assert_problem(api(cast.ana).post(f"/assignments/{uuid.uuid4()}/submit/"), 404)
    assert_problem(api(cast.ana).post("/assignments/12/submit/"), 404)


def test_anothers_assignment_is_not_there(cast, api):
    cast.take(cast.ben)
    theirs = Assignment.objects.get(annotator=cast.ben)
    assert_problem(api(cast.ana).post(f"/assignments/{theirs.public_id}/submit/"), 404)


WITHOUT_BODY = ("queue/next/", "adjudications/undo/", "adjudications/unanimous/")
MAY_BE_EMPTY = ("apply", "cancel", "retry", "look", "pause", "resume")
POSTS = [
    path
    for method, path, *_ in TABLE
    if method == "POST" and path not in WITHOUT_BODY and "{assignment}" not in path
    if path.strip("/").split("/")[-1] not in MAY_BE_EMPTY
]


@pytest.mark.parametrize("path", POSTS)
@pytest.mark.parametrize(
    ("body", "kind", "status"),
    [
        (b"{", "application/json", 400),
        (b"", "application/json", 400),
        (b"\xff\xfe", "application/json", 400),
        (b'{"a": NaN}', "application/json", 400),
        (b"[" * 100_000, "application/json", 400),
        (b'{"a":' * 100_000, "application/json", 400),
        (b'{"a": ' + b"9" * 5000 + b"}", "application/json", 400),
        (b"a=1", "application/x-www-form-urlencoded", 415),
        (b"<a/>", "text/xml", 415),
        (b"{}", "", 415),
    ],
)
def test_unreadable_bodies(cast, api, path, body, kind, status):
    user = cast.ana if path == "labels/" else cast.manager
    assert_problem(api(user).send("POST", path, body, kind), status)


def test_a_body_over_the_limit(cast, api, settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 100
    assert_problem(api(cast.manager).post("articles/", {"text": "x" * 200}), 413)


def test_a_session_needs_the_csrf_token(cast):
    from django.test import Client

    client = Client(enforce_csrf_checks=True)
    client.force_login(cast.ana)
    answer = client.post("/api/v1/projects/quay/queue/next/")
    assert_problem(answer, 403)


@pytest.mark.parametrize("accept", ["text/html", "application/xml", "text/csv", "*/*", "junk"])
def test_accept_never_gets_in_the_way(cast, api, accept):
    ana = api(cast.ana)
    assert ana.client.get(ana.address("labels/"), headers={"accept": accept}).status_code == 200
    export = ana.client.get(ana.address("export/?as=csv"), headers={"accept": accept})
    assert export.status_code == 200


def test_answers_stay_out_of_shared_caches(cast, api):
    assert "no-store" in api(cast.ana).get("labels/")["Cache-Control"]


def test_a_bug_is_a_problem_too(cast, api, monkeypatch):
    def broken(_member):
        raise RuntimeError("bug")

    monkeypatch.setattr("annotator.export.api.figures.summary_of", broken)
    reviewer = api(cast.reviewer)
    reviewer.client.raise_request_exception = False
    assert_problem(reviewer.get("summary/"), 500)


def test_the_rate_limit_says_when_to_come_back(cast, api, settings):
    rates = {**settings.REST_FRAMEWORK["DEFAULT_THROTTLE_RATES"], "user": "3/min"}
    settings.REST_FRAMEWORK = {**settings.REST_FRAMEWORK, "DEFAULT_THROTTLE_RATES": rates}
    answers = [api(cast.ana).get("/projects/") for _ in range(7)]  # at most two windows of three
    late = [answer for answer in answers if answer.status_code == 429]
    assert late
    assert_problem(late[0], 429)
    assert 1 <= int(late[0]["Retry-After"]) <= 60
    assert api(cast.ben).get("/projects/").status_code == 200
