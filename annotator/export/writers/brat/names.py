"""What brat calls the questions and codes of a codebook: only `[a-zA-Z0-9_-]` is allowed there."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from annotator.codebook.kinds import answer_name
from annotator.export.writers.questions import Question

CLAIM, SEGMENT, ARTICLE, ROLE = "Claim", "Segment", "Article", "Role"
"""Names of our own: ids of a codebook begin with a small letter."""


class Attribute(NamedTuple):
    """An attribute of a stretch; one without a value says that the code was given."""

    name: str
    value: str = ""


@dataclass(frozen=True)
class Names:
    """Attributes and types by code id, labels by what they are called in brat."""

    attributes: Mapping[str, Attribute]
    types: Mapping[str, str]
    labels: Mapping[str, str]
    values: Mapping[str, list[str]] = field(default_factory=dict)


def names_of(questions: Mapping[str, Question]) -> Names:
    """Name everything once, in the codebook's order, so that the same codebook has the same names.

    A question with one answer is an attribute with values, an item of a set too. Each code of
    those that take several is an attribute without a value.
    """
    taken: set[str] = set()
    attributes: dict[str, Attribute] = {}
    types: dict[str, str] = {}
    labels: dict[str, str] = {}
    values: dict[str, list[str]] = {}
    for question in questions.values():
        for wanted, label, codes in _attributes(question):
            name = _free(wanted, taken)
            labels[name] = label
            used: set[str] = set()
            for code, value in codes.items():
                attributes[code] = Attribute(name, _free(value, used) if value else "")
            values[name] = [attributes[code].value for code in codes if attributes[code].value]
        if question.is_about_words:
            types |= {stored.spec.id: attributes[stored.spec.id].name for stored in question.codes}
    return Names(attributes, types, labels, values)


def _attributes(question: Question) -> Iterator[tuple[str, str, dict[str, str]]]:
    """The attributes of a question: a name, a label, and what each code is a value of it."""
    codes = {stored.spec.id: stored for stored in question.codes}
    if question.is_set:
        items: dict[str, dict[str, str]] = {}
        for code, stored in codes.items():
            items.setdefault(stored.item, {})[code] = answer_name(code)
        for item, answers in items.items():
            label = codes[next(iter(answers))].spec.label.rpartition(": ")[0]
            yield item, f"{question.label}: {label}", answers
    elif question.takes_several or question.is_text or question.is_about_words:
        for code, stored in codes.items():
            yield code, f"{question.label}: {stored.spec.label}", {code: ""}
    else:
        yield question.id, question.label, {code: code.partition(":")[2] for code in codes}


def _free(wanted: str, taken: set[str]) -> str:
    """The nearest name that brat takes and that is not taken.

    >>> taken = {"a_b"}
    >>> _free("a:b", taken), _free("a.b", taken)
    ('a_b_2', 'a_b_3')
    """
    plain = re.sub(r"[^a-zA-Z0-9_-]", "_", wanted)
    name, number = plain, 1
    while name in taken:
        number += 1
        name = f"{plain}_{number}"
    taken.add(name)
    return name
