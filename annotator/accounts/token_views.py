"""A person's own keys for the API: see them, make one, revoke them."""

from typing import cast

from allauth.core import ratelimit
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_http_methods, require_POST

from annotator.accounts.actions import create_token, revoke_token, revoke_tokens
from annotator.accounts.forms import TokenForm
from annotator.accounts.models import ApiToken, User
from annotator.http import error_answer, posted_by


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@login_required
@sensitive_variables("key")
def tokens(request: HttpRequest) -> HttpResponse:
    """List one's tokens; a POST makes one and answers with its key, this once.

    The key goes into no session and no redirect: nothing but this answer ever has it.
    """
    form, made, key = TokenForm(posted_by(request)), None, ""
    if form.is_valid():
        if not ratelimit.consume(request, action="make_token", user=request.user):
            return error_answer(request, 429)
        try:
            made, key = create_token(user=_user(request), **form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, [one for found in error.message_dict.values() for one in found])
    context = {
        "tokens": ApiToken.objects.of(_user(request)),
        "form": TokenForm() if made else form,
        "made": made,
        "key": key,
    }
    status = 400 if form.is_bound and not made else 200
    return render(request, "account/tokens.html", context, status=status)


@require_POST
@login_required
def revoke(request: HttpRequest, token: str) -> HttpResponse:
    """End one token."""
    if not revoke_token(user=_user(request), public_id=token):
        raise Http404
    messages.success(request, _("The token is revoked. Programs that use it are refused from now."))
    return redirect("tokens")


@require_POST
@login_required
def revoke_all(request: HttpRequest) -> HttpResponse:
    """End all of one's tokens."""
    revoke_tokens(user=_user(request))
    messages.success(request, _("All your tokens are revoked."))
    return redirect("tokens")


def _user(request: HttpRequest) -> User:
    """Who is logged in; `login_required` has let nobody else in."""
    return cast(User, request.user)
