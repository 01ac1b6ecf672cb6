"""Articles on their way in as files."""

from collections.abc import Iterable

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from annotator.projects.models import ArticleImport, ImportItem
from annotator.projects.querysets import item_counts


class ArticleImportSerializer(serializers.Serializer):
    """An import of articles."""

    id = serializers.UUIDField(source="public_id")
    state = serializers.ChoiceField(ArticleImport.State.choices)
    method = serializers.CharField(help_text="How it came in: upload, api, address, feed, ...")
    file_name = serializers.CharField(allow_blank=True)
    total = serializers.IntegerField(help_text="Articles that could be read.")
    saved = serializers.IntegerField(help_text="Of those, how many are dealt with.")
    items = serializers.SerializerMethodField(help_text="How many stand in each state.")
    outcomes = serializers.SerializerMethodField(
        help_text="created, linked, existing, skipped, conflict: what would become or became of "
        "what could be read; later: what could not be had for the moment."
    )
    next_try = serializers.DateTimeField(
        allow_null=True, help_text="When what could not be had for the moment is tried again."
    )
    created_by = serializers.CharField(source="created_by.username")
    created_at = serializers.DateTimeField()

    @extend_schema_field({"type": "object", "additionalProperties": {"type": "integer"}})
    def get_items(self, found: ArticleImport) -> dict[str, int]:
        """How many items stand in each state."""
        return _summed((state, number) for (state, _of), number in self._counts(found).items())

    @extend_schema_field({"type": "object", "additionalProperties": {"type": "integer"}})
    def get_outcomes(self, found: ArticleImport) -> dict[str, int]:
        """How many items come to what."""
        counts = self._counts(found)
        return _summed((of, number) for (_state, of), number in counts.items() if of)

    def _counts(self, found: ArticleImport) -> dict[tuple[str, str], int]:
        kept = self.__dict__.setdefault("_kept", {})
        if found.pk not in kept:
            kept[found.pk] = item_counts(found)
        return kept[found.pk]


class ItemErrorSerializer(serializers.Serializer):
    """Why something cannot be imported."""

    field = serializers.CharField(allow_blank=True)
    message = serializers.CharField()
    code = serializers.CharField()


class LeftOutSerializer(serializers.Serializer):
    """Something that was left out of a text."""

    kind = serializers.CharField()
    words = serializers.CharField(allow_blank=True, help_text="The first words of it.")
    count = serializers.IntegerField()


class ImportItemSerializer(serializers.Serializer):
    """One article-to-be of an import: a file, a row of a table, an address."""

    position = serializers.IntegerField()
    source = serializers.CharField(  # type: ignore[assignment]
        help_text="The file, with its folders in a zip file."
    )
    line = serializers.IntegerField(allow_null=True)
    state = serializers.ChoiceField(ImportItem.State.choices)
    outcome = serializers.CharField(allow_blank=True)
    attempts = serializers.IntegerField(help_text="How often it was tried to read it.")
    next_try = serializers.DateTimeField(
        allow_null=True, help_text="When it is tried again by itself."
    )
    title = serializers.CharField(allow_blank=True)
    article = serializers.IntegerField(source="article_id", allow_null=True)
    errors = ItemErrorSerializer(source="reasons", many=True)  # type: ignore[assignment]
    dropped = LeftOutSerializer(source="left_out", many=True)


class ArticleImportApplySerializer(serializers.Serializer):
    """How to save an import that was read."""

    skip_rejected = serializers.BooleanField(
        default=False, help_text="Import the rest when something cannot be imported."
    )
    link_known = serializers.BooleanField(
        default=True, help_text="Share articles that another project of yours has, or skip them."
    )


def _summed(pairs: Iterable[tuple[str, int]]) -> dict[str, int]:
    found: dict[str, int] = {}
    for name, number in pairs:
        found[name] = found.get(name, 0) + number
    return found
