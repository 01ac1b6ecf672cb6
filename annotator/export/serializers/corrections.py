"""What people corrected of the cut that import proposed."""

from rest_framework import serializers

from annotator.export.serializers.articles import ROLES
from annotator.export.serializers.fields import IdField
from annotator.projects.corrections import Correction
from articles.models import ClaimEdit


class CorrectedExampleSerializer(serializers.Serializer):
    """A segment as a rule made it; `claim` is what stands there now."""

    article = IdField(source="article.pk")
    claim = IdField(source="claim_id")
    text = serializers.CharField()


class CorrectionSerializer(serializers.Serializer):
    """Segments of one rule that were corrected in one way."""

    reason = serializers.CharField(source="way.reason", help_text="The rule.")
    kind = serializers.ChoiceField(source="way.kind", choices=ClaimEdit.Kind.choices)
    from_role = serializers.ChoiceField(source="way.from_role", choices=ROLES)
    to_role = serializers.SerializerMethodField(help_text="Null where only the cut was changed.")
    corrected = serializers.IntegerField()
    segments = serializers.IntegerField(source="made", help_text="All that the rule made.")
    share = serializers.FloatField(help_text="`corrected` among `segments`, 0 to 1.")
    confidence = serializers.FloatField(
        allow_null=True, help_text="The median of the corrected segments, 0 to 100."
    )
    examples = CorrectedExampleSerializer(many=True)

    def get_to_role(self, one: Correction) -> str | None:
        """The role that people gave."""
        return one.way.to_role or None


class CorrectionsSerializer(serializers.Serializer):
    """What people corrected in a project's articles, the most frequent first."""

    segments = serializers.IntegerField(source="made", help_text="All that rules made.")
    corrected = serializers.IntegerField(help_text="Those of them that people corrected.")
    share = serializers.FloatField(allow_null=True)
    corrections = CorrectionSerializer(source="rows", many=True)
