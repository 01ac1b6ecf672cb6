"""The questions and codes that a document's variables are stored as, as plain values.

A set of yes/no questions is stored as three codes for each item, a variable answered in words as
one code, an attribute of a span variable as a variable of its own. The document stays as it is.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import chain, count, product
from string import ascii_uppercase, digits
from typing import NamedTuple

from annotator.codebook.assigning import assign_code_keys, assign_shorts
from annotator.codebook.document import MAX_LABEL, CodeSpec, VariableSpec
from annotator.codebook.rules import CODE_NAME, YES

EACH, TEXT = "each_yes_no_na", "text"

ANSWERS: Mapping[str, str] = {YES: "yes", "no": "no", "na": "does not apply"}
"""The answers to one item of a set, with their words."""

_MARKS = {YES: "+", "no": "-", "na": "/"}
_STEM = 3  # characters of a short that leave room for the mark


class StoredCode(NamedTuple):
    """A code as it is stored; `item` is the set's item it answers, `rank` its place on a scale."""

    spec: CodeSpec
    item: str = ""
    is_missing: bool = False
    rank: int | None = None


class StoredVariable(NamedTuple):
    """A variable as it is stored; `attribute_of` is the id of the span variable it belongs to."""

    spec: VariableSpec
    attribute_of: str = ""


def stored_variables(variables: Iterable[VariableSpec]) -> Iterator[StoredVariable]:
    """The variables of a document, each followed by its attributes."""
    for spec in variables:
        yield StoredVariable(spec)
        for attribute in attributes_of(spec):
            yield StoredVariable(attribute, spec.id)


def stored_codes(spec: VariableSpec) -> list[StoredCode]:
    """The codes of a variable, in their order."""
    if spec.select == TEXT:
        return [StoredCode(CodeSpec(id=f"{spec.id}:text", label="Text", short="TX"))]
    if spec.select == EACH:
        return list(_answers_of_items(spec.codes))
    ranks = {code: rank for rank, code in enumerate(spec.order)}
    return [
        StoredCode(code, is_missing=code.id in spec.missing, rank=ranks.get(code.id))
        for code in spec.codes
    ]


def attributes_of(spec: VariableSpec) -> list[VariableSpec]:
    """The attributes of a span variable as variables; one without words is left out.

    >>> bias = VariableSpec("bias", "Bias", scope="span", attributes={"holder": ("outlet",)})
    >>> [(holder.id, holder.label, holder.code_ids) for holder in attributes_of(bias)]
    [('bias_holder', 'Holder', ('bias_holder:outlet',))]
    """
    if spec.scope != "span":
        return []
    return [
        VariableSpec(
            id=f"{spec.id}_{name}",
            label=_capitalised(name.replace("_", " ")),
            scope="span",
            coders=spec.coders,
            codes=tuple(_word_codes(f"{spec.id}_{name}", words)),
        )
        for name, words in spec.attributes.items()
        if words
    ]


def item_label(label: str) -> str:
    """The item's own label in the label of one of its codes.

    >>> item_label("Byline: yes")
    'Byline'
    """
    return label.rpartition(": ")[0]


def answer_name(code_id: str) -> str:
    """Which of `ANSWERS` a code of a set gives.

    >>> answer_name("sig:byline=na")
    'na'
    """
    return code_id.rpartition("=")[2]


def _answers_of_items(items: Sequence[CodeSpec]) -> Iterator[StoredCode]:
    stems = _stems([item.short for item in items])
    for item, stem in zip(items, stems, strict=True):
        for key, (answer, words) in enumerate(ANSWERS.items(), start=1):
            label = f"{item.label[: MAX_LABEL - len(words) - 2]}: {words}"
            short = stem + _MARKS[answer]
            code = replace(
                item, id=f"{item.id}={answer}", label=label, short=short, key=str(key), fields=()
            )
            yield StoredCode(code, item=item.id)


def _stems(shorts: Sequence[str]) -> list[str]:
    """Shorts cut to leave room for a mark, and still different.

    >>> _stems(["AU", "DATE", "DATA", "DAT"])
    ['AU', 'DA0', 'DA1', 'DAT']
    """
    taken = {short for short in shorts if len(short) <= _STEM}
    return [short if len(short) <= _STEM else _free_stem(short, taken) for short in shorts]


def _free_stem(short: str, taken: set[str]) -> str:
    signs = digits + ascii_uppercase
    ends = ("".join(pair) for size in (1, 2, 3) for pair in product(signs, repeat=size))
    tried = chain([short[:_STEM]], (short[: _STEM - len(end)] + end for end in ends))
    stem = next(stem for stem in tried if stem not in taken)
    taken.add(stem)
    return stem


def _word_codes(variable_id: str, words: Sequence[str]) -> Iterator[CodeSpec]:
    labels = [_capitalised(" ".join(word.split())) for word in words]
    blank = [""] * len(words)
    made = zip(
        _code_names(words),
        labels,
        assign_shorts(labels, blank),
        assign_code_keys(blank),
        strict=True,
    )
    for name, label, short, key in made:
        yield CodeSpec(id=f"{variable_id}:{name}", label=label, short=short, key=key)


def _code_names(words: Sequence[str]) -> list[str]:
    """Words as names of codes: as they are where they can be, else what can be kept of them.

    >>> _code_names(["outlet", "a source", "a_source", "источник"])
    ['outlet', '1', 'a_source', '2']
    """
    taken = {word for word in words if CODE_NAME.fullmatch(word)}
    return [word if word in taken else _free_name(word, taken) for word in words]


def _free_name(word: str, taken: set[str]) -> str:
    plain = re.sub(r"[^A-Za-z0-9_.-]+", "_", word).strip("_.-")[:40]
    tried = chain([plain] if plain else [], map(str, count(1)))
    name = next(name for name in tried if name not in taken)
    taken.add(name)
    return name


def _capitalised(words: str) -> str:
    return (words[:1].upper() + words[1:])[:MAX_LABEL]
