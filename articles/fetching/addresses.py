"""Which addresses may be fetched: http(s) on the public internet, and nothing else.

Two checks, both needed: `check_address` reads what was written, `public_endpoints` looks a name up
and checks every number it stands for. The connection is made to a number that was checked, so a
name that stands for another number a moment later changes nothing.
"""

import ipaddress
import re
import socket
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any
from urllib.parse import SplitResult, quote, urlsplit, urlunsplit

from django.conf import settings

from articles.fetching.refusal import FetchRefused
from articles.saying import say as _

MAX_LENGTH = 2_000
PORTS = {"http": 80, "https": 443}
RETRY_SECONDS = 300
LOOKUP_SECONDS = 10

IPAddress = ipaddress.IPv4Address | ipaddress.IPv6Address
Endpoint = tuple[str, int]

_SPACE_OR_CONTROL = re.compile(r"[\x00-\x20\x7f-\xa0\u1680\u2000-\u200f\u2028-\u202f\u2060\ufeff]")
_NAME = re.compile(r"(?=.{1,253}$)([a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?\.)+[a-z0-9-]{2,63}")
_NUMBER = re.compile(r"[0-9]+|0x[0-9a-f]*")
_AMBIGUOUS = re.compile("[ßς\u200c\u200d]")
"""Letters that the two standards of international names read differently."""
_INNER_NAMES = ("localhost", "local", "internal", "intranet", "lan", "home.arpa", "onion")
_CLOUD_SERVICE = "168.63.129.16/32"  # of one cloud's machines, at a number that looks public
_INNER_IPV4 = tuple(
    ipaddress.IPv4Network(network)
    for network in (
        *("0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16"),
        *("172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16"),
        *("198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4"),
        _CLOUD_SERVICE,
    )
)
_PUBLIC_IPV6 = ipaddress.IPv6Network("2000::/3")
_INNER_IPV6 = tuple(
    ipaddress.IPv6Network(network)
    for network in ("2001::/23", "2001:db8::/32", "2002::/16", "3ffe::/16", "3fff::/20")
)
_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")
_ISATAP = (0x00005EFE, 0x02005EFE)


@dataclass(frozen=True)
class Target:
    """An address whose form was checked: `url` is how it is written when it is asked for."""

    url: str
    scheme: str
    host: str
    port: int

    @property
    def origin(self) -> str:
        """Scheme, host and port: what one robots.txt is about."""
        return f"{self.scheme}://{_bracketed(self.host)}:{self.port}"

    @property
    def path(self) -> str:
        """What stands in the first line of a request."""
        parts = urlsplit(self.url)
        return urlunsplit(("", "", parts.path or "/", parts.query, ""))


def check_address(url: str) -> Target:
    """Read an address strictly, or say why it may not be fetched; nothing is looked up.

    >>> check_address("HTTPS://Harbour.example:443/quay#top").url
    'https://harbour.example/quay'
    """
    url = url.strip(" \t\r\n")
    if len(url) > MAX_LENGTH:
        message = _("An address may have %(limit)s characters.") % {"limit": f"{MAX_LENGTH:,}"}
        raise FetchRefused("invalid_address", message)
    if _SPACE_OR_CONTROL.search(url) or "\\" in url:
        message = _("This address has spaces or signs that cannot be seen.")
        raise FetchRefused("invalid_address", message)
    parts = _split(url)
    if parts.scheme not in PORTS:
        message = _("Only addresses that begin with http:// or https:// are fetched.")
        raise FetchRefused("scheme", message)
    if "@" in parts.netloc:
        message = _("The address holds a user name or password. Leave out what stands before “@”.")
        raise FetchRefused("credentials", message)
    host = _host(parts.hostname or "")
    port = _port(parts, host)
    return Target(_written(parts, host, port), parts.scheme, host, port)


def public_endpoints(host: str, port: int) -> list[Endpoint]:
    """Look a host up: the numbers to connect to, every one of them public, or `FetchRefused`.

    One number that is not public spoils them all: an honest name has none.
    """
    try:
        found = _looked_up(host, port)
    except TimeoutError as error:
        message = _("Looking up “%(host)s” took too long.") % {"host": host}
        raise FetchRefused("too_slow", message, retry_after=RETRY_SECONDS) from error
    except (socket.gaierror, UnicodeError) as error:
        message = _("No server called “%(host)s” was found.") % {"host": host}
        raise FetchRefused("unknown_host", message, retry_after=RETRY_SECONDS) from error
    numbers = list(dict.fromkeys(str(entry[4][0]) for entry in found))
    for number in numbers:
        require_public(number, host)
    return [(number, port) for number in numbers]


def _looked_up(host: str, port: int) -> list[Any]:
    """Look a name up; the system's own limits may be far longer than ours."""
    aside = ThreadPoolExecutor(1)
    try:
        asked = aside.submit(socket.getaddrinfo, host, port, type=socket.SOCK_STREAM)
        return asked.result(LOOKUP_SECONDS)
    finally:
        aside.shutdown(wait=False)


