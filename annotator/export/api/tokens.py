"""`/auth/token/`: a key for a password, and back."""

from collections.abc import Sequence
from typing import Any

from allauth.account.adapter import get_adapter
from allauth.mfa.base.forms import AuthenticateForm
from allauth.mfa.utils import is_mfa_enabled
from django.core.exceptions import ValidationError as FormInvalid
from django.http import Http404
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.authentication import BaseAuthentication
from rest_framework.exceptions import NotAuthenticated, Throttled, ValidationError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.throttling import BaseThrottle
from rest_framework.views import APIView

from annotator.accounts.actions import create_token, revoke_token
from annotator.accounts.models import ApiToken, User
from annotator.export.api.base import caller
from annotator.export.serializers.accounts import (
    CredentialsSerializer,
    OwnTokenSerializer,
    TokenSerializer,
)
from annotator.export.throttles import TokenThrottle, UserThrottle

TOO_MANY = "too_many_login_attempts"
WAIT = 300  # seconds: the window in which failed logins of one account are counted


class TokenView(APIView):
    """Get and revoke a token. Failed attempts count together with those of the login page."""

    def get_authenticators(self) -> list[BaseAuthentication]:
        """Look at no old token or session when a new token is asked for."""
        return [] if self._asks_for_one else super().get_authenticators()

    def get_permissions(self) -> Sequence[Any]:
        """Let anybody ask for a token."""
        return [] if self._asks_for_one else super().get_permissions()

    def get_throttles(self) -> list[BaseThrottle]:
        """Count attempts by address."""
        return [TokenThrottle() if self._asks_for_one else UserThrottle()]

    @property
    def _asks_for_one(self) -> bool:
        return self.request is not None and self.request.method == "POST"

    @extend_schema(
        operation_id="create_token",
        summary="Get a token",
        request=CredentialsSerializer,
        responses={200: TokenSerializer},
        auth=[],
    )
    def post(self, request: Request) -> Response:
        """Give a token for a username and password (and a code, where the account asks one)."""
        serializer = CredentialsSerializer(data=request.data)
        serializer.is_valid(raise_exception=True)
        values = serializer.validated_data
        user = _login(request, values["username"], values["password"])
        if is_mfa_enabled(user):
            _check_code(user, values.get("code"))
        wanted = {"name": values.get("name", ""), "days": values.get("days")}
        token, key = create_token(user=user, **wanted)
        return Response(TokenSerializer({"token": key, "expiry": token.expiry}).data)

    @extend_schema(
        operation_id="revoke_token",
        summary="Revoke the token",
        request=None,
        responses={204: None},
    )
    def delete(self, request: Request) -> Response:
        """Revoke the token that the request was made with."""
        if not isinstance(request.auth, ApiToken):
            raise NotAuthenticated(_("Send the token to revoke in the Authorization header."))
        request.auth.delete()
        return Response(status=status.HTTP_204_NO_CONTENT)


class OwnTokenListView(APIView):
    """Your tokens."""

    @extend_schema(
        operation_id="list_tokens",
        summary="Your tokens",
        responses={200: OwnTokenSerializer(many=True)},
    )
    def get(self, request: Request) -> Response:
        """List your tokens that still work, newest first, without their keys."""
        tokens = ApiToken.objects.of(caller(request))
        context = {"current": request.auth}
        answer = OwnTokenSerializer(tokens, many=True, context=context).data
        return Response(answer, headers={"Cache-Control": "private, no-store"})


class OwnTokenView(APIView):
    """One of your tokens."""

    @extend_schema(
        operation_id="revoke_own_token",
        summary="Revoke one of your tokens",
        request=None,
        responses={204: None},
    )
    def delete(self, request: Request, token: str) -> Response:
        """Revoke one of your tokens by its id."""
        if not revoke_token(user=caller(request), public_id=token):
            raise Http404
        return Response(status=status.HTTP_204_NO_CONTENT)


def _login(request: Request, username: str, password: str) -> User:
    credentials = {"username": username, "password": password}
    try:
        user = get_adapter().authenticate(request._request, **credentials)
    except FormInvalid as error:
        raise _refusal(error) from error
    if not isinstance(user, User) or not user.is_active:
        message = _("Username or password is wrong.")
        raise ValidationError({"": [message]}, code="bad_credentials")
    return user


def _check_code(user: User, code: str | None) -> None:
    if not code:
        message = _("This account has two-step login: send the code of the authenticator app too.")
        raise ValidationError({"code": [message]}, code="required")
    form = AuthenticateForm(data={"code": code}, user=user)
    if not form.is_valid():
        raise _refusal(FormInvalid(form.errors.as_data()))
    form.authenticator.record_usage()


def _refusal(error: FormInvalid) -> Exception:
    """Too many attempts are 429, a wrong code is 400."""
    if any(code == TOO_MANY for code in _codes(error)):
        return Throttled(wait=WAIT)
    return ValidationError({"code": error.messages}, code="bad_credentials")


def _codes(error: FormInvalid) -> list[str | None]:
    by_field = getattr(error, "error_dict", {"": getattr(error, "error_list", [error])})
    return [one.code for found in by_field.values() for one in found]
