"""Dealing articles out: what would be done, and doing it."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from annotator.annotation import actions
from annotator.annotation.staffing import Staffing, plan_dealing, short_articles
from annotator.errors import Conflict
from annotator.projects.models import Membership
from annotator.projects.permissions import get_member, require_manager

SHOWN_SHORT = 20


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@login_required
def show(request: HttpRequest, slug: str) -> HttpResponse:
    """Show who would get how much; POST deals exactly what was shown, or shows what it is now."""
    member = get_member(request.user, slug)
    require_manager(member)
    if request.method != "POST":
        return _page(request, member)
    try:
        dealt = actions.deal_articles(member=member, digest=request.POST.get("digest", ""))
    except Conflict as error:
        return _page(request, member, problem=error.message, status=409)
    messages.success(request, _done(dealt))
    return redirect("dealing", slug)


def _done(dealt: Staffing) -> str:
    places = len(dealt.plan.given)
    words = ngettext("%(count)s assignment was dealt.", "%(count)s assignments were dealt.", places)
    return words % {"count": places}


def _page(
    request: HttpRequest, member: Membership, *, problem: str = "", status: int = 200
) -> HttpResponse:
    actions.lapse_idle(project=member.project)
    staffing = plan_dealing(member.project)
    context = {
        "member": member,
        "project": member.project,
        "staffing": staffing,
        "places": len(staffing.plan.given),
        "short": short_articles(staffing, SHOWN_SHORT),
        "problem": problem,
    }
    return render(request, "annotation/dealing.html", context, status=status)
