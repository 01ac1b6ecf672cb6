"""Every request by which somebody could read something, made from the site's own addresses.

A new address is walked without being named here, as long as its parameters are known; a parameter
or a filter that is not makes the walk fail, and says what to add.
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import product
from typing import Any, NamedTuple
from urllib.parse import urlencode

from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from annotator.export.writers import FORMATS
from tests.architecture.unpacking import readable

PAGES = 20  # of one list, at most


class Address(NamedTuple):
    """An address by name; `parameters` in order."""

    name: str
    parameters: tuple[str, ...]
    view: Any


class Seen(NamedTuple):
    """What was answered: status, headers and body in one text; the address of the next page."""

    url: str
    status: int
    text: str
    following: str | None


class Values(NamedTuple):
    """What is tried: for parameters of addresses (`name.parameter`, else `parameter`), for
    filters of lists, and for what pages read from their address."""

    places: Mapping[str, Sequence[Any]]
    filters: Mapping[str, Sequence[Any]]
    asked: Mapping[str, Sequence[Any]]


def addresses(patterns: Any = None, before: tuple[str, ...] = ()) -> Iterator[Address]:
    """Every named address of the site, without the admin's."""
    for one in patterns if patterns is not None else get_resolver().url_patterns:
        here = (*before, *one.pattern.regex.groupindex)
        if isinstance(one, URLResolver):
            if one.namespace != "admin":
                yield from addresses(one.url_patterns, here)
        elif isinstance(one, URLPattern) and one.name:
            yield Address(one.name, here, one.callback)


def walk(client: Client, names: Iterable[str], values: Values) -> Iterator[Seen]:
    """Ask for every address in every way that lets the client in."""
    wanted = set(names)
    for address in addresses():
        if address.name in wanted:
            yield from _ask_all(client, address, values)


def _ask_all(client: Client, address: Address, values: Values) -> Iterator[Seen]:
    """Every place; what can be asked of it besides, of the first place that lets the client in."""
    queries = list(_queries(address, values))
    for place in product(*(_places(address, one, values) for one in address.parameters)):
        url = reverse(address.name, args=place)
        seen = read(client, url)
        yield seen
        if seen.status == 405:
            return
        if seen.status in (200, 400):
            for query in queries:
                yield from read_on(client, f"{url}?{urlencode(query)}")
            queries = []


def _places(address: Address, parameter: str, values: Values) -> Sequence[Any]:
    known = values.places
    found = known.get(f"{address.name}.{parameter}", known.get(parameter))
    assert found is not None, f"say what {parameter!r} of {address.name!r} is to be tried with"
    return found


def _queries(address: Address, values: Values) -> Iterator[dict[str, Any]]:
    """One filter at a time; of downloads, every format."""
    view = getattr(address.view, "view_class", getattr(address.view, "cls", None))
    filters = getattr(getattr(view, "filterset_class", None), "base_filters", None)
    unknown = (filters or {}).keys() - values.filters.keys()
    assert not unknown, f"say what {sorted(unknown)} of {address.name!r} are to be tried with"
    formats = [{"as": name} for name in FORMATS] if address.name == "api-export" else [{}]
    if "slug" not in address.parameters:
        return
    yield from formats
    tried = values.asked if filters is None else {name: values.filters[name] for name in filters}
    if "public_id" in address.parameters:  # about one article: at most a claim is chosen
        tried = {"claim": values.asked.get("claim", ())}
    for name, found in tried.items():
        yield from ({**formats[-1], name: value} for value in found)


def read_on(client: Client, url: str) -> Iterator[Seen]:
    """An answer, and the pages that follow it."""
    following: str | None = url
    for _page in range(PAGES):
        if following is None:
            return
        seen = read(client, following)
        yield seen
        following = seen.following


def read(client: Client, url: str) -> Seen:
    """Ask once."""
    answer = client.get(url)
    body = readable(b"".join(answer) if answer.streaming else answer.content)
    told = "\n".join(f"{name}: {value}" for name, value in answer.headers.items())
    return Seen(url, answer.status_code, f"{told}\n\n{body}", _following(answer, body))


def _following(answer: Any, body: str) -> str | None:
    if not answer.headers.get("Content-Type", "").startswith("application/json"):
        return None
    found = json.loads(body)
    return found.get("next") if isinstance(found, dict) else None
