"""Where the cutting rules fail: what people corrected, to read and to take along."""

import csv
import io

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from annotator.cells import harmless
from annotator.projects.corrections import Correction, corrections_of
from annotator.projects.permissions import get_member, require_manager

COLUMNS = (
    *("reason", "kind", "from_role", "to_role", "corrected", "segments", "share", "confidence"),
    *("articles", "examples"),
)


@require_safe
@login_required
def show(request: HttpRequest, slug: str) -> HttpResponse:
    """Show which rules people corrected, how often, and how."""
    member = get_member(request.user, slug)
    require_manager(member)
    context = {"member": member, "found": corrections_of(member.project)}
    return render(request, "projects/corrections.html", context)


@require_safe
@login_required
def download(request: HttpRequest, slug: str) -> HttpResponse:
    """Send the same as a table; rules and roles are called as they are stored."""
    member = get_member(request.user, slug)
    require_manager(member)
    written = io.StringIO()
    rows = [_cells(one) for one in corrections_of(member.project).rows]
    csv.writer(written).writerows([COLUMNS, *rows])
    response = HttpResponse(written.getvalue(), content_type="text/csv; charset=utf-8")
    name = f"{member.project.slug}-corrections.csv"
    disposition = content_disposition_header(as_attachment=True, filename=name)
    response["Content-Disposition"] = str(disposition)
    return response


def _cells(one: Correction) -> list[object]:
    counts = (one.corrected, one.made, round(one.share, 4), one.confidence)
    places = " ".join(str(example.article.pk) for example in one.examples)
    words = " | ".join(" ".join(example.text.split()) for example in one.examples)
    return [harmless(cell) for cell in (*one.way, *counts, places, words)]
