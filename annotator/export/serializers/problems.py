"""Errors, for the schema."""

from rest_framework import serializers


class ProblemErrorSerializer(serializers.Serializer):
    """One thing wrong."""

    field = serializers.CharField(help_text="Where, such as `span.end` or `0.codes`; may be empty.")
    message = serializers.CharField(help_text="What, in words.")
    code = serializers.CharField(help_text="What, for programs.")


class ProblemSerializer(serializers.Serializer):
    """Every error has this shape (RFC 9457)."""

    type = serializers.CharField()
    title = serializers.CharField()
    status = serializers.IntegerField()
    detail = serializers.CharField()
    errors = ProblemErrorSerializer(many=True)  # type: ignore[assignment]
