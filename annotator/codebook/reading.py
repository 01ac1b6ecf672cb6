"""From a codebook file's mapping to checked values, reporting every problem at once."""

import json
import re
from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from importlib.resources import files

from annotator.codebook.assigning import assign_code_keys, assign_shorts
from annotator.codebook.checking import (
    Placed,
    check_codes,
    check_presets,
    check_scale,
    check_variables,
    fill_keys,
)
from annotator.codebook.document import (
    CODERS,
    MAX_CODES,
    MAX_NOTES,
    MAX_PRESETS,
    MAX_SHORT,
    MAX_VARIABLES,
    RESERVED_KEYS,
    SCALES,
    SCOPES,
    SELECTS,
    CodebookDocument,
    CodebookError,
    CodeSpec,
    DerivedSpec,
    PresetSpec,
    Problem,
    UnitRuleSpec,
    VariableSpec,
    default_agreement,
    default_order,
)
from annotator.codebook.fields import Fields, Report
from annotator.codebook.rules import CODE_NAME, RULE_WORDS, VARIABLE_ID
from annotator.codebook.writing import write_codebook

__all__ = [
    "RESERVED_KEYS",
    "CodeSpec",
    "CodebookDocument",
    "CodebookError",
    "DerivedSpec",
    "PresetSpec",
    "Problem",
    "UnitRuleSpec",
    "VariableSpec",
    "default_codebook",
    "read_codebook",
    "write_codebook",
]

_MEASURE = re.compile(r"[a-z][a-z0-9_]{0,59}")


def read_codebook(mapping: object) -> CodebookDocument:
    """Read and check a whole codebook; `CodebookError` holds every problem found.

    The list of variables may be called ``variables`` or ``facets``, a variable's scope ``scope`` or
    ``level``. A code id without its variable's prefix gets it. Keys and shorts that are absent are
    filled in. A variable key that is a command key (`RESERVED_KEYS`) is replaced, with a notice,
    since a codebook written for another program should not be refused for a shortcut. Unknown
    fields are kept in `extra` with a notice, unless they look like a slip of a known name.
    """
    if not isinstance(mapping, Mapping):
        raise CodebookError((Problem("", "A codebook is an object.", "wrong_type"),))
    report = Report()
    document = _document(Fields(mapping, "", report), report)
    if report.problems:
        raise CodebookError(tuple(report.problems))
    return replace(document, notices=tuple(report.notices))


@cache
def default_codebook() -> CodebookDocument:
    """The codebook that comes with the program."""
    text = files("annotator.codebook").joinpath("default.json").read_text(encoding="utf-8")
    return read_codebook(json.loads(text))


def _document(fields: Fields, report: Report) -> CodebookDocument:
    presets = [_preset(entry) for entry in fields.mappings("presets", limit=MAX_PRESETS)]
    variables = _variables(fields)
    check_variables(variables)
    fill_keys(variables, presets, report)
    check_presets(presets, variables)
    unit_rules = fields.mappings("unit_rules", limit=MAX_NOTES)
    derived = fields.mappings("derived", limit=MAX_NOTES)
    return CodebookDocument(
        name=fields.line("name"),
        version=fields.line("version", "1", limit=40),
        unit_rules=tuple(_unit_rule(entry) for entry in unit_rules),
        variables=tuple(placed.spec for placed in variables),
        presets=tuple(placed.spec for placed in presets),
        derived=tuple(_derived(entry) for entry in derived),
        extra=fields.rest(),
        fields=fields.names(),
    )


def _variables(fields: Fields) -> list[Placed[VariableSpec]]:
    name = fields.either("variables", "facets")
    needed = "A codebook needs at least one variable."
    entries = fields.mappings(name, limit=MAX_VARIABLES, needed=needed)
    return [_variable(entry) for entry in entries]


def _variable(entry: Fields) -> Placed[VariableSpec]:
    variable_id = _variable_id(entry)
    scope = entry.choice(entry.either("scope", "level"), SCOPES)
    select = entry.choice("select", SELECTS)
    scale = entry.choice("scale", SCALES)
    codes = _codes(entry, variable_id, select)
    code_ids = tuple(code.id for code in codes)
    missing = _code_ids(entry, "missing", variable_id)
    order = _code_ids(entry, "order", variable_id) or default_order(scale, code_ids, missing)
    spec = VariableSpec(
        id=variable_id,
        label=entry.line("label"),
        scope=scope,
        select=select,
        required=entry.flag("required"),
        coders=entry.choice("coders", CODERS),
        scale=scale,
        order=order,
        missing=missing,
        key=entry.key(),
        agreement=_measure(entry, default_agreement(scope, scale)),
        applies_if=entry.text("applies_if"),
        definition=entry.text("definition"),
        guideline=entry.text("guideline"),
        attributes=_attributes(entry),
        evidence_required=entry.flag("evidence_required"),
        codes=codes,
        extra=entry.rest(),
        fields=entry.names(),
    )
    check_scale(spec, entry)
    return Placed(entry, spec)


