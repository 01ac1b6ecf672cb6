"""Saving from the page: every answer at once, and what stands now."""

import json
import uuid
from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from annotator.annotation.actions import Answer, AnswerError, give_labels, lock_assignment
from annotator.annotation.views.entering import logged_in, own_assignment, user_of
from annotator.annotation.worksheet import ARTICLE, load_worksheet
from annotator.http import problem

MAX_ID = 2**63 - 1
MAX_VARIABLES = 500


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@logged_in
def answers(request: HttpRequest, slug: str, public_id: uuid.UUID) -> HttpResponse:
    """GET tells every answer that stands. POST replaces answers on one claim.

    `{"claim": 12, "answers": {"att": ["att:none"]}}`, with claim null for the article; the
    answer holds what stands on that claim afterwards and what was dropped as not applying.
    """
    if request.method != "POST":
        _member, assignment = own_assignment(request, slug, public_id)
        return JsonResponse(load_worksheet(assignment).standing())
    try:
        return _save(request, slug, public_id)
    except AnswerError as error:
        return problem(400, str(error), error.errors)


@transaction.atomic
def _save(request: HttpRequest, slug: str, public_id: uuid.UUID) -> HttpResponse:
    assignment = lock_assignment(public_id=public_id, slug=slug, user=user_of(request))
    claim_id, wanted = read_save(request.body)
    given = give_labels(assignment=assignment, answers=wanted, actor=user_of(request))
    return JsonResponse(
        {
            "claim": claim_id or ARTICLE,
            "answers": given.answers.get(claim_id, {}),
            "dropped": [variable for _claim, variable in given.dropped],
        }
    )


def read_save(body: bytes) -> tuple[int | None, list[Answer]]:
    """Read a save; raises `AnswerError` for anything that is not one."""
    try:
        sent = json.loads(body)
    except (ValueError, RecursionError):  # also what is not UTF-8
        raise _malformed("", "This is not JSON.") from None
    if not isinstance(sent, dict):
        raise _malformed("", "Send an object with claim and answers.")
    claim_id = _claim_id(sent.get("claim"))
    replaced = sent.get("answers")
    if not isinstance(replaced, dict) or not 0 < len(replaced) <= MAX_VARIABLES:
        raise _malformed("answers", "Give at least one variable with its codes.")
    return claim_id, [_answer(claim_id, name, codes) for name, codes in replaced.items()]


def _claim_id(sent: Any) -> int | None:
    if sent is None:
        return None
    if isinstance(sent, int) and not isinstance(sent, bool) and 0 < sent <= MAX_ID:
        return sent
    raise _malformed("claim", "A claim is given by its id, the article by null.")


def _answer(claim_id: int | None, variable: str, codes: Any) -> Answer:
    if not isinstance(codes, list) or not all(isinstance(code, str) for code in codes):
        raise _malformed("answers", f"The codes of “{variable}” are a list of ids.")
    return Answer(claim_id, variable, tuple(codes))


def _malformed(name: str, message: str) -> AnswerError:
    return AnswerError([{"field": name, "message": message, "code": "invalid"}])
