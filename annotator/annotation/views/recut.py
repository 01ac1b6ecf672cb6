"""Editing claims from the annotate page, and having seen what others changed."""

import uuid
from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from annotator.annotation.actions import AnswerError, Recut, mark_changes_seen, recut_claim
from annotator.annotation.actions.recutting import KINDS, START
from annotator.annotation.views.entering import logged_in, own_assignment, user_of, wants_json
from annotator.annotation.views.reading import (
    MAX_ID,
    MAX_PLACE,
    malformed,
    read_claim,
    read_object,
    read_step,
    read_words,
)
from annotator.http import problem
from articles.segmentation import Role

EDGES = (START, "end")
ROLES = tuple(role.value for role in Role)


@require_POST
@logged_in
def claims(request: HttpRequest, slug: str, public_id: uuid.UUID) -> HttpResponse:
    """Split, merge, move an edge, change a role: one step, done once.

    `{"step": uuid, "kind": "move", "claim": 12, "edge": "end", "at": 340, "neighbour": 13}`; see
    `Recut`. The answer names the claim to go on with; null when that is no claim (any more).
    """
    member, assignment = own_assignment(request, slug, public_id)
    try:
        step_id, recut = read_recut(request.body)
        step = recut_claim(recut=recut, assignment=assignment, member=member, step_id=step_id)
    except AnswerError as error:
        return problem(400, str(error), error.errors)
    return JsonResponse({**(step.after or {}), "step": str(step.pk)})


@require_POST
@logged_in
def seen(request: HttpRequest, slug: str, public_id: uuid.UUID) -> HttpResponse:
    """Hide the notice of what others changed; `upto` is when the last change shown was made."""
    _member, assignment = own_assignment(request, slug, public_id)
    try:
        upto = _read_upto(request)
    except AnswerError as error:
        return problem(400, str(error), error.errors)
    mark_changes_seen(assignment=assignment, actor=user_of(request), upto=upto)
    if wants_json(request):
        return JsonResponse({})
    return redirect("annotate", slug=slug, public_id=public_id)


def read_recut(body: bytes) -> tuple[uuid.UUID, Recut]:
    """Read a step and what it does; raises `AnswerError` naming the field."""
    sent = read_object(body)
    step_id = read_step(sent, required=True)
    claim_id = read_claim(sent)
    if step_id is None or claim_id is None:
        raise malformed("claim", _("Name the claim by its id."))
    kind = _choice(sent, "kind", KINDS)
    return step_id, Recut(
        kind=kind,
        claim_id=claim_id,
        at=_number(sent, "at", MAX_PLACE) if kind in ("split", "move") else 0,
        edge=_choice(sent, "edge", EDGES) if kind == "move" else "",
        role=_choice(sent, "role", ROLES) if kind == "role" else "",
        neighbour=None if sent.get("neighbour") is None else _number(sent, "neighbour", MAX_ID),
    )


def _choice(sent: dict[str, Any], name: str, choices: tuple[str, ...]) -> str:
    value = sent.get(name)
    if isinstance(value, str) and value in choices:
        return value
    message = _("Choose one of: %(choices)s.") % {"choices": ", ".join(choices)}
    raise malformed(name, message)


def _number(sent: dict[str, Any], name: str, most: int) -> int:
    value = sent.get(name)
    if isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= most:
        return value
    raise malformed(name, _("Give a whole number."))


def _read_upto(request: HttpRequest) -> datetime | None:
    if request.content_type != "application/json":
        upto = request.POST.get("upto")
    else:
        upto = read_words(read_object(request.body), "upto") if request.body else None
    if not upto:
        return None
    try:
        read = parse_datetime(upto)
    except ValueError:
        read = None
    if read is None:
        raise malformed("upto", _("Give a date and a time."))
    return read if timezone.is_aware(read) else timezone.make_aware(read)
