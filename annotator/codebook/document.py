"""What a codebook says, as plain frozen values: no database, no request.

Each value keeps `fields`, the names it was read under and their order, so that it can be written
back exactly as it came; two values that mean the same are equal whatever their `fields`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from annotator.codebook.rules import ALWAYS, Rule, parse_rule

SCOPES = ("claim", "article", "span", "segment", "source", "publisher")
SELECTS = ("one", "many", "each_yes_no_na", "text")
CODERS = ("annotator", "reviewer")
SCALES = ("nominal", "ordinal", "interval")

KEY_GROUPS = {
    "claim": "the annotate page",
    "span": "the annotate page",
    "segment": "the annotate page",
    "article": "the annotate page",
    "source": "the source page",
    "publisher": "the publisher page",
}
"""Scopes whose variables are answered on one page, so that their keys must differ."""

RESERVED_KEYS = frozenset("jkuzi?./[]{},vm")
"""Command keys of the annotate page: next, previous, undo, redo, guideline, key sheet, take a
suggestion, search, moving the edges of a claim, same as the claim before, flag, mark words.
Neither a variable nor a code nor a preset may use them.
"""

DIGIT_KEYS = frozenset("0123456789")
"""Keys of presets and, in an open question, of its codes: no variable may use them."""

MAX_VARIABLE_ID = 40

MAX_VARIABLES = 500
MAX_CODES = 200
MAX_PRESETS = 60
MAX_NOTES = 200
MAX_LABEL = 200
MAX_TEXT = 5000
MAX_SHORT = 4

_written = field(default=(), compare=False, repr=False)


@dataclass(frozen=True)
class Problem:
    """One thing wrong (or worth knowing) in a codebook.

    `path` is a place such as ``variables[0].codes[2].key``, `code` a stable word for programs.
    """

    path: str
    message: str
    code: str


class CodebookError(ValueError):
    """A codebook that cannot be used, with every problem found in it."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        self.problems = problems
        super().__init__("\n".join(f"{problem.path}: {problem.message}" for problem in problems))


@dataclass(frozen=True)
class CodeSpec:
    """One possible answer. `id` is the full id (``src:official``); `key` is "" for no shortcut.

    `key_as_read` is set when the key in the file means something else on the page.
    """

    id: str
    label: str
    short: str
    definition: str = ""
    example: str = ""
    rule: str = ""
    key: str = ""
    key_as_read: str = ""
    extra: Mapping[str, Any] = field(default_factory=dict)
    fields: tuple[str, ...] = _written


@dataclass(frozen=True)
class VariableSpec:
    """A question. `order` and `missing` hold full code ids; `key` is "" for no shortcut.

    `key_as_read` is set when the key in the file means something else on the page and was replaced.
    A span variable's `attributes` say more about the words it marks: each is asked as a variable
    of its own (see `kinds`).
    """

    id: str
    label: str
    scope: str = "claim"
    select: str = "one"
    required: bool = False
    coders: str = "annotator"
    scale: str = "nominal"
    order: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    key: str = ""
    key_as_read: str = ""
    agreement: str = ""
    applies_if: str = ""
    definition: str = ""
    guideline: str = ""
    attributes: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    evidence_required: bool = False
    codes: tuple[CodeSpec, ...] = ()
    extra: Mapping[str, Any] = field(default_factory=dict)
    fields: tuple[str, ...] = _written

    @cached_property
    def rule(self) -> Rule:
        """The parsed `applies_if`."""
        return parse_rule(self.applies_if) if self.applies_if else ALWAYS

    @property
    def code_ids(self) -> tuple[str, ...]:
        """Full ids of the codes, in their order."""
        return tuple(code.id for code in self.codes)


@dataclass(frozen=True)
class PresetSpec:
    """One key that gives several answers; `copy_from_previous` holds variable ids."""

    key: str
    label: str
    set: tuple[str, ...] = ()
    copy_from_previous: tuple[str, ...] = ()
    extra: Mapping[str, Any] = field(default_factory=dict)
    fields: tuple[str, ...] = _written


@dataclass(frozen=True)
class UnitRuleSpec:
    """A rule for what counts as one unit, for people to read."""

    id: str
    rule: str
    extra: Mapping[str, Any] = field(default_factory=dict)
    fields: tuple[str, ...] = _written


@dataclass(frozen=True)
class DerivedSpec:
    """A value worked out from answers and never coded; `origin` is the text under ``from``."""

    id: str
    label: str
    origin: str = ""
    extra: Mapping[str, Any] = field(default_factory=dict)
    fields: tuple[str, ...] = _written


@dataclass(frozen=True)
class CodebookDocument:
    """A whole codebook. `notices` tell what was changed or is not used; none makes it invalid."""

    name: str
    version: str = "1"
    unit_rules: tuple[UnitRuleSpec, ...] = ()
    variables: tuple[VariableSpec, ...] = ()
    presets: tuple[PresetSpec, ...] = ()
    derived: tuple[DerivedSpec, ...] = ()
    extra: Mapping[str, Any] = field(default_factory=dict)
    notices: tuple[Problem, ...] = field(default=(), compare=False)
    fields: tuple[str, ...] = _written

    def variable(self, variable_id: str) -> VariableSpec:
        """The variable of that id; `KeyError` if there is none."""
        return self._by_id[variable_id]

    def rules(self) -> dict[str, Rule]:
        """Variable id to applies-if rule, of every variable."""
        return {variable.id: variable.rule for variable in self.variables}

    @cached_property
    def _by_id(self) -> dict[str, VariableSpec]:
        return {variable.id: variable for variable in self.variables}


def default_agreement(scope: str, scale: str) -> str:
    """The measure of agreement of a variable that names none."""
    return f"krippendorff_alpha_{'unitized' if scope == 'span' else scale}"


def default_order(scale: str, codes: tuple[str, ...], missing: tuple[str, ...]) -> tuple[str, ...]:
    """The order of a variable that names none: its codes as listed, unless it has no order."""
    return () if scale == "nominal" else tuple(code for code in codes if code not in missing)
