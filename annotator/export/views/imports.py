"""The pages where labels and studies come in: upload, look, save."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from annotator.codebook.catalogue import project_catalogue
from annotator.errors import Conflict
from annotator.export.importing.actions.imports import (
    begin_import,
    change_options,
    confirm_import,
    discard_import,
)
from annotator.export.importing.actions.study import MAX_WAITED_FOR, import_study
from annotator.export.importing.driving import read_on, rejected_rows, save_on
from annotator.export.importing.forms import CHOICES, LabelsForm, StudyForm
from annotator.export.importing.options import ImportOptions
from annotator.export.models import LabelImport
from annotator.export.readers.records import UnreadableFile
from annotator.projects.models import Membership, Role
from annotator.projects.permissions import get_member, require_manager

LISTED = 10
SHOWN = 200


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def add(request: HttpRequest, slug: str) -> HttpResponse:
    """Read an uploaded file; the next page shows what it would do before anything is saved."""
    member = get_member(request.user, slug)
    require_manager(member)
    form = LabelsForm(request.POST, request.FILES) if request.method == "POST" else LabelsForm()
    if form.is_bound and form.is_valid():
        kept = _begin(member, form)
        if kept is not None:
            return redirect("label_import", slug, kept.public_id)
    rows = member.project.label_imports.select_related("created_by")
    context = {"member": member, "form": form, "imports": rows[:LISTED]}
    return render(request, "export/import_add.html", context, status=_status(form))


def _begin(member: Membership, form: Form) -> LabelImport | None:
    """Keep and read the file; None when it was refused and the form says why."""
    upload = form.cleaned_data["file"]
    options = ImportOptions.read({name: str(form.cleaned_data[name]) for name in CHOICES})
    try:
        kept, _is_new = begin_import(
            member=member,
            pieces=upload.chunks(),
            name=upload.name,
            chosen=form.cleaned_data["format"],
            options=options,
        )
        return read_on(kept, save=False)
    except ValidationError as error:
        form.add_error(None, error.messages)
    except Conflict as error:
        form.add_error(None, error.message)
    return None


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def show(request: HttpRequest, slug: str, import_id: UUID) -> HttpResponse:
    """Show an import: what it would do, how it goes, what came of it."""
    member = get_member(request.user, slug)
    require_manager(member)
    rows = member.project.label_imports.select_related("project__codebook_version", "created_by")
    kept = get_object_or_404(rows, public_id=import_id)
    if request.method != "POST":
        return _page(request, member, kept)
    try:
        if "discard" in request.POST:
            discard_import(label_import=kept)
            messages.info(request, _("Nothing was imported."))
            return redirect("label_import_add", slug)
        _go_on(request, kept)
    except Conflict as error:
        kept.refresh_from_db()
        return _page(request, member, kept, problem=error.message, status=409)
    return redirect("label_import", slug, import_id)


def _go_on(request: HttpRequest, kept: LabelImport) -> None:
    if "again" in request.POST:
        read_on(change_options(label_import=kept, options=_chosen(request)), save=False)
    elif kept.state == LabelImport.State.READING:
        read_on(kept, save=False)
    else:
        skip = "skip_rejected" in request.POST
        save_on(confirm_import(label_import=kept, skip_rejected=skip))


def _chosen(request: HttpRequest) -> ImportOptions:
    """What the manager says that names of the file stand for."""
    posted = request.POST
    people = zip(posted.getlist("person"), posted.getlist("username"), strict=False)
    codes = zip(posted.getlist("code"), posted.getlist("stands_for"), strict=False)
    flags = {name: "true" for name in CHOICES if name in posted}
    return ImportOptions.read({**flags, "people": dict(people), "codes": dict(codes)})


def _page(
    request: HttpRequest,
    member: Membership,
    kept: LabelImport,
    problem: str = "",
    status: int = 200,
) -> HttpResponse:
    rejected = rejected_rows(kept)
    context: dict[str, Any] = {
        "member": member,
        "kept": kept,
        "report": kept.report,
        "problem": problem or kept.problem,
        "rejected": rejected,
        "problems": kept.report.get("problems", [])[:SHOWN],
        "unlisted": max(0, rejected - SHOWN),
        "notes": kept.report.get("notes", [])[:SHOWN],
    }
    if kept.state == LabelImport.State.PREVIEW:
        project = member.project
        annotators = project.memberships.filter(role=Role.ANNOTATOR).select_related("user")
        context["usernames"] = [one.user.username for one in annotators.order_by("user__username")]
        catalogue = project_catalogue(project.codebook_version, project.variable_ids)
        context["questions"] = catalogue.codable()
    return render(request, "export/import.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def add_study(request: HttpRequest) -> HttpResponse:
    """Make a project of an archive of all tables, or say what it would be."""
    if not request.user.has_perm("annotator.add_project"):
        raise PermissionDenied(_("You may not create projects. Ask the operator of this site."))
    form = StudyForm(request.POST, request.FILES) if request.method == "POST" else StudyForm()
    context: dict[str, Any] = {"form": form}
    if form.is_bound and form.is_valid():
        done = _import_study(request, form)
        if done is not None and done.project is not None:
            messages.success(request, _("The study is here, as a project of its own."))
            return redirect("project", done.project.slug)
        context["tried"] = done
    return render(request, "export/import_study.html", context, status=_status(form))


def _import_study(request: HttpRequest, form: Form) -> Any:
    """What came in, or would; None when it was refused and the form says why."""
    values = form.cleaned_data
    try:
        return import_study(
            file=values["file"].file,
            slug=values["slug"],
            title=values["title"],
            actor=request.user,  # type: ignore[arg-type]  # they may add projects: no stranger
            dry_run="try" in request.POST,
            most=MAX_WAITED_FOR,
        )
    except UnreadableFile as error:
        form.add_error("file", error.message)
    except Conflict as error:
        form.add_error("slug", error.message)
    except ValidationError as error:
        form.add_error(None, error.messages)
    return None


def _status(form: Form) -> int:
    return 400 if form.is_bound and form.errors else 200
