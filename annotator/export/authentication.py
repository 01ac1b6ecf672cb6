"""`Authorization: Token KEY`, without the bookkeeping that knox does on every request."""

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from knox.auth import TokenAuthentication
from rest_framework.exceptions import AuthenticationFailed

from annotator.accounts.actions import note_token_use


class KeyAuthentication(TokenAuthentication):
    """One query a request, and now and then a write of when the token was used.

    Knox would also list all tokens of the user each time, to delete old ones.
    """

    def authenticate_credentials(self, token: bytes) -> tuple[Any, Any]:
        """Refuse what cannot be a key before it reaches the database."""
        if not token.isalnum() or not token.isascii():
            raise AuthenticationFailed(_("Invalid token."))
        user, found = super().authenticate_credentials(token)
        note_token_use(token=found)
        return user, found

    def _cleanup_token(self, auth_token: Any) -> bool:
        return auth_token.expiry is not None and auth_token.expiry < timezone.now()


class KeyScheme(OpenApiAuthenticationExtension):
    """How the key is sent, for the schema."""

    target_class = KeyAuthentication
    name = "token"

    def get_security_definition(self, _auto_schema: Any) -> dict[str, str]:
        """Return the OpenAPI security scheme."""
        return {
            "type": "apiKey",
            "in": "header",
            "name": "Authorization",
            "description": "`Token KEY`, with a key from `POST /auth/token/`.",
        }
