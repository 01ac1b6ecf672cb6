"""Formats, exports in the background, and freezes."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from annotator.export.jobs.problems import words_of
from annotator.export.models import Export, Freeze
from annotator.export.study.opening import READ
from annotator.export.study.options import Layer
from annotator.export.writers import FORMATS


class FormatSerializer(serializers.Serializer):
    """A file format."""

    name = serializers.CharField(help_text="As `as` takes it.")
    title = serializers.CharField()
    media_type = serializers.CharField()
    extension = serializers.CharField()
    carries = serializers.CharField(help_text="What is in a file.")
    loses = serializers.CharField(help_text="What is not.")
    layers = serializers.SerializerMethodField(help_text="Those that you may ask for.")
    streams_up_to = serializers.IntegerField(
        help_text="Labels up to which it is sent at once; more are written in the background."
    )
    is_installed = serializers.BooleanField(help_text="Whether this server can write it.")

    @extend_schema_field(serializers.ListField(child=serializers.ChoiceField(Layer.choices)))
    def get_layers(self, _one: Any) -> list[str]:
        """All for those who see everybody's labels, their own for the others."""
        return list(Layer.values) if self.context["sees_all"] else [Layer.ANNOTATORS.value]


class ProblemField(serializers.CharField):
    """Why it failed, in words."""

    def to_representation(self, value: str) -> str:
        """What is kept is a key."""
        return words_of(value)


class ExportRequestSerializer(serializers.Serializer):
    """An export to write."""

    format = serializers.ChoiceField([*FORMATS])
    query = serializers.DictField(
        child=serializers.CharField(max_length=400),
        required=False,
        default=dict,
        help_text="What `export/` takes beside `as`: options, filters, `freeze`.",
    )

    def validate_query(self, query: dict[str, str]) -> dict[str, str]:
        """Refuse what would be left unread: a name spelled wrongly gives another export."""
        unknown = sorted(query.keys() - set(READ))
        if unknown:
            message = _("Not known: %(names)s. Known are: %(known)s.")
            names = {"names": ", ".join(unknown), "known": ", ".join(READ)}
            raise serializers.ValidationError(message % names, "unknown")
        return query


class ExportSerializer(serializers.ModelSerializer):
    """An export in the background."""

    id = serializers.UUIDField(source="public_id")
    problem = ProblemField(help_text="Why it failed, in words; empty if it did not.")
    url = serializers.SerializerMethodField(help_text="Ask here how far it is.")
    file = serializers.SerializerMethodField(help_text="Where the file is once it is `ready`.")

    class Meta:
        model = Export
        fields = (
            *("id", "format", "query", "state", "problem", "done", "total", "size", "digest"),
            *("created_at", "finished_at", "expires_at", "url", "file"),
        )
        read_only_fields = fields

    @extend_schema_field(serializers.URLField())
    def get_url(self, export: Export) -> str:
        """Its own address."""
        return self._at("api-export-one", export)

    @extend_schema_field(serializers.URLField())
    def get_file(self, export: Export) -> str:
        """The file's address."""
        return self._at("api-export-file", export)

    def _at(self, name: str, export: Export) -> str:
        path = reverse(name, args=[export.project.slug, export.public_id])
        return str(self.context["request"].build_absolute_uri(path))


class FreezeRequestSerializer(serializers.Serializer):
    """A freeze to make."""

    name = serializers.CharField(max_length=100)


class FreezeSerializer(serializers.ModelSerializer):
    """A frozen study."""

    id = serializers.UUIDField(source="public_id")
    problem = ProblemField(help_text="Why it failed, in words; empty if it did not.")
    created_by = serializers.CharField(source="created_by.username", default=None)
    digest = serializers.CharField(
        help_text="SHA-256 of `export/?as=zip&names=pseudonyms&freeze=NAME`."
    )
    articles = serializers.IntegerField(source="total")

    class Meta:
        model = Freeze
        fields = (
            *("id", "name", "state", "problem", "created_by", "created_at", "frozen_at", "done"),
            *("articles", "labels", "digest", "size"),
        )
        read_only_fields = fields
