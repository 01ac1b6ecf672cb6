"""Coming to one's own assignment: logged in, a member, and nobody else's."""

import functools
import uuid
from collections.abc import Callable
from typing import Any, cast

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext_lazy

from annotator.accounts.models import User
from annotator.annotation.models import Assignment
from annotator.http import problem
from annotator.projects.models import Membership
from annotator.projects.permissions import get_member

View = Callable[..., HttpResponse]
LOGGED_OUT = gettext_lazy(
    "Your login has ended. Log in again; what you answered waits in this browser."
)


def logged_in(view: View) -> View:
    """Let logged-in users in.

    Others log in first and come to the page that the address belongs to, since an address that
    only takes forms shows nothing. A program is told in its own shape.
    """

    @functools.wraps(view)
    def entered(request: HttpRequest, **place: Any) -> HttpResponse:
        if request.user.is_authenticated:
            return view(request, **place)
        if wants_json(request):
            return problem(401, str(LOGGED_OUT))
        page = reverse("annotate", kwargs=place) if "public_id" in place else reverse("home")
        return redirect_to_login(page)

    return entered


def own_assignment(
    request: HttpRequest, slug: str, public_id: uuid.UUID
) -> tuple[Membership, Assignment]:
    """The member and their own assignment; `Http404` for anybody else's."""
    member = get_member(request.user, slug)
    rows = Assignment.objects.own(member).select_related("article__publisher")
    assignment = get_object_or_404(rows, public_id=public_id)
    assignment.project = member.project
    return member, assignment


def user_of(request: HttpRequest) -> User:
    """Who asks, in a view behind `logged_in`."""
    return cast(User, request.user)


def wants_json(request: HttpRequest) -> bool:
    """Whether a script asks, not a page."""
    return request.headers.get("accept", "").startswith("application/json")
