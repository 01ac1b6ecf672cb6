"""The review dashboard: how far the project is, what was answered, how far people agree."""

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render

from annotator.review.attention import attention_of
from annotator.review.presenting.dashboard import dashboard, question, top_targets
from annotator.review.querysets import disputed_texts
from annotator.review.views.boards import Opened, of_figures_at_once


@of_figures_at_once
def show(request: HttpRequest, opened: Opened) -> HttpResponse:
    """Show the figures of a project to its reviewers and managers."""
    board = opened.board
    texts = disputed_texts(board.member, top_targets(board))
    attention = attention_of(board.member, board.filters)
    context = {**opened.context(request), **dashboard(board, texts, attention)}
    return render(request, "review/dashboard.html", context)


@of_figures_at_once
def show_question(request: HttpRequest, opened: Opened, variable: str) -> HttpResponse:
    """Show everything about the agreement on one question."""
    entry = opened.board.catalogue.variables.get(variable)
    if entry is None:
        raise Http404
    context = {**opened.context(request), **question(opened.board, entry)}
    return render(request, "review/agreement.html", context)


@of_figures_at_once
def tell_age(_request: HttpRequest, opened: Opened) -> HttpResponse:
    """Tell a page that is open whether its figures are still the last ones."""
    shown = opened.shown
    return JsonResponse(
        {"made_at": shown.made_at.isoformat(), "is_being_made": shown.is_being_made}
    )
