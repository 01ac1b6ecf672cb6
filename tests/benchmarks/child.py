"""One benchmark, or one step of making ready, in a process of its own.

`python -m tests.benchmarks.child MODULE SIZES ROWS`: the module of `runs` (or a step of
`preparing`), the sizes as JSON, and the file to append the rows to, one JSON object a line.
"""

import json
import sys
from collections.abc import Iterator
from dataclasses import asdict
from importlib import import_module
from pathlib import Path

import django

from tests.benchmarks.measuring import Row
from tests.benchmarks.sizes import Sizes

PREPARE_TABLES, PREPARE_PROJECTS = "prepare_tables", "prepare_projects"
PREPARE_REVIEW = "prepare_review"


def run(name: str, sizes: Sizes) -> Iterator[Row]:
    """Yield the rows of a benchmark; a step of making ready has none."""
    if name in (PREPARE_TABLES, PREPARE_PROJECTS, PREPARE_REVIEW):
        getattr(import_module("tests.benchmarks.preparing"), name)(sizes)
        return
    yield from import_module(f"tests.benchmarks.runs.{name}").run(sizes)


def main(name: str, sizes: str, rows: str) -> None:
    """Run and write each row as soon as it is there."""
    django.setup()
    given = json.loads(sizes)
    measured = run(name, Sizes(**given))
    with Path(rows).open("a", encoding="utf-8", buffering=1) as out:
        out.writelines(json.dumps(asdict(row)) + "\n" for row in measured)


if __name__ == "__main__":
    main(*sys.argv[1:])
