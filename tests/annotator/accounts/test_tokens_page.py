"""The page of one's own keys for the API."""

import re
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from knox.settings import knox_settings

from annotator.accounts import actions
from annotator.accounts.actions import create_token, note_token_use, revoke_token
from annotator.accounts.forms import TokenForm
from annotator.accounts.models import ApiToken
from tests.plugins.cast import make_user

PAGE = "/accounts/tokens/"
KEY = re.compile(r"data-token-key>(\w+)<")


@pytest.fixture
def ana(db):
    return make_user("ana")


@pytest.fixture
def ben(db):
    return make_user("ben")


@pytest.fixture
def page(client, ana):
    client.force_login(ana)
    return client


def ask(client, key):
    return client.get("/api/v1/projects/", headers={"authorization": f"Token {key}"})


class TestMaking:
    def test_the_key_is_shown_once_and_works(self, page, ana):
        answer = page.post(PAGE, {"name": "weekly report", "days": "7"})
        assert answer.status_code == 200
        (key,) = KEY.findall(answer.content.decode())
        assert ask(Client(), key).status_code == 200
        assert "no-store" in answer["Cache-Control"]
        again = page.get(PAGE)
        assert key not in again.content.decode()
        assert key not in str(page.session.items())
        assert "no-store" in again["Cache-Control"]
        token = ApiToken.objects.get()
        assert (token.user, token.name) == (ana, "weekly report")
        life = token.expiry - token.created
        assert timedelta(days=7) - timedelta(minutes=1) < life < timedelta(days=7, minutes=1)

    @pytest.mark.parametrize(
        "body", [{}, {"name": "x"}, {"days": "7"}, {"name": "x", "days": "8"}, {"name": "x" * 101}]
    )
    def test_what_is_wrong_is_said_and_nothing_is_made(self, page, body):
        answer = page.post(PAGE, body)
        assert answer.status_code == 400
        assert "errorlist" in answer.content.decode()
        assert not ApiToken.objects.exists()

    @pytest.mark.parametrize(
        ("most", "offered"),
        [(90, [7, 30, 90]), (400, [7, 30, 90, 365, 400]), (365, [7, 30, 90, 365]), (3, [3])],
    )
    def test_no_life_longer_than_the_site_lets_it(self, ana, monkeypatch, most, offered):
        monkeypatch.setattr(knox_settings, "TOKEN_TTL", timedelta(days=most))
        field = TokenForm().fields["days"]
        assert [days for days, _label in field.choices] == offered
        assert field.initial in offered
        for days in (0, most + 1):
            with pytest.raises(ValidationError):
                create_token(user=ana, days=days)

    def test_there_is_a_most(self, page, ana, monkeypatch):
        monkeypatch.setattr(actions, "MAX_TOKENS", 2)
        create_token(user=ana)
        gone, _key = create_token(user=ana)
        assert page.post(PAGE, {"name": "third", "days": "7"}).status_code == 400
        ApiToken.objects.filter(pk=gone.pk).update(expiry=timezone.now())
        assert page.post(PAGE, {"name": "third", "days": "7"}).status_code == 200

    def test_making_is_limited_in_time(self, page):
        statuses = [
            page.post(PAGE, {"name": "x", "days": "7"}).status_code for _number in range(11)
        ]
        assert statuses == [200] * 10 + [429]

    def test_a_form_of_another_site_makes_none(self, ana):
        strict = Client(enforce_csrf_checks=True)
        strict.force_login(ana)
        assert strict.post(PAGE, {"name": "x", "days": "7"}).status_code == 403
        assert not ApiToken.objects.exists()

    def test_a_name_is_shown_as_it_is(self, page):
        answer = page.post(PAGE, {"name": "<b>&", "days": "7"})
        assert "<b>&" not in answer.content.decode()
        assert ApiToken.objects.get().name == "<b>&"


class TestList:
    def test_ones_own_alone_without_keys(self, page, ana, ben):
        mine, key = create_token(user=ana, name="laptop")
        create_token(user=ben, name="of ben")
        old, _key = create_token(user=ana, name="expired")
        ApiToken.objects.filter(pk=old.pk).update(expiry=timezone.now() - timedelta(seconds=1))
        text = page.get(PAGE).content.decode()
        assert "laptop" in text
        assert "of ben" not in text
        assert "expired" not in text
        for secret in (key, mine.digest, mine.token_key):
            assert secret not in text

    def test_it_costs_the_same_for_many(self, page, ana, django_assert_max_num_queries):
        for number in range(20):
            create_token(user=ana, name=f"number {number}")
        with django_assert_max_num_queries(4):
            page.get(PAGE)


