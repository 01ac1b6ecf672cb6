"""Accept an invitation: with the account at hand, or by making one."""

from django.contrib import messages
from django.contrib.auth import login
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from annotator.errors import Conflict
from annotator.http import posted_by
from annotator.projects import actions
from annotator.projects.forms import AcceptForm
from annotator.projects.models import Membership
from annotator.projects.views.projects import add_errors

BACKEND = "annotator.accounts.backends.AccountBackend"


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def accept(request: HttpRequest, secret: str) -> HttpResponse:
    """Show who invites to what, and let the person in."""
    invitation = actions.find_invitation(secret=secret)
    if invitation is None:
        raise Conflict(_("This invitation was used, withdrawn or has expired. Ask for a new one."))
    form = AcceptForm(posted_by(request))
    if request.method == "POST" and (request.user.is_authenticated or form.is_valid()):
        member = _accept(request, secret, form)
        if member:
            welcome = _("Welcome to “%(project)s”.") % {"project": member.project.title}
            messages.success(request, welcome)
            return redirect("project", member.project.slug)
    context = {"invitation": invitation, "form": form}
    status = 400 if form.is_bound and form.errors else 200
    return render(request, "projects/accept.html", context, status=status)


def _accept(request: HttpRequest, secret: str, form: AcceptForm) -> Membership | None:
    if request.user.is_authenticated:
        return actions.accept_invitation(secret=secret, user=request.user)
    try:
        member = actions.accept_invitation(secret=secret, user=None, **form.cleaned_data)
    except ValidationError as error:
        add_errors(form, error)
        return None
    login(request, member.user, backend=BACKEND)
    return member
