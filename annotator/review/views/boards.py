"""How every page of figures begins: who asks, which filters, which figures."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from annotator.http import wants_json
from annotator.projects.models import Membership
from annotator.projects.permissions import get_member, require_reviewer
from annotator.review.figures.choosing import catalogue_for
from annotator.review.figures.filters import Filters, FiltersForm
from annotator.review.figures.store import Shown, figures_at_once, figures_of
from annotator.review.presenting.board import Asked, Board
from annotator.review.presenting.panel import Panel

MAX_ASKED = 4


@dataclass(frozen=True, slots=True)
class Opened:
    """The board of a page, of when its figures are, and the form above it."""

    board: Board
    shown: Shown
    form: FiltersForm

    def context(self, request: HttpRequest) -> dict[str, Any]:
        """What every page of figures shows."""
        return {
            "member": self.board.member,
            "catalogue": self.board.catalogue,
            "shown": self.shown,
            "panel": Panel(self.board.member, self.form, request.GET),
        }


View = Callable[..., HttpResponse]


def of_figures(view: View) -> View:
    """Open the figures for a view, to reviewers; wrong filters get the form, with what is wrong."""
    return _opening(view, figures_of)


def of_figures_at_once(view: View) -> View:
    """The same for what people look at: of a large project, figures nobody has asked for so far
    are made in the background, and a page says so."""
    return _opening(view, figures_at_once)


def _opening(view: View, read: Callable[[Membership, Filters], Shown | None]) -> View:
    @require_safe
    @login_required
    @wraps(view)
    def opened_view(request: HttpRequest, slug: str, **places: str) -> HttpResponse:
        member = get_member(request.user, slug)
        require_reviewer(member)
        form = FiltersForm(member, request.GET)
        if not form.is_valid():
            context = {"member": member, "panel": Panel(member, form, request.GET)}
            return render(request, "review/filters_refused.html", context, status=400)
        shown = read(member, form.filters)
        if shown is None:
            return _being_made(request, member, form)
        asked = Asked(
            variable=places.get("variable") or request.GET.get("variable", ""),
            publishers=tuple(filter(None, request.GET.getlist("compare")))[:MAX_ASKED],
        )
        catalogue = catalogue_for(member, form.filters)
        board = Board(member, catalogue, form.filters, shown.document, asked)
        return view(request, Opened(board, shown, form), **places)

    return opened_view


def _being_made(request: HttpRequest, member: Membership, form: FiltersForm) -> HttpResponse:
    """Say that figures are on their way; a script asks for it as `dashboard.tell_age` answers."""
    if wants_json(request):
        return JsonResponse({"made_at": "", "is_being_made": True})
    context = {"member": member, "panel": Panel(member, form, request.GET)}
    return render(request, "review/figures_being_made.html", context, status=202)
