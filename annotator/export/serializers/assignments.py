"""Assignments as reviewers and managers see them, and dealing."""

from rest_framework import serializers

from annotator.annotation.actions.assignments import MAX_REASON
from annotator.annotation.dealing import Reason
from annotator.annotation.staffing import Staffing
from annotator.export.serializers.fields import IdField
from annotator.export.serializers.labels import QueueSerializer


class AssignmentRowSerializer(QueueSerializer):
    """One annotator's work on one article, with whose it is."""

    annotator = serializers.CharField(source="annotator.username")
    note = serializers.CharField(allow_blank=True, help_text="To the reviewers.")
    updated_at = serializers.DateTimeField()
    submitted_at = serializers.DateTimeField(allow_null=True)


class WhySerializer(serializers.Serializer):
    """Why an assignment is sent back or taken back; its annotator sees it."""

    reason = serializers.CharField(max_length=MAX_REASON)


class ReassignSerializer(WhySerializer):
    """Who codes the article instead, and why."""

    username = serializers.CharField(max_length=150)


class DealingRulesSerializer(serializers.Serializer):
    """The project's settings that a plan rests on."""

    overlap = serializers.IntegerField()
    reliability_share = serializers.IntegerField(help_text="Per cent coded by everybody.")
    quota = serializers.IntegerField(allow_null=True)
    seed = serializers.IntegerField()


class DealingArticlesSerializer(serializers.Serializer):
    """Articles by what becomes of them."""

    total = serializers.IntegerField(source="articles")
    decided = serializers.IntegerField(help_text="Not dealt any more.")
    staffed = serializers.IntegerField(help_text="Have all their annotators then.")
    short = serializers.IntegerField(help_text="Stay short of annotators.")
    sample = serializers.IntegerField(help_text="Are coded by everybody.")


class DealtPersonSerializer(serializers.Serializer):
    """How many articles an annotator has and gets."""

    annotator = serializers.CharField(source="username")
    has = serializers.IntegerField()
    gets = serializers.IntegerField()
    total = serializers.IntegerField()
    quota = serializers.IntegerField(allow_null=True)


class OpenPlacesSerializer(serializers.Serializer):
    """An article that stays short of annotators."""

    article = IdField()
    missing = serializers.IntegerField()
    reason = serializers.ChoiceField(choices=[(one.value, one.value) for one in Reason])


class DealingSerializer(serializers.Serializer):
    """What dealing would do now. Send the `digest` back to have exactly this done."""

    digest = serializers.CharField()
    settings = DealingRulesSerializer(source="project")
    articles = DealingArticlesSerializer(source="*")
    places = serializers.SerializerMethodField(help_text="Assignments that would be dealt.")
    annotators = DealtPersonSerializer(many=True, source="people")
    open = OpenPlacesSerializer(many=True, source="plan.short")

    def get_places(self, staffing: Staffing) -> int:
        """Count them."""
        return len(staffing.plan.given)


class DigestSerializer(serializers.Serializer):
    """Which plan to carry out."""

    digest = serializers.CharField(max_length=64)


class DealtSerializer(serializers.Serializer):
    """What was dealt."""

    dealt = serializers.IntegerField()
