"""An annotator's assignments."""

import uuid
from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework.views import APIView

from annotator.annotation.actions import submit_assignment, take_next
from annotator.annotation.models import Assignment
from annotator.export.api.base import (
    ListView,
    ProjectView,
    Request,
    Response,
    caller,
    get_object_or_404,
)
from annotator.export.filters import QueueFilter
from annotator.export.serializers.labels import AssignmentSerializer, QueueSerializer
from annotator.projects.permissions import get_member, require_annotator


class QueueView(ListView):
    """The annotator's own assignments."""

    queryset = Assignment.objects.none()
    serializer_class = QueueSerializer
    filterset_class = QueueFilter
    restricted = True

    def get_queryset(self) -> QuerySet[Assignment]:
        """Return the annotator's assignments, without the articles' texts."""
        if getattr(self, "swagger_fake_view", False):
            return self.queryset
        require_annotator(self.member)
        rows = Assignment.objects.visible_to(self.member).select_related("article")
        return rows.defer("article__text", "article__html")

    @extend_schema(operation_id="list_queue", summary="Your assignments")
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """List your assignments in this project."""
        return super().get(request, *args, **kwargs)


class QueueNextView(ProjectView):
    """The next article to code."""

    @extend_schema(
        operation_id="take_next",
        summary="Take the next article",
        request=None,
        responses={200: AssignmentSerializer, 204: None},
    )
    def post(self, _request: Request, slug: str) -> Response:
        """Give your open assignment, or the next article; 204 when nothing is left."""
        assignment = take_next(member=self.member)
        if assignment is None:
            return Response(status=204)
        return Response(AssignmentSerializer(assignment).data)


class SubmitView(APIView):
    """Hand an article in."""

    @extend_schema(
        operation_id="submit_assignment",
        summary="Submit an assignment",
        request=None,
        responses={200: AssignmentSerializer},
    )
    def post(self, request: Request, public_id: uuid.UUID) -> Response:
        """Submit your assignment; 409 lists the required answers that are missing."""
        rows = Assignment.objects.select_related("project")
        assignment = get_object_or_404(rows, public_id=public_id)
        member = get_member(caller(request), assignment.project.slug)
        visible = get_object_or_404(
            Assignment.objects.visible_to(member).select_related("project"), pk=assignment.pk
        )
        require_annotator(member)
        return Response(
            AssignmentSerializer(submit_assignment(assignment=visible, actor=member.user)).data
        )
