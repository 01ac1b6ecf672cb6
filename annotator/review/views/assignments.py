"""Who has done what: sending an article back, taking it back, giving it to somebody else."""

import uuid

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from annotator.annotation.actions import (
    lapse_idle,
    reassign_assignment,
    release_assignment,
    return_assignment,
)
from annotator.annotation.models import Assignment
from annotator.annotation.transitions import Event, sources_of
from annotator.errors import Conflict
from annotator.http import posted_by
from annotator.projects.models import Membership
from annotator.projects.permissions import get_member, require_manager, require_reviewer
from annotator.review.choices import on_chosen_articles
from annotator.review.figures.filters import FiltersForm
from annotator.review.forms import AssignmentFilterForm, ReassignForm, ReleaseForm, ReturnForm
from annotator.review.presenting.links import Links
from annotator.review.presenting.panel import Panel
from annotator.review.querysets import assignments_of, chosen_assignments, people_for

PER_PAGE = 50


@require_safe
@login_required
def show(request: HttpRequest, slug: str) -> HttpResponse:
    """List assignments by state and annotator, on the articles that the figures are about."""
    member = get_member(request.user, slug)
    require_reviewer(member)
    lapse_idle(project=member.project)
    panel = Panel(member, FiltersForm(member, request.GET), request.GET)
    form = AssignmentFilterForm(request.GET, member=member)
    is_valid = form.is_valid() and panel.form.is_valid()
    rows = assignments_of(member).with_activity()
    rows = chosen_assignments(rows, **form.cleaned_data) if is_valid else rows.none()
    rows = on_chosen_articles(rows, member, panel.filters)
    context = {
        "member": member,
        "form": form,
        "links": Links(slug, panel.filters),
        "panel": panel,
        "page": Paginator(rows, PER_PAGE).get_page(request.GET.get("page")),
        "unfinished": sources_of(Event.RELEASE),
    }
    status = 200 if is_valid else 400
    return render(request, "review/assignments.html", context, status=status)


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


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def release(request: HttpRequest, slug: str, public_id: uuid.UUID) -> HttpResponse:
    """Take an article that is not handed in back from its annotator, with the reason."""
    member, assignment = _managed(request, slug, public_id)
    form = ReleaseForm(posted_by(request))
    if request.method == "POST" and form.is_valid():
        release_assignment(assignment=assignment, member=member, reason=form.cleaned_data["reason"])
        name = {"name": assignment.annotator.display_name}
        messages.success(request, _("Taken back from %(name)s.") % name)
        return redirect("review_assignments", slug)
    return _page(request, "review/release.html", member, assignment, form)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def reassign(request: HttpRequest, slug: str, public_id: uuid.UUID) -> HttpResponse:
    """Give an article that is not handed in to somebody else, in the same place."""
    member, assignment = _managed(request, slug, public_id)
    people = people_for(assignment)
    choices = [(one.username, one.display_name) for one in people]
    form = ReassignForm(posted_by(request), people=choices)
    if request.method == "POST" and form.is_valid():
        to = next(one for one in people if one.username == form.cleaned_data["username"])
        reason = form.cleaned_data["reason"]
        try:
            reassign_assignment(assignment=assignment, member=member, to=to, reason=reason)
        except Conflict as error:
            form.add_error(None, error.message)
        else:
            name = {"name": to.display_name}
            messages.success(request, _("Given to %(name)s, on whose page it waits.") % name)
            return redirect("review_assignments", slug)
    return _page(request, "review/reassign.html", member, assignment, form, people=people)


def _managed(
    request: HttpRequest, slug: str, public_id: uuid.UUID
) -> tuple[Membership, Assignment]:
    member = get_member(request.user, slug)
    require_manager(member)
    return member, get_object_or_404(assignments_of(member), public_id=public_id)


def _page(
    request: HttpRequest,
    template: str,
    member: Membership,
    assignment: Assignment,
    form: Form,
    **more: object,
) -> HttpResponse:
    context = {
        "member": member,
        "assignment": assignment,
        "form": form,
        "may_act": assignment.state in sources_of(Event.RELEASE),
        **more,
    }
    return render(request, template, context, status=400 if form.errors else 200)
