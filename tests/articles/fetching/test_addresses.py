"""What may be fetched: public http(s), however cleverly something else is written."""

import socket
from threading import Event

import pytest

from articles.fetching import FetchRefused, addresses
from articles.fetching.addresses import check_address, is_public, public_endpoints

NOT_PUBLIC = [
    "127.0.0.1", "127.255.255.254", "0.0.0.0", "0.1.2.3", "10.0.0.1", "172.16.0.1",
    "172.31.255.255", "192.168.1.1", "169.254.169.254", "100.64.0.1", "100.100.100.200",
    "192.0.0.192", "192.0.2.1", "192.88.99.1", "198.18.0.1", "198.51.100.1", "203.0.113.1",
    "224.0.0.1", "239.255.255.255", "240.0.0.1", "255.255.255.255", "168.63.129.16",
    "::", "::1", "::7f00:1", "::a9fe:a9fe", "::ffff:127.0.0.1", "::ffff:a9fe:a9fe",
    "::ffff:10.0.0.1", "::ffff:0:127.0.0.1", "64:ff9b::7f00:1", "64:ff9b::a9fe:a9fe",
    "64:ff9b:1::808:808", "100::1", "2001::1", "2001:0:7f00:1::", "2001:db8::1", "2002:7f00:1::1",
    "2002:a9fe:a9fe::", "2002:808:808::1", "3fff::1", "5f00::1", "fc00::1", "fd00:ec2::254",
    "fe80::1", "fe80::1%eth0", "fec0::1", "ff02::1", "2606:4700::5efe:10.0.0.1", "nonsense", "",
]  # fmt: skip
PUBLIC = ["8.8.8.8", "93.184.215.14", "2606:4700::1111", "::ffff:8.8.8.8", "64:ff9b::808:808"]

REFUSED = {
    # other things than the web
    "ftp://harbour.example/": "scheme",
    "file:///etc/passwd": "scheme",
    "gopher://harbour.example/": "scheme",
    "javascript:alert(1)": "scheme",
    "data:text/html,x": "scheme",
    "//harbour.example/": "scheme",
    "harbour.example/quay": "scheme",
    "": "scheme",
    # numbers of this machine and of inner networks, as they are
    "http://127.0.0.1/": "not_public",
    "http://169.254.169.254/latest/meta-data/": "not_public",
    "http://10.1.2.3/": "not_public",
    "http://100.64.1.1/": "not_public",
    "http://0.0.0.0/": "not_public",
    "http://[::1]/": "not_public",
    "http://[::]/": "not_public",
    "http://[fd00:ec2::254]/": "not_public",
    "http://[::ffff:169.254.169.254]/": "not_public",
    "http://[::ffff:7f00:1]/": "not_public",
    "http://[::127.0.0.1]/": "not_public",
    "http://[2002:7f00:1::]/": "not_public",
    "http://[64:ff9b::10.0.0.1]/": "not_public",
    "http://[fe80::1%25eth0]/": "not_public",
    # the same numbers in disguise
    "http://2130706433/": "odd_number",
    "http://017700000001/": "odd_number",
    "http://0x7f000001/": "odd_number",
    "http://0x7f.0.0.1/": "odd_number",
    "http://0177.0.0.1/": "odd_number",
    "http://127.1/": "odd_number",
    "http://127.0.1/": "odd_number",
    "http://127.0.0.01/": "odd_number",
    "http://127.0.0.1.0x0/": "odd_number",
    "http://0x/": "odd_number",
    "http://127.0.0.1./": "not_public",
    "http://１２７.０.０.１/": "not_public",
    "http://①②⑦.⓪.⓪.①/": "not_public",
    "http://127。0。0。1/": "not_public",
    "http://127%2e0%2e0%2e1/": "invalid_address",
    "http://%31%32%37.0.0.1/": "invalid_address",
    # inner names
    "http://localhost/": "not_public",
    "http://LOCALHOST./": "not_public",
    "http://ⓛocalhost/": "not_public",
    "http://desk.localhost/": "not_public",
    "http://printer.local/": "not_public",
    "http://metadata.google.internal/": "not_public",
    "http://intranet/": "not_public",
    "http://metadata/": "invalid_address",
    # who is meant?
    "http://harbour.example@127.0.0.1/": "credentials",
    "http://user:secret@harbour.example/": "credentials",
    "http://harbour.example\\@127.0.0.1/": "invalid_address",
    "http://harbour.example:80@127.0.0.1/": "credentials",
    "http://harbour.example\t.internal/": "invalid_address",
    "http://harbour.example\r\nHost: other.example/": "invalid_address",
    "http://harbour.exa\u200bmple/": "invalid_address",
    "http://harbour example/": "invalid_address",
    "http:///quay": "invalid_address",
    "http://[::1": "invalid_address",
    "http://[v1.x]/": "invalid_address",
    "http://.example/": "invalid_address",
    "http://harbour..example/": "invalid_address",
    "http://-harbour.example-/": "invalid_address",
    "http://straße.example/": "invalid_address",
    # other doors of a server
    "http://harbour.example:22/": "port",
    "http://harbour.example:443/": "port",
    "https://harbour.example:80/": "port",
    "http://harbour.example:6379/": "port",
    "http://harbour.example:0/": "port",
    "http://harbour.example:99999/": "invalid_address",
    "https://harbour.example/" + "a" * 2000: "invalid_address",
}  # fmt: skip

