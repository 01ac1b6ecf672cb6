"""What every answer has in common: error pages, the log line, health."""

import logging
import time
from collections.abc import Callable
from http import HTTPStatus

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, connection
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    JsonResponse,
    QueryDict,
)
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

from annotator.errors import Conflict

API_PREFIX = "/api/"
log = logging.getLogger("annotator.requests")
Handler = Callable[[HttpRequest], HttpResponseBase]


def problem(
    status: int,
    detail: str,
    errors: list[dict[str, str]] | None = None,
    headers: dict[str, str] | None = None,
) -> JsonResponse:
    """Return an API error in the one shape there is (RFC 9457, problem details)."""
    return JsonResponse(
        {
            "type": "about:blank",
            "title": HTTPStatus(status).phrase,
            "status": status,
            "detail": detail,
            "errors": errors or [],
        },
        status=status,
        content_type="application/problem+json",
        headers=headers,
    )


def error_answer(
    request: HttpRequest, status: int, detail: str = "", errors: list[dict[str, str]] | None = None
) -> HttpResponse:
    """Return an error as a page for people, as a problem for programs."""
    if request.path.startswith(API_PREFIX) or wants_json(request):
        return problem(status, detail or HTTPStatus(status).phrase, errors)
    context = {"status": status, "detail": detail, "errors": errors or []}
    if status >= 500:  # who asks stands in the database, which may be what broke
        context |= {"user": AnonymousUser(), "messages": []}
    return TemplateResponse(request, f"errors/{status}.html", context, status=status).render()


def wants_json(request: HttpRequest) -> bool:
    """Whether a script asks, not a page."""
    return request.headers.get("accept", "").startswith("application/json")


def posted_by(request: HttpRequest) -> QueryDict | None:
    """What a form is bound to; an empty POST binds it too, so that it can say what is missing."""
    return request.POST if request.method == "POST" else None


class ErrorPages:
    """Turns the domain's exceptions into the error pages, also while debugging."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Pass on; the work is in `process_exception`."""
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Map an exception to 403, 404 or 409; any other is a bug and goes its way to 500."""
        if isinstance(error, Conflict):
            return error_answer(request, 409, error.message, error.errors)
        if isinstance(error, PermissionDenied):
            return error_answer(request, 403, str(error))
        if isinstance(error, Http404):
            return error_answer(request, 404)
        return None


class RequestLog:
    """Writes one structured line for each request."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Time the request and log it; never its content."""
        started = time.perf_counter()
        response = self.get_response(request)
        user = getattr(request, "_cached_user", None)
        log.info(
            "request",
            extra={
                "method": request.method,
                "path": request.path,
                "status": response.status_code,
                "ms": round((time.perf_counter() - started) * 1000, 1),
                "user": user.pk if user else None,
            },
        )
        return response


@csrf_exempt  # it changes nothing, and 404 is the truer answer to a POST that leads nowhere
def not_found(request: HttpRequest, *_args: object, **_kwargs: object) -> HttpResponse:
    """Answer any address that leads nowhere."""
    return error_answer(request, 404)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer a request that cannot be understood."""
    return error_answer(request, 400)


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer what the user may see but not do."""
    return error_answer(request, 403, str(exception))


def server_error(request: HttpRequest) -> HttpResponse:
    """Answer when something broke on our side."""
    return error_answer(request, 500)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer a form whose CSRF token is missing or stale."""
    detail = _(
        "Your login or this page has grown old, so the form was not accepted. "
        "Go back, reload the page and send it again."
    )
    return error_answer(request, 403, detail)


@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """Say 200 when the database answers, 503 when it does not."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return JsonResponse({"status": "database unavailable"}, status=503)
    return JsonResponse({"status": "ok"})
