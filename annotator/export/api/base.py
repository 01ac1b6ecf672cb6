"""What every endpoint stands on."""

from functools import cached_property
from typing import Any, cast

from django.shortcuts import get_object_or_404
from rest_framework import generics
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from annotator.accounts.models import User
from annotator.projects.models import Membership
from annotator.projects.permissions import get_member

__all__ = ["ListView", "ProjectView", "Request", "Response", "caller", "get_object_or_404"]


def caller(request: Request) -> User:
    """Return who asks; the permission classes have let nobody else in."""
    return cast(User, request.user)


class ProjectView(APIView):
    """An endpoint under `/projects/{slug}/`. What it reads starts at `self.member`."""

    @cached_property
    def member(self) -> Membership:
        """The caller's membership, or 404."""
        return get_member(self.request.user, self.kwargs["slug"])

    def finalize_response(
        self, request: Request, response: Any, *args: Any, **kwargs: Any
    ) -> Response:
        """Keep what is answered out of shared caches."""
        answer = super().finalize_response(request, response, *args, **kwargs)
        answer.headers.setdefault("Cache-Control", "private, no-store")
        return answer


class ListView(ProjectView, generics.ListAPIView):
    """A list in pages. `ordering` names its columns, the last one unique."""

    ordering: tuple[str, ...] = ("id",)
