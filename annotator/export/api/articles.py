"""Articles and claims."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from django.db.models import OuterRef, Prefetch, QuerySet, Subquery
from django.http import HttpResponseBase
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiExample, PolymorphicProxySerializer, extend_schema
from rest_framework.exceptions import ValidationError
from rest_framework.views import APIView

from annotator.export.api.base import (
    ListView,
    Request,
    Response,
    caller,
    get_object_or_404,
)
from annotator.export.conditional import conditional
from annotator.export.filters import ArticleFilter, ClaimFilter
from annotator.export.pagination import cursor_of
from annotator.export.problems import list_errors
from annotator.export.serializers.articles import (
    AddedResultSerializer,
    AddedSerializer,
    ArticleEntrySerializer,
    ArticleSerializer,
    ClaimSerializer,
    NewArticleSerializer,
)
from annotator.export.states import state_of_article, state_of_articles, state_of_entries
from annotator.http import problem
from annotator.projects.actions import AddedArticle, Outcome, add_articles
from annotator.projects.models import Project, ProjectArticle
from annotator.projects.permissions import require_manager
from articles.ingestion.drafts import ArticleDraft, DraftRejected, build_draft
from articles.models import Article, Claim

MAX_LIST = 1000
STATUS = {
    Outcome.CREATED: 201,
    Outcome.LINKED: 201,
    Outcome.EXISTING: 200,
    Outcome.CONFLICT: 409,
}


class ArticleListView(ListView):
    """A project's articles."""

    queryset = ProjectArticle.objects.none()
    serializer_class = ArticleEntrySerializer
    filterset_class = ArticleFilter
    ordering = ("article_id",)

    def get_queryset(self) -> QuerySet[ProjectArticle]:
        """Return the project's entries with their articles' segments."""
        if getattr(self, "swagger_fake_view", False):
            return self.queryset
        entries = ProjectArticle.objects.filter(project=self.member.project)
        segments = Claim.objects.current().order_by("start")
        return (
            entries.select_related("article__publisher", "article__origin_publisher", "copy_of")
            .prefetch_related(Prefetch("article__claims", segments, to_attr="segments"))
            .defer("article__html")
        )

    def paginate_queryset(self, queryset: Any) -> Any:
        """Return one page: which entries first, along their index, then what belongs to them.

        In one statement PostgreSQL may go through all articles that come before a late page.
        """
        plain = queryset.select_related(None).prefetch_related(None)
        page = super().paginate_queryset(plain.only("article_id")) or []
        whole = queryset.in_bulk([entry.pk for entry in page])
        return [whole[entry.pk] for entry in page if entry.pk in whole]

    @extend_schema(operation_id="list_articles", summary="The articles")
    @conditional(state_of_entries)
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """List a project's articles with their texts and segments."""
        return super().get(request, *args, **kwargs)

    @extend_schema(
        operation_id="add_articles",
        summary="Add articles",
        request=PolymorphicProxySerializer(
            component_name="NewArticles",
            serializers=[NewArticleSerializer, NewArticleSerializer(many=True)],
            resource_type_field_name=None,
            many=False,
        ),
        responses={
            201: AddedSerializer,
            200: AddedSerializer,
            207: AddedResultSerializer(many=True),
        },
        examples=[
            OpenApiExample(
                "One article",
                value={
                    "title": "Ferry talks stall",
                    "text": "The port authority said on Monday that the talks had stalled.",
                    "publisher": "Telvane Courier",
                    "published_at": "2024-05-06",
                    "external_id": "courier-17",
                },
                request_only=True,
            )
        ],
    )
    def post(self, request: Request, slug: str) -> HttpResponseBase:
        """Add one article (201; 200 when the project has it already), or a list of up to 1,000.

        A list is answered with 207 and a result for each article, in order: `status` is what the
        article would have got by itself.
        """
        require_manager(self.member)
        if isinstance(request.data, list):
            return self._post_list(request)
        draft = build_draft(request.data)
        (result,) = _add(self.member.project, [draft], request)
        if result["status"] == 409:
            return problem(409, result["errors"][0]["message"], result["errors"])
        return Response(AddedSerializer(result).data, result["status"])

    def _post_list(self, request: Request) -> Response:
        if len(request.data) > MAX_LIST:
            message = _("Send at most %(limit)s articles at once.")
            raise ValidationError([message % {"limit": f"{MAX_LIST:,}"}])
        read = [_read(one) for one in request.data]
        drafts = [one for one in read if isinstance(one, ArticleDraft)]
        added = iter(_add(self.member.project, drafts, request))
        results = [next(added) if isinstance(one, ArticleDraft) else one for one in read]
        return Response(AddedResultSerializer(results, many=True).data, 207)


