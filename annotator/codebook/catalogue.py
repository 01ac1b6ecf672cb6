"""A codebook version in memory: what the coding form, the API and the actions look up.

A version never changes once published, so it is read once per process and kept.
"""

import uuid
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Any, NamedTuple

from annotator.codebook.kinds import answer_name, item_label
from annotator.codebook.models import Code, CodebookVersion, Preset, Variable
from annotator.codebook.rules import ALWAYS, Rule, ask_for_yes, parse_rule

# What people can answer today; other scopes and kinds are kept in the codebook and stay off.
CODABLE_SCOPES = frozenset({Variable.Scope.CLAIM, Variable.Scope.ARTICLE, Variable.Scope.SPAN})
CODABLE_SELECTS = frozenset(Variable.Select)


class Item(NamedTuple):
    """One yes/no question of a set; its codes by answer: `yes`, `no`, `na`."""

    label: str
    codes: dict[str, Code]


@dataclass(frozen=True, slots=True)
class VariableEntry:
    """A variable with its codes by identifier and its parsed applies-if rule.

    `items` holds the items of a set of yes/no questions by identifier, in their order.
    """

    row: Variable
    codes: Mapping[str, Code]
    rule: Rule
    items: Mapping[str, Item] = field(default_factory=dict)

    @property
    def id(self) -> str:
        """The codebook's id, such as `src`."""
        return self.row.identifier

    @property
    def is_text(self) -> bool:
        """Whether it is answered in words: the note of its one code."""
        return self.row.select == Variable.Select.TEXT

    @property
    def is_set(self) -> bool:
        """Whether each of its items is answered once: yes, no, or does not apply."""
        return self.row.select == Variable.Select.EACH and not self.is_about_words

    @property
    def takes_several(self) -> bool:
        """Whether an annotator may give several of its codes on one claim, on spans of it too."""
        return self.row.select == Variable.Select.MANY or (self.is_about_words and not self.is_text)

    @property
    def is_ranked(self) -> bool:
        """Whether an answer is one place on an ordinal scale."""
        return self.row.is_single and self.row.scale == "ordinal" and not self.takes_several

    @property
    def is_about_words(self) -> bool:
        """Whether it marks spans of a claim."""
        return self.row.scope == Variable.Scope.SPAN

    @property
    def attribute_of(self) -> str:
        """The id of the span variable whose words it says more about; "" for all others."""
        return self.row.attribute_of.identifier if self.row.attribute_of else ""

    @property
    def is_codable(self) -> bool:
        """Whether annotators can answer it: scope and kind are supported and it is theirs."""
        return (
            self.row.coders == "annotator"
            and self.row.scope in CODABLE_SCOPES
            and self.row.select in CODABLE_SELECTS
        )


@dataclass(frozen=True)
class Catalogue:
    """A codebook version, or the part of it that a project has switched on."""

    version_id: int
    uid: uuid.UUID
    version: str
    name: str
    variables: Mapping[str, VariableEntry]
    presets: tuple[Preset, ...]

    def scoped(self, scope: str) -> list[VariableEntry]:
        """The variables of one scope, in the codebook's order."""
        return [entry for entry in self.variables.values() if entry.row.scope == scope]

    def codable(self) -> list[VariableEntry]:
        """The variables an annotator can answer."""
        return [entry for entry in self.variables.values() if entry.is_codable]

    def choosable(self) -> list[VariableEntry]:
        """Those a project switches on by themselves: attributes come with their variable."""
        return [entry for entry in self.codable() if not entry.attribute_of]

    def with_attributes(self, chosen: Iterable[str]) -> set[str]:
        """The chosen variables and the attributes that come with them."""
        wanted = set(chosen)
        return {
            key for key, entry in self.variables.items() if (entry.attribute_of or key) in wanted
        }

    def narrowed(self, chosen: Iterable[str]) -> "Catalogue":
        """The same catalogue with the chosen variables and their attributes, in its order.

        A rule that asks for a variable that is off can never be answered, so it always applies.
        Presets keep what the chosen variables need; one that is left empty goes.
        """
        wanted = self.with_attributes(chosen)
        kept = {
            key: self._without_dead_rule(entry, wanted)
            for key, entry in self.variables.items()
            if key in wanted
        }
        return Catalogue(
            version_id=self.version_id,
            uid=self.uid,
            version=self.version,
            name=self.name,
            variables=kept,
            presets=tuple(fit for one in self.presets if (fit := _narrowed(one, wanted))),
        )

    def rules(self) -> dict[str, Rule]:
        """Applies-if rules by variable id."""
        return {key: entry.rule for key, entry in self.variables.items()}

    @staticmethod
    def _without_dead_rule(entry: VariableEntry, wanted: set[str]) -> VariableEntry:
        if entry.rule.variables() <= wanted:
            return entry
        return replace(entry, rule=ALWAYS)


