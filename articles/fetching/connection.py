"""Connections that end where the check said, looked up once, and none that lasts for ever."""

import socket
import ssl
import threading
import time
from functools import cache

import certifi
from urllib3.connection import HTTPConnection, HTTPSConnection

from articles.fetching.addresses import Target, public_endpoints, require_public
from articles.fetching.refusal import FetchRefused
from articles.saying import say as _

CONNECT_SECONDS = 10
READ_SECONDS = 15
RETRY_SECONDS = 300


class Deadline:
    """When a fetch has to be over, redirects and all. As a context manager it cuts what is open.

    A server can keep every single read short and still never end; so at the end of the time the
    connection is shut down beneath whoever reads from it.
    """

    def __init__(self, seconds: float) -> None:
        self.ends = time.monotonic() + seconds
        self.passed = False
        self._line: socket.socket | None = None
        self._timer = threading.Timer(seconds, self._cut)
        self._timer.daemon = True

    def __enter__(self) -> "Deadline":
        self._timer.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self._timer.cancel()
        self._let_go()

    @property
    def left(self) -> float:
        """Seconds that are left, never less than a moment."""
        return max(self.ends - time.monotonic(), 0.001)

    def watch(self, line: socket.socket) -> None:
        """Cut this connection at the end of the time; a copy, for TLS takes over the first."""
        self._let_go()
        self._line = line.dup()
        if self.passed:
            self._cut()

    def check(self) -> None:
        """Raise `FetchRefused` when the time is over."""
        if self.passed or time.monotonic() >= self.ends:
            raise FetchRefused(
                "too_slow",
                _("The server took too long to send the page."),
                retry_after=RETRY_SECONDS,
            )

    def _cut(self) -> None:
        self.passed = True
        if self._line is not None:
            try:
                self._line.shutdown(socket.SHUT_RDWR)
            except OSError:  # over already
                return

    def _let_go(self) -> None:
        if self._line is not None:
            self._line.close()
            self._line = None


def open_connection(target: Target, deadline: Deadline) -> HTTPConnection:
    """Give a connection to a target, not yet connected; no proxy is used, whatever is set."""
    if target.scheme == "https":
        return _CheckedHttps(target, deadline)
    return _CheckedHttp(target, deadline)


class _CheckedHttp(HTTPConnection):
    def __init__(self, target: Target, deadline: Deadline) -> None:
        super().__init__(target.host, target.port, timeout=READ_SECONDS)
        self.deadline = deadline

    def _new_conn(self) -> socket.socket:
        return _connected(self.host, self.port, self.deadline)


class _CheckedHttps(HTTPSConnection):
    def __init__(self, target: Target, deadline: Deadline) -> None:
        super().__init__(
            target.host, target.port, timeout=READ_SECONDS, ssl_context=trusted_context()
        )
        self.deadline = deadline

    def _new_conn(self) -> socket.socket:
        return _connected(self.host, self.port, self.deadline)


@cache
def trusted_context() -> ssl.SSLContext:
    """What a certificate is checked against: the system's authorities and Mozilla's."""
    context = ssl.create_default_context()
    context.load_verify_locations(certifi.where())
    return context


def _connected(host: str, port: int, deadline: Deadline) -> socket.socket:
    for number, at in public_endpoints(host, port):
        deadline.check()
        line = socket.socket(
            socket.AF_INET6 if ":" in number else socket.AF_INET, socket.SOCK_STREAM
        )
        try:
            line.settimeout(min(CONNECT_SECONDS, deadline.left))
            line.connect((number, at))
            require_public(str(line.getpeername()[0]), host)
            line.settimeout(READ_SECONDS)
            deadline.watch(line)
        except OSError:
            line.close()
        except FetchRefused:
            line.close()
            raise
        else:
            return line
    message = _("The server “%(host)s” does not answer.") % {"host": host}
    raise FetchRefused("unreachable", message, retry_after=RETRY_SECONDS)
