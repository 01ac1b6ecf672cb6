"""Labels and studies on their way in."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from annotator.export.importing.reading import SOURCES
from annotator.export.models import LabelImport


class ProblemRowSerializer(serializers.Serializer):
    """A row that is not imported."""

    row = serializers.CharField(help_text="Where it stands in the file.")
    kind = serializers.ChoiceField(["error", "unmapped", "conflict"])
    code = serializers.CharField()
    message = serializers.CharField()


class NoteSerializer(serializers.Serializer):
    """Something to know about a row that is imported."""

    row = serializers.CharField()
    message = serializers.CharField()


class FoundPersonSerializer(serializers.Serializer):
    """Who a name of the file stands for."""

    name = serializers.CharField(allow_blank=True)
    username = serializers.CharField(allow_blank=True)
    how = serializers.ChoiceField(["member", "chosen", "made", "unknown"])
    labels = serializers.IntegerField()


class FoundCodeSerializer(serializers.Serializer):
    """What a code of the file stands for, where it is called otherwise here."""

    name = serializers.CharField(allow_blank=True)
    code = serializers.CharField(allow_blank=True)
    how = serializers.ChoiceField(["chosen", "name", "unknown"])
    labels = serializers.IntegerField()


class ReportSerializer(serializers.Serializer):
    """What an import would do, or did."""

    rows = serializers.IntegerField(help_text="Labels in the file.")
    labels = serializers.IntegerField(help_text="Labels that are new or changed.")
    articles = serializers.IntegerField()
    answers = serializers.DictField(
        child=serializers.IntegerField(), help_text="new, changed, unchanged, cleared."
    )
    assignments = serializers.DictField(
        child=serializers.IntegerField(), help_text="submitted, unfinished."
    )
    rejected = serializers.DictField(
        child=serializers.IntegerField(), help_text="Rows left out: error, unmapped, conflict."
    )
    problems = ProblemRowSerializer(many=True, help_text="The first 1,000 of these rows.")
    notes = NoteSerializer(many=True)
    people = FoundPersonSerializer(many=True)
    codes = FoundCodeSerializer(many=True)


class ImportSerializer(serializers.Serializer):
    """An import of labels."""

    id = serializers.UUIDField(source="public_id")
    state = serializers.ChoiceField(LabelImport.State.choices)
    format = serializers.ChoiceField([*SOURCES])
    file_name = serializers.CharField(allow_blank=True)
    size = serializers.IntegerField(help_text="Bytes.")
    digest = serializers.CharField(help_text="SHA-256 of the file.")
    problem = serializers.CharField(allow_blank=True, help_text="Why it stands where it does.")
    created_by = serializers.CharField(source="created_by.username")
    created_at = serializers.DateTimeField()
    finished_at = serializers.DateTimeField(allow_null=True)
    report = serializers.SerializerMethodField(help_text="null until the file has been read.")

    @extend_schema_field(ReportSerializer(allow_null=True))
    def get_report(self, one: LabelImport) -> Any:
        """What it would do, or did."""
        return ReportSerializer(one.report).data if one.report else None


class ApplySerializer(serializers.Serializer):
    """How to save what was shown."""

    skip_rejected = serializers.BooleanField(
        default=False, help_text="Import the rest when some rows have no place here."
    )


class StudySerializer(serializers.Serializer):
    """What of a study came in, or would."""

    project = serializers.CharField(allow_null=True, help_text="Its slug; null after a dry run.")
    articles = serializers.IntegerField()
    shared = serializers.IntegerField(help_text="Articles that were here, with the same claims.")
    claims = serializers.IntegerField()
    people = serializers.IntegerField()
    accounts = serializers.IntegerField(help_text="Accounts made that nobody can log in with.")
    labels = serializers.IntegerField()
    decisions = serializers.IntegerField()
