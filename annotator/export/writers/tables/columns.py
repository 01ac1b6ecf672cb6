"""What a table of the archive is made of: columns with a type, as Table Schema names them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

TEXT, WHOLE, NUMBER, FLAG, TIME, COUNTS = (
    "string", "integer", "number", "boolean", "datetime", "object",
)  # fmt: skip
REQUIRED = {"required": True}


@dataclass(frozen=True, slots=True)
class Column:
    """A column as a Table Schema has it; `points_to` is the table (and column) of a foreign key.

    Archives of before lack a column that `came_later`.
    """

    name: str
    kind: str
    words: str
    constraints: Mapping[str, Any] = field(default_factory=dict)
    points_to: tuple[str, str] | None = None
    came_later: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """A table of the archive; `key` names the columns that tell its rows apart."""

    name: str
    words: str
    columns: tuple[Column, ...]
    key: tuple[str, ...] = ()

    @property
    def path(self) -> str:
        """Its file in the archive."""
        return f"{self.name}.csv"
