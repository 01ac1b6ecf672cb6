"""What the page does besides answering: undo, redo, flag, remember the place."""

import uuid
from collections.abc import Callable

from django.db import transaction
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_POST

from annotator.annotation import actions
from annotator.annotation.actions import AnswerError, Turned
from annotator.annotation.actions.steps import hold_claims_of
from annotator.annotation.views.entering import logged_in, own_assignment, user_of
from annotator.annotation.views.reading import (
    malformed,
    read_claim,
    read_object,
    read_step,
    read_words,
)
from annotator.annotation.worksheet import ARTICLE
from annotator.http import problem


@require_POST
@logged_in
def undo(request: HttpRequest, slug: str, public_id: uuid.UUID) -> HttpResponse:
    """Take a step back: `{"step": uuid}`."""
    return _turn(request, slug, public_id, actions.undo_step)


@require_POST
@logged_in
def redo(request: HttpRequest, slug: str, public_id: uuid.UUID) -> HttpResponse:
    """Do a step again."""
    return _turn(request, slug, public_id, actions.redo_step)


def _turn(
    request: HttpRequest, slug: str, public_id: uuid.UUID, turn: Callable[..., Turned]
) -> HttpResponse:
    member, assignment = own_assignment(request, slug, public_id)
    try:
        step_id = read_step(read_object(request.body), required=True)
    except AnswerError as error:
        return problem(400, str(error), error.errors)
    with transaction.atomic():
        hold_claims_of(assignment=assignment, step_id=step_id)
        held = actions.lock_assignment(public_id=public_id, slug=slug, user=user_of(request))
        turned = turn(assignment=held, step_id=step_id, member=member)
    flags = {str(claim or ARTICLE): note for claim, note in turned.flags.items()}
    told = {"kind": turned.step.kind, "flags": flags, "reload": turned.reload}
    claim = str(turned.step.claim_id or ARTICLE)
    return JsonResponse({**turned.given.plain(ARTICLE), **told, "claim": claim})


@require_POST
@logged_in
def flag(request: HttpRequest, slug: str, public_id: uuid.UUID) -> HttpResponse:
    """Flag a claim: `{"claim": 12, "note": "..."}`; a note of null takes the flag away."""
    try:
        return _flag(request, slug, public_id)
    except AnswerError as error:
        return problem(400, str(error), error.errors)


def _flag(request: HttpRequest, slug: str, public_id: uuid.UUID) -> HttpResponse:
    own_assignment(request, slug, public_id)
    sent = read_object(request.body)
    claim_id, note, step_id = read_claim(sent), read_words(sent, "note"), read_step(sent)
    with transaction.atomic():
        held = actions.lock_assignment(public_id=public_id, slug=slug, user=user_of(request))
        try:
            step = actions.flag_claim(
                assignment=held,
                claim_id=claim_id,
                note=note,
                actor=user_of(request),
                step_id=step_id,
            )
        except ValueError as error:
            raise malformed("note", str(error)) from error
        flags = {str(key or ARTICLE): words for key, words in actions.flags_of(held).items()}
    key = str(claim_id or ARTICLE)
    return JsonResponse({"flags": {key: flags.get(key)}, "step": str(step.pk) if step else None})


@require_POST
@logged_in
def place(request: HttpRequest, slug: str, public_id: uuid.UUID) -> HttpResponse:
    """Remember the claim in hand: `{"claim": 12}`."""
    _member, assignment = own_assignment(request, slug, public_id)
    try:
        claim_id = read_claim(read_object(request.body))
    except AnswerError as error:
        return problem(400, str(error), error.errors)
    actions.remember_place(assignment=assignment, claim_id=claim_id)
    return JsonResponse({})
