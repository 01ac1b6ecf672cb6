"""Numbers in addresses that no row can have lead nowhere, on every page that takes one."""

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

HUGE = "9" * 25


def patterns(resolver=None, before=""):
    for one in (resolver or get_resolver()).url_patterns:
        here = before + str(one.pattern)
        if isinstance(one, URLResolver):
            yield from patterns(one, here)
        elif isinstance(one, URLPattern) and "admin/" not in here:
            yield here


def numbered():
    for here in patterns():
        if "<row:" in here or "<int:" in here:
            address = here.replace("<slug:slug>", "quay")
            for name in ("pk", "page_id"):
                address = address.replace(f"<row:{name}>", HUGE).replace(f"<int:{name}>", HUGE)
            yield "/" + address


def test_there_are_such_addresses():
    assert f"/projects/quay/articles/{HUGE}/" in list(numbered())


@pytest.mark.parametrize("method", ["get", "post"])
def test_a_number_that_no_row_can_have_is_not_found(cast, method):
    client: Client = cast.client(cast.manager)
    for address in numbered():
        assert "<" not in address, "a parameter that this test does not know"
        status = getattr(client, method)(address).status_code
        assert status in (403, 404, 405), (address, status)
