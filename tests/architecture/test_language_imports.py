"""Every word of the pages where labels and studies come in goes through gettext."""

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from annotator.export.models import LabelImport
from annotator.export.study.opening import open_study, operator_of
from annotator.export.writers import FORMATS
from tests.architecture.foreign import in_greek, speak_greek
from tests.architecture.greek_site import SLUG, build_site
from tests.architecture.test_language import Asked, assert_translated

OF_PROGRAMS = (
    "annotator, variable, code",  # columns of the file
    "variable, code",
    "“start”",
    "Expecting property name enclosed in double quotes",
)
IMPORT = f"/projects/{SLUG}/import/"


@pytest.fixture
def site(db, monkeypatch, settings, tmp_path):
    settings.DATA_DIR = tmp_path
    speak_greek(monkeypatch)
    monkeypatch.setattr("tests.architecture.test_language.OF_PROGRAMS", OF_PROGRAMS)
    return build_site()


def file_of(name, content):
    return SimpleUploadedFile(in_greek(name), content)


def rows_of(site):
    """Rows with everything that can be wrong with one."""
    cast = site.cast
    claim = cast.claims()[0]
    good = {
        "article_id": cast.article.pk,
        "article_title": cast.article.title,
        "claim_id": claim.pk,
        "start": claim.start,
        "end": claim.end,
        "claim_text": claim.text,
        "annotator": cast.cleo.username,
        "variable": "att",
        "code": "att:none",
    }
    article = {"claim_id": None, "start": None, "end": None, "claim_text": None}
    changes = [
        {},
        {"variable": "slant", "code": "slant:some", "state": "submitted"},
        {"annotator": in_greek("nobody")},
        {"annotator": ""},
        {"code": in_greek("unknown")},
        {"code": in_greek("unknown"), "variable": ""},
        {"claim_text": in_greek("no words")[:8], "end": claim.start + 8},
        {"end": 1},
        {"start": True},
        {"created_at": in_greek("long ago")},
        {"created_at": "2999-01-01T00:00:00Z"},
        {"article_title": in_greek("Another"), "article_id": 10**9},
        {"state": "adjudicated"},
        {**article, "variable": "att"},
        {"variable": "genre", "code": "genre:report"},
    ]
    lines = [json.dumps({**good, **one}) for one in changes]
    return "\n".join([*lines, "{", "[]", '{"annotator": 1}']).encode()


def test_every_state_of_an_import_speaks_through_gettext(site):
    manager = site.cast.client(site.cast.manager)
    sent = {"file": file_of("labels.jsonl", rows_of(site))}
    place = manager.post(IMPORT, sent)["Location"]
    kept = LabelImport.objects.get()
    assert kept.state == "preview"
    assert kept.report["rejected"]["error"] >= 5
    assert kept.report["rejected"]["unmapped"] >= 5
    asked = [Asked("manager", IMPORT), Asked("manager", place)]
    asked += [Asked("manager", place, {"save": "1"})]
    assert_translated(site, asked)
    for state in LabelImport.State.values:
        LabelImport.objects.update(state=state)
        assert_translated(site, [Asked("manager", place)])
    assert_translated(site, [Asked("manager", place, {"discard": "1"})])
    assert_translated(site, [Asked("manager", place, {"again": "1"})])


@pytest.mark.parametrize("content", [b"", b"{", b"\xff\xfe\x00", b"PK\x03\x04"])
def test_bad_files_speak_through_gettext(site, content):
    sent = {"file": file_of("labels", content)}
    manager = site.cast.client(site.cast.manager)
    answer = manager.post(IMPORT, sent)
    asked = [Asked("manager", IMPORT, {})]
    if content:
        asked.append(Asked("manager", answer["Location"]))
    for place in (IMPORT, reverse("study_import")):
        again = {"file": file_of("labels", content), "slug": "bare"}
        asked.append(Asked("manager", place, again))
    assert_translated(site, asked)


def test_a_study_speaks_through_gettext(site):
    study = open_study(operator_of(site.cast.project), {})
    content = b"".join(FORMATS["zip"].write(study))
    place = reverse("study_import")
    sent = {"file": file_of("study", content), "slug": "bare", "try": "1"}
    asked = [
        Asked("manager", place),
        Asked("manager", place, {}),
        Asked("manager", place, sent),
        Asked("manager", place, {**sent, "file": file_of("study", content), "slug": SLUG}),
    ]
    assert_translated(site, asked)
