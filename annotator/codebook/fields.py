"""Typed reading of one mapping of a codebook file, noting every problem instead of stopping."""

import math
import re
from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from typing import Any

from annotator.codebook.assigning import is_key
from annotator.codebook.document import MAX_LABEL, MAX_TEXT, Problem

MAX_EXTRA_FIELDS = 50
MAX_EXTRA_DEPTH = 12
MAX_EXTRA_PARTS = 2000

# NUL cannot be stored by PostgreSQL, a lone surrogate cannot be written as UTF-8.
_UNSTORABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")


class Report:
    """The problems and notices gathered while one codebook is read."""

    def __init__(self) -> None:
        self.problems: list[Problem] = []
        self.notices: list[Problem] = []

    def problem(self, path: str, message: str, code: str) -> None:
        """Note something that makes the codebook unusable."""
        self.problems.append(Problem(path, message, code))

    def notice(self, path: str, message: str, code: str) -> None:
        """Note something its author should know."""
        self.notices.append(Problem(path, message, code))


class Fields:
    """One mapping at one path. Each method reads a field, or notes why not and gives a default."""

    def __init__(self, mapping: Mapping[Any, Any], path: str, report: Report) -> None:
        self._mapping = mapping
        self._path = path
        self._report = report
        self._known: set[str] = set()

    def path(self, name: str) -> str:
        """The path of a field of this mapping."""
        return ".".join(part for part in (self._path, name) if part)

    def has(self, name: str) -> bool:
        """Whether the field is there, empty or not."""
        return name in self._mapping

    def problem(self, name: str, message: str, code: str) -> None:
        """Note a problem at a field of this mapping."""
        self._report.problem(self.path(name), message, code)

    def text(self, name: str, default: str = "", *, limit: int = MAX_TEXT) -> str:
        """A text of at most `limit` characters that can be stored."""
        value = self._value(name, default)
        if not isinstance(value, str):
            self._wrong_type(name, "a text", value)
            return default
        if len(value) > limit:
            self.problem(name, f"At most {limit} characters, not {len(value)}.", "too_long")
            value = value[:limit]  # so that no later message repeats it whole
        if _UNSTORABLE.search(value):
            self.problem(name, "Contains a control character that cannot be stored.", "bad_text")
        return value

    def line(self, name: str, default: str | None = None, *, limit: int = MAX_LABEL) -> str:
        """A text in one line that is not blank; required where there is no default."""
        if default is None and not self.has(name):
            self._known.add(name)
            self.problem(name, "This field is missing.", "missing")
            return ""
        value = self.text(name, default or "", limit=limit)
        if self.has(name) and isinstance(self._mapping[name], str):
            if not value.strip():
                self.problem(name, "May not be blank.", "blank")
            elif len(value.splitlines()) > 1:
                self.problem(name, "Must be one line.", "not_one_line")
        return value

    def choice(self, name: str, choices: tuple[str, ...]) -> str:
        """One of the words; the first where the field is absent."""
        value = self._value(name, choices[0])
        if isinstance(value, str) and value in choices:
            return value
        self.problem(name, f"Must be one of: {', '.join(choices)}.", "bad_choice")
        return choices[0]

    def flag(self, name: str) -> bool:
        """True or false; false where the field is absent."""
        value = self._value(name, False)
        if isinstance(value, bool):
            return value
        self._wrong_type(name, "true or false", value)
        return False

    def words(self, name: str, *, limit: int) -> tuple[str, ...]:
        """A list of different texts, at most `limit` of them."""
        words: list[str] = []
        for position, value in enumerate(self._list(name, limit)):
            place = f"{name}[{position}]"
            if not isinstance(value, str):
                self._wrong_type(place, "a text", value)
            elif not value.strip() or len(value) > MAX_LABEL or _UNSTORABLE.search(value):
                self.problem(place, f"Must be 1 to {MAX_LABEL} plain characters.", "bad_text")
            elif value in words:
                self.problem(place, f"“{value}” is there twice.", "duplicate")
            else:
                words.append(value)
        return tuple(words)

    def either(self, name: str, other: str) -> str:
        """Which of two names for one field is used; a problem if both are."""
        self._known |= {name, other}
        if self.has(name) and self.has(other):
            self.problem(other, f"Means the same as “{name}”: give one of them.", "duplicate")
        return other if self.has(other) and not self.has(name) else name

    def key(self) -> str:
        """The key that gives this entry: one printable character, or "" where it is absent."""
        key = self.line("key", "")
        if key.strip() and not is_key(key):
            self.problem("key", "A key is one printable character.", "bad_key")
            return ""
        return key.strip()

    def mappings(self, name: str, *, limit: int, needed: str = "") -> Iterator["Fields"]:
        """A reader for each mapping of a list; `needed` says why the list may not be empty."""
        if needed and self._value(name, []) in ([], ()):
            self.problem(name, needed, "empty")
        for position, value in enumerate(self._list(name, limit)):
            place = f"{name}[{position}]"
            if isinstance(value, Mapping):
                yield Fields(value, self.path(place), self._report)
            else:
                self._wrong_type(place, "an object", value)

    def mapping(self, name: str) -> "Fields":
        """A reader for a mapping; an empty one where the field is absent."""
        value = self._value(name, {})
        if not isinstance(value, Mapping):
            self._wrong_type(name, "an object", value)
            value = {}
        return Fields(value, self.path(name), self._report)

    def names(self) -> tuple[str, ...]:
        """Names of all fields, in their order."""
        return tuple(name for name in self._mapping if isinstance(name, str))

    def rest(self) -> dict[str, Any]:
        """The fields nobody read, kept as they are; to be called when all others are read.

        A name one slip away from a known field that is absent (``lable``) is a problem.
        """
        absent = [name for name in self._known if name not in self._mapping]
        unknown = {name: self._mapping[name] for name in self._mapping if name not in self._known}
        if len(unknown) > MAX_EXTRA_FIELDS:
            self.problem("", f"More than {MAX_EXTRA_FIELDS} unknown fields.", "too_many")
            return {}
        return {
            name: value for name, value in unknown.items() if self._may_stay(name, value, absent)
        }

    def _may_stay(self, name: object, value: object, absent: list[str]) -> bool:
        if not isinstance(name, str) or not name or len(name) > MAX_LABEL:
            self.problem("", f"Field names are texts of 1 to {MAX_LABEL} characters.", "bad_name")
        elif _UNSTORABLE.search(name):
            self.problem("", "A field name has a control character.", "bad_name")
        elif near := get_close_matches(name, absent, n=1, cutoff=0.8):
            self.problem(name, f"Unknown field; did you mean “{near[0]}”?", "unknown_field")
        elif why := _why_not_plain(value):
            self.problem(name, f"Unknown field, and {why}.", "bad_extra")
        else:
            self._report.notice(
                self.path(name), "Unknown field: kept, but not used.", "unknown_field"
            )
            return True
        return False

    def _value(self, name: str, default: Any) -> Any:
        self._known.add(name)
        return self._mapping.get(name, default)

    def _list(self, name: str, limit: int) -> list[Any] | tuple[Any, ...]:
        value = self._value(name, [])
        if not isinstance(value, list | tuple):
            self._wrong_type(name, "a list", value)
            return []
        if len(value) > limit:
            self.problem(name, f"At most {limit} entries, not {len(value)}.", "too_many")
            return []
        return value

    def _wrong_type(self, name: str, expected: str, value: object) -> None:
        self.problem(name, f"Must be {expected}, not {_type_name(value)}.", "wrong_type")


