"""A project's own page, its creation and its settings."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.forms import Form, model_to_dict
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from annotator.accounts.models import User
from annotator.codebook.catalogue import catalogue_of, project_catalogue
from annotator.codebook.document import CodebookError
from annotator.errors import Conflict
from annotator.http import posted_by
from annotator.projects import actions
from annotator.projects.forms import ProjectForm, SettingsForm
from annotator.projects.guidelines import render_guidelines
from annotator.projects.models import Project
from annotator.projects.permissions import get_member, require_manager
from annotator.projects.querysets import versions_known_to


class AuthedRequest(HttpRequest):
    """A request behind `login_required`: its user is an account."""

    user: User


CHANGING = ("title", "overlap", "guidelines", "claim_editors")
# What a new project with the shipped codebook starts with: one preset key and one more.
STARTING_VARIABLES = ["att", "src", "name", "hop", "slant"]


@require_safe
@login_required
def show(request: HttpRequest, slug: str) -> HttpResponse:
    """Show what the project is and what the member can do in it."""
    member = get_member(request.user, slug)
    project = member.project
    context = {
        "member": member,
        "project": project,
        "guidelines": render_guidelines(project.guidelines) if project.guidelines else "",
        "articles": project.entries.count(),
        "members": project.memberships.count(),
        "catalogue": project_catalogue(project.codebook_version, project.variable_ids),
    }
    return render(request, "projects/project.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def create(request: AuthedRequest) -> HttpResponse:
    """Create a project, then choose its questions."""
    if not request.user.has_perm("annotator.add_project"):
        raise PermissionDenied(_("You may not create projects. Ask the operator of this site."))
    versions = list(versions_known_to(request.user))
    form = ProjectForm(posted_by(request), request.FILES or None, versions=versions)
    if request.method == "POST" and form.is_valid():
        project = _create(request, form)
        if project:
            messages.success(
                request, _("The project is ready. Choose its questions, then add articles.")
            )
            return redirect("project_settings", project.slug)
    return render(request, "projects/create.html", {"form": form}, status=_status(form))


def _create(request: AuthedRequest, form: ProjectForm) -> Project | None:
    values = form.cleaned_data
    try:
        version = form.publish()
        codable = [entry.id for entry in catalogue_of(version).choosable()]
        start = [one for one in STARTING_VARIABLES if one in codable]
        return actions.create_project(
            slug=values["slug"],
            title=values["title"],
            codebook_version=version,
            variable_ids=start if len(start) == len(STARTING_VARIABLES) else None,
            overlap=values["overlap"],
            guidelines=values["guidelines"],
            claim_editors=values["claim_editors"] or Project.ClaimEditors.MANAGERS,
            creator=request.user,
            **form.rules(),
        )
    except CodebookError as error:
        for problem in error.problems[:20]:
            form.add_error("codebook_file", f"{problem.path}: {problem.message}")
    except Conflict as error:
        form.add_error("slug", error.message)
    except ValidationError as error:
        add_errors(form, error)
    return None


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def change(request: HttpRequest, slug: str) -> HttpResponse:
    """Change a project's title, questions, guidelines, and who codes what."""
    member = get_member(request.user, slug)
    require_manager(member)
    project = member.project
    codable = catalogue_of(project.codebook_version).choosable()
    choices = [(entry.id, entry.row.label) for entry in codable]
    initial = {**model_to_dict(project), "variables": project.variable_ids}
    form = SettingsForm(posted_by(request), initial=initial, choices=choices)
    if request.method == "POST" and form.is_valid():
        values = {name: form.cleaned_data[name] for name in CHANGING}
        variables = form.cleaned_data["variables"]
        try:
            actions.change_settings(
                project=project, variable_ids=variables, **values, **form.rules()
            )
        except ValidationError as error:
            add_errors(form, error)
        else:
            messages.success(request, _("Saved."))
            return redirect("project_settings", slug)
    context = {"member": member, "project": project, "form": form, "entries": codable}
    return render(request, "projects/settings.html", context, status=_status(form))


def add_errors(form: Form, error: ValidationError) -> None:
    """Put an action's errors on the fields of a form, or above it."""
    for name, problems in getattr(error, "message_dict", {"": error.messages}).items():
        for problem in problems:
            form.add_error(name if name in form.fields else None, problem)


def _status(form: Form) -> int:
    return 400 if form.is_bound and form.errors else 200