def _variable_id(entry: Fields) -> str:
    variable_id = entry.line("id")
    if variable_id in RULE_WORDS:
        entry.problem("id", f"“{variable_id}” is a word of the applies-if rules.", "bad_id")
    elif variable_id and not VARIABLE_ID.fullmatch(variable_id):
        allowed = "1 to 40 small letters, digits and underscores, a letter first"
        entry.problem("id", f"A variable's id is {allowed}.", "bad_id")
    return variable_id


def _measure(entry: Fields, default: str) -> str:
    measure = entry.line("agreement", default)
    if measure and not _MEASURE.fullmatch(measure):
        entry.problem("agreement", "Must be a name such as gwet_ac1.", "bad_id")
    return measure


def _attributes(entry: Fields) -> dict[str, tuple[str, ...]]:
    inner = entry.mapping("attributes")
    for name in inner.names():
        if not VARIABLE_ID.fullmatch(name):
            inner.problem(name[:60], "An attribute's name is formed as a variable's id.", "bad_id")
    attributes = {name: inner.words(name, limit=MAX_CODES) for name in inner.names()}
    inner.rest()  # notes the names that are no texts
    return attributes


def _codes(entry: Fields, variable_id: str, select: str) -> tuple[CodeSpec, ...]:
    needed = "" if select == "text" else "A variable to choose from needs at least one code."
    codes = [
        _code(inner, variable_id)
        for inner in entry.mappings("codes", limit=MAX_CODES, needed=needed)
    ]
    if codes and select == "text":
        entry.problem("codes", "A variable answered by text has no codes.", "codes_not_allowed")
    check_codes(codes)
    specs = [placed.spec for placed in codes]
    keys = assign_code_keys([spec.key for spec in specs])
    shorts = assign_shorts([spec.label for spec in specs], [spec.short for spec in specs])
    filled = zip(specs, keys, shorts, strict=True)
    return tuple(replace(spec, key=key, short=short) for spec, key, short in filled)


def _code(entry: Fields, variable_id: str) -> Placed[CodeSpec]:
    spec = CodeSpec(
        id=_code_id(entry, variable_id),
        label=entry.line("label"),
        short=entry.line("short", "", limit=MAX_SHORT),
        definition=entry.text("definition"),
        example=entry.text("example"),
        rule=entry.text("rule"),
        key=entry.key(),
        extra=entry.rest(),
        fields=entry.names(),
    )
    return Placed(entry, spec)


def _code_id(entry: Fields, variable_id: str) -> str:
    written = entry.line("id")
    if not written.strip():
        return ""
    code_id = _full_id(written, variable_id)
    prefix, _, name = code_id.partition(":")
    if prefix != variable_id:
        entry.problem("id", f"Must begin with “{variable_id}:”, or have no prefix.", "bad_prefix")
    elif not CODE_NAME.fullmatch(name):
        allowed = "1 to 40 letters, digits and _ . -, a letter or digit first"
        entry.problem("id", f"After its prefix, a code's id is {allowed}.", "bad_id")
    return code_id


def _code_ids(entry: Fields, name: str, variable_id: str) -> tuple[str, ...]:
    return tuple(_full_id(word, variable_id) for word in entry.words(name, limit=MAX_CODES))


def _full_id(code_id: str, variable_id: str) -> str:
    return code_id if ":" in code_id else f"{variable_id}:{code_id}"


def _preset(entry: Fields) -> Placed[PresetSpec]:
    spec = PresetSpec(
        key=entry.key(),
        label=entry.line("label"),
        set=entry.words("set", limit=MAX_VARIABLES),
        copy_from_previous=entry.words("copy_from_previous", limit=MAX_VARIABLES),
        extra=entry.rest(),
        fields=entry.names(),
    )
    return Placed(entry, spec)


def _unit_rule(entry: Fields) -> UnitRuleSpec:
    return UnitRuleSpec(
        id=entry.line("id"),
        rule=entry.text("rule"),
        extra=entry.rest(),
        fields=entry.names(),
    )


def _derived(entry: Fields) -> DerivedSpec:
    return DerivedSpec(
        id=entry.line("id"),
        label=entry.line("label"),
        origin=entry.text("from"),
        extra=entry.rest(),
        fields=entry.names(),
    )
