"""The checks on single fields of an article: length, web address, language, publication time."""

import re
from datetime import UTC, date, datetime, time, timedelta
from urllib.parse import urlsplit

from articles.ingestion.text import one_line
from articles.saying import gettext_noop
from articles.saying import say as _

MAX_URL_LENGTH = 2_000
EARLIEST_YEAR = 1600
SHOWN_LENGTH = 60

_LANGUAGE = re.compile(
    r"[a-z]{2,3}(-[a-z]{3}){0,3}(-[a-z]{4})?(-([a-z]{2}|[0-9]{3}))?(-[a-z0-9]{4,8})*"
)
_URL_FORBIDDEN = re.compile(r"[\s\\<>\"`\x00-\x1f\x7f\ud800-\udfff]")
_KINDS: dict[type, str] = {
    bool: gettext_noop("true or false"),
    int: gettext_noop("a number"),
    float: gettext_noop("a number"),
    list: gettext_noop("a list"),
    dict: gettext_noop("an object"),
    type(None): gettext_noop("null"),
}


class FieldInvalid(ValueError):
    """A field's value breaks its rule: ``message`` for people, ``code`` for programs."""

    def __init__(self, message: str, code: str = "invalid") -> None:
        self.message = message
        self.code = code
        super().__init__(message)


def short_text(value: object, limit: int) -> str:
    """Give a title or a name on one line, at most ``limit`` code points long."""
    text = one_line(_string(value))
    if len(text) > limit:
        raise _too_long(limit, len(text))
    return text


def web_address(value: object) -> str:
    """Give an absolute http or https address, or "" for none."""
    url = _string(value).strip()
    if not url:
        return ""
    if len(url) > MAX_URL_LENGTH:
        raise _too_long(MAX_URL_LENGTH, len(url))
    if not _is_web_address(url):
        message = _("“%(address)s” is not a web address that starts with http:// or https://.")
        raise FieldInvalid(message % {"address": shown(url)})
    return url


def language_tag(value: object) -> str:
    """Give a BCP 47 language tag in its usual case, such as ``fa`` or ``zh-Hant-TW``."""
    tag = _string(value).strip().replace("_", "-")
    if tag and not _LANGUAGE.fullmatch(tag.lower()):
        message = _("“%(tag)s” is not a language tag such as en, fa or pt-BR.")
        raise FieldInvalid(message % {"tag": shown(tag)})
    return "-".join(_in_usual_case(n, part) for n, part in enumerate(tag.split("-")))


def publication_time(value: object, today: date | None = None) -> datetime | None:
    """Give an aware time from an ISO 8601 date or time; a date alone is midnight UTC.

    A time without an offset is taken as UTC. ``today`` is the day "the future" is counted from.
    """
    moment = iso_moment(value)
    if moment is None:
        return None
    if moment.year < EARLIEST_YEAR:
        message = _("%(year)s is before %(earliest)s: no article is that old.")
        raise FieldInvalid(message % {"year": f"{moment.year:04}", "earliest": EARLIEST_YEAR})
    today = today or datetime.now(UTC).date()
    # A year's margin first: the last days of the calendar cannot be moved to another zone.
    if moment.year > today.year + 1 or _day(moment) > today + timedelta(days=1):
        raise FieldInvalid(_("%(day)s is in the future.") % {"day": moment.date()})
    return moment


def shown(value: str) -> str:
    """Cut a stranger's value to a length that fits into a message."""
    text = one_line(value[: SHOWN_LENGTH + 1])
    return text if len(value) <= SHOWN_LENGTH else text[: SHOWN_LENGTH - 1] + "…"


def kind_of(value: object) -> str:
    """Name a value's kind in plain words, as the sender of JSON knows it."""
    kind = _KINDS.get(type(value))
    return _(kind) if kind else f"a {type(value).__name__}"


def must_be_text(value: object) -> str:
    """Say that a value had to be text."""
    return _("Must be text, not %(kind)s.") % {"kind": kind_of(value)}


def _too_long(limit: int, length: int) -> FieldInvalid:
    message = _("May be %(limit)s characters long; this one has %(length)s.")
    return FieldInvalid(message % {"limit": f"{limit:,}", "length": f"{length:,}"}, "too_long")


def _string(value: object) -> str:
    if not isinstance(value, str):
        raise FieldInvalid(must_be_text(value), "invalid_type")
    return value


def _is_web_address(url: str) -> bool:
    try:
        parts = urlsplit(url)
        host, _port = parts.hostname, parts.port
    except ValueError:
        return False
    return parts.scheme in {"http", "https"} and bool(host) and not _URL_FORBIDDEN.search(url)


def _in_usual_case(position: int, subtag: str) -> str:
    if position and len(subtag) == 2:
        return subtag.upper()
    return subtag.title() if position and len(subtag) == 4 else subtag.lower()


def iso_moment(value: object) -> datetime | None:
    """Give the aware time an ISO 8601 date or time stands for, whatever the year; "" is None."""
    if isinstance(value, datetime):
        return _aware(value)
    if isinstance(value, date):
        return datetime.combine(value, time(), UTC)
    if value is not None and not isinstance(value, str):
        message = _("Must be a date as text, not %(kind)s.") % {"kind": kind_of(value)}
        raise FieldInvalid(message, "invalid_type")
    return _parsed(_string(value).strip())


def _parsed(text: str) -> datetime | None:
    try:
        return _aware(datetime.fromisoformat(text)) if text else None
    except ValueError:
        message = _("“%(date)s” is not a date. Write 2022-02-10 or 2022-02-10T14:30:00+02:00.")
        raise FieldInvalid(message % {"date": shown(text)}) from None


def _day(moment: datetime) -> date:
    return moment.astimezone(UTC).date()


def _aware(moment: datetime) -> datetime:
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
