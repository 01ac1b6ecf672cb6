"""What a person prefers: kept by them alone, shown on every page."""

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from annotator.accounts.actions import save_preferences
from annotator.accounts.forms import PreferencesForm
from annotator.accounts.models import User
from tests.plugins.cast import make_user

DEFAULTS = {
    "theme": "system",
    "text_size": "normal",
    "line_width": "normal",
    "auto_advance": True,
    "single_keys": True,
}
CHOSEN = {"theme": "dark", "text_size": "large", "line_width": "narrow", "auto_advance": "on"}
SCRIPT = {"accept": "application/json"}


@pytest.fixture
def ana(db):
    return make_user("ana")


@pytest.fixture
def ben(db):
    return make_user("ben")


@pytest.fixture
def page(client, ana):
    client.force_login(ana)
    return reverse("preferences")


def kept(user) -> dict:
    return User.objects.get(pk=user.pk).preferences


class TestAction:
    def test_what_is_not_given_stays(self, ana, ben):
        save_preferences(user=ana, theme="dark", single_keys=False)
        assert kept(ana) == {**DEFAULTS, "theme": "dark", "single_keys": False}
        save_preferences(user=ana, text_size="huge")
        assert kept(ana) == {
            **DEFAULTS,
            "theme": "dark",
            "single_keys": False,
            "text_size": "huge",
        }
        assert kept(ben) == DEFAULTS

    def test_other_fields_are_not_written(self, ana):
        stale = User.objects.get(pk=ana.pk)
        User.objects.filter(pk=ana.pk).update(first_name="Ana", text_size="small")
        save_preferences(user=stale, theme="light")
        assert kept(ana) == {**DEFAULTS, "theme": "light", "text_size": "small"}
        assert User.objects.get(pk=ana.pk).first_name == "Ana"

    @pytest.mark.parametrize(
        ("name", "value"),
        [("theme", "sepia"), ("text_size", ""), ("line_width", "60"), ("auto_advance", "perhaps")],
    )
    def test_what_is_not_offered_is_refused_whole(self, ana, name, value):
        with pytest.raises(ValidationError) as raised:
            save_preferences(user=ana, **{"single_keys": False, name: value})
        assert list(raised.value.message_dict) == [name]
        assert kept(ana) == ana.preferences == DEFAULTS


def test_the_form_leaves_the_person_as_they_were(ana):
    form = PreferencesForm({"theme": "dark", "text_size": "vast"}, user=ana)
    assert form.errors.keys() == {"text_size", "line_width"}
    assert ana.preferences == DEFAULTS


class TestPage:
    def test_shows_what_is_chosen(self, client, ana, page):
        save_preferences(user=ana, theme="dark", auto_advance=False)
        html = client.get(page).content.decode()
        assert 'value="dark" data-preference="theme" checked' in html
        assert 'value="system" data-preference="theme">' in html
        assert 'data-preference="single_keys" checked' in html
        assert 'data-preference="auto_advance">' in html

    def test_saves_and_says_so(self, client, ana, page):
        answer = client.post(page, CHOSEN, follow=True)
        assert answer.redirect_chain == [(page, 302)]
        assert "Your preferences are saved." in answer.content.decode()
        assert kept(ana) == {
            "theme": "dark",
            "text_size": "large",
            "line_width": "narrow",
            "auto_advance": True,
            "single_keys": False,
        }

    def test_refuses_and_shows_what_is_kept(self, client, ana, page):
        answer = client.post(page, {**CHOSEN, "text_size": "vast"})
        assert answer.status_code == 400
        html = answer.content.decode()
        assert "Nothing was saved" in html
        assert "data-theme" not in html
        assert kept(ana) == DEFAULTS

    def test_writes_nobody_else(self, client, ana, ben, page):
        client.post(page, {**CHOSEN, "id": ben.pk, "user": ben.pk, "username": "mallory"})
        assert kept(ben) == DEFAULTS
        assert kept(ana)["theme"] == "dark"
        assert User.objects.get(pk=ana.pk).username == "ana"

    def test_strangers_log_in_first(self, db):
        page = reverse("preferences")
        for answer in (Client().get(page), Client().post(page, CHOSEN)):
            assert answer.status_code == 302
            assert answer.url == f"/accounts/login/?next={page}"

    def test_needs_the_csrf_token(self, ana):
        strict = Client(enforce_csrf_checks=True)
        strict.force_login(ana)
        assert strict.post(reverse("preferences"), CHOSEN).status_code == 403
        assert kept(ana) == DEFAULTS


