"""The project's codebook, to read and to take along."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.text import slugify
from django.views.decorators.http import require_safe

from annotator.codebook.catalogue import catalogue_of
from annotator.projects.permissions import get_member


@require_safe
@login_required
def show(request: HttpRequest, slug: str) -> HttpResponse:
    """Show every question with its codes, definitions and decision rules."""
    member = get_member(request.user, slug)
    catalogue = catalogue_of(member.project.codebook_version)
    chosen = catalogue.with_attributes(member.project.variable_ids)
    entries = list(catalogue.variables.values())
    context = {
        "member": member,
        "catalogue": catalogue,
        "asked": [entry for entry in entries if entry.id in chosen],
        "others": [entry for entry in entries if entry.id not in chosen],
        "unit_rules": member.project.codebook_version.document.get("unit_rules", []),
    }
    return render(request, "projects/codebook.html", context)


@require_safe
@login_required
def download(request: HttpRequest, slug: str) -> HttpResponse:
    """Hand out the document, as it was published."""
    version = get_member(request.user, slug).project.codebook_version
    catalogue = catalogue_of(version)
    name = slugify(f"{catalogue.name}-{catalogue.version}") or "codebook"
    return JsonResponse(
        version.document,
        json_dumps_params={"indent": 1, "ensure_ascii": False},
        headers={"Content-Disposition": f'attachment; filename="{name}.json"'},
    )