def require_public(number: str, host: str = "") -> None:
    """Raise `FetchRefused` unless a server at this number is on the public internet."""
    if not is_public(number):
        message = _("“%(host)s” is not on the public internet, so it is not fetched.")
        raise FetchRefused("not_public", message % {"host": host or number})


def is_public(number: str) -> bool:
    """Whether an IP address is one of the public internet, in every form that hides another."""
    try:
        address = ipaddress.ip_address(number)
    except ValueError:  # with a zone, such as fe80::1%eth0, or nonsense
        return False
    if settings.FETCH_LOOPBACK and address.is_loopback:
        return True
    if isinstance(address, ipaddress.IPv4Address):
        return address.is_global and not any(address in inner for inner in _INNER_IPV4)
    return _is_public_ipv6(address)


def _is_public_ipv6(address: ipaddress.IPv6Address) -> bool:
    if address.ipv4_mapped:
        return is_public(str(address.ipv4_mapped))
    low = int(address) & 0xFFFFFFFF
    if address in _NAT64:  # the only way to an IPv4 server from a network without it
        return _is_public_ipv4(low)
    if (int(address) >> 32) & 0xFFFFFFFF in _ISATAP and not _is_public_ipv4(low):
        return False
    inner = any(address in network for network in _INNER_IPV6)
    return address in _PUBLIC_IPV6 and address.is_global and not inner


def _is_public_ipv4(number: int) -> bool:
    return is_public(str(ipaddress.IPv4Address(number)))


# -- How an address is read --------------------------------------------------------------------


def _split(url: str) -> SplitResult:
    try:
        parts = urlsplit(url)
        _hostname, _number = parts.hostname, parts.port
    except ValueError as error:
        raise FetchRefused("invalid_address", _("This is not a web address.")) from error
    return parts


def _host(name: str) -> str:
    if ":" in name:
        return _literal_ipv6(name)
    if not name or "%" in name:
        raise FetchRefused("invalid_address", _("This address names no server."))
    host = _ascii(name).removesuffix(".")
    if _NUMBER.fullmatch(host.rsplit(".", 1)[-1]):
        return _literal_ipv4(host)
    if f".{host}".endswith(tuple(f".{inner}" for inner in _INNER_NAMES)):
        if settings.FETCH_LOOPBACK and host == "localhost":
            return host
        require_public("", host)
    if not _NAME.fullmatch(host):
        message = _("“%(host)s” is not the name of a server on the internet.")
        raise FetchRefused("invalid_address", message % {"host": name[:100]})
    return host


def _ascii(name: str) -> str:
    if name.isascii():
        return name.lower()
    if _AMBIGUOUS.search(name):
        message = _("The name “%(host)s” can be read in two ways. Give it in its xn-- form.")
        raise FetchRefused("invalid_address", message % {"host": name[:100]})
    try:
        return name.encode("idna").decode().lower()
    except UnicodeError as error:
        message = _("“%(host)s” is not the name of a server on the internet.")
        raise FetchRefused("invalid_address", message % {"host": name[:100]}) from error


def _literal_ipv4(host: str) -> str:
    try:
        number = str(ipaddress.IPv4Address(host))
    except ValueError as error:  # 127.1, 0x7f.1, 017700000001, 2130706433 ...
        message = _("“%(host)s” is a number written in an unusual way, so it is not fetched.")
        raise FetchRefused("odd_number", message % {"host": host[:100]}) from error
    require_public(number)
    return number


def _literal_ipv6(host: str) -> str:
    try:
        number = str(ipaddress.IPv6Address(host))
    except ValueError as error:
        raise FetchRefused("invalid_address", _("This is not a web address.")) from error
    require_public(number)
    return number


def _port(parts: SplitResult, host: str) -> int:
    usual = PORTS[parts.scheme]
    port = usual if parts.port is None else parts.port
    on_loopback = settings.FETCH_LOOPBACK and (host == "localhost" or _is_loopback(host))
    if port != usual and not on_loopback:
        message = _("Only the usual ports are fetched from: 80 for http, 443 for https.")
        raise FetchRefused("port", message)
    return port


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _written(parts: SplitResult, host: str, port: int) -> str:
    """The address in ASCII, as it is asked for: without a fragment, letters escaped."""
    place = _bracketed(host) if port == PORTS[parts.scheme] else f"{_bracketed(host)}:{port}"
    path = quote(parts.path or "/", safe="/%:@!$&'()*+,;=~-._")
    query = quote(parts.query, safe="/%:@!$&'()*+,;=~-._?[]|")
    return urlunsplit((parts.scheme, place, path, query, ""))


def _bracketed(host: str) -> str:
    return f"[{host}]" if ":" in host else host
