"""What the figures were measured on."""

import os
import platform
import resource
import sqlite3
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any


def describe_machine(folder: Path) -> dict[str, Any]:
    """Return cores, memory, and the versions of what decides speed.

    `folder` is where the databases are; without a PostgreSQL in it, its version is None.
    """
    postgresql = folder / "postgresql" / "PG_VERSION"
    return {
        "measured_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "cores": len(os.sched_getaffinity(0)),
        "processor": _processor(),
        "memory_gb": round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30, 1),
        "load": round(os.getloadavg()[0], 2),
        "system": platform.platform(),
        "python": platform.python_version(),
        "sqlite": sqlite3.sqlite_version,
        "postgresql": postgresql.read_text().strip() if postgresql.exists() else None,
        **{name: version(name) for name in ("django", "granian", "psycopg")},
    }


def _processor() -> str:
    described = Path("/proc/cpuinfo")
    lines = described.read_text().splitlines() if described.exists() else []
    names = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return next(names, platform.machine())


def peak_memory() -> int:
    """Return the most bytes that this process has held so far.

    The database file that SQLite maps into memory is left out: it is shared, and given back
    whenever memory is short.
    """
    status = Path("/proc/self/status")
    lines = status.read_text().splitlines() if status.exists() else []
    mapped = next((int(line.split()[1]) for line in lines if line.startswith("RssFile:")), 0)
    return (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - mapped) * 1024
