"""Who has done what, and sending an article back."""

import uuid

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import Exists, OuterRef, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from annotator.annotation.actions import return_assignment
from annotator.annotation.models import Assignment, Flag
from annotator.http import posted_by
from annotator.projects.permissions import get_member, require_reviewer
from annotator.review.forms import AssignmentFilterForm, ReturnForm
from annotator.review.querysets import assignments_of

PER_PAGE = 50


@require_safe
@login_required
def show(request: HttpRequest, slug: str) -> HttpResponse:
    """List assignments by state and annotator."""
    member = get_member(request.user, slug)
    require_reviewer(member)
    form = AssignmentFilterForm(request.GET, member=member)
    rows = assignments_of(member).order_by("-updated_at", "-pk")
    if form.is_valid():
        asked = form.cleaned_data
        rows = rows.filter(state=asked["state"]) if asked["state"] else rows
        rows = rows.filter(annotator__username=asked["annotator"]) if asked["annotator"] else rows
        if asked["note"]:
            rows = rows.filter(~Q(note="") | Exists(Flag.objects.filter(assignment=OuterRef("pk"))))
    page = Paginator(rows if form.is_valid() else rows.none(), PER_PAGE)
    context = {"member": member, "form": form, "page": page.get_page(request.GET.get("page"))}
    return render(
        request, "review/assignments.html", context, status=200 if form.is_valid() else 400
    )


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def send_back(request: HttpRequest, slug: str, public_id: uuid.UUID) -> HttpResponse:
    """Send a submitted article back to its annotator, with the reason."""
    member = get_member(request.user, slug)
    require_reviewer(member)
    assignment = get_object_or_404(assignments_of(member), public_id=public_id)
    form = ReturnForm(posted_by(request))
    if request.method == "POST" and form.is_valid():
        return_assignment(assignment=assignment, member=member, reason=form.cleaned_data["reason"])
        name = {"name": assignment.annotator.display_name}
        messages.success(request, _("Sent back to %(name)s, with your reason.") % name)
        return redirect("review_assignments", slug)
    context = {
        "member": member,
        "assignment": assignment,
        "form": form,
        "may_return": assignment.state == Assignment.State.SUBMITTED,
    }
    return render(request, "review/return.html", context, status=400 if form.errors else 200)
