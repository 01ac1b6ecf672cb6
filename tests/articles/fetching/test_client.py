"""Fetching from a real server that behaves in every bad way there is."""

import gzip
import socket
import ssl
import zlib
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from articles.fetching import FetchRefused, Kind, connection, fetch
from articles.fetching.actions import archive_page
from articles.fetching.answers import wait_of
from tests.plugins.web import Handler

STORY = "<!doctype html><title>Quay</title><p>The quay would reopen, the office said.</p>"


def refusal(url, **more):
    with pytest.raises(FetchRefused) as refused:
        fetch(url, **more)
    return refused.value


def test_a_page_comes_with_all_that_is_known_of_it(web):
    url = web.page("/quay", STORY, media='text/html; Charset="UTF-8"', set_cookie="a=secret")
    found = fetch(url + "#top")
    assert (found.url, found.final_url, found.redirects) == (url, url, ())
    assert found.content == STORY.encode()
    assert (found.status, found.media_type, found.charset) == (200, "text/html", "utf-8")
    assert len(found.digest) == 64
    assert found.headers["content-type"].startswith("text/html")
    assert "set-cookie" not in found.headers


def test_headers_that_no_database_takes_are_kept_without_what_it_refuses(web, db):
    url = web.page("/quay", STORY, media="text/html", x_desk="a\0b", etag='"\0a"')
    found = fetch(url)
    kept = archive_page(fetched=found)
    kept.refresh_from_db()
    assert kept.media_type == "text/html"
    assert (kept.headers["x-desk"], kept.headers["etag"]) == ("ab", '"a"')


def test_it_says_who_it_is_and_brings_nothing_else(web, settings, monkeypatch):
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:1/")
    settings.FETCH_USER_AGENT = "Harbourmark/2 (+https://desk.example/)"
    fetch(web.page("/quay", STORY))
    sent = web.headers[-1]
    assert sent["User-Agent"] == "Harbourmark/2 (+https://desk.example/)"
    assert sent.keys() == {"Host", "User-Agent", "Accept", "Accept-Encoding", "Connection"}


def test_redirects_are_followed_and_told(web):
    web.page("/c", STORY)
    web.redirect("/b", "/c", 308)
    found = fetch(web.redirect("/a", "b"))
    assert found.url == web.url("/a")
    assert found.redirects == (web.url("/b"),)
    assert found.final_url == web.url("/c")


def test_a_circle_is_recognised(web):
    web.redirect("/b", "/a")
    assert refusal(web.redirect("/a", "/b")).code == "redirect_loop"
    assert refusal(web.redirect("/self", "/self")).code == "redirect_loop"
    assert web.asked_for("/a") == 1


def test_there_is_an_end_to_redirects(web):
    for n in range(9):
        web.redirect(f"/{n}", f"/{n + 1}")
    assert refusal(web.url("/0")).code == "too_many_redirects"
    assert web.asked_for("/5") == 1
    assert web.asked_for("/6") == 0


@pytest.mark.parametrize(
    ("place", "code"),
    [
        ("http://169.254.169.254/latest/", "not_public"),
        ("http://10.0.0.1/", "not_public"),
        ("http://[::ffff:10.0.0.1]/", "not_public"),
        ("//user@desk.example/", "credentials"),
        ("file:///etc/passwd", "scheme"),
        ("http://0x7f.1/", "odd_number"),
        ("http://desk.example:8080/", "port"),
        ("http://[desk.example/", "invalid_address"),
        ("//[::1", "invalid_address"),
    ],
)
def test_every_redirect_is_checked(web, place, code):
    assert refusal(web.redirect("/a", place)).code == code


def test_names_are_looked_up_once_and_the_number_that_was_checked_is_used(web, monkeypatch):
    """A name server that says another number the second time is not asked a second time."""
    looked_up = []
    real = socket.getaddrinfo

    def rebinding(host, port, *args, **kwargs):
        looked_up.append(host)
        assert len(looked_up) <= 2, "robots.txt and the page: one question for each connection"
        return real("127.0.0.1", port, *args, **kwargs)

    monkeypatch.setattr(socket, "getaddrinfo", rebinding)
    found = fetch(web.page("/quay", STORY).replace("127.0.0.1", "localhost"))
    assert found.content == STORY.encode()
    assert looked_up == ["localhost", "localhost"]


def test_a_name_that_turns_inward_between_two_requests_is_refused(web, monkeypatch):
    numbers = iter(["127.0.0.1", "10.0.0.1"])

    def rebinding(host, port, *_args, **_kwargs):
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (next(numbers), port))]

    monkeypatch.setattr(socket, "getaddrinfo", rebinding)
    assert refusal(web.page("/quay", STORY).replace("127.0.0.1", "localhost")).code == "not_public"
    assert web.asked_for("/quay") == 0


