"""Saved mails by the standard library: the headers, the bytes of the text, what is attached."""

import re
from base64 import b64encode
from email import message_from_bytes, policy
from email.errors import MessageError
from email.message import EmailMessage
from itertools import islice
from typing import Any

from articles.ingestion.parsers.problems import Unreadable

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
_HEADERS = ("subject", "from", "date")


def parse(content: bytes) -> dict[str, Any]:
    """Return headers by name, `is_list`, the parts `html` and `plain`, and names of attachments.

    A part has its `content` in base64, its `charset`, and how its lines are broken; or is null.
    """
    _check_headers(content)
    try:
        message = message_from_bytes(content, policy=policy.default)
        return _told(message)
    except (MessageError, RecursionError, ValueError, LookupError, AttributeError) as error:
        # The parser of the standard library fails in many ways on headers that break the rules.
        raise Unreadable("broken") from error


def _check_headers(content: bytes) -> None:
    """Refuse what would take long, before anything of it is taken apart."""
    lengths = [len(header[0]) for header in _TAKEN_APART.finditer(content)]
    if max(lengths, default=0) > MAX_HEADER or sum(lengths) > MAX_HEADERS:
        raise Unreadable("headers_too_large")


def _told(message: EmailMessage) -> dict[str, Any]:
    parts = list(islice(message.walk(), MAX_PARTS))
    if not message.keys() or not isinstance(message, EmailMessage):
        raise Unreadable("no_mail")
    meant = _meant(message, parts)
    return {
        "headers": {name: str(meant[name] or "") for name in _HEADERS},
        "is_list": any(meant[name] for name in ("List-Id", "List-Unsubscribe")),
        "html": _body(meant, "html"),
        "plain": _body(meant, "plain"),
        "attachments": [_name(part) for part in parts if _is_attachment(part)],
    }


def _meant(message: EmailMessage, parts: list[Any]) -> EmailMessage:
    """The message itself; of one that only carries another, that one."""
    carried = [part for part in parts if part.get_content_type() == "message/rfc822"]
    if len(carried) != 1 or any(_body(message, kind) for kind in ("html", "plain")):
        return message
    inner = carried[0].get_payload(0)
    return inner if isinstance(inner, EmailMessage) else message


def _body(message: EmailMessage, kind: str) -> dict[str, Any] | None:
    part = message.get_body(preferencelist=(kind,))
    if part is None or part.get_content_subtype() != kind:
        return None
    payload = part.get_payload(decode=True)
    if not isinstance(payload, bytes) or not payload.strip():
        return None
    return {
        "content": b64encode(payload).decode(),
        "charset": part.get_content_charset(""),
        "flowed": _says(part, "format", "flowed"),
        "delsp": _says(part, "delsp", "yes"),
    }


def _says(part: Any, parameter: str, value: str) -> bool:
    return str(part.get_param(parameter, "")).lower() == value


def _is_attachment(part: Any) -> bool:
    return not part.is_multipart() and (part.is_attachment() or bool(part.get_filename()))


def _name(part: Any) -> str:
    return part.get_filename() or part.get_content_type()
