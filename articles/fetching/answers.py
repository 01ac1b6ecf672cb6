"""What the status of an answer means: read on, go on elsewhere, come back later, or give up."""

from collections.abc import Mapping
from email.utils import parsedate_to_datetime
from http import HTTPStatus

from django.utils import timezone

from articles.fetching.refusal import FetchRefused
from articles.saying import say as _

MAX_WAIT = 24 * 3600
BUSY_SECONDS = 600
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_BUSY = frozenset({429, 503})
_NOT_FOR_PROGRAMS = frozenset({401, 402, 403, 451})
_GONE = frozenset({404, 410})
_PASSING = frozenset({408, 425})


def redirect_of(status: int, headers: Mapping[str, str]) -> str:
    """Where an answer leads on to, "" when it does not."""
    return headers.get("location", "").strip() if status in _REDIRECTS else ""


def refuse_status(status: int, headers: Mapping[str, str], host: str) -> None:
    """Raise `FetchRefused` unless the answer brings a page, or says that it is unchanged."""
    if status == HTTPStatus.NOT_MODIFIED or HTTPStatus.OK <= status < HTTPStatus.MULTIPLE_CHOICES:
        return
    words = {"host": host, "status": status}
    if status in _BUSY:
        message = _("“%(host)s” asks to come back later (status %(status)s).") % words
        raise FetchRefused("busy", message, retry_after=wait_of(headers))
    if status in _NOT_FOR_PROGRAMS:
        message = _("“%(host)s” does not let programs read this page (status %(status)s).") % words
        raise FetchRefused("forbidden", message)
    if status in _GONE:
        message = _("There is no page at this address (status %(status)s).") % words
        raise FetchRefused("not_found", message)
    wait = (
        BUSY_SECONDS if status >= HTTPStatus.INTERNAL_SERVER_ERROR or status in _PASSING else None
    )
    message = _("“%(host)s” answered with an error (status %(status)s).") % words
    raise FetchRefused("status", message, retry_after=wait)


def wait_of(headers: Mapping[str, str]) -> int:
    """Seconds to wait by `Retry-After`, a number or a date; at least one, at most a day."""
    asked = headers.get("retry-after", "").strip()
    if asked.isdecimal() and len(asked) < 10:
        return min(max(int(asked), 1), MAX_WAIT)
    try:
        moment = parsedate_to_datetime(asked)
        seconds = int((moment - timezone.now()).total_seconds())
    except (TypeError, ValueError, OverflowError):  # none, no date, one without a zone or end
        return BUSY_SECONDS
    return min(max(seconds, 1), MAX_WAIT)
