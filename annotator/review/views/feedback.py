"""What became of an annotator's own answers: for nobody else."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from annotator.projects.permissions import get_member
from annotator.review.feedback import Line, decided_work, feedback_on
from annotator.review.presenting import chips_of

ARTICLES = 30


@require_safe
@login_required
def show(request: HttpRequest, slug: str) -> HttpResponse:
    """List the annotator's decided articles, with how many answers were decided otherwise."""
    member = get_member(request.user, slug)
    page = Paginator(decided_work(member), ARTICLES).get_page(request.GET.get("page"))
    context = {"member": member, "page": page, "feedback": feedback_on(member, list(page))}
    return render(request, "review/feedback.html", context)


@require_safe
@login_required
def show_article(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Show own and final answers on one article: those that differ, or all."""
    member = get_member(request.user, slug)
    work = get_object_or_404(decided_work(member), article=pk)
    (found,) = feedback_on(member, [work])
    everything = "all" in request.GET
    lines = found.lines if everything else found.differing
    context = {
        "member": member,
        "article": work.article,
        "feedback": found,
        "everything": everything,
        "claims": _by_claim([_shown(line) for line in lines]),
    }
    return render(request, "review/feedback_article.html", context)


def _shown(line: Line) -> dict[str, Any]:
    chips = chips_of(line.entry)
    return {
        "line": line,
        "own": [chips[code] for code in line.own],
        "final": [chips[code] for code in line.final],
    }


def _by_claim(shown: list[dict[str, Any]]) -> list[tuple[Line, list[dict[str, Any]]]]:
    """(first line, all lines) of each claim, in the order of the text."""
    claims: dict[int | None, list[dict[str, Any]]] = {}
    for one in shown:
        claims.setdefault(one["line"].claim, []).append(one)
    return [(lines[0]["line"], lines) for lines in claims.values()]
