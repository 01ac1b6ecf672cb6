"""Pages of units that are in memory, with the same cursors as pages of rows."""

from typing import Any

from drf_spectacular.utils import OpenApiParameter
from rest_framework.request import Request
from rest_framework.utils.urls import remove_query_param, replace_query_param

from annotator.export.pagination import MAX_PAGE_SIZE, PAGE_SIZE, Cursor, page_size
from annotator.review.figures.units import UnitAnswers

PAGE_PARAMETERS = [
    OpenApiParameter("cursor", str, description="A place in the list, from `next` or `previous`."),
    OpenApiParameter(
        "page_size",
        {"type": "integer", "minimum": 1},
        description=f"Rows on a page, {PAGE_SIZE} if not given; {MAX_PAGE_SIZE:,} at most.",
    ),
]


class UnitPage:
    """One page of a list of units; `name` binds its cursors to that list."""

    def __init__(self, request: Request, found: UnitAnswers, name: str) -> None:
        self.found, self.name = found, name
        self.size = page_size(request)
        self.address = remove_query_param(request.build_absolute_uri(), "cursor")
        self.start, self.stop = self._ends(request.query_params.get("cursor", ""))

    def _ends(self, sealed: str) -> tuple[int, int]:
        if not sealed:
            return 0, self.size
        cursor = Cursor.open(sealed, self.name)
        article, unit = cursor.values
        if cursor.backwards:
            stop = self.found.count_before((article, unit))
            return max(0, stop - self.size), stop
        start = self.found.count_before((article, unit + 1))
        return start, start + self.size

    @property
    def links(self) -> dict[str, Any]:
        """The addresses of its neighbours."""
        last = min(self.stop, self.found.size)
        return {
            "next": self._link(last - 1) if 0 < last < self.found.size else None,
            "previous": self._link(self.start, backwards=True) if self.start else None,
        }

    def _link(self, row: int, *, backwards: bool = False) -> str | None:
        if row >= self.found.size:
            return None
        cursor = Cursor([*self.found.place(row)], backwards)
        return replace_query_param(self.address, "cursor", cursor.seal(self.name))
