"""Saved mails: newsletters, press releases, stories that somebody sent on."""

import re
from email import message_from_bytes, policy
from email.errors import MessageError
from email.message import EmailMessage
from email.utils import parseaddr, parsedate_to_datetime
from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from articles.ingestion.drafts import DraftError, DraftRejected
from articles.ingestion.encoding import decode
from articles.ingestion.fields import publication_time

MAX_PARTS = 1_000
MAX_HEADER = 4_000
MAX_HEADERS = 400_000
"""Bytes of the headers that are taken apart, of all parts together: the standard library takes
minutes for one of some hundred thousand."""

_TAKEN_APART = re.compile(
    rb"(?:^|[\r\n])(?:content-(?:type|disposition|transfer-encoding)|subject|from|date|list-id|"
    rb"list-unsubscribe):[^\r\n]*(?:(?:\r\n|\r|\n)[ \t][^\r\n]*)*",
    re.IGNORECASE,
)
_SUBJECT_MARKS = re.compile(r"^((fwd?|fw|re|aw|wg|tr|rv)\s*:\s*)+", re.IGNORECASE)
_FORWARDED = re.compile(
    r"^[-_ ]*(forwarded message|original message|begin forwarded message|"
    r"weitergeleitete nachricht|رسالة معاد توجيهها)[-_: ]*$",
    re.IGNORECASE | re.MULTILINE,
)
_HEADER = re.compile(r"[*]?(from|date|sent|subject|to|cc|reply-to)[*]?:[*]?\s*(.*)", re.IGNORECASE)
_SIGNATURE = re.compile(r"^-- \n", re.MULTILINE)
_HEADERS = ("subject", "from", "date")


class Mail(NamedTuple):
    """The fields of an article, and pairs of kind and text of what is not in it."""

    fields: dict[str, Any]
    dropped: list[tuple[str, str]]


def read_mail(content: bytes) -> Mail:
    """Read a mail: its subject, sender and time, and its HTML or else its text.

    Of one that was sent on, the headers are those of the first message. Raises `DraftRejected`.
    """
    _check_headers(content)
    try:
        message = message_from_bytes(content, policy=policy.default)
        return _read(message)
    except (MessageError, RecursionError, ValueError, LookupError, AttributeError) as error:
        # The parser of the standard library fails in many ways on headers that break the rules.
        raise _rejected(_("The mail is damaged: it cannot be read."), "broken") from error


def _check_headers(content: bytes) -> None:
    """Refuse what would take long, before anything of it is taken apart."""
    lengths = [len(header[0]) for header in _TAKEN_APART.finditer(content)]
    if max(lengths, default=0) > MAX_HEADER or sum(lengths) > MAX_HEADERS:
        raise _rejected(_("The headers of this mail are longer than can be read."), "too_large")


def _read(message: EmailMessage) -> Mail:
    parts = [part for part, _number in zip(message.walk(), range(MAX_PARTS), strict=False)]
    if not message.keys() or not isinstance(message, EmailMessage):
        raise _rejected(_("This is no mail: it has no headers."), "broken")
    html, text = _body(message, "html"), _body(message, "plain")
    dropped = [("attachment", _name(part)) for part in parts if _is_attachment(part)]
    told = {name: str(message[name] or "") for name in _HEADERS}
    sent_on = _forwarded(text)
    if sent_on:
        headers, rest, block = sent_on
        told |= {name: value for name, value in headers.items() if value}
        if not html.strip():
            dropped.append(("mail_header", block))
            text = rest
    if not html.strip():
        text, signature = _without_signature(text)
        dropped += [("signature", signature)] if signature else []
    fields = {"html": html} if html.strip() else {"text": text}
    return Mail({**fields, **_about(told, is_list=_is_list(message))}, dropped)


def _body(message: EmailMessage, kind: str) -> str:
    part = message.get_body(preferencelist=(kind,))
    if part is None or part.get_content_subtype() != kind:
        return ""
    payload = part.get_payload(decode=True)
    text = decode(payload, part.get_content_charset("")) if isinstance(payload, bytes) else ""
    text = text.replace("\r\n", "\n")
    if kind == "plain" and _says(part, "format", "flowed"):
        return _unflowed(text, delete=_says(part, "delsp", "yes"))
    return text


def _says(part: Any, parameter: str, value: str) -> bool:
    return str(part.get_param(parameter, "")).lower() == value


def _unflowed(text: str, *, delete: bool) -> str:
    """Join lines that were only broken to be sent (RFC 3676)."""
    lines: list[str] = []
    soft = False
    for stuffed in text.split("\n"):
        line = stuffed.removeprefix(" ")
        if soft:
            lines[-1] = (lines[-1][:-1] if delete else lines[-1]) + line
        else:
            lines.append(line)
        soft = line.endswith(" ") and line != "-- "
    return "\n".join(lines)


def _forwarded(text: str) -> tuple[dict[str, str], str, str] | None:
    """Return the headers above the message that was sent on, its text, and their block."""
    mark = _FORWARDED.search(text)
    if mark is None:
        return None
    headers: dict[str, str] = {}
    end = mark.end()
    for line in text[end:].splitlines(keepends=True):
        header = _HEADER.fullmatch(line.strip())
        if line.strip() and not header:
            break
        if not line.strip() and headers:
            break
        end += len(line)
        if header:
            name = header[1].lower()
            headers["date" if name == "sent" else name] = header[2].strip()
    if "from" not in headers and "subject" not in headers:
        return None
    known = {name: value for name, value in headers.items() if name in _HEADERS}
    return known, text[end:], text[mark.start() : end]


def _without_signature(text: str) -> tuple[str, str]:
    mark = _SIGNATURE.search(text)
    return (text[: mark.start()], text[mark.end() :]) if mark else (text, "")


def _about(told: dict[str, str], *, is_list: bool) -> dict[str, Any]:
    """The sender of a newsletter is its publisher; any other is who wrote it."""
    name, _address = parseaddr(told["from"])
    title = _SUBJECT_MARKS.sub("", " ".join(told["subject"].split()))[:500]
    about: dict[str, Any] = {"title": title, "publisher" if is_list else "byline": name[:300]}
    if moment := _moment(told["date"]):
        about["published_at"] = moment
    return {field: value for field, value in about.items() if value}


def _moment(text: str) -> str:
    """Return a time as an article takes it; "" for none, or one that cannot be."""
    try:
        moment = parsedate_to_datetime(text).isoformat()
        publication_time(moment, None)
    except (ValueError, TypeError, IndexError, OverflowError):
        return ""
    return moment


def _is_list(message: EmailMessage) -> bool:
    return any(message[name] for name in ("List-Id", "List-Unsubscribe"))


def _is_attachment(part: Any) -> bool:
    return not part.is_multipart() and (part.is_attachment() or bool(part.get_filename()))


def _name(part: Any) -> str:
    return part.get_filename() or part.get_content_type()


def _rejected(message: str, code: str) -> DraftRejected:
    return DraftRejected([DraftError("", message, code)])
