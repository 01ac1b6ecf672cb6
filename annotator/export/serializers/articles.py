"""Articles, their segments and claims."""

from drf_spectacular.utils import OpenApiExample, extend_schema_serializer
from rest_framework import serializers

from annotator.export.serializers.fields import IdField
from annotator.export.serializers.problems import ProblemErrorSerializer
from annotator.projects.actions import Outcome
from annotator.projects.models import ProjectArticle
from articles.segmentation import Role

ROLES = [(role.value, role.value) for role in Role]


def _reason() -> serializers.CharField:
    words = "Why the import chose the role; empty where people did."
    return serializers.CharField(allow_blank=True, help_text=words)


def _confidence() -> serializers.IntegerField:
    words = "How sure the import was of the role; null where people cut or chose it."
    return serializers.IntegerField(allow_null=True, min_value=0, max_value=100, help_text=words)


class ClaimSerializer(serializers.Serializer):
    """A stretch of an article that asserts something; places are code points, end exclusive."""

    id = IdField()
    article = IdField(source="article_id")
    start = serializers.IntegerField()
    end = serializers.IntegerField()
    text = serializers.CharField()
    role = serializers.ChoiceField(choices=ROLES)
    reason = _reason()
    confidence = _confidence()


class SegmentSerializer(serializers.Serializer):
    """A stretch of an article; all of them cover its text."""

    id = IdField()
    start = serializers.IntegerField()
    end = serializers.IntegerField()
    role = serializers.ChoiceField(choices=ROLES)
    text = serializers.CharField()
    is_claim = serializers.BooleanField()
    reason = _reason()
    confidence = _confidence()


class ArticleEntrySerializer(serializers.Serializer):
    """An article of a project, with its text, cut into segments."""

    id = IdField(source="article_id")
    external_id = serializers.CharField(allow_blank=True)
    title = serializers.CharField(source="article.title", allow_blank=True)
    publisher = serializers.CharField(source="article.publisher.name", allow_null=True)
    origin_publisher = serializers.CharField(
        source="article.origin_publisher.name", allow_null=True
    )
    byline = serializers.CharField(source="article.byline", allow_blank=True)
    url = serializers.CharField(source="article.url", allow_blank=True)
    published_at = serializers.DateTimeField(source="article.published_at", allow_null=True)
    language = serializers.CharField(source="article.language", allow_blank=True)
    direction = serializers.ChoiceField(source="article.direction", choices=["ltr", "rtl"])
    text = serializers.CharField(source="article.text")
    segments = SegmentSerializer(source="article.segments", many=True)
    copy_of = IdField(
        source="copy_of.article_id",
        allow_null=True,
        default=None,
        help_text="The article that stands for the near copies that it is one of.",
    )
    copy_kind = serializers.ChoiceField(
        choices=ProjectArticle.Copy.choices,
        allow_blank=True,
        help_text="How it is like that one; none: somebody said that it is no copy.",
    )
    copy_share = serializers.FloatField(
        allow_null=True, help_text="The share of its words that the other has too, 0 to 1."
    )
    added_at = serializers.DateTimeField()


class ArticleSerializer(serializers.Serializer):
    """An article with its text, cut into segments."""

    id = IdField()
    title = serializers.CharField(allow_blank=True)
    text = serializers.CharField()
    publisher = serializers.CharField(source="publisher.name", allow_null=True)
    origin_publisher = serializers.CharField(source="origin_publisher.name", allow_null=True)
    byline = serializers.CharField(allow_blank=True)
    url = serializers.CharField(allow_blank=True)
    published_at = serializers.DateTimeField(allow_null=True)
    language = serializers.CharField(allow_blank=True)
    direction = serializers.ChoiceField(choices=["ltr", "rtl"])
    segments = SegmentSerializer(many=True)


class AddedSerializer(serializers.Serializer):
    """An article that was added, or was there already, with its claims."""

    id = IdField()
    outcome = serializers.ChoiceField(
        choices=[Outcome.CREATED.value, Outcome.LINKED.value, Outcome.EXISTING.value]
    )
    external_id = serializers.CharField(allow_blank=True)
    claims = ClaimSerializer(many=True)


class AddedResultSerializer(serializers.Serializer):
    """What became of one article of a list: as in `status`, which an own request would have had."""

    status = serializers.IntegerField()
    id = IdField(required=False)
    outcome = serializers.ChoiceField(choices=[one.value for one in Outcome], required=False)
    external_id = serializers.CharField(required=False)
    claims = ClaimSerializer(many=True, required=False)
    errors = ProblemErrorSerializer(many=True, required=False)  # type: ignore[assignment]


@extend_schema_serializer(
    examples=[
        OpenApiExample(
            "An article",
            value={
                "title": "Ferry talks stall",
                "text": "The port authority said on Monday that the talks had stalled.",
                "publisher": "Telvane Courier",
                "published_at": "2024-05-06",
                "language": "en",
                "external_id": "courier-17",
            },
            request_only=True,
        )
    ]
)
class NewArticleSerializer(serializers.Serializer):
    """Text or HTML, and what is known about it. For the schema: `build_draft` does the checks."""

    title = serializers.CharField(required=False, allow_blank=True, max_length=500)
    text = serializers.CharField(required=False, allow_blank=True)
    html = serializers.CharField(required=False, allow_blank=True, help_text="Instead of `text`.")
    publisher = serializers.CharField(required=False, allow_blank=True, max_length=300)
    origin_publisher = serializers.CharField(
        required=False, allow_blank=True, max_length=300, help_text="When it was republished."
    )
    url = serializers.CharField(required=False, allow_blank=True, max_length=2000)
    published_at = serializers.CharField(
        required=False, allow_null=True, help_text="An ISO 8601 date or time."
    )
    language = serializers.CharField(required=False, allow_blank=True, help_text="Such as `fa`.")
    byline = serializers.CharField(required=False, allow_blank=True, max_length=300)
    external_id = serializers.CharField(
        required=False, allow_blank=True, max_length=200, help_text="Your own name for it."
    )