def test_without_the_setting_this_machine_is_out_of_reach(web, settings):
    settings.FETCH_LOOPBACK = False
    assert refusal(web.page("/quay", STORY)).code == "not_public"
    assert web.asked == []


# -- Limits ----------------------------------------------------------------------------------


def test_a_page_that_says_it_is_too_large_is_not_read(web, settings):
    settings.FETCH_MAX_BYTES = 1000
    assert refusal(web.page("/a", "x" * 1001)).code == "too_large"
    assert fetch(web.page("/b", "x" * 1000)).content == b"x" * 1000


def test_a_page_without_an_end_is_cut_off(web, settings):
    settings.FETCH_MAX_BYTES = 100_000

    def endless(handler: Handler) -> None:
        handler.send_response(200)
        handler.send_header("Content-Type", "text/html")
        handler.end_headers()
        try:
            while not web.closing.is_set():
                handler.wfile.write(b"<p>more" * 1000)
        except OSError:
            return

    assert refusal(web.play("/a", endless)).code == "too_large"


@pytest.mark.parametrize("encoding", ["gzip", "deflate", "gzip, gzip"])
def test_a_bomb_is_unpacked_no_further_than_the_limit(web, settings, encoding):
    settings.FETCH_MAX_BYTES = 1_000_000
    bomb = b"0" * 200_000_000
    pack = {"gzip": gzip.compress, "deflate": zlib.compress}
    for name in encoding.split(", "):
        bomb = pack[name](bomb)
    assert len(bomb) < settings.FETCH_MAX_BYTES
    url = web.page("/a", bomb, Content_Encoding=encoding)
    assert refusal(url).code == "too_large"


@pytest.mark.parametrize("encoding", ["br", "zstd", "gzip, gzip, gzip", "nonsense"])
def test_compression_that_was_not_asked_for_is_refused(web, encoding):
    assert refusal(web.page("/a", STORY, Content_Encoding=encoding)).code == "encoding"


def test_broken_compression_is_told(web):
    assert refusal(web.page("/a", STORY, Content_Encoding="gzip")).code == "encoding"


def test_packed_pages_are_unpacked(web):
    url = web.page("/a", gzip.compress(STORY.encode()), Content_Encoding="gzip")
    assert fetch(url).content == STORY.encode()


def trickle(web, before: bytes, piece: bytes):
    """Say something, then a little from time to time, for ever."""

    def play(handler: Handler) -> None:
        try:
            handler.wfile.write(before)
            while not web.closing.wait(0.05):
                handler.wfile.write(piece)
        except OSError:
            return

    return play


