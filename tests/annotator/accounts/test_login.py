"""Logging in: by invitation only, rate limited, with a second factor."""

import pytest
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.contrib.sessions.models import Session
from django.core import mail
from django.core.exceptions import ValidationError
from django.utils import timezone

from annotator.accounts.actions import create_token, create_user
from annotator.accounts.models import ApiToken
from tests.plugins.cast import PASSWORD, make_user

LOGIN = "/accounts/login/"


@pytest.fixture
def ana(db):
    return make_user("ana", email="ana@desk.example")


@pytest.mark.parametrize("name", ["ana", "ANA@desk.example"])
def test_by_username_or_mail(client, ana, name):
    page = client.post(LOGIN, {"login": name, "password": PASSWORD})
    assert (page.status_code, page.url) == (302, "/")


def test_nobody_signs_up_uninvited(client, db):
    page = client.get("/accounts/signup/")
    assert "by invitation" in page.content.decode()
    client.post(
        "/accounts/signup/", {"username": "x", "password1": PASSWORD, "password2": PASSWORD}
    )
    assert not ApiToken._meta.get_field("user").related_model.objects.exists()


def test_guessing_is_stopped(client, ana):
    for _ in range(5):
        page = client.post(LOGIN, {"login": "ana", "password": "wrong"})
    page = client.post(LOGIN, {"login": "ana", "password": PASSWORD})
    assert page.status_code in (200, 429)
    assert "_auth_user_id" not in client.session


def test_a_login_does_not_leave_the_site(client, ana):
    page = client.post(
        LOGIN, {"login": "ana", "password": PASSWORD, "next": "https://evil.example/"}
    )
    assert page.url == "/"


def test_password_reset_mails_a_link_and_names_no_accounts(client, ana):
    known = client.post("/accounts/password/reset/", {"email": "ana@desk.example"})
    unknown = client.post("/accounts/password/reset/", {"email": "who@desk.example"})
    assert known.url == unknown.url
    assert "/accounts/password/reset/key/" in mail.outbox[0].body


def test_a_second_factor_is_asked_for(client, ana):
    TOTP.activate(ana, generate_totp_secret())
    page = client.post(LOGIN, {"login": "ana", "password": PASSWORD})
    assert page.url == "/accounts/2fa/authenticate/"
    assert client.get("/").status_code == 302


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"username": "ANA"}, "taken"),
        ({"username": "bo", "email": "ANA@desk.example"}, "Another account"),
        ({"username": "bo", "password": "short"}, "too short"),
        ({"username": "bo", "password": "1234567890"}, "numeric|common"),
        ({"username": "spaces are bad"}, "valid username"),
        ({"username": ""}, "blank"),
    ],
)
def test_bad_accounts_are_refused(ana, fields, message):
    with pytest.raises(ValidationError, match=message):
        create_user(**{"password": PASSWORD, **fields})


def test_a_token_is_stored_as_a_hash(ana):
    token, key = create_token(user=ana, name="laptop")
    assert key not in str(ApiToken.objects.values().get(pk=token.pk))
    assert token.expiry is not None


def test_account_pages(client, ana):
    client.force_login(ana)
    for path in ("/accounts/", "/accounts/2fa/", "/accounts/password/change/", "/accounts/email/"):
        page = client.get(path)
        assert page.status_code in (200, 302), path
        assert client.get(path, follow=True).status_code == 200


def test_a_disabled_account_is_out_at_once(client, ana):
    client.force_login(ana)
    assert client.get("/").status_code == 200
    ana.is_active = False
    ana.save(update_fields=["is_active"])
    assert client.get("/").status_code == 302


def test_a_deleted_account_is_out_at_once(client, ana):
    client.force_login(ana)
    ana.delete()
    assert client.get("/").status_code == 302


def test_an_expired_session_is_no_session(client, ana):
    client.force_login(ana)
    Session.objects.update(expire_date=timezone.now())
    assert client.get("/").status_code == 302


def test_the_admin_has_no_door_of_its_own(client, ana):
    ana.is_staff = ana.is_superuser = True
    ana.save()
    page = client.post("/admin/login/", {"username": "ana", "password": PASSWORD})
    assert page.status_code == 302
    assert "/accounts/login/" in page.url


def test_a_new_password_ends_every_token(client, ana):
    _token, key = create_token(user=ana)
    client.force_login(ana)
    fresh = "another-horse-battery"
    fields = {"oldpassword": PASSWORD, "password1": fresh, "password2": fresh}
    client.post("/accounts/password/change/", fields)
    ana.refresh_from_db()
    assert ana.check_password(fresh)
    answer = client.get("/api/v1/projects/", headers={"authorization": f"Token {key}"})
    assert answer.status_code == 401


def test_too_many_logins_get_the_429_page(client, ana, settings):
    settings.ACCOUNT_RATE_LIMITS = {"login": "1/m/ip"}
    for _ in range(2):
        page = client.post(LOGIN, {"login": "ana", "password": "wrong"})
    assert page.status_code == 429
    assert "Too many tries" in page.content.decode()
