"""What an import did, or would do: counts, and every row that has no place here."""

import hashlib
import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from annotator.export.readers.records import Trouble

MAX_LISTED = 1_000
"""Problems that are listed; more are counted."""
MAX_NAMES = 500


class Outcome:
    """What becomes of an answer."""

    NEW = "new"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    CLEARED = "cleared"


class Kind:
    """Why a row is not imported."""

    ERROR = "error"
    UNMAPPED = "unmapped"
    CONFLICT = "conflict"


@dataclass(slots=True)
class Report:
    """Gathered while a file is gone through. `fingerprint` tells one plan from another."""

    labels: int = 0
    rows: int = 0
    answers: Counter[str] = field(default_factory=Counter)
    work: Counter[str] = field(default_factory=Counter)
    rejected: Counter[str] = field(default_factory=Counter)
    problems: list[dict[str, str]] = field(default_factory=list)
    notes: list[dict[str, str]] = field(default_factory=list)
    people: dict[str, dict[str, Any]] = field(default_factory=dict)
    codes: dict[str, dict[str, Any]] = field(default_factory=dict)
    articles: set[int] = field(default_factory=set)
    _plan: Any = field(default_factory=hashlib.sha256)

    def add_troubles(self, troubles: Iterable[Trouble]) -> None:
        """List what a reader could not read."""
        for one in troubles:
            kind = Kind.ERROR if one.is_error else Kind.UNMAPPED
            self.reject(one.row, one.message, one.code, kind)

    def reject(self, row: str, message: str, code: str, kind: str) -> None:
        """List a row that is not imported."""
        self.rejected[kind] += 1
        self.record("reject", code)
        if len(self.problems) < MAX_LISTED:
            told = {"row": row, "kind": kind, "code": code, "message": message}
            self.problems.append(told)

    def note(self, row: str, message: str) -> None:
        """Say something about a row that is imported."""
        if len(self.notes) < MAX_LISTED:
            self.notes.append({"row": row, "message": message})

    def count_person(self, name: str, username: str, how: str) -> None:
        """Count a label of somebody; `how` they were found, "unknown" where they were not."""
        told = self.people.get(name)
        if told is None and len(self.people) < MAX_NAMES:
            told = self.people[name] = {"username": username, "how": how, "labels": 0}
        if told is not None:
            told["labels"] += 1

    def count_code(self, name: str, code: str, how: str) -> None:
        """Count a label with a code that the file calls otherwise, or that is not known."""
        told = self.codes.get(name)
        if told is None and len(self.codes) < MAX_NAMES:
            told = self.codes[name] = {"code": code, "how": how, "labels": 0}
        if told is not None:
            told["labels"] += 1

    def record(self, *parts: Any) -> None:
        """Let something of the plan tell it from others."""
        self._plan.update(json.dumps(parts, ensure_ascii=True, default=str).encode() + b"\n")

    @property
    def fingerprint(self) -> str:
        """The same for two runs that would do the same."""
        return str(self._plan.hexdigest())

    def as_json(self) -> dict[str, Any]:
        """As it is kept, and shown by page and API."""
        outcomes = (Outcome.NEW, Outcome.CHANGED, Outcome.UNCHANGED, Outcome.CLEARED)
        kinds = (Kind.ERROR, Kind.UNMAPPED, Kind.CONFLICT)
        return {
            "rows": self.rows,
            "labels": self.labels,
            "articles": len(self.articles),
            "answers": {name: self.answers[name] for name in outcomes},
            "assignments": {name: self.work[name] for name in ("submitted", "unfinished")},
            "rejected": {name: self.rejected[name] for name in kinds},
            "problems": self.problems,
            "notes": self.notes,
            "people": [{"name": name, **told} for name, told in self.people.items()],
            "codes": [{"name": name, **told} for name, told in self.codes.items()],
            "fingerprint": self.fingerprint,
        }
