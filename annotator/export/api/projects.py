"""Projects, their members and codebook."""

from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework import generics

from annotator.accounts.models import User
from annotator.codebook.actions import publish_codebook, publish_default
from annotator.codebook.catalogue import describe, project_catalogue
from annotator.codebook.models import CodebookVersion
from annotator.codebook.reading import default_codebook
from annotator.export.api.base import ListView, ProjectView, Request, Response, caller
from annotator.export.conditional import conditional
from annotator.export.serializers.projects import (
    CodebookSerializer,
    MemberSerializer,
    NewProjectSerializer,
    ProjectSerializer,
    chosen_rules,
)
from annotator.export.states import state_of_codebook, state_of_project
from annotator.projects.actions import add_member, create_project, set_quota
from annotator.projects.models import Membership
from annotator.projects.permissions import require_manager

DEFAULT = "default"


class ProjectListView(generics.ListAPIView):
    """The caller's projects."""

    queryset = Membership.objects.none()
    serializer_class = ProjectSerializer
    ordering = ("project_id",)

    def get_queryset(self) -> QuerySet[Membership]:
        """Return the caller's memberships, with what a project's object shows."""
        if getattr(self, "swagger_fake_view", False):
            return self.queryset
        rows = Membership.objects.filter(user=caller(self.request))
        return rows.select_related("project__codebook_version__codebook").defer(
            "project__codebook_version__document"
        )

    @extend_schema(operation_id="list_projects", summary="Your projects")
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """List the projects that you are a member of."""
        return super().get(request, *args, **kwargs)

    @extend_schema(
        operation_id="create_project",
        summary="Create a project",
        request=NewProjectSerializer,
        responses={201: ProjectSerializer},
        examples=[
            OpenApiExample(
                "With the shipped codebook",
                value={
                    "slug": "harbour",
                    "title": "The harbour",
                    "codebook": DEFAULT,
                    "overlap": 2,
                    "reliability_share": 20,
                },
                request_only=True,
            )
        ],
    )
    def post(self, request: Request) -> Response:
        """Create a project and become its manager; for those who may add projects."""
        if not request.user.has_perm("annotator.add_project"):
            message = _("You may not create projects. Ask the operator of this site.")
            raise PermissionDenied(message)
        serializer = NewProjectSerializer(data=request.data)
        serializer.is_valid(raise_exception=True)
        values = serializer.validated_data
        with transaction.atomic():
            project = create_project(
                slug=values["slug"],
                title=values["title"],
                codebook_version=_codebook(caller(request), values["codebook"]),
                variable_ids=values.get("variables"),
                overlap=values["overlap"],
                guidelines=values["guidelines"],
                claim_editors=values["claim_editors"],
                creator=caller(request),
                **chosen_rules(values),
            )
        return Response(ProjectSerializer(self.get_queryset().get(project=project)).data, 201)


class ProjectDetailView(ProjectView):
    """One project."""

    @extend_schema(
        operation_id="get_project", summary="A project", responses={200: ProjectSerializer}
    )
    @conditional(state_of_project)
    def get(self, _request: Request, slug: str) -> Response:
        """Show a project that you are a member of."""
        return Response(ProjectSerializer(self.member).data)


class CodebookView(ProjectView):
    """The questions of a project."""

    @extend_schema(
        operation_id="get_codebook", summary="The codebook", responses={200: CodebookSerializer}
    )
    @conditional(state_of_codebook)
    def get(self, _request: Request, slug: str) -> Response:
        """Show the variables that the project has switched on, with codes, rules and presets."""
        project = self.member.project
        catalogue = project_catalogue(project.codebook_version, project.variable_ids)
        values = {
            "name": catalogue.name,
            "version": catalogue.version,
            "variables": describe(catalogue),
            "presets": catalogue.presets,
        }
        return Response(CodebookSerializer(values).data)


class MemberListView(ListView):
    """Who is in a project; for managers."""

    queryset = Membership.objects.none()
    serializer_class = MemberSerializer
    restricted = True

    def get_queryset(self) -> QuerySet[Membership]:
        """Return the project's members, for a manager."""
        if getattr(self, "swagger_fake_view", False):
            return self.queryset
        require_manager(self.member)
        return Membership.objects.filter(project=self.member.project).select_related("user")

    @extend_schema(operation_id="list_members", summary="The members")
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """List the members of a project."""
        return super().get(request, *args, **kwargs)

    @extend_schema(
        operation_id="add_member",
        summary="Add a member",
        request=MemberSerializer,
        responses={201: MemberSerializer, 200: MemberSerializer},
    )
    def post(self, request: Request, slug: str) -> Response:
        """Add a person who has an account (201), or give a member another role or quota (200)."""
        members = self.get_queryset()
        serializer = MemberSerializer(data=request.data)
        serializer.is_valid(raise_exception=True)
        user = find_user(serializer.validated_data["user"]["username"])
        known = members.filter(user=user).exists()
        values = serializer.validated_data
        with transaction.atomic():
            member = add_member(
                project=self.member.project,
                user=user,
                role=values["role"],
                actor=self.member.user,
            )
            if "quota" in values:
                set_quota(membership=member, quota=values["quota"])
        return Response(MemberSerializer(member).data, 200 if known else 201)


def find_user(username: str) -> User:
    """The person with that name who can log in; `ValidationError` for nobody."""
    user = User.objects.filter(username__iexact=username, is_active=True).first()
    if user is None:
        message = _("Nobody here has the username “%(username)s”. Invite them by e-mail.")
        message %= {"username": username}
        raise ValidationError({"username": ValidationError(message, code="unknown")})
    return user


def _codebook(user: User, wanted: Any) -> CodebookVersion:
    """Publish a document, or find a codebook by name among those the user can know."""
    if not isinstance(wanted, str):
        return publish_codebook(document=wanted)
    if wanted in (DEFAULT, default_codebook().name):
        return publish_default()
    used = CodebookVersion.objects.filter(projects__memberships__user=user, codebook__name=wanted)
    version = used.defer("document").order_by("-pk").first()
    if version is None:
        message = _("None of your projects uses a codebook “%(name)s”. Send it, or “%(default)s”.")
        message %= {"name": wanted, "default": DEFAULT}
        raise ValidationError({"codebook": ValidationError(message, code="unknown")})
    return version
