"""Saving from the page: every answer at once, and what stands now."""

import uuid

from django.db import transaction
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from annotator.annotation.actions import AnswerError, give_labels, lock_assignment
from annotator.annotation.views.entering import logged_in, own_assignment, user_of
from annotator.annotation.views.reading import read_answers, read_object, read_step
from annotator.annotation.worksheet import ARTICLE, load_worksheet
from annotator.http import problem


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@logged_in
def answers(request: HttpRequest, slug: str, public_id: uuid.UUID) -> HttpResponse:
    """GET tells everything that stands. POST replaces answers on one claim, as one step.

    See `read_answers` for what is sent. The answer holds what stands afterwards on every claim
    that was touched, and what was dropped as not applying.
    """
    if request.method != "POST":
        _member, assignment = own_assignment(request, slug, public_id)
        return JsonResponse(load_worksheet(assignment).plain())
    try:
        return _save(request, slug, public_id)
    except AnswerError as error:
        return problem(400, str(error), error.errors)


@transaction.atomic
def _save(request: HttpRequest, slug: str, public_id: uuid.UUID) -> HttpResponse:
    assignment = lock_assignment(public_id=public_id, slug=slug, user=user_of(request))
    sent = read_object(request.body)
    given = give_labels(
        assignment=assignment,
        answers=read_answers(sent),
        actor=user_of(request),
        step_id=read_step(sent),
    )
    return JsonResponse(given.plain(ARTICLE))
