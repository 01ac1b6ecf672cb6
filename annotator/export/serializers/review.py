"""Decisions."""

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from annotator.export.serializers.fields import IdField
from annotator.export.serializers.labels import CodesField, TargetedSerializer
from annotator.review.models import Adjudication

COUNTS = {"type": "object", "additionalProperties": {"type": "integer"}}


@extend_schema_field(COUNTS)
class CountsField(serializers.DictField):
    """Numbers by name."""

    child = serializers.IntegerField()


class DecisionSerializer(TargetedSerializer):
    """A decision to take; it replaces the one before, empty `codes` withdraw it."""

    variable = serializers.CharField(max_length=40)
    codes = CodesField(max_length=200)
    reason = serializers.CharField(required=False, default="", allow_blank=True, max_length=2000)
    note = serializers.CharField(required=False, default="", allow_blank=True, max_length=2000)


class AdjudicationSerializer(serializers.Serializer):
    """A decision that stands."""

    claim = IdField(source="claim_id", allow_null=True)
    article = IdField(source="article_id")
    variable = serializers.CharField(source="variable.identifier")
    codes = serializers.SerializerMethodField()
    reason = serializers.CharField(allow_blank=True)
    note = serializers.CharField(allow_blank=True)
    distribution = CountsField(help_text="Annotators by code, when it was decided.")
    decided_by = serializers.CharField(source="decided_by.username")
    created_at = serializers.DateTimeField()
    updated_at = serializers.DateTimeField()

    def get_codes(self, decision: Adjudication) -> list[str]:
        """Return the codes, from the prefetched rows."""
        return [code.identifier for code in decision.codes.all()]
