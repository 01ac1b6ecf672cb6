"""The language of the pages: what the browser asks for, among those the site offers."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.urls import reverse
from django.utils import translation

from annotator import settings as written

ROOT = Path(__file__).parents[2]


@pytest.fixture(autouse=True)
def _language_of_before():
    """The middleware leaves a language on in the thread of the test."""
    before = translation.get_language()
    yield
    translation.activate(before)


@pytest.fixture
def arabic_too(settings):
    settings.LANGUAGES = [("en", "English"), ("ar", "Arabic")]


def asked(client, path: str, languages: str):
    return client.get(path, headers={"accept-language": languages})


class TestSetting:
    def test_english_alone_by_default(self):
        assert written._languages([]) == [("en", "English")]
        assert written.LANGUAGES == [("en", "English")]
        assert written.LANGUAGE_CODE == "en"

    def test_codes_are_read_as_people_write_them(self):
        codes = [code for code, _name in written._languages(["EN", " pt-BR", "ar", "", "en"])]
        assert codes == ["en", "pt-br", "ar"]

    def test_an_unknown_one_is_named(self):
        with pytest.raises(ImproperlyConfigured, match="does not know: tlh. "):
            written._languages(["en", "tlh"])

    def test_the_site_does_not_start_with_an_unknown_one(self, tmp_path):
        done = subprocess.run(
            [sys.executable, "manage.py", "check"],
            cwd=ROOT,
            env={
                **os.environ,
                "INTERFACE_LANGUAGES": "en,tlh",
                "SOURCEMARK_DATA_DIR": str(tmp_path),
            },
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode != 0
        assert "INTERFACE_LANGUAGES names what Django does not know: tlh." in done.stderr


class TestPage:
    @pytest.mark.parametrize(
        ("languages", "root"),
        [
            ("ar-EG,en;q=0.5", '<html lang="ar" dir="rtl"'),
            ("en-GB,ar;q=0.5", '<html lang="en" dir="ltr"'),
            ("fi", '<html lang="en" dir="ltr"'),
        ],
    )
    def test_speaks_as_the_browser_asks(self, client, db, arabic_too, languages, root):
        page = asked(client, "/accounts/login/", languages)
        assert root in page.content.decode()
        assert "Accept-Language" in page["Vary"]

    def test_is_english_where_nothing_else_is_offered(self, client, db):
        assert '<html lang="en" dir="ltr"' in asked(client, "/help/", "ar").content.decode()

    def test_what_programs_read_stays_the_same(self, cast, arabic_too):
        client = cast.client(cast.manager)
        for path in ("/api/v1/projects/quay/agreement/", "/api/v1/projects/quay/export/?as=csv"):
            bodies = set()
            for language in ("en", "ar"):
                answer = asked(client, path, language)
                assert answer.status_code == 200
                bodies.add(b"".join(answer))
            assert len(bodies) == 1


class TestCatalogue:
    def test_holds_what_scripts_call(self, client, db):
        answer = client.get(reverse("javascript_catalogue"))
        assert answer["Content-Type"].startswith("text/javascript")
        for name in ("django.gettext", "django.ngettext", "django.interpolate"):
            assert name in answer.content.decode()

    def test_speaks_the_language_of_the_page(self, client, db, arabic_too):
        separators = {
            language: '"DECIMAL_SEPARATOR": ","'
            in asked(client, reverse("javascript_catalogue"), language).content.decode()
            for language in ("en", "ar")
        }
        assert separators == {"en": False, "ar": True}

    def test_is_fetched_once_and_asked_about_later(self, client, db):
        path = reverse("javascript_catalogue")
        first = client.get(path)
        assert "max-age=3600" in first["Cache-Control"]
        assert "Accept-Language" in first["Vary"]
        assert "Cookie" not in first["Vary"]
        again = client.get(path, headers={"if-none-match": first["ETag"]})
        assert (again.status_code, again.content) == (304, b"")

    def test_comes_before_the_scripts_that_use_it(self, cast):
        client = cast.client(cast.ana)
        catalogue = f'<script src="{reverse("javascript_catalogue")}" defer></script>'
        html = client.get(reverse("preferences")).content.decode()
        assert html.count(catalogue) == 1
        assert html.index(catalogue) < html.index('<script type="module"')
        assert "<script" not in client.get("/help/").content.decode()
