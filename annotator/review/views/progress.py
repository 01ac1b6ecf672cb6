"""An annotator's own progress."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from annotator.annotation.models import Assignment
from annotator.projects.permissions import get_member
from annotator.review.presenting import percent
from annotator.review.progress import own_progress


@require_safe
@login_required
def show(request: HttpRequest, slug: str) -> HttpResponse:
    """Show an annotator their own row, and nobody else's."""
    member = get_member(request.user, slug)
    progress = own_progress(member)
    names = dict(Assignment.State.choices)
    context = {
        "member": member,
        "progress": progress,
        "states": [(key, names[key], count) for key, count in progress.assignments.items()],
        "compared": [(one, percent(one.share)) for one in progress.compared],
    }
    return render(request, "review/progress.html", context)
