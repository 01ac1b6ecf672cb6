"""Which of the project's codes a name in a file stands for."""

from collections import defaultdict
from collections.abc import Mapping
from typing import NamedTuple

from annotator.codebook.catalogue import Catalogue, VariableEntry


class Meant(NamedTuple):
    """A code of the project, and how it was found: by `id`, as `chosen`, or by the same `name`."""

    entry: VariableEntry
    code: str
    how: str


class CodeFinder:
    """Looks codes up: by id, by what the manager chose, by a name that only one code has."""

    def __init__(self, catalogue: Catalogue, chosen: Mapping[str, str]) -> None:
        self._catalogue, self._chosen = catalogue, chosen
        self._by_id: dict[str, list[VariableEntry]] = defaultdict(list)
        self._by_name: dict[tuple[str, str], set[tuple[str, str]]] = defaultdict(set)
        for entry in catalogue.variables.values():
            if entry.is_codable:
                self._index(entry)
        self._found: dict[tuple[str, str], Meant | None] = {}

    def _index(self, entry: VariableEntry) -> None:
        for identifier, code in entry.codes.items():
            self._by_id[identifier].append(entry)
            for variable in ("", entry.id, entry.row.label):
                short = identifier.removeprefix(f"{entry.id}:")
                for name in (identifier, code.label, short):
                    self._by_name[_fold(variable), _fold(name)].add((entry.id, identifier))

    def find(self, variable: str, code: str) -> Meant | None:
        """The code that a file's names stand for; None when that is not sure."""
        key = (variable, code)
        if key not in self._found:
            self._found[key] = self._look_up(variable, code)
        return self._found[key]

    def _look_up(self, variable: str, code: str) -> Meant | None:
        chosen = self._chosen.get(name_of(variable, code)) or self._chosen.get(code)
        if chosen:
            entries = self._by_id.get(chosen, [])
            return Meant(entries[0], chosen, "chosen") if len(entries) == 1 else None
        entry = self._catalogue.variables.get(variable)
        if entry and entry.is_codable and code in entry.codes:
            return Meant(entry, code, "id")
        alike = self._by_name.get((_fold(variable), _fold(code)), set())
        if len(alike) != 1:
            return None
        ((identifier, found),) = alike
        return Meant(self._catalogue.variables[identifier], found, "name")


def name_of(variable: str, code: str) -> str:
    """What a code of a file is called in reports, and chosen by."""
    return f"{variable}/{code}" if variable and not code.startswith(f"{variable}:") else code


def _fold(name: str) -> str:
    return " ".join(name.casefold().split())
