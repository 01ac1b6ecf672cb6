"""Decisions; for reviewers and managers."""

from typing import Any

from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.http import Http404
from drf_spectacular.utils import OpenApiExample, extend_schema

from annotator.export.api.base import ListView, Request, Response
from annotator.export.conditional import conditional
from annotator.export.filters import AdjudicationFilter
from annotator.export.serializers.review import (
    AdjudicationSerializer,
    DecisionSerializer,
)
from annotator.export.states import state_of_decisions
from annotator.projects.models import ProjectArticle
from annotator.projects.permissions import require_reviewer
from annotator.review.actions import adjudicate
from annotator.review.models import Adjudication
from annotator.review.settling import overtaken_among
from articles.models import Article, Claim


class AdjudicationListView(ListView):
    """Decisions of a project."""

    queryset = Adjudication.objects.none()
    serializer_class = AdjudicationSerializer
    filterset_class = AdjudicationFilter
    restricted = True

    def get_queryset(self) -> QuerySet[Adjudication]:
        """Return the decisions that stand."""
        if getattr(self, "swagger_fake_view", False):
            return self.queryset
        require_reviewer(self.member)
        codes = Adjudication.codes.through.objects.filter(adjudication=OuterRef("pk"))
        # Row by row: joined, PostgreSQL would read all codes that come before a late page.
        decided = Subquery(codes.order_by().values("pk")[:1])
        standing = Q(claim__isnull=True) | Q(claim__is_current=True)
        rows = Adjudication.objects.filter(standing, project=self.member.project)
        rows = rows.annotate(decided=decided).filter(decided__isnull=False)
        return rows.select_related("variable", "decided_by").prefetch_related("codes")

    @extend_schema(operation_id="list_adjudications", summary="The decisions")
    @conditional(state_of_decisions)
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """List the decisions that stand.

        `overtaken` are those made because all had said the same, where by now they do not: they
        count for nothing until somebody decides again.
        """
        page = self.paginate_queryset(self.filter_queryset(self.get_queryset())) or []
        context = {"overtaken": overtaken_among(self.member, page)}
        return self.get_paginated_response(
            AdjudicationSerializer(page, many=True, context=context).data
        )

    @extend_schema(
        operation_id="adjudicate",
        summary="Decide",
        request=DecisionSerializer,
        responses={200: AdjudicationSerializer, 204: None},
        examples=[
            OpenApiExample(
                "A decision",
                value={
                    "claim": 12,
                    "variable": "src",
                    "codes": ["src:official"],
                    "reason": "The office is named in the sentence before.",
                },
                request_only=True,
            )
        ],
    )
    def post(self, request: Request, slug: str) -> Response:
        """Decide one claim (or article) and variable; 204 when `codes` is empty: withdrawn."""
        require_reviewer(self.member)
        serializer = DecisionSerializer(data=request.data)
        serializer.is_valid(raise_exception=True)
        values = dict(serializer.validated_data)
        claim, article = self._target(values.pop("claim", None), values.pop("article", None))
        decision = adjudicate(member=self.member, claim=claim, article=article, **values)
        if decision is None:
            return Response(status=204)
        return Response(AdjudicationSerializer(decision).data)

    def _target(
        self, claim_id: int | None, article_id: int | None
    ) -> tuple[Claim | None, Article | None]:
        here = ProjectArticle.objects.filter(project=self.member.project).values("article")
        articles = Article.objects.defer("text", "html")
        claim = Claim.objects.filter(pk=claim_id, article__in=here).first() if claim_id else None
        article = articles.filter(pk=article_id, pk__in=here).first() if article_id else None
        if claim is None and article is None:
            raise Http404
        return claim, article
