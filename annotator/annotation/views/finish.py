"""Taking up, handing in, skipping, and the note to the reviewer."""

import uuid

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from annotator.annotation import actions
from annotator.annotation.forms import NoteForm, SkipForm
from annotator.annotation.views.annotate import show_sheet
from annotator.annotation.views.entering import logged_in, own_assignment, user_of, wants_json
from annotator.errors import Conflict
from annotator.http import problem


@require_POST
@logged_in
def take_up(request: HttpRequest, slug: str, public_id: uuid.UUID) -> HttpResponse:
    """Take one article in hand that was dealt, or that had lapsed."""
    member, assignment = own_assignment(request, slug, public_id)
    try:
        actions.take_up(assignment=assignment, member=member)
    except Conflict as error:
        messages.error(request, error.message)
    return redirect("annotate", slug=slug, public_id=public_id)


@require_POST
@logged_in
def submit(request: HttpRequest, slug: str, public_id: uuid.UUID) -> HttpResponse:
    """Hand the article in, or show what is still missing."""
    member, assignment = own_assignment(request, slug, public_id)
    try:
        actions.submit_assignment(assignment=assignment, actor=user_of(request))
    except Conflict as error:
        problems = [{"field": "", "message": error.message, "code": "conflict"}]
        return show_sheet(
            request, member, assignment, status=409, problems=problems, missing=error.errors
        )
    heading = {"title": assignment.article.heading}
    messages.success(request, _("Submitted: “%(title)s”. Thank you.") % heading)
    return redirect("home")


@require_POST
@logged_in
def skip(request: HttpRequest, slug: str, public_id: uuid.UUID) -> HttpResponse:
    """Give the article back to the queue, with the reason."""
    member, assignment = own_assignment(request, slug, public_id)
    form = SkipForm(request.POST)
    if not form.is_valid():
        return show_sheet(request, member, assignment, status=400, problems=_problems(form))
    actions.skip_assignment(
        assignment=assignment, actor=user_of(request), reason=form.cleaned_data["reason"]
    )
    heading = {"title": assignment.article.heading}
    messages.success(request, _("Skipped: “%(title)s”. The reviewers see why.") % heading)
    return redirect("home")


@require_POST
@logged_in
def reopen(request: HttpRequest, slug: str, public_id: uuid.UUID) -> HttpResponse:
    """Take a submitted article in hand again."""
    _member, assignment = own_assignment(request, slug, public_id)
    try:
        actions.reopen_submitted(assignment=assignment, actor=user_of(request))
    except Conflict as error:
        messages.error(request, error.message)
    else:
        messages.success(request, _("Open again. Submit it when you are done."))
    return redirect("annotate", slug=slug, public_id=public_id)


@require_POST
@logged_in
def note(request: HttpRequest, slug: str, public_id: uuid.UUID) -> HttpResponse:
    """Keep the note to the reviewer."""
    member, assignment = own_assignment(request, slug, public_id)
    form = NoteForm(request.POST)
    if not form.is_valid():
        problems = _problems(form)
        if wants_json(request):
            return problem(400, " ".join(one["message"] for one in problems), problems)
        return show_sheet(request, member, assignment, status=400, problems=problems)
    kept = actions.save_note(
        assignment=assignment, actor=user_of(request), note=form.cleaned_data["note"]
    )
    if wants_json(request):
        return JsonResponse({"note": kept.note})
    messages.success(request, _("Your note to the reviewer is saved."))
    return redirect("annotate", slug=slug, public_id=public_id)


def _problems(form: Form) -> list[dict[str, str]]:
    return [
        {"field": name, "message": str(message), "code": "invalid"}
        for name, found in form.errors.items()
        for message in found
    ]
