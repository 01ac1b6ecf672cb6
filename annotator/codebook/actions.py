"""Publish codebooks: the only writer of this room."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import Any

from django.db import IntegrityError, transaction

from annotator.codebook.kinds import (
    StoredCode,
    StoredVariable,
    stored_codes,
    stored_variables,
)
from annotator.codebook.models import Code, Codebook, CodebookVersion, Preset, Variable
from annotator.codebook.reading import (
    CodebookDocument,
    VariableSpec,
    default_codebook,
    read_codebook,
    write_codebook,
)


def publish_default() -> CodebookVersion:
    """Publish the codebook that ships with the product (once)."""
    return publish_codebook(document=write_codebook(default_codebook()))


def publish_codebook(*, document: Mapping[str, Any]) -> CodebookVersion:
    """Store a codebook document as a frozen version, or return the version that holds it already.

    A second, different document under the same name and version gets `+2`, `+3` ... after its
    version, so that a version name never means two things. Raises `CodebookError` with every
    problem found.
    """
    read = read_codebook(document)
    digest = hashlib.sha256(
        json.dumps(document, sort_keys=True, ensure_ascii=True).encode()
    ).hexdigest()
    for _attempt in range(5):
        found = CodebookVersion.objects.filter(codebook__name=read.name, digest=digest).first()
        if found:
            return found
        try:
            return _store(read, document, digest)
        except IntegrityError:  # somebody published at the same moment: look again
            continue
    raise RuntimeError("The codebook could not be published: too many people publish it at once.")


@transaction.atomic
def _store(read: CodebookDocument, document: Mapping[str, Any], digest: str) -> CodebookVersion:
    codebook, _ = Codebook.objects.get_or_create(name=read.name)
    version = CodebookVersion.objects.create(
        codebook=codebook,
        version=_free_version(codebook, read.version),
        digest=digest,
        document=dict(document),
    )
    _store_variables(version, list(stored_variables(read.variables)))
    Preset.objects.bulk_create(
        Preset(
            version=version,
            label=preset.label,
            key=preset.key,
            sets=list(preset.set),
            copies=list(preset.copy_from_previous),
            position=position,
        )
        for position, preset in enumerate(read.presets)
    )
    return version


def _free_version(codebook: Codebook, wanted: str) -> str:
    taken = set(codebook.versions.values_list("version", flat=True))
    name, number = wanted, 1
    while name in taken:
        number += 1
        name = f"{wanted}+{number}"
    return name


def _store_variables(version: CodebookVersion, stored: Sequence[StoredVariable]) -> None:
    """Variables first, then the attributes that point at them, then everybody's codes."""
    placed = list(enumerate(stored))
    rows: dict[str, Variable] = {}
    for is_attribute in (False, True):
        made = Variable.objects.bulk_create(
            _variable(version, one.spec, position, rows.get(one.attribute_of))
            for position, one in placed
            if bool(one.attribute_of) == is_attribute
        )
        rows |= {row.identifier: row for row in made}
    Code.objects.bulk_create(
        _code(rows[one.spec.id], code, position)
        for one in stored
        for position, code in enumerate(stored_codes(one.spec))
    )


def _variable(
    version: CodebookVersion, spec: VariableSpec, position: int, attribute_of: Variable | None
) -> Variable:
    return Variable(
        version=version,
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
        attribute_of=attribute_of,
        position=position,
    )


def _code(variable: Variable, code: StoredCode, position: int) -> Code:
    spec = code.spec
    return Code(
        variable=variable,
        identifier=spec.id,
        label=spec.label,
        short=spec.short,
        definition=spec.definition,
        example=spec.example,
        rule=spec.rule,
        key=spec.key,
        rank=code.rank,
        item=code.item,
        is_missing=code.is_missing,
        position=position,
    )
