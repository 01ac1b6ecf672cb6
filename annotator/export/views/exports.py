"""The page where labels leave: choose, download, see how far it is, freeze."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from annotator.errors import Conflict
from annotator.export.forms import ExportForm, FreezeForm
from annotator.export.freezing.asking import (
    GUIDE,
    METHODS,
    begin_freeze,
    draft_text,
    freeze_of,
    freezes_of,
    frozen_text,
)
from annotator.export.jobs.actions import drop_export, exports_of
from annotator.export.jobs.asking import begin_export, format_named
from annotator.export.jobs.sending import send_file, stream
from annotator.export.jobs.tidying import tidy_exports
from annotator.export.models import Export
from annotator.export.study.opening import open_study
from annotator.projects.models import Membership
from annotator.projects.permissions import get_member, require_manager, require_reviewer

LISTED = 10
TEXTS = {"methods": METHODS, "coder-guide": GUIDE}


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def show(request: HttpRequest, slug: str) -> HttpResponseBase:
    """Show what can be had; hand it out, or begin it in the background."""
    member = get_member(request.user, slug)
    if request.method != "POST":
        return _page(request, member, ExportForm(member, initial=request.GET.dict()))
    form = ExportForm(member, request.POST)
    if form.is_valid():
        try:
            return _export(request, member, form.query())
        except ValidationError as error:
            form.add_errors(error)
        except Conflict as error:
            form.add_error(None, error.message)
            return _page(request, member, form, status=409)
    return _page(request, member, form, status=400)


def _export(request: HttpRequest, member: Membership, query: dict[str, str]) -> HttpResponseBase:
    chosen = format_named(query["as"])
    study = open_study(member, query)
    at_once = "background" not in request.POST
    if at_once and not study.has_more_labels_than(chosen.streams_up_to):
        return stream(member, chosen, study, query)
    begin_export(member, chosen, query)
    if at_once:
        messages.info(request, _("That is a large export: it is being written in the background."))
    return redirect("export", member.project.slug)


def _page(
    request: HttpRequest,
    member: Membership,
    form: ExportForm,
    freeze_form: FreezeForm | None = None,
    status: int = 200,
) -> HttpResponse:
    tidy_exports()
    exports = list(exports_of(member)[:LISTED])
    freezes = list(freezes_of(member)) if member.may_review else []
    context = {
        "member": member,
        "form": form,
        "freeze_form": freeze_form or FreezeForm(),
        "exports": exports,
        "freezes": freezes,
        "going_on": any(one.is_under_way for one in exports)
        or any(one.is_under_way for one in freezes),
    }
    return render(request, "export/export.html", context, status=status)


def _own(request: HttpRequest, slug: str, export_id: UUID) -> tuple[Membership, Export]:
    member = get_member(request.user, slug)
    return member, get_object_or_404(exports_of(member), public_id=export_id)


@require_safe
@login_required
def fetch(request: HttpRequest, slug: str, export_id: UUID) -> HttpResponseBase:
    """Hand out the file that was written for who asks."""
    return send_file(request, *_own(request, slug, export_id))


@require_POST
@login_required
def drop(request: HttpRequest, slug: str, export_id: UUID) -> HttpResponse:
    """Cancel an export that is under way, remove one that is over."""
    _member, export = _own(request, slug, export_id)
    drop_export(export=export)
    return redirect("export", slug)


@require_POST
@login_required
def freeze(request: HttpRequest, slug: str) -> HttpResponse:
    """Freeze the study as it is now."""
    member = get_member(request.user, slug)
    require_manager(member)
    form, status = FreezeForm(request.POST), 400
    if form.is_valid():
        try:
            begin_freeze(member, form.cleaned_data["name"])
        except (ValidationError, Conflict) as error:
            form.add_error("name", getattr(error, "message", "") or error.messages)  # type: ignore[union-attr]
            status = 409 if isinstance(error, Conflict) else 400
        else:
            return redirect("export", slug)
    return _page(request, member, ExportForm(member), form, status=status)


@require_safe
@login_required
def frozen(request: HttpRequest, slug: str, freeze_id: UUID, text: str) -> HttpResponse:
    """Show the methods section or the coder guide of a freeze."""
    member = get_member(request.user, slug)
    kept = freeze_of(member, freeze_id)
    return _text(request, member, text, freeze=kept, found=frozen_text(kept, _known(text)))


@require_safe
@login_required
def draft(request: HttpRequest, slug: str, text: str) -> HttpResponse:
    """Show the methods section, for reviewers, or the coder guide of the project as it stands."""
    member = get_member(request.user, slug)
    if _known(text) == METHODS:
        require_reviewer(member)
    return _text(request, member, text, freeze=None, found=draft_text(member, _known(text)))


def _known(text: str) -> str:
    if text not in TEXTS:
        raise Http404
    return TEXTS[text]


def _text(request: HttpRequest, member: Membership, text: str, **more: Any) -> HttpResponse:
    context = {"member": member, "text": text, **more}
    return render(request, "export/text.html", context)
