"""The benchmarks: `python -m tests.benchmarks [--output FILE] [--only NAME ...] [--quick]`.

Each runs in a process of its own, so that none warms up or fills the memory of another, and one
that fails leaves the rest standing. Needs no Django itself.
"""

import argparse
import json
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from tests.benchmarks.child import PREPARE_PROJECTS, PREPARE_REVIEW, PREPARE_TABLES
from tests.benchmarks.machine import describe_machine
from tests.benchmarks.measuring import Row
from tests.benchmarks.places import POSTGRESQL, ROOT, SQLITE, Places
from tests.benchmarks.report import as_json, as_table
from tests.benchmarks.sizes import FULL, QUICK, Sizes

TIMEOUT = 300
ERROR_LENGTH = 400


@dataclass(frozen=True)
class Benchmark:
    """A module of `runs`, the databases it runs on, and what has to be there before."""

    module: str
    databases: tuple[str, ...]
    needs: tuple[str, ...] = (PREPARE_TABLES, PREPARE_PROJECTS)
    timeout: int = TIMEOUT


BOTH = (SQLITE, POSTGRESQL)
EVERYTHING = (PREPARE_TABLES, PREPARE_PROJECTS, PREPARE_REVIEW)
BENCHMARKS = {
    "import": Benchmark("importing", BOTH, needs=(PREPARE_TABLES,)),
    "save": Benchmark("saving", BOTH),
    "page": Benchmark("pages", (SQLITE,)),
    "annotate": Benchmark("annotating", (SQLITE,)),
    "export": Benchmark("exporting", BOTH),
    "export-large": Benchmark("exporting_large", BOTH, needs=EVERYTHING, timeout=3 * TIMEOUT),
    "labels": Benchmark("listing", BOTH, needs=EVERYTHING),
    "dashboard": Benchmark("reviewing", BOTH, needs=(PREPARE_TABLES, PREPARE_REVIEW)),
    "agreement": Benchmark("agreeing", ("",), needs=()),
    "segmentation": Benchmark("segmentation", ("",), needs=()),
}


class Bench:
    """One run: its places, its sizes, the rows so far."""

    def __init__(self, places: Places, sizes: Sizes) -> None:
        self.places, self.sizes = places, sizes
        self.rows: list[Row] = []
        self._prepared: dict[tuple[str, str], str] = {}

    def measure(self, name: str, database: str) -> None:
        """Run a benchmark on a database; what fails becomes a row."""
        benchmark = BENCHMARKS[name]
        for step in benchmark.needs:
            if error := self._prepare(step, database):
                self.rows.append(Row(name, database=database, error=f"{step}: {error}"))
                return
        path = self.places.folder / f"rows-{name}-{database}.jsonl"
        error = self._run(benchmark.module, database, path, benchmark.timeout)
        found = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
        rows = [Row(**json.loads(line)) for line in found]
        self.rows += [replace(row, database=database) for row in rows]
        if error or not rows:
            self.rows.append(Row(name, database=database, error=error or "it measured nothing"))

    def _prepare(self, step: str, database: str) -> str:
        """Make ready once for each database; return what went wrong, however often asked."""
        if (step, database) not in self._prepared:
            error = self._run(step, database, self.places.folder / "none.jsonl")
            self._prepared[step, database] = error
        return self._prepared[step, database]

    def _run(self, module: str, database: str, path: Path, timeout: int = TIMEOUT) -> str:
        """Run a module in its own process; return the end of what it complained about."""
        sizes = json.dumps(asdict(self.sizes))
        started = time.monotonic()
        command = [sys.executable, "-m", "tests.benchmarks.child", module, sizes, str(path)]
        try:
            done = subprocess.run(
                command,
                env=self.places.environment(database),
                cwd=ROOT,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.PIPE,
                text=True,
                check=False,
                timeout=timeout,
            )
        except subprocess.TimeoutExpired:
            return f"not done after {timeout} s"
        words = f"{module} {database}".strip()
        sys.stderr.write(f"{words}: {time.monotonic() - started:.0f} s\n")
        return _complaint(done.stderr) if done.returncode else ""


def _complaint(written: str) -> str:
    """The last line of a traceback, not too long."""
    lines = [line for line in written.splitlines() if line.strip()]
    return lines[-1][:ERROR_LENGTH] if lines else "it ended without a word"


def main(arguments: Sequence[str] | None = None, sizes: Sizes | None = None) -> int:
    """Measure, print, write; return 1 if anything failed."""
    options = _parser().parse_args(arguments)
    with Places() as places:
        bench = Bench(places, sizes or (QUICK if options.quick else FULL))
        wanted = options.database or (SQLITE if options.quick else "")
        for name in options.only or BENCHMARKS:
            for database in BENCHMARKS[name].databases:
                if wanted in ("", database) or not database:
                    bench.measure(name, database)
        machine = describe_machine(places.folder)
    sys.stdout.write(as_table(bench.rows))
    if options.output:
        text = as_json(bench.rows, machine, quick=options.quick)
        options.output.write_text(text, encoding="utf-8")
    return int(any(row.error for row in bench.rows))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__)
    parser.add_argument("--output", type=Path, help="also write the figures to this file, as JSON")
    parser.add_argument(
        "--only", nargs="+", choices=BENCHMARKS, metavar="NAME", help=", ".join(BENCHMARKS)
    )
    parser.add_argument(
        "--quick", action="store_true", help="small sizes, SQLite unless asked otherwise"
    )
    parser.add_argument("--database", choices=BOTH, default="", help="one of the two only")
    return parser


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # stop PostgreSQL, empty the folder
    sys.exit(main())
