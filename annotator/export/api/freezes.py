"""Freezes, the methods section and the coder guide."""

from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema

from annotator.export.api.base import ListView, ProjectView, Request, Response
from annotator.export.freezing.asking import (
    GUIDE,
    METHODS,
    Text,
    begin_freeze,
    draft_text,
    form_of_text,
    freeze_of,
    freezes_of,
    frozen_text,
)
from annotator.export.jobs.tidying import tidy_exports
from annotator.export.models import Freeze
from annotator.export.serializers.exports import FreezeRequestSerializer, FreezeSerializer
from annotator.projects.permissions import require_manager

AS = OpenApiParameter("as", str, enum=["md", "html"], description="Markdown if not given.")
TEXTS = {(200, "text/markdown"): OpenApiTypes.STR, (200, "text/html"): OpenApiTypes.STR}
KINDS = {"md": "text/markdown; charset=utf-8", "html": "text/html; charset=utf-8"}


class FreezeListView(ListView):
    """Freezes of a project."""

    queryset = Freeze.objects.none()
    serializer_class = FreezeSerializer
    filter_backends = ()
    restricted = True
    ordering = ("-created_at", "-id")

    def get_queryset(self) -> QuerySet[Freeze]:
        """Return the project's, for reviewers and managers."""
        if getattr(self, "swagger_fake_view", False):
            return self.queryset
        return freezes_of(self.member)

    @extend_schema(operation_id="list_freezes", summary="Freezes")
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """List the frozen states of the project, the latest first."""
        _ = self.member
        tidy_exports()
        return super().get(request, *args, **kwargs)

    @extend_schema(
        operation_id="freeze_study",
        summary="Freeze",
        request=FreezeRequestSerializer,
        responses={202: FreezeSerializer},
    )
    def post(self, request: Request, slug: str) -> Response:
        """Keep corpus, codebook, labels and decisions as they are at one moment, under a name.

        It is made in the background; ask for it until it is `ready`. It never changes after that.
        """
        require_manager(self.member)
        read = FreezeRequestSerializer(data=request.data)
        read.is_valid(raise_exception=True)
        freeze = begin_freeze(self.member, read.validated_data["name"])
        return Response(FreezeSerializer(freeze).data, status=202)


class FreezeOneView(ProjectView):
    """A freeze."""

    restricted = True

    @extend_schema(
        operation_id="get_freeze", summary="One freeze", responses={200: FreezeSerializer}
    )
    def get(self, _request: Request, slug: str, freeze_id: UUID) -> Response:
        """Show how far a freeze is, and its digest once it is ready."""
        tidy_exports()
        return Response(FreezeSerializer(freeze_of(self.member, freeze_id)).data)


def _answer(request: Request, text: Text) -> HttpResponse:
    form = form_of_text(request.query_params)
    return HttpResponse(text.html if form == "html" else text.markdown, content_type=KINDS[form])


class FrozenMethodsView(ProjectView):
    """The methods section of a freeze."""

    restricted = filtered = conflicts = True

    @extend_schema(
        operation_id="get_frozen_methods",
        summary="Methods section of a freeze",
        parameters=[AS],
        responses=TEXTS,
    )
    def get(self, request: Request, slug: str, freeze_id: UUID) -> HttpResponse:
        """Tell how the frozen study was coded, ready for a paper."""
        return _answer(request, frozen_text(freeze_of(self.member, freeze_id), METHODS))


class FrozenGuideView(ProjectView):
    """The coder guide of a freeze."""

    restricted = filtered = conflicts = True

    @extend_schema(
        operation_id="get_frozen_guide",
        summary="Coder guide of a freeze",
        parameters=[AS],
        responses=TEXTS,
    )
    def get(self, request: Request, slug: str, freeze_id: UUID) -> HttpResponse:
        """Show the codebook as a document, as it was frozen."""
        return _answer(request, frozen_text(freeze_of(self.member, freeze_id), GUIDE))


class MethodsView(ProjectView):
    """The methods section of a project as it stands."""

    restricted = filtered = True

    @extend_schema(
        operation_id="get_methods",
        summary="Methods section, a draft",
        parameters=[AS],
        responses=TEXTS,
    )
    def get(self, request: Request, slug: str) -> HttpResponse:
        """Tell how the study is being coded; its numbers change while it goes on."""
        return _answer(request, draft_text(self.member, METHODS))


class GuideView(ProjectView):
    """The coder guide of a project."""

    filtered = True

    @extend_schema(
        operation_id="get_coder_guide", summary="Coder guide", parameters=[AS], responses=TEXTS
    )
    def get(self, request: Request, slug: str) -> HttpResponse:
        """Show the codebook as a document."""
        return _answer(request, draft_text(self.member, GUIDE))
