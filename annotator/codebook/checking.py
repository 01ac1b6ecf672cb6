"""What one field alone cannot show: clashes, unknown references, circles. Also fills in keys."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from graphlib import CycleError, TopologicalSorter
from typing import Generic, TypeVar

from annotator.codebook.assigning import assign_code_keys, variable_key
from annotator.codebook.document import (
    DIGIT_KEYS,
    KEY_GROUPS,
    MAX_VARIABLE_ID,
    RESERVED_KEYS,
    CodeSpec,
    PresetSpec,
    VariableSpec,
)
from annotator.codebook.fields import Fields, Report
from annotator.codebook.kinds import TEXT, attributes_of
from annotator.codebook.rules import In, Rule, RuleError, parse_rule

PRESET_SCOPES = ("claim", "segment")

# What a rule of each scope can look at: answers on the same target and on the article around it.
_SEEN_FROM = {
    "claim": ("claim", "segment", "article"),
    "segment": ("claim", "segment", "article"),
    "span": ("span", "claim", "segment", "article"),
    "article": ("article",),
    "source": ("source",),
    "publisher": ("publisher",),
}

Spec = TypeVar("Spec")


@dataclass
class Placed(Generic[Spec]):
    """A value with the reader of the fields it came from, so that its problems can be placed."""

    entry: Fields
    spec: Spec


def check_codes(codes: Sequence[Placed[CodeSpec]]) -> None:
    """Codes of one variable: ids, keys and shorts must differ."""
    for placed in _repeated((placed, placed.spec.id) for placed in codes):
        placed.entry.problem("id", f"“{placed.spec.id}” is there twice.", "duplicate")
    for placed in _repeated((placed, placed.spec.key) for placed in codes):
        message = f"Another code of this variable has the key {placed.spec.key}."
        placed.entry.problem("key", message, "key_clash")
    for placed in _repeated((placed, placed.spec.short) for placed in codes):
        message = f"Another code of this variable has the short {placed.spec.short}."
        placed.entry.problem("short", message, "short_clash")


def check_scale(spec: VariableSpec, entry: Fields) -> None:
    """Order and missing codes must be codes of the variable, and a scale must order them all."""
    codes = set(spec.code_ids)
    for name, listed in (("order", spec.order), ("missing", spec.missing)):
        for code in listed:
            if code not in codes:
                entry.problem(name, f"“{code}” is not a code of this variable.", "unknown_code")
    for code in spec.order:
        if code in spec.missing:
            entry.problem("order", f"“{code}” is a missing code: it has no place.", "bad_order")
    left_out = [code for code in spec.code_ids if code not in (*spec.order, *spec.missing)]
    if left_out and spec.scale != "nominal":
        entry.problem("order", f"Leaves out {', '.join(left_out)}.", "bad_order")


def check_variables(variables: Sequence[Placed[VariableSpec]]) -> None:
    """Variables together: ids must differ, rules must parse, know their codes, and not circle."""
    for placed in _repeated((placed, placed.spec.id) for placed in variables):
        placed.entry.problem("id", f"“{placed.spec.id}” is there twice.", "duplicate")
    by_id = {placed.spec.id: placed.spec for placed in variables}
    rules: dict[str, Rule] = {}
    for placed in variables:
        try:
            rules[placed.spec.id] = parse_rule(placed.spec.applies_if)
        except RuleError as error:
            placed.entry.problem("applies_if", str(error), "bad_rule")
        else:
            _check_tests(placed, rules[placed.spec.id].tests(), by_id)
    _check_circles(variables, rules)
    _check_attributes(variables)


def _check_attributes(variables: Sequence[Placed[VariableSpec]]) -> None:
    """Attributes are asked as variables of their own, so their ids must be free and fit."""
    taken = {placed.spec.id: "a variable" for placed in variables}
    for placed in variables:
        for attribute in attributes_of(placed.spec):
            inner = placed.entry.mapping("attributes")
            name = attribute.id.removeprefix(f"{placed.spec.id}_")
            if attribute.id in taken:
                message = f"It is asked as “{attribute.id}”, which is {taken[attribute.id]} too."
                inner.problem(name, message, "duplicate")
            elif len(attribute.id) > MAX_VARIABLE_ID:
                message = f"“{attribute.id}” has more than {MAX_VARIABLE_ID} characters."
                inner.problem(name, message, "too_long")
            taken[attribute.id] = f"an attribute of “{placed.spec.id}”"


def _check_tests(
    placed: Placed[VariableSpec], tests: Iterable[In], by_id: dict[str, VariableSpec]
) -> None:
    for test in tests:
        seen = by_id.get(test.variable)
        if seen is None:
            message = f"There is no variable “{test.variable}”."
            placed.entry.problem("applies_if", message, "unknown_variable")
        elif seen.select == TEXT:
            message = f"“{seen.id}” is answered in words: no rule can look at it."
            placed.entry.problem("applies_if", message, "text_in_rule")
        elif seen.scope not in _SEEN_FROM[placed.spec.scope]:
            message = f"“{seen.id}” is answered about a {seen.scope}: it cannot be seen from here."
            placed.entry.problem("applies_if", message, "bad_rule_scope")
        else:
            for code in sorted(set(test.codes) - set(seen.code_ids)):
                message = f"“{code}” is not a code of “{seen.id}”."
                placed.entry.problem("applies_if", message, "unknown_code")


def _check_circles(variables: Sequence[Placed[VariableSpec]], rules: dict[str, Rule]) -> None:
    graph = {variable_id: rule.variables() for variable_id, rule in rules.items()}
    by_id = {placed.spec.id: placed for placed in variables}
    while circle := _circle(graph):
        message = f"The rules go in a circle: {' → '.join(circle)}."
        first = min(circle, key=list(graph).index)
        by_id[first].entry.problem("applies_if", message, "rule_circle")
        del graph[first]


def _circle(graph: dict[str, frozenset[str]]) -> list[str]:
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        circle: list[str] = error.args[1]
        return circle[::-1]
    return []


def fill_keys(
    variables: Sequence[Placed[VariableSpec]],
    presets: Sequence[Placed[PresetSpec]],
    report: Report,
) -> None:
    """Give keys to variables and presets without one, and note the keys that clash.

    Keys must differ among the variables of one page (`KEY_GROUPS`) and the presets, which belong
    to the annotate page. Digits are left to presets and codes. A code's key may be no variable's.
    """
    _replace_reserved(variables, report)
    _check_key_clashes(variables, presets)
    page_keys: dict[str, set[str]] = defaultdict(set)
    for placed in variables:
        page_keys[_page(placed)] |= {placed.spec.key, *(code.key for code in placed.spec.codes)}
    _fill_preset_keys(presets, variables)
    page_keys[KEY_GROUPS["claim"]] |= {preset.spec.key for preset in presets}
    for placed in variables:
        if not placed.spec.key:
            taken = page_keys[_page(placed)]
            key = variable_key(placed.spec.id, taken | RESERVED_KEYS)
            taken.add(key)
            placed.spec = replace(placed.spec, key=key)
    _replace_code_keys(variables, report)


def _fill_preset_keys(
    presets: Sequence[Placed[PresetSpec]], variables: Sequence[Placed[VariableSpec]]
) -> None:
    keys = assign_code_keys([placed.spec.key for placed in presets], _annotate_keys(variables))
    for preset, key in zip(presets, keys, strict=True):
        preset.spec = replace(preset.spec, key=key)


def _replace_reserved(variables: Iterable[Placed[VariableSpec]], report: Report) -> None:
    for placed in variables:
        key = placed.spec.key
        if key in RESERVED_KEYS or key in DIGIT_KEYS:
            placed.spec = replace(placed.spec, key="", key_as_read=key)
            owner = "of presets and codes" if key in DIGIT_KEYS else "of a command"
            message = f"{key} is a key {owner}: another key is given to this variable."
            report.notice(placed.entry.path("key"), message, "reserved_key")


def _replace_code_keys(variables: Sequence[Placed[VariableSpec]], report: Report) -> None:
    """Give codes another key where theirs would open a question or do a command instead."""
    page_keys: dict[str, set[str]] = defaultdict(lambda: set(RESERVED_KEYS))
    for placed in variables:
        page_keys[_page(placed)].add(placed.spec.key)
    for placed in variables:
        lost = page_keys[_page(placed)]
        read = [code.key for code in placed.spec.codes]
        if not any(key and key in lost for key in read):
            continue
        kept = ["" if key in lost else key for key in read]
        keys = assign_code_keys(kept)
        codes = zip(placed.spec.codes, keys, strict=True)
        placed.spec = replace(placed.spec, codes=tuple(_with_key(*pair) for pair in codes))
        message = "Some codes have a key of a command or of a question: they are given others."
        report.notice(placed.entry.path("codes"), message, "reserved_key")


def _with_key(code: CodeSpec, key: str) -> CodeSpec:
    return code if code.key in ("", key) else replace(code, key=key, key_as_read=code.key)


def _check_key_clashes(
    variables: Sequence[Placed[VariableSpec]], presets: Sequence[Placed[PresetSpec]]
) -> None:
    in_group = (
        (placed, placed.spec.key and (_page(placed), placed.spec.key)) for placed in variables
    )
    for placed in _repeated(in_group):
        message = f"Another variable on {_page(placed)} has the key {placed.spec.key}."
        placed.entry.problem("key", message, "key_clash")
    for preset in _repeated((preset, preset.spec.key) for preset in presets):
        message = f"Another preset has the key {preset.spec.key}."
        preset.entry.problem("key", message, "key_clash")
    keys = _annotate_keys(variables)
    for preset in presets:
        if preset.spec.key in RESERVED_KEYS:
            preset.entry.problem(
                "key", f"{preset.spec.key} is the key of a command.", "reserved_key"
            )
        elif preset.spec.key and preset.spec.key in keys:
            preset.entry.problem("key", f"A variable has the key {preset.spec.key}.", "key_clash")


def _annotate_keys(variables: Iterable[Placed[VariableSpec]]) -> set[str]:
    return {placed.spec.key for placed in variables if _page(placed) == KEY_GROUPS["claim"]}


def _page(placed: Placed[VariableSpec]) -> str:
    return KEY_GROUPS[placed.spec.scope]


def check_presets(
    presets: Sequence[Placed[PresetSpec]], variables: Sequence[Placed[VariableSpec]]
) -> None:
    """Presets must name codes and variables that an annotator answers about a claim."""
    by_id = {placed.spec.id: placed.spec for placed in variables}
    by_code = {code: placed.spec for placed in variables for code in placed.spec.code_ids}
    for preset in presets:
        _check_preset_codes(preset, by_code)
        _check_preset_copies(preset, by_id)
        if not preset.spec.set and not preset.spec.copy_from_previous:
            preset.entry.problem("set", "A preset gives at least one answer.", "empty")


def _check_preset_codes(preset: Placed[PresetSpec], by_code: dict[str, VariableSpec]) -> None:
    given: set[str] = set()
    for code in preset.spec.set:
        variable = by_code.get(code)
        if variable is None:
            preset.entry.problem("set", f"There is no code “{code}”.", "unknown_code")
            continue
        if variable.select == "one" and variable.id in given:
            message = f"“{code}” is a second code of “{variable.id}”, which takes one."
            preset.entry.problem("set", message, "two_codes")
        given.add(variable.id)
        _check_preset_variable(preset, "set", variable)
    for variable_id in given.intersection(preset.spec.copy_from_previous):
        message = f"“{variable_id}” is set and copied by one preset."
        preset.entry.problem("copy_from_previous", message, "duplicate")


def _check_preset_copies(preset: Placed[PresetSpec], by_id: dict[str, VariableSpec]) -> None:
    for variable_id in preset.spec.copy_from_previous:
        if variable_id in by_id:
            _check_preset_variable(preset, "copy_from_previous", by_id[variable_id])
        else:
            message = f"There is no variable “{variable_id}”."
            preset.entry.problem("copy_from_previous", message, "unknown_variable")


def _check_preset_variable(preset: Placed[PresetSpec], name: str, variable: VariableSpec) -> None:
    chosen = variable.select in ("one", "many")
    if not (chosen and variable.scope in PRESET_SCOPES and variable.coders == "annotator"):
        message = f"“{variable.id}” is not chosen by an annotator for a claim."
        preset.entry.problem(name, message, "bad_preset_variable")


def _repeated(pairs: Iterable[tuple[Placed[Spec], object]]) -> Iterator[Placed[Spec]]:
    """Those whose value (not an empty one) was there before."""
    seen: set[object] = set()
    for placed, value in pairs:
        if value and value in seen:
            yield placed
        seen.add(value)
