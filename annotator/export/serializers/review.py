"""Decisions, counts and agreement."""

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


class CodeCountSerializer(serializers.Serializer):
    """How often a code was given."""

    code = serializers.CharField()
    labels = serializers.IntegerField()


class VariableCountSerializer(serializers.Serializer):
    """How often each code of a variable was given."""

    variable = serializers.CharField()
    codes = CodeCountSerializer(many=True)


class PublisherCountSerializer(serializers.Serializer):
    """The counts of one publisher; the empty name stands for articles without one."""

    publisher = serializers.CharField(allow_blank=True)
    variables = VariableCountSerializer(many=True)


class AnnotatorCountSerializer(serializers.Serializer):
    """One annotator's work: assignments by state, labels given."""

    annotator = serializers.CharField()
    assignments = CountsField()
    labels = serializers.IntegerField()


class SummarySerializer(serializers.Serializer):
    """How far a project is, and what was answered in submitted assignments."""

    articles = CountsField(help_text="Articles by state.")
    variables = VariableCountSerializer(many=True)
    publishers = PublisherCountSerializer(many=True)
    annotators = AnnotatorCountSerializer(many=True)


class VariableAgreementSerializer(serializers.Serializer):
    """How far annotators agree on one variable; `reason` says why a figure is missing."""

    variable = serializers.CharField()
    metric = serializers.CharField()
    units = serializers.IntegerField()
    annotators = serializers.IntegerField()
    labels = serializers.IntegerField()
    percent = serializers.FloatField(allow_null=True, help_text="A share, 0 to 1.")
    alpha = serializers.FloatField(allow_null=True, help_text="Krippendorff's alpha.")
    interval = serializers.ListField(
        child=serializers.FloatField(), allow_null=True, help_text="95 % interval: low, high."
    )
    reason = serializers.CharField(allow_null=True)


class AgreementSerializer(serializers.Serializer):
    """Agreement over submitted labels."""

    variables = VariableAgreementSerializer(many=True)
