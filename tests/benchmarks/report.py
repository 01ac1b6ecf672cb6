"""The figures as one table, and as JSON."""

import json
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from tests.benchmarks.measuring import Row

HEADINGS = ("benchmark", "database", "value", "limit", "limit's value", "ratio")


def as_table(rows: Sequence[Row]) -> str:
    """Return rows in aligned columns; a failed one says why in place of its figures."""
    lines = [HEADINGS, *(_cells(row) for row in rows)]
    widths = [max(len(line[place]) for line in lines) for place in range(len(HEADINGS))]
    rule = tuple("-" * width for width in widths)
    aligned = (_align(line, widths) for line in (lines[0], rule, *lines[1:]))
    failed = [f"FAILED {row.name} {row.database}: {row.error}" for row in rows if row.error]
    return "\n".join([*aligned, *failed]) + "\n"


def as_json(rows: Sequence[Row], machine: dict[str, Any], *, quick: bool) -> str:
    """Return all that was measured: `{"machine", "quick", "rows": [...]}`."""
    listed = [{**asdict(row), "ratio": row.ratio} for row in rows]
    return json.dumps({"machine": machine, "quick": quick, "rows": listed}, indent=2) + "\n"


def _cells(row: Row) -> tuple[str, ...]:
    if row.error:
        return (row.name, row.database, "failed", "", "", "")
    return (
        row.name,
        row.database,
        f"{_number(row.value)} {row.unit}".strip(),
        row.limit_name,
        _number(row.limit),
        "" if row.ratio is None else f"{row.ratio:.3g}",
    )


def _number(value: float | None) -> str:
    if value is None:
        return ""
    return f"{value:,.0f}" if abs(value) >= 100 or value == int(value) else f"{value:.3g}"


def _align(cells: Sequence[str], widths: Sequence[int]) -> str:
    """Words to the left, numbers to the right."""
    placed = [
        cell.rjust(width) if place in (2, 4, 5) else cell.ljust(width)
        for place, (cell, width) in enumerate(zip(cells, widths, strict=True))
    ]
    return "  ".join(placed).rstrip()
