"""Saved mails: newsletters, press releases, stories that somebody sent on."""

import re
from base64 import b64decode
from email.utils import parseaddr, parsedate_to_datetime
from typing import Any, NamedTuple

from articles.ingestion.confined import parse_confined
from articles.ingestion.encoding import decode
from articles.ingestion.fields import publication_time
from articles.ingestion.parsers.mail import MAX_HEADER

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
    parsed = parse_confined("mail", content)
    html, text = _text(parsed["html"]), _text(parsed["plain"])
    dropped = [("attachment", name) for name in parsed["attachments"]]
    told = parsed["headers"]
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
    return Mail({**fields, **_about(told, is_list=parsed["is_list"])}, dropped)


def _text(part: dict[str, Any] | None) -> str:
    if part is None:
        return ""
    text = decode(b64decode(part["content"]), part["charset"]).replace("\r\n", "\n")
    return _unflowed(text, delete=part["delsp"]) if part["flowed"] else text


def _unflowed(text: str, *, delete: bool) -> str:
    """Join lines that were only broken to be sent (RFC 3676)."""
    lines: list[str] = []
    pieces: list[str] = []
    for stuffed in text.split("\n"):
        line = stuffed.removeprefix(" ")
        soft = line.endswith(" ") and line != "-- "
        pieces.append(line[:-1] if soft and delete else line)
        if not soft:
            lines.append("".join(pieces))
            pieces = []
    return "\n".join([*lines, "".join(pieces)] if pieces else lines)


def _forwarded(text: str) -> tuple[dict[str, str], str, str] | None:
    """Return the headers above the message that was sent on, its text, and their block."""
    mark = _FORWARDED.search(text)
    if mark is None:
        return None
    headers: dict[str, str] = {}
    end = mark.end()
    for line in text[end:].splitlines(keepends=True):
        header = _HEADER.fullmatch(line.strip()[:MAX_HEADER])
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
    name = _sender(told["from"])
    title = _SUBJECT_MARKS.sub("", " ".join(told["subject"].split()))[:500]
    about: dict[str, Any] = {"title": title, "publisher" if is_list else "byline": name[:300]}
    if moment := _moment(told["date"]):
        about["published_at"] = moment
    return {field: value for field, value in about.items() if value}


def _sender(text: str) -> str:
    """Return the name in an address; "" for none, or one that cannot be taken apart."""
    try:
        return parseaddr(text)[0]
    except (RecursionError, ValueError, IndexError):
        return ""


def _moment(text: str) -> str:
    """Return a time as an article takes it; "" for none, or one that cannot be."""
    try:
        moment = parsedate_to_datetime(text).isoformat()
        publication_time(moment, None)
    except (ValueError, TypeError, IndexError, OverflowError):
        return ""
    return moment
