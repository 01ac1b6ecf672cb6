"""Cells of tables that people open in a spreadsheet."""

import re
from typing import Any

_FORMULA = re.compile(r"[\t\r\n]|\s*[=+\-@＝＋－＠]")


def harmless(cell: Any) -> Any:
    """Return a cell so that no spreadsheet runs it.

    >>> harmless("=1+1"), harmless("plain"), harmless(-1)
    ("'=1+1", 'plain', -1)
    """
    return f"'{cell}" if isinstance(cell, str) and _FORMULA.match(cell) else cell