class ArticleDetailView(APIView):
    """One article, for the members of any project that has it."""

    @extend_schema(
        operation_id="get_article", summary="An article", responses={200: ArticleSerializer}
    )
    @conditional(state_of_article)
    def get(self, request: Request, pk: int) -> Response:
        """Show an article with its text and the segments that it is cut into."""
        visible = ProjectArticle.objects.visible_to(caller(request)).values("article")
        articles = Article.objects.select_related("publisher", "origin_publisher").defer("html")
        article: Any = get_object_or_404(articles.filter(pk__in=visible), pk=pk)
        article.segments = Claim.objects.filter(article=article).current().order_by("start")
        return Response(ArticleSerializer(article).data)


class ClaimListView(ListView):
    """What is coded in a project."""

    queryset = Claim.objects.none()
    serializer_class = ClaimSerializer
    filterset_class = ClaimFilter
    ordering = ("article_id", "start")

    def get_queryset(self) -> QuerySet[Claim]:
        """Return the claims that stand in the project's articles."""
        if getattr(self, "swagger_fake_view", False):
            return self.queryset
        entries = self._entries()
        added = entries.filter(article=OuterRef("article")).values("added_at")[:1]
        claims = Claim.objects.filter(article__in=entries.values("article"))
        return claims.current().asserting().alias(added_at=Subquery(added))

    def _entries(self) -> QuerySet[ProjectArticle]:
        """The project's entries from where the page begins: a late one reads none before it."""
        entries = ProjectArticle.objects.filter(project=self.member.project)
        place = cursor_of(self.request, self)
        if place is None:
            return entries
        step = "lte" if place.backwards else "gte"
        return entries.filter(**{f"article_id__{step}": place.values[0]})

    @extend_schema(operation_id="list_claims", summary="The claims")
    @conditional(state_of_articles)
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """List the claims of a project's articles, in text order."""
        return super().get(request, *args, **kwargs)


def _read(given: Any) -> ArticleDraft | dict[str, Any]:
    try:
        return build_draft(given)
    except DraftRejected as error:
        return {"status": 400, "errors": list_errors(error)}


def _add(
    project: Project, drafts: Sequence[ArticleDraft], request: Request
) -> list[dict[str, Any]]:
    added = add_articles(project=project, drafts=drafts, actor=caller(request), method="api")
    claims = _claims(one.article_id for one in added)
    return [
        _conflict(one, draft)
        if one.outcome is Outcome.CONFLICT
        else {
            "status": STATUS[one.outcome],
            "id": one.article_id,
            "outcome": one.outcome.value,
            "external_id": draft.external_id,
            "claims": claims[one.article_id or 0],
        }
        for one, draft in zip(added, drafts, strict=True)
    ]


def _conflict(one: AddedArticle, draft: ArticleDraft) -> dict[str, Any]:
    error = {"field": "external_id", "message": one.message, "code": "conflict"}
    return {
        "status": 409,
        "outcome": one.outcome.value,
        "external_id": draft.external_id,
        "errors": [error],
    }


def _claims(articles: Iterable[int | None]) -> dict[int, list[Claim]]:
    found: dict[int, list[Claim]] = defaultdict(list)
    rows = Claim.objects.filter(article_id__in={pk for pk in articles if pk})
    for claim in rows.current().asserting().order_by("article_id", "start"):
        found[claim.article_id].append(claim)
    return found
