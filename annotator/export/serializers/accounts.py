"""Tokens."""

from rest_framework import serializers

from annotator.accounts.models import ApiToken


class CredentialsSerializer(serializers.Serializer):
    """Who asks for a token."""

    username = serializers.CharField(max_length=254)
    password = serializers.CharField(max_length=4096, trim_whitespace=False, write_only=True)
    code = serializers.CharField(
        max_length=32,
        required=False,
        write_only=True,
        help_text="From the authenticator app, where the account has one (or a recovery code).",
    )
    name = serializers.CharField(
        max_length=100, required=False, write_only=True, help_text="Your name for the token."
    )
    days = serializers.IntegerField(
        min_value=1,
        max_value=36_500,
        required=False,
        write_only=True,
        help_text="How long it lives; the longest that this site lets it, if not given.",
    )


class TokenSerializer(serializers.Serializer):
    """A new token. It is not kept readable and cannot be shown again."""

    token = serializers.CharField()
    expiry = serializers.DateTimeField(allow_null=True)


class OwnTokenSerializer(serializers.Serializer):
    """One of your tokens. The key itself is not kept."""

    id = serializers.CharField(source="public_id", help_text="Names the token; it is no key.")
    name = serializers.CharField(allow_blank=True)
    created = serializers.DateTimeField()
    expiry = serializers.DateTimeField(allow_null=True)
    last_used_at = serializers.DateTimeField(
        allow_null=True, help_text="To ten minutes; null: never."
    )
    current = serializers.SerializerMethodField(help_text="Whether this request was made with it.")

    def get_current(self, token: ApiToken) -> bool:
        """Compare with the token of the request."""
        return bool(token == self.context.get("current"))
