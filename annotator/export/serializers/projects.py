"""Projects, members and codebooks."""

from typing import Any, cast

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from annotator.export.serializers.fields import DocumentField
from annotator.projects.actions.projects import CodingRules
from annotator.projects.models import MAX_LEASE_HOURS, MAX_OVERLAP, Project, Role

MAX_NUMBER = 2**31 - 1


class ProjectSerializer(serializers.Serializer):
    """A project as one of its members sees it."""

    slug = serializers.CharField(source="project.slug")
    title = serializers.CharField(source="project.title")
    codebook = serializers.CharField(source="project.codebook_version.codebook.name")
    codebook_version = serializers.CharField(source="project.codebook_version.version")
    variables = serializers.ListField(child=serializers.CharField(), source="project.variable_ids")
    overlap = serializers.IntegerField(source="project.overlap")
    guidelines = serializers.CharField(source="project.guidelines")
    claim_editors = serializers.ChoiceField(
        choices=Project.ClaimEditors.choices,
        source="project.claim_editors",
        help_text="Who may change how articles are cut into claims.",
    )
    reliability_share = serializers.IntegerField(
        source="project.reliability_share", help_text="Per cent of the articles coded by everybody."
    )
    quota = serializers.IntegerField(
        source="project.quota", allow_null=True, help_text="Articles for each annotator at most."
    )
    seed = serializers.IntegerField(source="project.seed")
    lease_hours = serializers.IntegerField(
        source="project.lease_hours",
        help_text="Hours until an untouched article goes back; 0: never.",
    )
    blind = serializers.ChoiceField(
        choices=Project.Blind.choices,
        source="project.blind",
        help_text="Until when annotators do not see each other's labels.",
    )
    copies_once = serializers.BooleanField(
        source="project.copies_once",
        help_text="Whether one of several near copies is coded and counted, or all.",
    )
    role = serializers.ChoiceField(choices=Role.choices, help_text="What you are in it.")
    created_at = serializers.DateTimeField(source="project.created_at")


@extend_schema_field(
    {
        "oneOf": [
            {"type": "string", "maxLength": 200},
            {"type": "object", "additionalProperties": True},
        ],
        "description": (
            "A codebook as an object, or a name: `default`, or that of a codebook of one of your "
            "projects."
        ),
        "default": "default",
    }
)
class CodebookField(serializers.Field):
    """A codebook document, or the name of one."""

    def to_internal_value(self, value: Any) -> Any:
        """Return a name as text, a document as a mapping."""
        if isinstance(value, str):
            return serializers.CharField(max_length=200).run_validation(value)
        return DocumentField().run_validation(value)


class NewProjectSerializer(serializers.Serializer):
    """What a project is made of; without `variables`, all that annotators can answer are on."""

    slug = serializers.SlugField(max_length=60)
    title = serializers.CharField(max_length=200)
    codebook = CodebookField(required=False, default="default", write_only=True)
    variables = serializers.ListField(
        child=serializers.CharField(max_length=40), required=False, min_length=1, max_length=500
    )
    overlap = serializers.IntegerField(
        required=False, default=3, min_value=1, max_value=MAX_OVERLAP
    )
    guidelines = serializers.CharField(
        required=False, default="", allow_blank=True, max_length=100_000, trim_whitespace=False
    )
    claim_editors = serializers.ChoiceField(
        choices=Project.ClaimEditors.choices,
        required=False,
        default=Project.ClaimEditors.MANAGERS.value,
        help_text="Who may change how articles are cut into claims.",
    )

    reliability_share = serializers.IntegerField(
        required=False,
        min_value=0,
        max_value=100,
        help_text="Per cent of the articles, drawn by chance, that every annotator codes.",
    )
    quota = serializers.IntegerField(
        required=False,
        allow_null=True,
        min_value=1,
        max_value=MAX_NUMBER,
        help_text="Articles for each annotator at most.",
    )
    seed = serializers.IntegerField(required=False, min_value=0, max_value=MAX_NUMBER)
    lease_hours = serializers.IntegerField(
        required=False,
        min_value=0,
        max_value=MAX_LEASE_HOURS,
        help_text="Hours until an untouched article goes back; 0: never.",
    )
    blind = serializers.ChoiceField(
        choices=Project.Blind.choices,
        required=False,
        help_text="Until when annotators do not see each other's labels.",
    )


def chosen_rules(values: dict[str, Any]) -> CodingRules:
    """The rules of coding among what was sent; the others are the defaults."""
    rules = {name: values[name] for name in CodingRules.__annotations__ if name in values}
    return cast("CodingRules", rules)


class MemberSerializer(serializers.Serializer):
    """A person in a project."""

    username = serializers.CharField(source="user.username", max_length=150)
    name = serializers.CharField(source="user.display_name", read_only=True)
    role = serializers.ChoiceField(choices=Role.choices)
    quota = serializers.IntegerField(
        required=False,
        allow_null=True,
        min_value=0,
        max_value=MAX_NUMBER,
        help_text="Articles at most, instead of the project's quota; null: the project's.",
    )


class CodeSerializer(serializers.Serializer):
    """One possible answer."""

    id = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]
    short = serializers.CharField(allow_blank=True)
    definition = serializers.CharField(allow_blank=True)
    example = serializers.CharField(allow_blank=True)
    rule = serializers.CharField(allow_blank=True)
    key = serializers.CharField(allow_blank=True)
    rank = serializers.IntegerField(allow_null=True, help_text="Place on an ordinal scale.")
    item = serializers.CharField(
        allow_blank=True, help_text="The yes/no question of a set that it answers."
    )
    missing = serializers.BooleanField(help_text="Says why there is no answer; counted apart.")


class ItemSerializer(serializers.Serializer):
    """One yes/no question of a set."""

    id = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]
    definition = serializers.CharField(allow_blank=True)


class VariableSerializer(serializers.Serializer):
    """A question with its codes."""

    id = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]
    scope = serializers.CharField(help_text="What one answer is about.")
    select = serializers.CharField(
        help_text=(
            "`one` or `many` codes; `each_yes_no_na`: one code for each of its `items`; `text`: "
            "its one code, and the words as the note."
        )
    )
    required = serializers.BooleanField()  # type: ignore[assignment]
    coders = serializers.CharField()
    scale = serializers.CharField()
    key = serializers.CharField(allow_blank=True)
    definition = serializers.CharField(allow_blank=True)
    applies_if = serializers.CharField(allow_blank=True, help_text="When it is asked, in words.")
    rule = serializers.JSONField(help_text="The same, parsed.", allow_null=True)
    attribute_of = serializers.CharField(
        allow_null=True, help_text="The span variable whose words it says more about."
    )
    items = ItemSerializer(many=True)
    codes = CodeSerializer(many=True)


class PresetSerializer(serializers.Serializer):
    """Several answers under one key."""

    key = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]
    set = serializers.ListField(child=serializers.CharField(), source="sets")
    copy_from_previous = serializers.ListField(child=serializers.CharField(), source="copies")


class CodebookSerializer(serializers.Serializer):
    """The part of a codebook version that a project has switched on."""

    name = serializers.CharField()
    version = serializers.CharField()
    variables = VariableSerializer(many=True)
    presets = PresetSerializer(many=True)
