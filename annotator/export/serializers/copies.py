"""Publishers and near copies as the API shows them."""

from rest_framework import serializers

from annotator.projects.models import ProjectArticle
from articles.models import Publisher


class PublisherSerializer(serializers.Serializer):
    """An outlet, as far as it is known."""

    id = serializers.IntegerField(source="pk")
    name = serializers.CharField()
    aliases = serializers.SerializerMethodField(help_text="Other names that it goes by.")
    domains = serializers.SerializerMethodField(help_text="Where its pages come from.")
    country = serializers.CharField(help_text="ISO 3166-1, two letters, or empty.")
    language = serializers.CharField(help_text="BCP 47, or empty.")
    self_description = serializers.CharField(help_text="What it says of itself, or empty.")
    articles = serializers.IntegerField(source="here", help_text="Its articles in the project.")

    def get_aliases(self, publisher: Publisher) -> list[str]:
        """Its other names, in order."""
        return [one.name for one in publisher.aliases.all()]

    def get_domains(self, publisher: Publisher) -> list[str]:
        """Its domains, in order."""
        return [one.domain for one in publisher.domains.all()]


class CopySerializer(serializers.Serializer):
    """An article and the one that stands for it."""

    article = serializers.IntegerField(source="article_id")
    copy_of = serializers.IntegerField(
        source="copy_of.article_id",
        allow_null=True,
        default=None,
        help_text="The article that stands for the group; null: it is no copy.",
    )
    kind = serializers.ChoiceField(
        source="copy_kind", choices=ProjectArticle.Copy.choices, read_only=True
    )
    share = serializers.FloatField(
        source="copy_share",
        read_only=True,
        allow_null=True,
        help_text="How much of it is in the other, 0 to 1.",
    )
    set_by_hand = serializers.SerializerMethodField(help_text="Somebody said so.")

    def get_set_by_hand(self, entry: ProjectArticle) -> bool:
        """Whether a person decided it; otherwise it was found by comparing texts."""
        return entry.copy_set_by_id is not None