def _narrowed(preset: Preset, wanted: set[str]) -> Preset | None:
    """A preset with the codes of switched-off variables taken out; None when none is left."""
    sets = [code for code in preset.sets if code.split(":", 1)[0] in wanted]
    copies = [variable for variable in preset.copies if variable in wanted]
    if not sets:
        return None
    return Preset(pk=preset.pk, label=preset.label, key=preset.key, sets=sets, copies=copies)


def catalogue_of(version: CodebookVersion) -> Catalogue:
    """Return the whole version; `version` may be loaded with `uid` only."""
    return _load(version.pk, version.uid)


def project_catalogue(version: CodebookVersion, chosen: Collection[str]) -> Catalogue:
    """Return the part of a version that a project has switched on."""
    return _narrow(version.pk, version.uid, tuple(chosen))


@lru_cache(maxsize=64)
def _load(pk: int, uid: uuid.UUID) -> Catalogue:
    version = CodebookVersion.objects.select_related("codebook").get(pk=pk, uid=uid)
    rows = list(version.variables.select_related("attribute_of").prefetch_related("codes"))
    sets = {row.identifier for row in rows if row.select == Variable.Select.EACH}
    return Catalogue(
        version_id=pk,
        uid=uid,
        version=version.version,
        name=version.codebook.name,
        variables={row.identifier: _entry(row, sets) for row in rows},
        presets=tuple(version.presets.all()),
    )


def _entry(row: Variable, sets: Collection[str]) -> VariableEntry:
    codes = {code.identifier: code for code in row.codes.all()}
    rule = ask_for_yes(parse_rule(row.applies_if), sets)
    return VariableEntry(row=row, codes=codes, rule=rule, items=_items(codes.values()))


def _items(codes: Iterable[Code]) -> dict[str, Item]:
    items: dict[str, Item] = {}
    for code in codes:
        if code.item:
            item = items.setdefault(code.item, Item(item_label(code.label), {}))
            item.codes[answer_name(code.identifier)] = code
    return items


@lru_cache(maxsize=256)
def _narrow(pk: int, uid: uuid.UUID, chosen: tuple[str, ...]) -> Catalogue:
    return _load(pk, uid).narrowed(chosen)


def describe(catalogue: Catalogue) -> list[dict[str, Any]]:
    """The variables as plain data: for the browser's coding form and for the API."""
    return [_describe_variable(entry) for entry in catalogue.variables.values()]


def _describe_variable(entry: VariableEntry) -> dict[str, Any]:
    row = entry.row
    return {
        "id": row.identifier,
        "label": row.label,
        "scope": row.scope,
        "select": row.select,
        "required": row.required,
        "coders": row.coders,
        "scale": row.scale,
        "key": row.key,
        "definition": row.definition,
        "applies_if": row.applies_if,
        "rule": entry.rule.to_json(),
        "attribute_of": entry.attribute_of or None,
        "items": [
            {"id": key, "label": item.label, "definition": item.codes["yes"].definition}
            for key, item in entry.items.items()
        ],
        "codes": [_describe_code(code) for code in entry.codes.values()],
    }


def _describe_code(code: Code) -> dict[str, Any]:
    return {
        "id": code.identifier,
        "label": code.label,
        "short": code.short,
        "definition": code.definition,
        "example": code.example,
        "rule": code.rule,
        "key": code.key,
        "rank": code.rank,
        "item": code.item,
        "missing": code.is_missing,
    }
