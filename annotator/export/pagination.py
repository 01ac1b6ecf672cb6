"""Cursor pages. A cursor tells its holder nothing: the position in it is encrypted."""

import json
from base64 import urlsafe_b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from cryptography.fernet import Fernet, InvalidToken
from django.db.models import Q, QuerySet
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _
from rest_framework.exceptions import ValidationError
from rest_framework.pagination import BasePagination
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.utils.urls import remove_query_param, replace_query_param

PAGE_SIZE = 100
MAX_PAGE_SIZE = 1000


@dataclass(frozen=True, slots=True)
class Cursor:
    """A place in a list: the ordering values of the row at its edge."""

    values: list[Any]
    backwards: bool = False

    def seal(self, name: str) -> str:
        """Return the cursor for the outside; `name` binds it to one list."""
        values = [v.isoformat() if isinstance(v, datetime) else v for v in self.values]
        return _fernet().encrypt(json.dumps([name, self.backwards, values]).encode()).decode()

    @classmethod
    def open(cls, sealed: str, name: str) -> "Cursor":
        """Return the cursor that `seal` made; raise `ValidationError` for any other text."""
        try:
            found, backwards, values = json.loads(_fernet().decrypt(sealed.encode()))
        except InvalidToken:
            found = None
        if found != name:
            message = _("This cursor is not valid here. Start again without it.")
            raise ValidationError({"cursor": message})
        return cls(values, backwards)

    def beyond(self, ordering: Sequence[str]) -> Q:
        """Return the condition for the rows after (or before) this place."""
        condition = Q()
        for column, value in reversed(list(zip(ordering, self.values, strict=True))):
            name = column.removeprefix("-")
            tie = Q(**{name: value}) & condition if condition else Q()
            further = Q(**{f"{name}__{self._step(column)}": value})
            condition = further | tie if tie else further
        # Says the same again in a form that an index on the first column can use.
        first = ordering[0].removeprefix("-")
        return Q(**{f"{first}__{self._step(ordering[0])}e": self.values[0]}) & condition

    def _step(self, column: str) -> str:
        return "lt" if self.backwards != column.startswith("-") else "gt"


class CursorPagination(BasePagination):
    """Pages by the values of `view.ordering`, whose last field is unique: rows that come and go
    between two requests shift nothing. A field with a `-` goes down."""

    def paginate_queryset(self, queryset: Any, request: Request, view: Any = None) -> list[Any]:
        """Return one page of rows."""
        self.request, self.ordering = request, tuple(view.ordering)
        self.name = name_of(view)
        size = page_size(request)
        self.cursor = cursor_of(request, view)
        rows = list(self._ordered(queryset)[: size + 1])
        self.more = len(rows) > size
        self.rows = rows[:size]
        if self._backwards:
            self.rows.reverse()
        return self.rows

    def get_paginated_response(self, data: Any) -> Response:
        """Wrap the page with the addresses of its neighbours."""
        return Response({"next": self._next(), "previous": self._previous(), "results": data})

    @property
    def _backwards(self) -> bool:
        return bool(self.cursor and self.cursor.backwards)

    def _ordered(self, queryset: QuerySet) -> QuerySet:
        if self.cursor:
            queryset = queryset.filter(self.cursor.beyond(self.ordering))
        columns = map(_turned, self.ordering) if self._backwards else self.ordering
        return queryset.order_by(*columns)

    def _next(self) -> str | None:
        more = self._backwards or self.more
        return self._link(self.rows[-1], backwards=False) if more and self.rows else None

    def _previous(self) -> str | None:
        more = self.more if self._backwards else bool(self.cursor)
        return self._link(self.rows[0], backwards=True) if more and self.rows else None

    def _link(self, row: Any, *, backwards: bool) -> str:
        names = [column.removeprefix("-") for column in self.ordering]
        cursor = Cursor([getattr(row, name) for name in names], backwards)
        here = remove_query_param(self.request.build_absolute_uri(), "cursor")
        return replace_query_param(here, "cursor", cursor.seal(self.name))

    def get_paginated_response_schema(self, schema: dict[str, Any]) -> dict[str, Any]:
        """Describe a page for the OpenAPI schema."""
        link = {"type": "string", "format": "uri", "nullable": True}
        return {
            "type": "object",
            "required": ["next", "previous", "results"],
            "properties": {"next": link, "previous": link, "results": schema},
        }

    def get_schema_operation_parameters(self, _view: Any) -> list[dict[str, Any]]:
        """Describe the parameters for the OpenAPI schema."""
        size = f"Rows on a page, {PAGE_SIZE} if not given; {MAX_PAGE_SIZE:,} at most."
        return [
            {
                "name": "cursor",
                "in": "query",
                "required": False,
                "description": "A place in the list, from `next` or `previous`.",
                "schema": {"type": "string"},
            },
            {
                "name": "page_size",
                "in": "query",
                "required": False,
                "description": size,
                "schema": {"type": "integer", "minimum": 1},
            },
        ]


def name_of(view: Any) -> str:
    """What binds a cursor to the list of a view."""
    return f"{type(view).__name__}:{','.join(view.ordering)}"


def cursor_of(request: Request, view: Any) -> Cursor | None:
    """The place in its list that a view is asked for; None for the beginning."""
    sealed = request.query_params.get("cursor", "")
    return Cursor.open(sealed, name_of(view)) if sealed else None


def _turned(column: str) -> str:
    return column.removeprefix("-") if column.startswith("-") else f"-{column}"


def page_size(request: Request) -> int:
    """How many rows a request wants on a page; raise `ValidationError` for what is no number."""
    asked = request.query_params.get("page_size", "").strip()
    if not asked:
        return PAGE_SIZE
    if not (asked.isascii() and asked.isdigit()) or not asked.strip("0"):
        raise ValidationError({"page_size": _("Give a whole number from 1.")})
    return MAX_PAGE_SIZE if len(asked) > 9 else min(int(asked), MAX_PAGE_SIZE)


def _fernet() -> Fernet:
    key = salted_hmac("annotator.export.pagination", "cursor", algorithm="sha256").digest()
    return Fernet(urlsafe_b64encode(key))
