"""Everybody's assignments: list them, send back, take back, reassign, deal."""

import uuid
from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.views import APIView

from annotator.annotation.actions import (
    deal_articles,
    lapse_idle,
    reassign_assignment,
    release_assignment,
    return_assignment,
)
from annotator.annotation.models import Assignment
from annotator.annotation.staffing import plan_dealing
from annotator.export.api.base import (
    ListView,
    ProjectView,
    Request,
    Response,
    caller,
    get_object_or_404,
)
from annotator.export.api.projects import find_user
from annotator.export.filters import AssignmentFilter
from annotator.export.serializers.assignments import (
    AssignmentRowSerializer,
    DealingSerializer,
    DealtSerializer,
    DigestSerializer,
    ReassignSerializer,
    WhySerializer,
)
from annotator.export.serializers.labels import AssignmentSerializer
from annotator.projects.models import Membership
from annotator.projects.permissions import get_member, require_manager, require_reviewer


class AssignmentListView(ListView):
    """The assignments of a project; for reviewers and managers."""

    queryset = Assignment.objects.none()
    serializer_class = AssignmentRowSerializer
    filterset_class = AssignmentFilter
    restricted = True

    def get_queryset(self) -> QuerySet[Assignment]:
        """Return all assignments, without the articles' texts."""
        if getattr(self, "swagger_fake_view", False):
            return self.queryset
        require_reviewer(self.member)
        rows = Assignment.objects.visible_to(self.member).select_related("article", "annotator")
        return rows.defer("article__text", "article__html")

    @extend_schema(operation_id="list_assignments", summary="Everybody's assignments")
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """List the assignments of a project."""
        return super().get(request, *args, **kwargs)


class AssignmentView(APIView):
    """One assignment, found by its public id."""

    def find(self, request: Request, public_id: uuid.UUID) -> tuple[Membership, Assignment]:
        """The caller's membership and the assignment; 404 for what they may not see."""
        known = get_object_or_404(Assignment.objects.select_related("project"), public_id=public_id)
        member = get_member(caller(request), known.project.slug)
        return member, get_object_or_404(Assignment.objects.visible_to(member), pk=known.pk)


class ReturnView(AssignmentView):
    """Send work back."""

    @extend_schema(
        operation_id="return_assignment",
        summary="Send an assignment back",
        request=WhySerializer,
        responses={200: AssignmentSerializer},
    )
    def post(self, request: Request, public_id: uuid.UUID) -> Response:
        """Send a submitted assignment back to its annotator; for reviewers."""
        member, assignment = self.find(request, public_id)
        require_reviewer(member)
        values = _read(WhySerializer, request)
        returned = return_assignment(assignment=assignment, member=member, **values)
        return Response(AssignmentSerializer(returned).data)


class ReleaseView(AssignmentView):
    """Take work back."""

    @extend_schema(
        operation_id="release_assignment",
        summary="Take an assignment back",
        request=WhySerializer,
        responses={200: AssignmentSerializer},
    )
    def post(self, request: Request, public_id: uuid.UUID) -> Response:
        """Take back what is not handed in; its place is free for others. For managers."""
        member, assignment = self.find(request, public_id)
        require_manager(member)
        values = _read(WhySerializer, request)
        released = release_assignment(assignment=assignment, member=member, **values)
        return Response(AssignmentSerializer(released).data)


class ReassignView(AssignmentView):
    """Give work to somebody else."""

    @extend_schema(
        operation_id="reassign_assignment",
        summary="Reassign an assignment",
        request=ReassignSerializer,
        responses={200: AssignmentSerializer},
    )
    def post(self, request: Request, public_id: uuid.UUID) -> Response:
        """Give what is not handed in to another annotator, whose assignment is returned."""
        member, assignment = self.find(request, public_id)
        require_manager(member)
        values = _read(ReassignSerializer, request)
        given = reassign_assignment(
            assignment=assignment,
            member=member,
            to=find_user(values["username"]),
            reason=values["reason"],
        )
        return Response(AssignmentSerializer(given).data)


class DealingView(ProjectView):
    """Deal a project's articles out; for managers."""

    restricted = True

    @extend_schema(
        operation_id="plan_dealing",
        summary="What dealing would do now",
        responses={200: DealingSerializer},
    )
    def get(self, _request: Request, slug: str) -> Response:
        """Plan every free place; nothing is dealt."""
        require_manager(self.member)
        lapse_idle(project=self.member.project)
        return Response(DealingSerializer(plan_dealing(self.member.project)).data)

    @extend_schema(
        operation_id="deal_articles",
        summary="Deal as planned",
        request=DigestSerializer,
        responses={200: DealtSerializer},
    )
    def post(self, request: Request, slug: str) -> Response:
        """Deal exactly what was planned under this digest; 409 when it is no longer so."""
        require_manager(self.member)
        dealt = deal_articles(member=self.member, **_read(DigestSerializer, request))
        return Response({"dealt": len(dealt.plan.given)})


def _read(serializer: type[serializers.Serializer], request: Request) -> dict[str, Any]:
    sent = serializer(data=request.data)
    sent.is_valid(raise_exception=True)
    return dict(sent.validated_data)
