"""Finish all that is unanimous: look at what that is, then confirm."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from annotator.projects.models import Membership
from annotator.projects.permissions import get_member, require_reviewer
from annotator.review.actions import AT_ONCE, begin_unanimous, run_unanimous
from annotator.review.models import DecisionStep
from annotator.review.presenting import chips_of
from annotator.review.querysets import decided_so_far, disputed_texts, last_step
from annotator.review.tasks import finish_in_background
from annotator.review.unanimous import Part, running_step, unanimous_rest


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def show(request: HttpRequest, slug: str) -> HttpResponse:
    """Show what would be finished, or how finishing goes; finish it."""
    member = get_member(request.user, slug)
    require_reviewer(member)
    if request.method == "POST":
        _finish(request, member)
        return redirect("unanimous", slug)
    running = running_step(member)
    context = _progress(running) if running else _preview(member)
    return render(request, "review/unanimous.html", {"member": member, **context})


def _finish(request: HttpRequest, member: Membership) -> None:
    step = begin_unanimous(member=member)
    if step is None:
        messages.info(request, _("Nothing is left to finish."))
    elif step.planned > AT_ONCE:
        finish_in_background.enqueue(str(step.pk))
    else:
        run_unanimous(step=step)
        messages.success(request, _("All that was unanimous is decided."))


def _progress(step: DecisionStep) -> dict[str, Any]:
    return {"running": step, "done": min(step.planned, decided_so_far(step))}


def _preview(member: Membership) -> dict[str, Any]:
    rest = unanimous_rest(member)
    targets = [target for part in rest.parts for target in part.sample]
    texts = disputed_texts(member, targets)
    return {
        "rest": rest,
        "parts": [(part, _sample(part, texts)) for part in rest.parts],
        "step": last_step(member),
        "in_background": rest.answers > AT_ONCE,
    }


def _sample(part: Part, texts: Any) -> list[dict[str, Any]]:
    chips = {chip.code.pk: chip for chip in chips_of(part.entry).values()}
    return [
        {
            "article": article,
            "claim": claim,
            "text": texts[article, claim],
            "chips": [chips[code] for code in codes],
        }
        for (article, claim), codes in zip(part.sample, part.codes, strict=True)
        if (article, claim) in texts
    ]
