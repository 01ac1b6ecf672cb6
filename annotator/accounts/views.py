"""A person's own account page."""

from allauth.mfa.utils import is_mfa_enabled
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe


@require_safe
@login_required
def show(request: HttpRequest) -> HttpResponse:
    """Show the account with ways to secure it."""
    return render(request, "account/account.html", {"has_totp": is_mfa_enabled(request.user)})
