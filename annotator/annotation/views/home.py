"""“My work”, taking the next article, and the help."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from annotator.annotation import actions
from annotator.annotation.desk import load_desks
from annotator.annotation.models import Assignment
from annotator.annotation.transitions import STATES
from annotator.annotation.views.entering import logged_in, user_of
from annotator.projects.permissions import get_member

NOTHING_LEFT = gettext_lazy(
    "Nothing left to code in “%(project)s”: every article has its annotators. "
    "You will find new articles here when they are added."
)


@require_safe
def show_help(request: HttpRequest) -> HttpResponse:
    """Show how to work here, for annotators, reviewers and managers."""
    names = dict(Assignment.State.choices)
    states = [(names[state], meaning) for state, meaning in STATES.items()]
    return render(request, "help/help.html", {"states": states})


@require_safe
@never_cache
@login_required
def home(request: HttpRequest) -> HttpResponse:
    """Show what the user has to do, project by project."""
    desks = load_desks(user_of(request))
    may_add = request.user.has_perm("annotator.add_project")
    return render(request, "annotation/home.html", {"desks": desks, "may_add_projects": may_add})


@require_POST
@logged_in
def queue_next(request: HttpRequest, slug: str) -> HttpResponse:
    """Take the next article (or go on with the open one) and open it."""
    member = get_member(request.user, slug)
    assignment = actions.take_next(member=member)
    if assignment is None:
        messages.info(request, NOTHING_LEFT % {"project": member.project.title})
        return redirect("home")
    return redirect("annotate", slug=slug, public_id=assignment.public_id)
