"""Tokens."""

from rest_framework import serializers


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


class TokenSerializer(serializers.Serializer):
    """A new token. It is not kept readable and cannot be shown again."""

    token = serializers.CharField()
    expiry = serializers.DateTimeField(allow_null=True)
