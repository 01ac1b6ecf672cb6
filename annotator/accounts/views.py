"""A person's own account and preferences."""

from allauth.mfa.utils import is_mfa_enabled
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from annotator.accounts.actions import save_preferences
from annotator.accounts.forms import PreferencesForm, SomePreferencesForm
from annotator.accounts.models import User
from annotator.http import posted_by, problem, wants_json


@require_safe
@login_required
def show(request: HttpRequest) -> HttpResponse:
    """Show the account with ways to secure it."""
    return render(request, "account/account.html", {"has_totp": is_mfa_enabled(request.user)})


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def preferences(request: HttpRequest) -> HttpResponse:
    """Show and save preferences: the whole form from the page, single ones from a script.

    A script (`Accept: application/json`) sends only what changes, switches as `true` or `false`,
    and gets all preferences back.
    """
    if not request.user.is_authenticated:
        if wants_json(request):
            return problem(401, _("Your login has ended. Log in again."))
        return redirect_to_login(request.path)
    user = request.user
    if wants_json(request):
        return _answer_script(request, user)
    form = PreferencesForm(posted_by(request), user=user)
    if not form.is_valid():
        status = 400 if form.is_bound else 200
        return render(request, "account/preferences.html", {"form": form}, status=status)
    save_preferences(user=user, **form.cleaned_data)
    messages.success(request, _("Your preferences are saved."))
    return redirect("preferences")


def _answer_script(request: HttpRequest, user: User) -> HttpResponse:
    if request.method == "POST":
        form = SomePreferencesForm(request.POST, user=user)
        if not form.fields:
            return problem(400, _("Send at least one preference."))
        if not form.is_valid():
            return problem(400, _("That preference is not offered."), form.problems())
        save_preferences(user=user, **form.cleaned_data)
    return JsonResponse(user.preferences)