TAKEN = {
    "HTTP://Harbour.Example:80": "http://harbour.example/",
    " https://harbour.example/quay?x=1#top \n": "https://harbour.example/quay?x=1",
    "https://harbour.example./": "https://harbour.example/",
    "https://münchen.example/straße?q=ü": "https://xn--mnchen-3ya.example/stra%C3%9Fe?q=%C3%BC",
    "https://harbour.example/a%20b/%C3%BC": "https://harbour.example/a%20b/%C3%BC",
    "http://8.8.8.8/": "http://8.8.8.8/",
    "http://[2606:4700::1111]/": "http://[2606:4700::1111]/",
    "https://harbour.example/?u=http://127.0.0.1/": "https://harbour.example/?u=http://127.0.0.1/",
}


@pytest.mark.parametrize("number", NOT_PUBLIC)
def test_numbers_that_are_not_public(number):
    assert not is_public(number)


@pytest.mark.parametrize("number", PUBLIC)
def test_numbers_that_are_public(number):
    assert is_public(number)


@pytest.mark.parametrize(("url", "code"), REFUSED.items())
def test_refused_as_it_is_written(url, code):
    with pytest.raises(FetchRefused) as refused:
        check_address(url)
    assert refused.value.code == code
    assert refused.value.message.endswith((".", "”."))
    assert not refused.value.may_pass


@pytest.mark.parametrize(("url", "written"), TAKEN.items())
def test_taken_and_written_in_one_way(url, written):
    assert check_address(url).url == written


def answers(*numbers):
    return lambda *_args, **_kwargs: [
        (socket.AF_INET6 if ":" in one else socket.AF_INET, socket.SOCK_STREAM, 6, "", (one, 80))
        for one in numbers
    ]


@pytest.mark.parametrize(
    "numbers",
    [["127.0.0.1"], ["8.8.8.8", "10.0.0.1"], ["2606:4700::1111", "::1"], ["fd00:ec2::254"]],
)
def test_a_name_that_stands_for_one_inner_number_is_refused(monkeypatch, numbers):
    monkeypatch.setattr(socket, "getaddrinfo", answers(*numbers))
    with pytest.raises(FetchRefused) as refused:
        public_endpoints("harbour.example", 80)
    assert refused.value.code == "not_public"
    assert "harbour.example" in refused.value.message


def test_a_name_gives_all_its_numbers(monkeypatch):
    monkeypatch.setattr(socket, "getaddrinfo", answers("8.8.8.8", "8.8.8.8", "2606:4700::1111"))
    assert public_endpoints("harbour.example", 443) == [("8.8.8.8", 443), ("2606:4700::1111", 443)]


def test_a_name_that_nobody_knows_may_be_known_later(monkeypatch):
    def unknown(*_args, **_kwargs):
        raise socket.gaierror(-2, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    with pytest.raises(FetchRefused) as refused:
        public_endpoints("harbour.example", 80)
    assert refused.value.code == "unknown_host"
    assert refused.value.may_pass


def test_a_name_server_that_dawdles_is_not_waited_for(monkeypatch):
    done = Event()
    monkeypatch.setattr(addresses, "LOOKUP_SECONDS", 0.01)
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_args, **_kwargs: done.wait(30))
    with pytest.raises(FetchRefused) as refused:
        public_endpoints("harbour.example", 80)
    done.set()
    assert refused.value.code == "too_slow"
    assert refused.value.may_pass


def test_loopback_is_open_only_where_the_setting_says_so(settings):
    settings.FETCH_LOOPBACK = True
    assert check_address("http://127.0.0.1:8123/").port == 8123
    assert check_address("http://localhost:8123/").host == "localhost"
    for url in ("http://10.0.0.1/", "http://169.254.169.254/", "http://harbour.example:8123/"):
        with pytest.raises(FetchRefused):
            check_address(url)