class TestRevoking:
    def test_one(self, page, ana):
        token, key = create_token(user=ana)
        _other, kept = create_token(user=ana)
        answer = page.post(reverse("token_revoke", args=[token.public_id]))
        assert answer.url == PAGE
        assert ask(Client(), key).status_code == 401
        assert ask(Client(), kept).status_code == 200

    def test_not_anothers(self, page, ben):
        token, _key = create_token(user=ben)
        cleo = make_user("cleo")
        for public_id in (token.public_id, token.digest, token.digest[:8], "", "x" * 32):
            assert not revoke_token(user=cleo, public_id=public_id)
        assert page.post(reverse("token_revoke", args=[token.public_id])).status_code == 404
        assert ApiToken.objects.count() == 1

    def test_all(self, page, ana, ben):
        create_token(user=ana)
        create_token(user=ana)
        create_token(user=ben)
        assert page.post(reverse("tokens_revoke")).url == PAGE
        assert [token.user for token in ApiToken.objects.all()] == [ben]

    @pytest.mark.parametrize("name", ["token_revoke", "tokens_revoke"])
    def test_only_by_a_form(self, page, name):
        args = ["0" * 32] if name == "token_revoke" else []
        assert page.get(reverse(name, args=args)).status_code == 405


class TestLastUse:
    def test_it_is_noted_once_in_a_while(self, ana, client, django_assert_num_queries):
        token, key = create_token(user=ana)
        assert ask(client, key).status_code == 200
        token.refresh_from_db()
        first = token.last_used_at
        assert first is not None
        with django_assert_num_queries(0):
            note_token_use(token=token)
        assert ask(client, key).status_code == 200
        token.refresh_from_db()
        assert token.last_used_at == first
        past = timezone.now() - actions.USE_NOTED_AFTER
        ApiToken.objects.filter(pk=token.pk).update(last_used_at=past)
        assert ask(client, key).status_code == 200
        token.refresh_from_db()
        assert token.last_used_at >= first

    def test_a_refused_key_is_not_used(self, ana, client):
        token, key = create_token(user=ana)
        ApiToken.objects.filter(pk=token.pk).update(expiry=timezone.now() - timedelta(seconds=1))
        assert ask(client, key).status_code == 401
        assert not ApiToken.objects.filter(last_used_at__isnull=False).exists()


class TestApi:
    def test_list_and_revoke(self, ana, ben, client):
        token, key = create_token(user=ana, name="laptop")
        other, gone = create_token(user=ana, name="phone")
        create_token(user=ben)
        headers = {"authorization": f"Token {key}"}
        answer = client.get("/api/v1/auth/tokens/", headers=headers)
        assert "no-store" in answer["Cache-Control"]
        found = {one["name"]: one for one in answer.json()}
        assert [*found] == ["phone", "laptop"]
        assert [found[name]["current"] for name in ("laptop", "phone")] == [True, False]
        assert (
            found["laptop"]["last_used_at"] is not None
            or ApiToken.objects.get(pk=token.pk).last_used_at
        )
        for secret in (key, gone, token.digest, token.token_key):
            assert secret not in answer.content.decode()
        address = f"/api/v1/auth/tokens/{found['phone']['id']}/"
        assert client.delete(address, headers=headers).status_code == 204
        assert client.delete(address, headers=headers).status_code == 404
        assert not ApiToken.objects.filter(pk=other.pk).exists()

    def test_a_life_can_be_chosen(self, ana, client):
        body = {"username": "ana", "password": "correct-horse-battery", "days": 7}
        answer = client.post("/api/v1/auth/token/", body, content_type="application/json")
        assert answer.status_code == 200
        token = ApiToken.objects.get()
        assert token.expiry - token.created < timedelta(days=7, minutes=1)
        longer = client.post(
            "/api/v1/auth/token/", {**body, "days": 91}, content_type="application/json"
        )
        assert longer.status_code == 400
        assert longer.json()["errors"][0]["field"] == "days"


class TestCommand:
    def test_name_and_days(self, ana, capsys):
        call_command("create_token", "ana", "--name", "nightly", "--days", "7")
        assert ask(Client(), capsys.readouterr().out.strip()).status_code == 200
        token = ApiToken.objects.get()
        assert token.name == "nightly"
        assert token.expiry - token.created < timedelta(days=7, minutes=1)

    def test_too_long(self, ana):
        with pytest.raises(CommandError, match="from 1 to 90 days"):
            call_command("create_token", "ana", "--days", "91")