class TestScript:
    def test_changes_only_what_it_sends(self, client, ana, page):
        save_preferences(user=ana, line_width="wide")
        answer = client.post(page, {"theme": "light"}, headers=SCRIPT)
        wanted = {**DEFAULTS, "line_width": "wide", "theme": "light"}
        assert answer.json() == wanted == kept(ana)

    @pytest.mark.parametrize("name", ["auto_advance", "single_keys"])
    def test_switches_say_true_or_false(self, client, ana, page, name):
        for word, value in (("false", False), ("true", True)):
            answer = client.post(page, {name: word}, headers=SCRIPT)
            assert answer.json()[name] is value
            assert kept(ana) == {**DEFAULTS, name: value}

    @pytest.mark.parametrize(
        ("name", "value"), [("theme", "sepia"), ("single_keys", "maybe"), ("text_size", "")]
    )
    def test_is_told_what_is_wrong(self, client, ana, page, name, value):
        answer = client.post(page, {"line_width": "wide", name: value}, headers=SCRIPT)
        assert answer.status_code == 400
        assert answer["Content-Type"] == "application/problem+json"
        (error,) = answer.json()["errors"]
        assert error["field"] == name
        assert error["message"]
        assert kept(ana) == DEFAULTS

    def test_has_to_send_something(self, client, page):
        answer = client.post(page, {"colour": "dark"}, headers=SCRIPT)
        assert (answer.status_code, answer.json()["errors"]) == (400, [])

    def test_reads_them(self, client, page):
        assert client.get(page, headers=SCRIPT).json() == DEFAULTS

    def test_is_told_that_the_login_has_ended(self, db):
        for method in ("get", "post"):
            answer = getattr(Client(), method)(reverse("preferences"), headers=SCRIPT)
            assert answer.status_code == 401
            assert answer["Content-Type"] == "application/problem+json"


class TestEveryPage:
    def test_follows(self, client, ana, page):
        save_preferences(user=ana, theme="dark", text_size="large", single_keys=False)
        for path in ("/", "/help/", "/accounts/", "/nowhere/"):
            html = client.get(path).content.decode()
            assert 'data-theme="dark" data-text-size="large" data-line-width="normal"' in html
            assert 'data-auto-advance="true" data-single-keys="false"' in html
            assert '<meta name="color-scheme" content="dark">' in html

    def test_the_system_decides_by_default(self, client, page):
        html = client.get("/").content.decode()
        assert "data-theme" not in html
        assert '<meta name="color-scheme" content="light dark">' in html

    def test_strangers_get_the_defaults(self, client, db):
        html = client.get("/accounts/login/").content.decode()
        assert '<html lang="en" dir="ltr" data-text-size="normal" data-line-width="normal">' in html
        assert '<meta name="color-scheme" content="light dark">' in html

    def test_costs_no_query(self, client, page, django_assert_num_queries):
        with django_assert_num_queries(2):  # the session, the account
            client.get("/help/")

    def test_a_broken_database_still_gets_a_page(self, rf, ana, django_assert_num_queries):
        from django.utils.functional import SimpleLazyObject

        from annotator.http import server_error

        request = rf.get("/")
        request.user = SimpleLazyObject(lambda: User.objects.get(pk=ana.pk))
        with django_assert_num_queries(0):
            answer = server_error(request)
        assert answer.status_code == 500
        assert "Something broke on our side" in answer.content.decode()
