"""Codebook values back to the mapping they are read from."""

from collections.abc import Mapping, Sequence
from typing import Any

from annotator.codebook.assigning import assign_code_keys, assign_shorts
from annotator.codebook.document import (
    CodebookDocument,
    CodeSpec,
    DerivedSpec,
    PresetSpec,
    UnitRuleSpec,
    VariableSpec,
    default_agreement,
    default_order,
)


def write_codebook(document: CodebookDocument) -> dict[str, Any]:
    """The mapping that `read_codebook` reads into an equal document.

    Fields come back under the names and in the order they were read. A field that was not there
    is written only where it differs from what the reader would fill in; the filled-in keys of
    variables and presets, which depend on each other, are always written.
    """
    values = {
        "name": document.name,
        "version": document.version,
        "unit_rules": [_unit_rule(rule) for rule in document.unit_rules],
        _variables_name(document.fields): [_variable(spec) for spec in document.variables],
        "presets": [_preset(preset) for preset in document.presets],
        "derived": [_derived(derived) for derived in document.derived],
    }
    defaults = {"version": "1", "unit_rules": [], "presets": [], "derived": []}
    return _chosen(values, defaults, document.extra, document.fields)


def _variables_name(fields: tuple[str, ...]) -> str:
    return "facets" if "facets" in fields else "variables"


def _variable(spec: VariableSpec) -> dict[str, Any]:
    scope_name = "level" if "level" in spec.fields else "scope"
    values = {
        "id": spec.id,
        "label": spec.label,
        scope_name: spec.scope,
        "select": spec.select,
        "required": spec.required,
        "coders": spec.coders,
        "scale": spec.scale,
        "order": list(spec.order),
        "missing": list(spec.missing),
        "key": spec.key_as_read or spec.key,
        "agreement": spec.agreement,
        "applies_if": spec.applies_if,
        "definition": spec.definition,
        "guideline": spec.guideline,
        "attributes": {name: list(words) for name, words in spec.attributes.items()},
        "evidence_required": spec.evidence_required,
        "codes": _codes(spec.codes),
    }
    return _chosen(values, _variable_defaults(spec, scope_name), spec.extra, spec.fields)


def _variable_defaults(spec: VariableSpec, scope_name: str) -> dict[str, Any]:
    return {
        scope_name: "claim",
        "select": "one",
        "required": False,
        "coders": "annotator",
        "scale": "nominal",
        "order": list(default_order(spec.scale, spec.code_ids, spec.missing)),
        "missing": [],
        "key": "",
        "agreement": default_agreement(spec.scope, spec.scale),
        "applies_if": "",
        "definition": "",
        "guideline": "",
        "attributes": {},
        "evidence_required": False,
        "codes": [],
    }


def _codes(specs: Sequence[CodeSpec]) -> list[dict[str, Any]]:
    keys = assign_code_keys(
        [(spec.key_as_read or spec.key) if "key" in spec.fields else "" for spec in specs]
    )
    shorts = assign_shorts(
        [spec.label for spec in specs],
        [spec.short if "short" in spec.fields else "" for spec in specs],
    )
    return [_code(*filled) for filled in zip(specs, keys, shorts, strict=True)]


def _code(spec: CodeSpec, default_key: str, default_short: str) -> dict[str, Any]:
    values = {
        "id": spec.id,
        "label": spec.label,
        "short": spec.short,
        "definition": spec.definition,
        "example": spec.example,
        "rule": spec.rule,
        "key": spec.key_as_read or spec.key,
    }
    defaults = {"definition": "", "example": "", "rule": ""}
    filled = {"key": default_key, "short": default_short}
    return _chosen(values, defaults | filled, spec.extra, spec.fields)


def _preset(spec: PresetSpec) -> dict[str, Any]:
    values = {
        "key": spec.key,
        "label": spec.label,
        "set": list(spec.set),
        "copy_from_previous": list(spec.copy_from_previous),
    }
    defaults = {"key": "", "set": [], "copy_from_previous": []}
    return _chosen(values, defaults, spec.extra, spec.fields)


def _unit_rule(spec: UnitRuleSpec) -> dict[str, Any]:
    return _chosen({"id": spec.id, "rule": spec.rule}, {}, spec.extra, spec.fields)


def _derived(spec: DerivedSpec) -> dict[str, Any]:
    values = {"id": spec.id, "label": spec.label, "from": spec.origin}
    return _chosen(values, {"from": ""}, spec.extra, spec.fields)


def _chosen(
    values: Mapping[str, Any],
    defaults: Mapping[str, Any],
    extra: Mapping[str, Any],
    fields: tuple[str, ...],
) -> dict[str, Any]:
    everything = {**extra, **values}
    written = {name: everything[name] for name in fields if name in everything}
    for name, value in everything.items():
        if name not in written and (name not in defaults or value != defaults[name]):
            written[name] = value
    return written
