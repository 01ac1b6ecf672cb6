"""Who may enter a project, and in which role. Views and API start here."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.utils.translation import gettext as _

from annotator.projects.models import Membership

# A codebook document is large and never needed to answer a request.
_DEFERRED = ("project__codebook_version__document",)


def get_member(user: Any, slug: str) -> Membership:
    """Return the user's membership of a project, or 404: a stranger cannot tell that it exists."""
    if not user.is_authenticated:
        raise Http404("No project here that you are a member of.")
    member = (
        Membership.objects.select_related("project__codebook_version", "user")
        .defer(*_DEFERRED)
        .filter(user=user, project__slug=slug)
        .first()
    )
    if member is None:
        raise Http404("No project here that you are a member of.")
    return member


def require_annotator(member: Membership) -> None:
    """Raise `PermissionDenied` unless the member codes."""
    if not member.is_annotator:
        raise PermissionDenied(_("Only annotators of this project code articles."))


def require_reviewer(member: Membership) -> None:
    """Raise `PermissionDenied` unless the member reviews (or manages)."""
    if not member.may_review:
        raise PermissionDenied(_("Only reviewers and managers of this project see this."))


def require_manager(member: Membership) -> None:
    """Raise `PermissionDenied` unless the member manages."""
    if not member.is_manager:
        raise PermissionDenied(_("Only managers of this project do this."))
