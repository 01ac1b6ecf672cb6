"""Decisions."""

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from annotator.export.serializers.fields import IdField
from annotator.export.serializers.labels import CodesField, TargetedSerializer
from annotator.review.models import Adjudication, DecisionStep

COUNTS = {"type": "object", "additionalProperties": {"type": "integer"}}


@extend_schema_field(COUNTS)
class CountsField(serializers.DictField):
    """Numbers by name."""

    child = serializers.IntegerField()


class DecisionSerializer(TargetedSerializer):
    """A decision to take; it replaces the one before, empty `codes` withdraw it."""

    variable = serializers.CharField(max_length=40)
    codes = CodesField(max_length=200)
    reason = serializers.CharField(
        required=False,
        default="",
        allow_blank=True,
        max_length=2000,
        help_text="The annotators read it once the article is decided.",
    )
    reason_code = serializers.ChoiceField(
        choices=Adjudication.ReasonCode.choices,
        required=False,
        default="",
        allow_blank=True,
        help_text="Needed against a majority; a `reason` alone counts as `other`.",
    )
    note = serializers.CharField(required=False, default="", allow_blank=True, max_length=2000)
    was = CodesField(
        required=False,
        max_length=200,
        help_text="The codes you believe to stand, none for no decision; 409 where others do.",
    )


class AdjudicationSerializer(serializers.Serializer):
    """A decision that stands."""

    claim = IdField(source="claim_id", allow_null=True)
    article = IdField(source="article_id")
    variable = serializers.CharField(source="variable.identifier")
    codes = serializers.SerializerMethodField()
    method = serializers.ChoiceField(
        choices=Adjudication.Method.choices, help_text="Whose answer was decided for."
    )
    reason_code = serializers.ChoiceField(choices=Adjudication.ReasonCode.choices, allow_blank=True)
    reason = serializers.CharField(allow_blank=True)
    note = serializers.CharField(allow_blank=True)
    distribution = CountsField(help_text="Annotators by code, when it was decided.")
    overtaken = serializers.SerializerMethodField(
        help_text="All had said so when it was decided, and no longer do: it counts for nothing."
    )
    decided_by = serializers.CharField(source="decided_by.username")
    created_at = serializers.DateTimeField()
    updated_at = serializers.DateTimeField()

    def get_codes(self, decision: Adjudication) -> list[str]:
        """Return the codes, from the prefetched rows."""
        return [code.identifier for code in decision.codes.all()]

    def get_overtaken(self, decision: Adjudication) -> bool:
        """Return whether it is among those that the view found to be."""
        return decision.pk in self.context.get("overtaken", ())


class UndoneSerializer(serializers.Serializer):
    """A step that was taken back."""

    kind = serializers.ChoiceField(choices=DecisionStep.Kind.choices, source="step.kind")
    decisions = serializers.IntegerField(help_text="How many decisions that were.")


class UnanimousPartSerializer(serializers.Serializer):
    """One question of what is unanimous."""

    variable = serializers.CharField(source="entry.id")
    answers = serializers.IntegerField()
    alone = serializers.IntegerField(help_text="Of them: given by one annotator alone.")
    articles = serializers.IntegerField()


class UnanimousSerializer(serializers.Serializer):
    """What finishing all that is unanimous would decide."""

    answers = serializers.IntegerField()
    articles = serializers.IntegerField(help_text="Coded articles on which it would do something.")
    variables = UnanimousPartSerializer(many=True)
    running = serializers.BooleanField(help_text="Whether it is being done just now.")


class FinishedSerializer(serializers.Serializer):
    """Finishing, done or under way."""

    outcome = serializers.ChoiceField(choices=["nothing", "done", "running"])
    planned = serializers.IntegerField()
    decided = serializers.IntegerField()


class FeedbackLineSerializer(serializers.Serializer):
    """One of your answers, and what was decided."""

    claim = IdField(allow_null=True)
    variable = serializers.CharField(source="entry.id")
    own = CodesField()
    note = serializers.CharField(allow_blank=True)
    final = CodesField()
    applies = serializers.BooleanField(
        help_text="False where, by what was decided, the question is not asked."
    )
    changed = serializers.BooleanField(source="is_changed")
    reason_code = serializers.CharField(source="decision.reason_code", default="")
    reason = serializers.CharField(source="decision.reason", default="")


class FeedbackSerializer(serializers.Serializer):
    """An article that you submitted and that is decided."""

    article = IdField(source="assignment.article_id")
    assignment = serializers.UUIDField(source="assignment.public_id")
    decided_at = serializers.DateTimeField()
    answered = serializers.IntegerField()
    changed = serializers.IntegerField()
    answers = FeedbackLineSerializer(source="lines", many=True)
