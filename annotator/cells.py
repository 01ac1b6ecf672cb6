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


def guarded(text: str) -> str:
    """Return a text so that no spreadsheet runs it, and so that `unguarded` gives it back.

    >>> guarded("=1+1"), guarded("'tis"), guarded("plain")
    ("'=1+1", "''tis", 'plain')
    """
    return f"'{text}" if text[:1] == "'" or _FORMULA.match(text) else text


def unguarded(cell: str) -> str:
    """Return the text that `guarded` was given.

    >>> unguarded("'=1+1"), unguarded("''tis"), unguarded("plain")
    ('=1+1', "'tis", 'plain')
    """
    return cell.removeprefix("'")
