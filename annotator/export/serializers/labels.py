"""Assignments, answers and label rows."""

from typing import Any

from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiExample, extend_schema_serializer
from rest_framework import serializers

from annotator.annotation.actions import Answer
from annotator.annotation.models import Assignment
from annotator.export.answers import Target
from annotator.export.serializers.articles import ROLES
from annotator.export.serializers.fields import IdField, PlaceField


class AssignmentSerializer(serializers.Serializer):
    """An annotator's work on one article."""

    id = serializers.UUIDField(source="public_id")
    article = IdField(source="article_id")
    state = serializers.ChoiceField(choices=Assignment.State.choices)


class QueueSerializer(AssignmentSerializer):
    """An assignment in the annotator's list."""

    title = serializers.CharField(source="article.title", allow_blank=True)
    reason = serializers.CharField(
        allow_blank=True, help_text="Why it was sent back, taken back or skipped."
    )
    created_at = serializers.DateTimeField()
    submitted_at = serializers.DateTimeField(allow_null=True)


class SpanSerializer(serializers.Serializer):
    """Words inside a claim, as places in the article's text; the end is exclusive."""

    start = PlaceField()
    end = PlaceField()


class TargetedSerializer(serializers.Serializer):
    """Something about a claim, or about an article as a whole."""

    claim = IdField(required=False, allow_null=True)
    article = IdField(
        required=False, allow_null=True, help_text="Instead of `claim`, for an article variable."
    )

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Exactly one of claim and article."""
        if (attrs.get("claim") is None) == (attrs.get("article") is None):
            message = _("Give either “claim” or, for a question about the article, “article”.")
            raise serializers.ValidationError({"claim": message})
        return attrs


class CodesField(serializers.ListField):
    """Codes of one variable."""

    child = serializers.CharField(max_length=120)


@extend_schema_serializer(
    examples=[
        OpenApiExample(
            "An answer",
            value={"claim": 12, "variable": "src", "codes": ["src:official"]},
            request_only=True,
        )
    ]
)
class AnswerSerializer(TargetedSerializer):
    """Your answer to one variable; it replaces the one before, empty `codes` clears it."""

    variable = serializers.CharField(max_length=40)
    codes = CodesField(max_length=600, required=False)
    span = SpanSerializer(required=False, allow_null=True)
    note = serializers.CharField(required=False, allow_blank=True, max_length=5000)
    text = serializers.CharField(
        required=False,
        allow_blank=True,
        allow_null=True,
        max_length=5000,
        help_text="The words of a text variable, instead of `codes`; exports carry them in `note`.",
    )

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Codes, or words."""
        attrs = super().validate(attrs)
        if attrs.get("text") is None and "codes" not in attrs:
            required = self.fields["codes"].error_messages["required"]
            raise serializers.ValidationError({"codes": required}, code="required")
        attrs.setdefault("codes", [])
        return attrs

    def to_answer(self, values: dict[str, Any]) -> tuple[Target, Answer]:
        """Return checked values as the action takes them."""
        span = values.get("span")
        answer = Answer(
            claim_id=values.get("claim"),
            variable=values["variable"],
            codes=tuple(values["codes"]),
            span=(span["start"], span["end"]) if span else None,
            note=values.get("note", ""),
            text=values.get("text"),
        )
        return Target(values.get("claim"), values.get("article")), answer


class SavedAnswerSerializer(serializers.Serializer):
    """An answer as it stands now."""

    claim = IdField(allow_null=True)
    article = IdField()
    variable = serializers.CharField()
    codes = CodesField()
    span = SpanSerializer(allow_null=True)
    note = serializers.CharField(allow_blank=True)


class DroppedSerializer(serializers.Serializer):
    """An answer that was cleared because its question no longer applies."""

    claim = IdField(allow_null=True)
    article = IdField()
    variable = serializers.CharField()


class SavedOneSerializer(SavedAnswerSerializer):
    """The answer of a request with one, and what it dropped."""

    dropped = DroppedSerializer(many=True)


class SavedListSerializer(serializers.Serializer):
    """The answers of a request with a list, and what they dropped."""

    answers = SavedAnswerSerializer(many=True)
    dropped = DroppedSerializer(many=True)


class LabelRowSerializer(serializers.Serializer):
    """One code of one answer, in the columns of every export."""

    project = serializers.CharField()
    article_id = IdField()
    article_external_id = serializers.CharField(allow_blank=True)
    article_title = serializers.CharField(allow_blank=True)
    publisher = serializers.CharField(allow_null=True)
    origin_publisher = serializers.CharField(allow_null=True)
    published_at = serializers.DateTimeField(allow_null=True)
    claim_id = IdField(allow_null=True)
    start = serializers.IntegerField(allow_null=True)
    end = serializers.IntegerField(allow_null=True)
    claim_text = serializers.CharField(allow_null=True)
    role = serializers.ChoiceField(choices=ROLES, allow_null=True)
    annotator = serializers.CharField()
    variable = serializers.CharField()
    code = serializers.CharField()
    span_start = serializers.IntegerField(allow_null=True)
    span_end = serializers.IntegerField(allow_null=True)
    note = serializers.CharField(allow_blank=True)
    codebook_version = serializers.CharField()
    state = serializers.ChoiceField(choices=Assignment.State.choices)
    created_at = serializers.DateTimeField()
    updated_at = serializers.DateTimeField()
