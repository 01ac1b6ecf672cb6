"""Every error of the API in the one shape there is (RFC 9457, problem details)."""

import math
from collections.abc import Iterator
from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS, PermissionDenied, RequestDataTooBig
from django.core.exceptions import ValidationError as FieldErrors
from django.http import Http404, JsonResponse
from django.utils.translation import gettext_lazy as _
from rest_framework import exceptions
from rest_framework.settings import api_settings
from rest_framework.views import set_rollback

from annotator.annotation.actions import AnswerError
from annotator.codebook.document import CodebookError
from annotator.errors import Conflict
from annotator.http import problem
from articles.ingestion.drafts import DraftRejected

SEVERAL = _("The request has errors; they are listed under “errors”.")
TOO_LARGE = _("The request is too large. Send it in several parts.")
NOT_FOUND = _("There is nothing here, or nothing that you may see.")
FORBIDDEN = _("You may not do this.")

Errors = list[dict[str, str]]


def problem_handler(error: Exception, _context: dict[str, Any]) -> JsonResponse | None:
    """Turn what a view raised into a problem; None for a bug, which goes its way to 500."""
    answer = _domain_problem(error)
    if answer is None and isinstance(error, exceptions.APIException):
        answer = _request_problem(error)
    if answer is not None:
        set_rollback()
    return answer


def _domain_problem(error: Exception) -> JsonResponse | None:
    if isinstance(error, Conflict):
        return problem(409, error.message, error.errors)
    if isinstance(error, RequestDataTooBig):
        return problem(413, str(TOO_LARGE))
    if isinstance(error, Http404):
        return problem(404, str(NOT_FOUND))
    if isinstance(error, PermissionDenied):
        return problem(403, str(error) or str(FORBIDDEN))
    errors = list_errors(error)
    return None if errors is None else invalid(errors)


def _request_problem(error: exceptions.APIException) -> JsonResponse:
    if isinstance(error, exceptions.ValidationError):
        return invalid(list(_flatten(error.detail, "")))
    headers = {}
    if scheme := getattr(error, "auth_header", None):
        headers["WWW-Authenticate"] = scheme
    if isinstance(error, exceptions.Throttled):
        headers["Retry-After"] = str(math.ceil(getattr(error, "wait", None) or 1))
    return problem(error.status_code, str(error.detail), headers=headers)


def invalid(errors: Errors) -> JsonResponse:
    """Return the problem for a request that is not valid, naming each field."""
    detail = errors[0]["message"] if len(errors) == 1 else str(SEVERAL)
    return problem(400, detail, errors)


def list_errors(error: Exception) -> Errors | None:
    """Return the errors of a domain exception by field; None when it is of another kind."""
    if isinstance(error, AnswerError):
        return error.errors
    if isinstance(error, DraftRejected):
        return [_error(e.field, e.message, e.code) for e in error.errors]
    if isinstance(error, CodebookError):
        return [_error(f"codebook.{p.path}", p.message, p.code) for p in error.problems]
    if isinstance(error, FieldErrors):
        return list(_field_errors(error))
    return None


def _field_errors(error: FieldErrors) -> Iterator[dict[str, str]]:
    by_field = error.error_dict if hasattr(error, "error_dict") else {"": error.error_list}
    for name, found in by_field.items():
        for one in found:
            for message in one.messages:
                field = "" if name == NON_FIELD_ERRORS else name
                yield _error(field, message, one.code or "invalid")


def _flatten(detail: Any, path: str) -> Iterator[dict[str, str]]:
    """Walk REST framework's nested details: `{"span": {"end": [...]}}` is field `span.end`."""
    if isinstance(detail, dict):
        for name, inner in detail.items():
            own = name == api_settings.NON_FIELD_ERRORS_KEY
            yield from _flatten(inner, path if own else _joined(path, str(name)))
    elif isinstance(detail, list):
        for number, inner in enumerate(detail):
            plain = isinstance(inner, str)
            yield from _flatten(inner, path if plain else _joined(path, str(number)))
    else:
        yield _error(path, str(detail), getattr(detail, "code", None) or "invalid")


def _joined(path: str, name: str) -> str:
    return f"{path}.{name}" if path else name


def _error(field: str, message: str, code: str) -> dict[str, str]:
    return {"field": field, "message": str(message), "code": code}
