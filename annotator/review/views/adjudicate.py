"""Decide disputed claims, one after the other, and take decisions back."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from annotator.annotation.actions import AnswerError
from annotator.errors import Conflict
from annotator.projects.models import Membership
from annotator.projects.permissions import get_member, require_reviewer
from annotator.review.actions import AT_ONCE, Undone, adjudicate, undo_last_decision
from annotator.review.desk import Desk
from annotator.review.forms import DecisionForm
from annotator.review.querysets import last_step
from annotator.review.sheets import Row
from annotator.review.tasks import undo_in_background


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def show(request: HttpRequest, slug: str) -> HttpResponse:
    """Show a claim with everybody's answers, and decide its questions one by one."""
    member = get_member(request.user, slug)
    require_reviewer(member)
    desk = Desk(member, request.GET)
    if not desk.find():
        return render(request, "review/adjudicate_empty.html", desk.context())
    status = 200
    if request.method == "POST":
        row = _decide(desk, request.POST)
        if row is None:
            return redirect(desk.way_on())
        status = row.form.status
    return render(request, "review/adjudicate.html", desk.context(), status=status)


def _decide(desk: Desk, sent: Any) -> Row | None:
    """Store what was sent; the row with its errors if it cannot be stored as it is."""
    row = desk.row(sent.get("variable"))
    form = DecisionForm(sent, row=row)
    if form.is_valid():
        try:
            _store(desk, row, form)
        except AnswerError as error:
            form.refuse([(one["field"], one["message"]) for one in error.errors], 400)
        except Conflict as error:
            form.refuse([("", error.message)], 409)
            desk.read()
            row = desk.row(row.entry.id)
        else:
            return None
    row.refill(form)
    return row


def _store(desk: Desk, row: Row, form: DecisionForm) -> None:
    found = form.cleaned_data
    adjudicate(
        member=desk.member,
        variable=row.entry.id,
        codes=found["codes"],
        claim=desk.claim,
        article=None if desk.claim else desk.article,
        reason=found["reason"],
        reason_code=found["reason_code"],
        note=found["note"],
        was=form.believed,
    )
    desk.read()


@require_POST
@login_required
def undo(request: HttpRequest, slug: str) -> HttpResponse:
    """Take the reviewer's last step back, and show the claim it was about."""
    member = get_member(request.user, slug)
    require_reviewer(member)
    desk = Desk(member, request.GET)
    step = last_step(member)
    if step and step.planned > AT_ONCE:
        undo_in_background.enqueue(member.pk, str(step.pk))
        messages.info(request, _("All that was unanimous is being taken back in the background."))
        return redirect(desk.page("adjudicate"))
    return redirect(_undone(request, desk, member))


def _undone(request: HttpRequest, desk: Desk, member: Membership) -> str:
    try:
        undone = undo_last_decision(member=member)
    except Conflict as error:
        messages.error(request, error.message)
        return desk.page("adjudicate")
    messages.success(request, _taken_back(undone))
    first = undone.first
    if first is None or (first.claim and not first.claim.is_current):
        return desk.page("adjudicate")
    target = (first.article_id, first.claim_id)
    return desk.address(target, f"row-{first.variable.identifier}")


def _taken_back(undone: Undone) -> str:
    if undone.decisions == 1 and undone.first:
        return _("Taken back: %(question)s.") % {"question": undone.first.variable.label}
    message = ngettext(
        "Taken back: %(count)s decision.", "Taken back: %(count)s decisions.", undone.decisions
    )
    return message % {"count": undone.decisions}
