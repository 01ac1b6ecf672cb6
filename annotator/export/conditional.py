"""Answers that say what they are of: who asks again sends that back, and is told “as before”.

The mark (a weak ETag) is made from a state that is cheap to read and that changes whenever the
answer could. It is read before the answer: what changes in between makes the next mark another.
It also depends on who asks, for what, in which language, and on the code that answers. Of a list
only the first page has one: to read the state costs as much as to read a page.
"""

import hashlib
import json
from collections.abc import Callable
from functools import cache, wraps
from pathlib import Path
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.utils.http import parse_etags
from django.utils.translation import get_language
from rest_framework.request import Request
from rest_framework.response import Response

CACHING = "private, no-store"  # a program may keep an answer, a cache between may not
State = Callable[[Any], Any]


def conditional(state: State) -> Callable[[Any], Any]:
    """Decorate the `get` of a view: `state(view)` reads what its answer depends on.

    `state` refuses, with the same exceptions, whom and what the view would refuse.
    """

    def decorate(get: Any) -> Any:
        @wraps(get)
        def answer(view: Any, request: Request, *args: Any, **kwargs: Any) -> Response:
            if "cursor" in request.query_params:  # whoever reads on has asked at the first page
                return get(view, request, *args, **kwargs)
            mark = make_mark(request, state(view))
            headers = {"ETag": mark, "Cache-Control": CACHING}
            if mark in parse_etags(request.headers.get("If-None-Match", "")):
                return Response(status=304, headers=headers)
            full: Response = get(view, request, *args, **kwargs)
            for name, value in headers.items():
                full[name] = value
            return full

        answer.is_conditional = True  # type: ignore[attr-defined]
        return answer

    return decorate


def make_mark(request: Request, state: Any) -> str:
    """The weak ETag of what is answered to this caller in this state."""
    asked = [request.user.pk, request.build_absolute_uri(), get_language()]
    made = json.dumps([code_digest(), asked, state], cls=DjangoJSONEncoder)
    return f'W/"{hashlib.sha256(made.encode()).hexdigest()[:32]}"'


@cache
def code_digest() -> str:
    """A hash of the code: after an upgrade, nothing is “as before”."""
    paths = sorted(Path(__file__).parents[1].rglob("*.py"))
    return hashlib.sha256(b"".join(path.read_bytes() for path in paths)).hexdigest()
