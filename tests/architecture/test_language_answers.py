"""What is said in letters, about files and by the API goes through gettext; see `foreign`."""

import json
from typing import Any, NamedTuple

import pytest
from django.core import mail

from annotator.accounts.actions import create_token
from articles.ingestion.drafts import FIELDS, DraftRejected
from articles.ingestion.files import read_file
from tests.architecture.foreign import in_greek, speak_greek, untranslated
from tests.architecture.greek_site import SLUG, GreekSite, build_site, latin_values

API = "/api/v1/"
HERE = f"{API}projects/{SLUG}/"


@pytest.fixture
def site(db, monkeypatch) -> GreekSite:
    speak_greek(monkeypatch)
    return build_site()


def test_an_invitation(site):
    sent = {"email": "y@desk.example", "role": "reviewer"}
    site.cast.client(site.cast.manager).post(f"/projects/{SLUG}/members/invite/", sent)
    (letter,) = mail.outbox
    link = letter.body[letter.body.index("http") :].split()[0]
    assert untranslated(letter.subject.removeprefix("[Sourcemark]")) == []
    assert untranslated(letter.body.replace(link, "")) == []


# -- files -----------------------------------------------------------------------------------

FILES = {
    "a.pdf": b"x",
    "empty.txt": b"",
    "picture.txt": b"\x89PNG" + b"\0" * 99,
    "cut.txt": b"\xff\xfea",
    "noise.txt": b"\x01\x02\x03" * 99,
    "blank.txt": b" \n ",
    "signs.txt": b"- - -",
    "long.txt": b"a" * 2_000_001,
    "blank.html": b"<p></p>",
    "deep.html": b"<div>" * 300 + b"x",
    "one.jsonl": b'{"text": 1}\n[]\n{"text": "a", "html": "b"}\n{"text": "a", "\xcf\x80": 1}\n'
    b'{"text": "x", "title": true, "language": "?", "url": "?", "published_at": "1066-01-01"}\n',
    "two.jsonl": b'{"text": "x", "title": "' + b"\xcf\x80" * 501 + b'", "published_at": 7}\n'
    b'{"text": "x", "published_at": "9000-01-01"}\n{"text": "x", "published_at": "?"}\n\xff\n?',
    "columns.csv": b"\xcf\x80,\xcf\x81\n1,2\n",
    "twice.csv": b"text,text\n1,2\n",
    "ragged.csv": b'text,title\n1\n"x',
}
OF_FILES = (
    *FIELDS,
    "pdf",
    "txt",
    "html",
    "htm",
    "jsonl",
    "ndjson",
    "csv",
    "UTF",
    "Expecting value",
)
"""Names of fields and formats, and what Python's JSON reader says."""


@pytest.mark.parametrize("name", FILES)
def test_what_is_wrong_with_a_file(name, monkeypatch):
    speak_greek(monkeypatch)
    found = [one for one in read_file(name, FILES[name]) if isinstance(one, DraftRejected)]
    assert found
    assert all(one.errors for one in found)
    said = " ".join(error.message for one in found for error in one.errors)
    assert untranslated(said, OF_FILES) == []


# -- API -------------------------------------------------------------------------------------


class Asked(NamedTuple):
    """A request that is refused."""

    role: str
    path: str
    sent: Any = None
    status: int = 400


BIG = [{"text": "x"}] * 1001
REFUSED = (
    Asked("manager", f"{API}projects/none/", status=404),
    Asked("nobody", f"{API}projects/", status=401),
    Asked("ana", HERE + "members/", status=403),
    Asked("ana", HERE + "summary/", status=403),
    Asked("manager", HERE + "queue/", status=403),
    Asked("ana", f"{API}projects/", {"slug": "s", "title": "t"}, 403),
    Asked("manager", HERE + "articles/?cursor=x"),
    Asked("manager", HERE + "articles/?page_size=x"),
    Asked("manager", HERE + "export/?as=x"),
    Asked("manager", HERE + "labels/?updated_since=x&article=0&state=x"),
    Asked("manager", HERE + "labels/?updated_since=0001-01-01T00:00:00%2B23:00"),
    Asked("manager", HERE + "members/", {"username": "π", "role": "π"}),
    Asked("manager", HERE + "members/", {"username": "π", "role": "reviewer"}),
    Asked("manager", HERE + "articles/", {"text": "", "language": "?"}),
    Asked("manager", HERE + "articles/", BIG),
    Asked("manager", HERE + "articles/", {"text": "x", "external_id": in_greek("post-1")}, 409),
    Asked("manager", f"{API}projects/", {"slug": "?", "title": "", "overlap": 99}),
    Asked("manager", f"{API}projects/", {"slug": "new", "title": "π"}),
    Asked("manager", f"{API}projects/", {"slug": SLUG, "title": "π"}, 409),
    Asked("manager", f"{API}projects/", {"slug": "s", "title": "π", "codebook": "π"}),
    Asked("manager", f"{API}projects/", {"slug": "s", "title": "π", "codebook": 7}),
    Asked("manager", f"{API}projects/", {"slug": "s", "title": "π", "variables": ["role", "π"]}),
    Asked("reviewer", HERE + "adjudications/", {"variable": "att", "codes": []}),
    Asked("nobody", f"{API}auth/token/", {"username": "π", "password": "π"}),
)


def test_what_the_api_refuses(site):
    stored = [*latin_values(), *OF_API]
    found = [(str(one)[:200], untranslated(refused(site, one), stored)) for one in REFUSED]
    assert [(asked, latin) for asked, latin in found if latin] == []


OF_API = (*FIELDS, "new", "role", "default", "annotator", "reviewer", "manager")


def test_decisions_that_cannot_be(site):
    cast = site.cast
    claim = cast.claims()[0].pk
    heading = cast.article.claims.exclude(pk__in=[one.pk for one in cast.claims()]).first()
    bodies = [
        {"claim": claim, "variable": "π", "codes": []},
        {"claim": claim, "variable": "att", "codes": ["π", "π"]},
        {"claim": claim, "variable": "att", "codes": ["att:none", "att:named"]},
        {"claim": claim, "variable": "genre", "codes": ["genre:report"]},
        {"article": cast.article.pk, "variable": "att", "codes": ["att:none"]},
        {"claim": claim, "variable": "att", "codes": ["att:none"], "note": "π" * 2001},
    ]
    bodies += [{"claim": heading.pk, "variable": "att", "codes": []}] if heading else []
    for body in bodies:
        said = refused(site, Asked("reviewer", HERE + "adjudications/", body))
        assert untranslated(said, latin_values()) == []


def test_keys_that_are_none(site):
    client = site.cast.client(None)
    _token, key = create_token(user=site.cast.ana)
    for header in ("Token !", "Token " + key[::-1]):
        answer = client.get(f"{API}projects/", headers={"authorization": header})
        assert answer.status_code == 401
        assert untranslated(answer.json()["detail"]) == []
    answer = site.cast.client(site.cast.ana).delete(f"{API}auth/token/")
    assert untranslated(answer.json()["detail"]) == []


def refused(site: GreekSite, asked: Asked) -> str:
    """Return all that the refusal says to people."""
    client = site.cast.client(getattr(site.cast, asked.role, None))
    if asked.sent is None:
        answer = client.get(asked.path)
    else:
        answer = client.post(asked.path, json.dumps(asked.sent), content_type="application/json")
    assert answer.status_code == asked.status, answer.content
    problem = answer.json()
    return " ".join([problem["detail"], *(error["message"] for error in problem["errors"])])