@pytest.mark.parametrize(
    ("before", "piece"),
    [
        (b"HTTP/1.1 200 OK\r\nX-Slow: ", b"z"),
        (b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 999\r\n\r\n", b"z"),
        (b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n", b"z"),
        (b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked\r\n\r\n", b"0"),
        (b"", b"H"),
        (b"", b""),
    ],
)
def test_a_server_that_dawdles_is_cut_off(web, settings, before, piece):
    settings.FETCH_SECONDS = 0.5
    refused = refusal(web.play("/a", trickle(web, before, piece)))
    assert refused.code == "too_slow"
    assert refused.may_pass


def test_the_time_is_for_all_redirects_together(web, settings):
    settings.FETCH_SECONDS = 0.5

    def slow(handler: Handler) -> None:
        web.closing.wait(0.4)
        handler.send_response(302)
        handler.send_header("Location", handler.path + "x")
        handler.end_headers()

    for n in range(1, 6):
        web.play("/" + "x" * n, slow)
    assert refusal(web.url("/x")).code == "too_slow"


@pytest.mark.parametrize(
    "head",
    [
        b"HTTP/1.1 200 OK\r\n" + b"X-Much: y\r\n" * 200,
        b"HTTP/1.1 200 OK\r\nX-Long: " + b"y" * 100_000,
        b"HTTP/1.1 200 OK\r\n" + b"".join(b"X-%d: %s\r\n" % (n, b"y" * 9000) for n in range(20)),
        b"nonsense\r\n\r\n",
        b"",
    ],
)
def test_nonsense_in_front_of_a_page_is_refused(web, head):
    url = web.play("/a", lambda handler: handler.wfile.write(head + b"\r\n\r\n<p>Text"))
    assert refusal(url).code in {"headers_too_large", "broken_answer"}


def test_a_page_that_breaks_off_is_not_taken_for_whole(web):
    head = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 500\r\n\r\n"
    refused = refusal(web.play("/a", lambda handler: handler.wfile.write(head + b"<p>Half")))
    assert refused.code == "incomplete"
    assert refused.may_pass


# -- Answers ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("status", "code", "passes"),
    [
        (401, "forbidden", False), (402, "forbidden", False), (403, "forbidden", False),
        (451, "forbidden", False), (404, "not_found", False), (410, "not_found", False),
        (429, "busy", True), (503, "busy", True), (500, "status", True), (502, "status", True),
        (408, "status", True), (400, "status", False), (418, "status", False),
        (300, "status", False),
    ],
)  # fmt: skip
def test_what_a_status_means(web, status, code, passes):
    refused = refusal(web.page("/a", STORY, status=status))
    assert (refused.code, refused.may_pass) == (code, passes)
    assert str(status) in refused.message


def test_a_server_says_when_to_come_back():
    soon = datetime.now(UTC) + timedelta(minutes=30)
    assert wait_of({"retry-after": "120"}) == 120
    assert wait_of({"retry-after": "0"}) == 1
    assert wait_of({"retry-after": "99999999"}) == 86_400
    assert 1700 < wait_of({"retry-after": format_datetime(soon)}) <= 1800
    assert wait_of({"retry-after": "Mon, 01 Jan 2001 00:00:00 GMT"}) == 1
    for nonsense in ("", "soon", "-5", "9" * 400, "²", "Mon, 01 Jan 99999999999 00:00:00 GMT"):
        assert wait_of({"retry-after": nonsense}) == 600


@pytest.mark.parametrize("media", ["image/png", "video/mp4", "application/zip", "application/json"])
def test_what_is_no_page_is_refused(web, media):
    refused = refusal(web.page("/a", b"\x89PNG", media=media))
    assert refused.code == "media_type"
    assert media in refused.message


@pytest.mark.parametrize(
    "media", ["text/html", "application/xhtml+xml", "text/plain; charset=x", "application/pdf", ""]
)
def test_pages_of_several_types_are_taken(web, media):
    assert fetch(web.page("/a", STORY, media=media)).content


def test_an_empty_page_is_refused(web):
    assert refusal(web.page("/a", "")).code == "empty"


def test_a_feed_that_is_unchanged_is_not_sent_again(web):
    url = web.page("/feed", b"", status=304)
    found = fetch(url, Kind.FEED, etag='"v1"', modified="Mon, 02 Nov 2026 10:00:00 GMT")
    assert found.unchanged
    assert web.headers[-1]["If-None-Match"] == '"v1"'
    assert web.headers[-1]["If-Modified-Since"] == "Mon, 02 Nov 2026 10:00:00 GMT"


def test_nobody_answers(settings):
    settings.FETCH_LOOPBACK = True
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # bound, but nobody listens
        refused = refusal(f"http://127.0.0.1:{taken.getsockname()[1]}/")
    assert refused.code == "unreachable"
    assert refused.may_pass


# -- Certificates ----------------------------------------------------------------------------


@pytest.fixture
def certificate(tmp_path):
    """A certificate for `localhost` by an authority that nobody knows; a file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .sign(key, hashes.SHA256())
    )
    path = tmp_path / "server.pem"
    path.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        + made.public_bytes(serialization.Encoding.PEM)
    )
    return path


@pytest.fixture
def secure(web, certificate, monkeypatch):
    """The web of the test over TLS."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    web.server.socket = context.wrap_socket(web.server.socket, server_side=True)
    trusting = ssl.create_default_context(cafile=certificate)
    monkeypatch.setattr(connection, "trusted_context", lambda: trusting)
    return web


def test_https_checks_the_name_and_not_the_number(secure):
    url = secure.page("/quay", STORY).replace("http://127.0.0.1", "https://localhost")
    assert fetch(url).content == STORY.encode()
    wrong = secure.url("/quay").replace("http:", "https:")  # the number is not in the certificate
    assert refusal(wrong).code == "certificate"


def test_a_certificate_by_nobody_known_is_refused(secure, monkeypatch):
    monkeypatch.setattr(connection, "trusted_context", ssl.create_default_context)
    url = secure.page("/quay", STORY).replace("http://127.0.0.1", "https://localhost")
    assert refusal(url).code == "certificate"


def test_from_https_nobody_is_led_to_http(secure):
    url = secure.redirect("/a", "http://localhost/").replace(
        "http://127.0.0.1", "https://localhost"
    )
    assert refusal(url).code == "downgrade"
