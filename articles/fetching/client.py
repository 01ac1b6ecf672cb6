"""One address fetched: followed through its redirects, read up to the limits, or refused."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from hashlib import sha256
from http import HTTPStatus
from http.client import HTTPException
from ssl import SSLError
from urllib.parse import urljoin

from django.conf import settings
from django.utils import timezone
from django.utils.http import parse_header_parameters
from urllib3.exceptions import (
    DecodeError,
    HTTPError,
    ProtocolError,
    ReadTimeoutError,
)
from urllib3.exceptions import (
    SSLError as TlsError,
)
from urllib3.response import BaseHTTPResponse

from articles.fetching.addresses import Target, check_address
from articles.fetching.answers import redirect_of, refuse_status
from articles.fetching.connection import RETRY_SECONDS, Deadline, open_connection
from articles.fetching.refusal import FetchRefused
from articles.saying import say as _

MAX_REDIRECTS = 5
MAX_HEADER_BYTES = 64 * 1024
CHUNK = 64 * 1024
_NOT_KEPT = frozenset({"set-cookie", "set-cookie2", "authorization", "proxy-authenticate"})

Check = Callable[[Target], None]


class Kind(StrEnum):
    """What is looked for at an address; it decides which media types are taken."""

    PAGE = "page"
    FEED = "feed"
    ROBOTS = "robots"


_PAGES = ("text/html", "application/xhtml+xml", "text/plain", "application/pdf")
_MEDIA_TYPES: dict[Kind, tuple[str, ...]] = {
    Kind.PAGE: _PAGES,
    Kind.FEED: (
        "application/rss+xml",
        "application/atom+xml",
        "application/rdf+xml",
        "application/xml",
        "text/xml",
        "text/html",
        "text/plain",
        "application/octet-stream",
    ),
    Kind.ROBOTS: (),
}
MAX_ROBOTS_BYTES = 500_000
"""What is beyond may be left unread (RFC 9309)."""


@dataclass(frozen=True)
class Fetched:
    """What came: `content` are the bytes after the transport's compression was undone.

    `url` is what was asked for, `final_url` where redirects ended, `redirects` what lay between.
    """

    url: str
    final_url: str
    status: int
    content: bytes
    fetched_at: datetime
    redirects: tuple[str, ...] = ()
    headers: Mapping[str, str] = field(default_factory=dict)
    media_type: str = ""
    charset: str = ""

    @property
    def digest(self) -> str:
        """SHA-256 of the content, in hexadecimal digits."""
        return sha256(self.content).hexdigest()

    @property
    def unchanged(self) -> bool:
        """Whether the server said that nothing is new since the last time."""
        return self.status == HTTPStatus.NOT_MODIFIED


def retrieve(url: str, kind: Kind, check: Check, given: Mapping[str, str] | None = None) -> Fetched:
    """Fetch an address within the limits, calling `check` before each request, or `FetchRefused`.

    `given` are further headers to send. Nothing of a server is remembered: no cookies.
    """
    with Deadline(settings.FETCH_SECONDS) as deadline:
        return _follow(url, kind, check, given or {}, deadline)


def _follow(
    url: str, kind: Kind, check: Check, given: Mapping[str, str], deadline: Deadline
) -> Fetched:
    target = first = check_address(url)
    passed: list[str] = []
    while True:
        check(target)
        fetched = _ask(target, kind, given, deadline)
        if isinstance(fetched, str):
            passed.append(target.url)
            target = _next(target, fetched, passed)
            continue
        return replace(fetched, url=first.url, redirects=tuple(passed[1:]))


def _next(target: Target, location: str, passed: list[str]) -> Target:
    following = check_address(_joined(target.url, location))
    if following.url in passed:
        message = _("The address leads round in a circle: it ends at itself again.")
        raise FetchRefused("redirect_loop", message)
    if len(passed) > MAX_REDIRECTS:
        message = _("The address leads on to others more than %(limit)s times.")
        raise FetchRefused("too_many_redirects", message % {"limit": MAX_REDIRECTS})
    if target.scheme == "https" and following.scheme == "http":
        message = _("The address leads from https to http, where anybody can change the page.")
        raise FetchRefused("downgrade", message)
    return following


def _joined(base: str, location: str) -> str:
    try:
        return urljoin(base, location)
    except ValueError as error:
        raise FetchRefused("invalid_address", _("This is not a web address.")) from error


def _ask(target: Target, kind: Kind, given: Mapping[str, str], deadline: Deadline) -> str | Fetched:
    """Ask once: what came, or the address to go on to."""
    try:
        with closing(open_connection(target, deadline)) as connection:
            headers = _headers(kind, given)
            connection.request("GET", target.path, headers=headers, preload_content=False)
            with closing(connection.getresponse()) as response:
                location = redirect_of(response.status, response.headers)
                return location or _read(target, kind, response, deadline)
    except (HTTPException, HTTPError, OSError, ValueError) as error:
        deadline.check()
        raise _refusal(error, target) from error


def _headers(kind: Kind, given: Mapping[str, str]) -> dict[str, str]:
    accepted = ", ".join((*_MEDIA_TYPES[kind], "*/*;q=0.1"))
    return {
        "User-Agent": settings.FETCH_USER_AGENT,
        "Accept": accepted,
        "Accept-Encoding": "gzip, deflate",
        "Connection": "close",
        **given,
    }


def _read(target: Target, kind: Kind, response: BaseHTTPResponse, deadline: Deadline) -> Fetched:
    # No database takes a NUL, and no honest server sends one.
    headers = {name.lower(): value.replace("\0", "") for name, value in response.headers.items()}
    if sum(len(name) + len(value) for name, value in headers.items()) > MAX_HEADER_BYTES:
        raise FetchRefused("headers_too_large", _("The server sent too many headers."))
    refuse_status(response.status, headers, target.host)
    media_type, parameters = parse_header_parameters(headers.get("content-type", ""))
    content = b""
    if response.status != HTTPStatus.NOT_MODIFIED:
        _require_media_type(media_type, kind)
        _require_known_encoding(headers)
        content = _body(response, kind)
        deadline.check()
        if not content and kind is not Kind.ROBOTS:
            raise FetchRefused("empty", _("The server sent an empty page."))
    return Fetched(
        url=target.url,
        final_url=target.url,
        status=response.status,
        content=content,
        fetched_at=timezone.now(),
        headers={name: headers[name] for name in headers if name not in _NOT_KEPT},
        media_type=media_type[:200],
        charset=parameters.get("charset", "").strip().lower()[:40],
    )


def _body(response: BaseHTTPResponse, kind: Kind) -> bytes:
    if kind is Kind.ROBOTS:
        return b"".join(_pieces(response, MAX_ROBOTS_BYTES))[:MAX_ROBOTS_BYTES]
    limit = settings.FETCH_MAX_BYTES
    announced = response.headers.get("content-length", "")
    too_large = announced.isdecimal() and int(announced[:20]) > limit
    content = b"" if too_large else b"".join(_pieces(response, limit))
    if too_large or len(content) > limit:
        message = _("The page is larger than %(limit)s bytes.") % {"limit": f"{limit:,}"}
        raise FetchRefused("too_large", message)
    return content


def _pieces(response: BaseHTTPResponse, limit: int) -> Iterator[bytes]:
    """Give the content piece by piece, unpacked as it comes, until it is more than the limit."""
    size = 0
    for piece in response.stream(CHUNK, decode_content=True):
        yield piece
        size += len(piece)
        if size > limit:
            return


def _require_media_type(media_type: str, kind: Kind) -> None:
    taken = _MEDIA_TYPES[kind]
    if media_type and taken and media_type not in taken:
        message = _("At this address is no page but “%(type)s”, which cannot be read.")
        raise FetchRefused("media_type", message % {"type": media_type[:100]})


def _require_known_encoding(headers: Mapping[str, str]) -> None:
    encodings = [one.strip().lower() for one in headers.get("content-encoding", "").split(",")]
    known = {"", "identity", "gzip", "x-gzip", "deflate"}
    if len(encodings) > 2 or set(encodings) - known:
        message = _("The page is compressed in a way that was not asked for.")
        raise FetchRefused("encoding", message)


def _refusal(error: Exception, target: Target) -> FetchRefused:
    """Say what a failure of the connection means."""
    host = {"host": target.host}
    if isinstance(error, (SSLError, TlsError)):
        message = _("The certificate of “%(host)s” is not valid, so nobody knows who answers.")
        return FetchRefused("certificate", message % host)
    if isinstance(error, DecodeError):
        return FetchRefused("encoding", _("The page is compressed, and its compression is broken."))
    if isinstance(error, (ReadTimeoutError, TimeoutError)):
        message = _("The server took too long to send the page.")
        return FetchRefused("too_slow", message, retry_after=RETRY_SECONDS)
    if isinstance(error, ProtocolError):
        message = _("The connection broke off before the page was complete.")
        return FetchRefused("incomplete", message, retry_after=RETRY_SECONDS)
    message = _("The answer of “%(host)s” cannot be understood.") % host
    return FetchRefused("broken_answer", message, retry_after=RETRY_SECONDS)