def _type_name(value: object) -> str:
    names = {bool: "true or false", str: "a text", type(None): "null", int: "a number"}
    names |= {float: "a number", list: "a list", tuple: "a list", dict: "an object"}
    return names.get(type(value), type(value).__name__)


def _why_not_plain(value: object) -> str:
    """Why a value cannot be kept as JSON, or "". Walks without recursion, whatever the depth."""
    waiting: list[tuple[object, int]] = [(value, 1)]
    seen = 0
    while waiting:
        part, depth = waiting.pop()
        seen += 1
        if depth > MAX_EXTRA_DEPTH or seen + len(waiting) > MAX_EXTRA_PARTS:
            return "its value is too large or nested too deep to keep"
        if isinstance(part, Mapping):
            waiting += [(inner, depth + 1) for pair in part.items() for inner in pair]
            if not all(isinstance(name, str) for name in part):
                return "its value has a name that is not a text"
        elif isinstance(part, list | tuple):
            waiting += [(inner, depth + 1) for inner in part]
        elif why := _why_not_scalar(part):
            return why
    return ""


def _why_not_scalar(part: object) -> str:
    if isinstance(part, str):
        bad = len(part) > MAX_TEXT or _UNSTORABLE.search(part)
        return "its value holds a text that cannot be stored" if bad else ""
    if isinstance(part, float) and not math.isfinite(part):
        return "its value holds a number that is not finite"
    return "" if part is None or isinstance(part, bool | int | float) else "its value is not JSON"
