"""A small web of our own: a real server on this machine that says what a test wants it to say."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread
from typing import Any

import pytest

from articles.fetching import Fetched
from articles.fetching.actions import archive_page
from articles.models import Article, FetchedPage

Answer = tuple[int, Mapping[str, str], bytes]
Play = Callable[["Handler"], None]


@dataclass
class Web:
    """Pages by path; what was asked is written down. A page may also be a function that plays."""

    port: int = 0
    pages: dict[str, Answer | Play] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    closing: Event = field(default_factory=Event)
    server: ThreadingHTTPServer | None = None

    def url(self, path: str) -> str:
        return f"http://127.0.0.1:{self.port}{path}"

    def page(
        self, path: str, body: str | bytes, status: int = 200, media: str = "text/html", **more: str
    ) -> str:
        """Put a page there and return its address; `etag="x"` is a header."""
        content = body.encode() if isinstance(body, str) else body
        names = {name.replace("_", "-"): value for name, value in more.items()}
        self.pages[path] = (status, {"Content-Type": media, **names}, content)
        return self.url(path)

    def redirect(self, path: str, to: str, status: int = 302) -> str:
        self.pages[path] = (status, {"Location": to}, b"")
        return self.url(path)

    def play(self, path: str, function: Play) -> str:
        self.pages[path] = function
        return self.url(path)

    def asked_for(self, path: str) -> int:
        return self.asked.count(path)


class Handler(BaseHTTPRequestHandler):
    """Answers as the web of the test says."""

    web: Web

    def do_GET(self) -> None:
        self.web.asked.append(self.path)
        self.web.headers.append(dict(self.headers.items()))
        found = self.web.pages.get(self.path, (404, {}, b""))
        if callable(found):
            found(self)
            return
        status, headers, body = found
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        if "Content-Length" not in headers:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_args: object) -> None:
        """Stay quiet."""


def archive_copy(article: Article, html: str = "<p>Text</p>", **more: Any) -> FetchedPage:
    """Keep a page as the copy that an article was made of, as if it had been fetched."""
    given = {
        "url": "https://post.example/quay",
        "final_url": "https://post.example/quay/",
        "status": 200,
        "content": html.encode(),
        "fetched_at": datetime(2026, 3, 14, 9, 26, 53, tzinfo=UTC),
        "redirects": ("https://post.example/q",),
        "headers": {"content-type": "text/html; charset=utf-8"},
        "media_type": "text/html",
    }
    return archive_page(fetched=Fetched(**{**given, **more}), article=article)


@pytest.fixture
def web(settings):
    """A server that may be fetched from, though it is on this machine; no pause between pages."""
    settings.FETCH_LOOPBACK = True
    settings.FETCH_PAUSE = 0.0
    settings.FETCH_SECONDS = 10
    web = Web()
    handler = type("OwnHandler", (Handler,), {"web": web})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    web.port, web.server = server.server_address[1], server
    Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
    yield web
    web.closing.set()
    server.shutdown()
    server.server_close()
