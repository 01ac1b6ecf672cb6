"""Keys for the API."""

import pytest

from annotator.accounts.actions import create_token
from annotator.accounts.models import ApiToken
from tests.annotator.export.conftest import Api, assert_problem
from tests.plugins.cast import PASSWORD


@pytest.fixture
def nobody(cast, client):
    return Api(client)


def ask(nobody, username="ana", password=PASSWORD, **more):
    return nobody.post("/auth/token/", {"username": username, "password": password, **more})


def with_key(client, key, path="/api/v1/projects/", method="get"):
    return getattr(client, method)(path, headers={"authorization": f"Token {key}"})


def test_a_password_gives_a_key_that_works(cast, nobody, client):
    answer = ask(nobody)
    assert answer.status_code == 200
    assert set(answer.json()) == {"token", "expiry"}
    key = answer.json()["token"]
    assert [one["slug"] for one in with_key(client, key).json()["results"]] == ["quay"]
    assert ApiToken.objects.get().digest != key


def test_a_key_writes_without_csrf(cast, nobody):
    from django.test import Client

    strict = Client(enforce_csrf_checks=True)
    _, key = create_token(user=cast.ana)
    path = "/api/v1/projects/quay/queue/next/"
    assert with_key(strict, key, path, "post").status_code == 200


def test_revoking(cast, nobody, client):
    _, key = create_token(user=cast.ana)
    _, other = create_token(user=cast.ana)
    assert with_key(client, key, "/api/v1/auth/token/", "delete").status_code == 204
    assert_problem(with_key(client, key), 401)
    assert with_key(client, other).status_code == 200


def test_a_session_has_no_token_to_revoke(cast, api):
    assert_problem(api(cast.ana).send("DELETE", "/auth/token/"), 401)


@pytest.mark.parametrize(
    "body",
    [
        {"username": "ana", "password": "wrong"},
        {"username": "nobody", "password": PASSWORD},
        {"username": "ana"},
        {"password": PASSWORD},
        {"username": "", "password": ""},
        {"username": ["ana"], "password": PASSWORD},
        {"username": "a\x00na", "password": PASSWORD},
        {"username": "\ud800", "password": PASSWORD},
        {"username": "x" * 10_000, "password": PASSWORD},
        {},
        [],
        None,
    ],
)
def test_bad_credentials(nobody, body):
    assert_problem(nobody.post("/auth/token/", body), 400)


def test_wrong_name_and_wrong_password_look_the_same(nobody):
    assert ask(nobody, password="wrong").json() == ask(nobody, username="nobody").json()


def test_a_disabled_account_gets_none_and_loses_the_one_it_has(cast, nobody, client):
    _, key = create_token(user=cast.ana)
    cast.ana.is_active = False
    cast.ana.save(update_fields=["is_active"])
    assert_problem(ask(nobody), 400)
    assert_problem(with_key(client, key), 401)


def test_an_expired_key_is_refused(cast, client):
    from datetime import timedelta

    from django.utils import timezone

    token, key = create_token(user=cast.ana)
    ApiToken.objects.filter(pk=token.pk).update(expiry=timezone.now() - timedelta(seconds=1))
    assert_problem(with_key(client, key), 401)


@pytest.mark.parametrize(
    "header",
    ["Token", "Token ", "Token a b", "Token short", "Token \xe9", "Token \x00", "Token " + "a" * 9],
)
def test_odd_keys_are_refused(cast, client, header):
    answer = client.get("/api/v1/projects/", headers={"authorization": header})
    assert_problem(answer, 401)
    assert answer["WWW-Authenticate"] == "Token"


def test_a_stale_key_does_not_keep_one_from_asking(cast, nobody, client):
    headers = {"authorization": "Token stale"}
    body = {"username": "ana", "password": PASSWORD}
    answer = client.post("/api/v1/auth/token/", body, "application/json", headers=headers)
    assert answer.status_code == 200


def test_guessing_is_limited_by_address(cast, nobody, settings):
    answers = [ask(nobody, username=f"guess{n}") for n in range(21)]
    limited = [answer for answer in answers if answer.status_code == 429]
    assert limited
    assert_problem(limited[0], 429)
    assert int(limited[0]["Retry-After"]) >= 1


def test_a_forged_address_does_not_evade_the_limit(cast, nobody):
    answers = [
        nobody.post(
            "/auth/token/",
            {"username": f"guess{n}", "password": "x"},
            headers={"x-forwarded-for": f"10.0.0.{n}"},
        )
        for n in range(21)
    ]
    assert 429 in {answer.status_code for answer in answers}


def test_guessing_is_limited_by_account_together_with_the_login_page(cast, nobody):
    for _ in range(5):
        nobody.client.post("/accounts/login/", {"login": "ana", "password": "wrong"})
    answer = ask(nobody)
    assert_problem(answer, 429)
    assert answer["Retry-After"]


class TestTwoSteps:
    @pytest.fixture(autouse=True)
    def _two_steps(self, cast):
        from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
        from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret

        self.totp = TOTP.activate(cast.ana, generate_totp_secret())
        self.codes = RecoveryCodes.activate(cast.ana)

    def now(self):
        import time

        from allauth.mfa.totp.internal import auth
        from allauth.mfa.utils import decrypt

        secret = decrypt(self.totp.instance.data["secret"])
        return auth.format_hotp_value(auth.hotp_value(secret, int(time.time()) // 30))

    def test_a_password_alone_is_not_enough(self, nobody):
        problem = assert_problem(ask(nobody), 400)
        assert problem["errors"][0]["field"] == "code"
        assert problem["errors"][0]["code"] == "required"

    def test_the_code_of_the_app(self, nobody):
        assert ask(nobody, code=self.now()).status_code == 200

    def test_a_code_works_once(self, nobody):
        code = self.now()
        assert ask(nobody, code=code).status_code == 200
        assert_problem(ask(nobody, code=code), 400)

    def test_a_recovery_code(self, nobody):
        code = self.codes.get_unused_codes()[0]
        assert ask(nobody, code=code).status_code == 200

    def test_a_wrong_code(self, nobody):
        problem = assert_problem(ask(nobody, code="000000"), 400)
        assert problem["errors"][0]["field"] == "code"
        assert not ApiToken.objects.exists()

    def test_guessing_codes_is_limited(self, nobody):
        answers = [ask(nobody, code=f"{number:06}").status_code for number in range(8)]
        assert answers[0] == 400
        assert answers[-1] == 429

    def test_a_wrong_password_tells_nothing_of_the_code(self, nobody):
        problem = assert_problem(ask(nobody, password="wrong", code=self.now()), 400)
        assert problem["errors"][0]["field"] == ""
