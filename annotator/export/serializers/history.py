"""Changes of labels and decisions."""

from rest_framework import serializers

from annotator.export.history.events import Kind
from annotator.export.serializers.fields import IdField
from annotator.export.serializers.labels import SpanSerializer


class MarkSerializer(serializers.Serializer):
    """One code of an answer, as it stood."""

    code = serializers.CharField()
    span = SpanSerializer(allow_null=True)
    note = serializers.CharField(
        allow_blank=True, help_text="Of a text variable, the words of the answer."
    )
    inherited = serializers.BooleanField(
        help_text="Carried over from a claim that was cut anew, not confirmed yet."
    )


class EventSerializer(serializers.Serializer):
    """One change of one answer, or of one decision. It is never changed itself."""

    kind = serializers.ChoiceField(choices=Kind.values)
    id = IdField(help_text="Of its kind.")
    time = serializers.DateTimeField()
    actor = serializers.CharField(
        allow_blank=True, help_text="Who did it; empty where you may not know."
    )
    annotator = serializers.CharField(
        allow_null=True, help_text="Whose answer it is; null for a decision."
    )
    article = IdField()
    claim = IdField(allow_null=True, help_text="Null for a question about the article.")
    variable = serializers.CharField()
    before = MarkSerializer(many=True, help_text="Empty: there was none.")
    after = MarkSerializer(many=True, help_text="Empty: there is none any more.")
    cause = serializers.CharField(
        help_text="Such as `answer`, `undo`, `redo`, `no longer applies`, `split`, `merge`, "
        "`import`; of a decision `decide`, `withdraw`, `unanimous`, `undo`."
    )
    reason = serializers.CharField(allow_blank=True, help_text="Of a decision.")
    codebook_version = serializers.CharField()
