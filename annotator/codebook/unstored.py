"""A catalogue straight from a codebook document, without a database behind it."""

import uuid
from collections.abc import Collection, Mapping
from typing import Any

from annotator.codebook.catalogue import Catalogue, Item, VariableEntry
from annotator.codebook.kinds import (
    StoredVariable,
    answer_name,
    item_label,
    stored_codes,
    stored_variables,
)
from annotator.codebook.models import Code, Variable
from annotator.codebook.reading import read_codebook
from annotator.codebook.rules import ask_for_yes, parse_rule


def catalogue_from(document: Mapping[str, Any], chosen: Collection[str]) -> Catalogue:
    """Return the chosen questions of a document, as `project_catalogue` has them.

    Rows have no ids; there are no presets.
    """
    read = read_codebook(document)
    stored = list(stored_variables(read.variables))
    sets = {one.spec.id for one in stored if one.spec.select == Variable.Select.EACH}
    rows: dict[str, Variable] = {}
    for position, one in enumerate(stored):
        rows[one.spec.id] = _variable(one, position)
    for one in stored:
        rows[one.spec.id].attribute_of = rows.get(one.attribute_of)
    whole = Catalogue(
        version_id=0,
        uid=uuid.UUID(int=0),
        version=read.version,
        name=read.name,
        variables={one.spec.id: _entry(one, rows[one.spec.id], sets) for one in stored},
        presets=(),
    )
    return whole.narrowed(chosen)


def _variable(one: StoredVariable, position: int) -> Variable:
    spec = one.spec
    return Variable(
        identifier=spec.id,
        label=spec.label,
        scope=spec.scope,
        select=spec.select,
        required=spec.required,
        coders=spec.coders,
        scale=spec.scale,
        applies_if=spec.applies_if,
        definition=spec.definition,
        key=spec.key,
        position=position,
    )


def _entry(one: StoredVariable, row: Variable, sets: Collection[str]) -> VariableEntry:
    codes = {
        code.spec.id: Code(
            identifier=code.spec.id,
            label=code.spec.label,
            short=code.spec.short,
            definition=code.spec.definition,
            example=code.spec.example,
            rule=code.spec.rule,
            key=code.spec.key,
            rank=code.rank,
            item=code.item,
            is_missing=code.is_missing,
            position=position,
        )
        for position, code in enumerate(stored_codes(one.spec))
    }
    items: dict[str, Item] = {}
    for code in codes.values():
        if code.item:
            item = items.setdefault(code.item, Item(item_label(code.label), {}))
            item.codes[answer_name(code.identifier)] = code
    rule = ask_for_yes(parse_rule(row.applies_if), sets)
    return VariableEntry(row=row, codes=codes, rule=rule, items=items)
