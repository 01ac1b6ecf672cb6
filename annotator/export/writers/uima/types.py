"""The type system: what is known of every project, and a feature for each question it asks."""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from keyword import iskeyword
from typing import Any

from lxml import etree

from annotator.codebook.document import CodebookDocument, VariableSpec
from annotator.codebook.kinds import EACH, TEXT, stored_codes, stored_variables
from annotator.export.writers.markup import writable

SPACE = "http://uima.apache.org/resourceSpecifier"
STRING, STRINGS = "uima.cas.String", "uima.cas.StringArray"
INTEGER, BOOLEAN = "uima.cas.Integer", "uima.cas.Boolean"
PREFIX = "sourcemark"
TAKEN = frozenset({"sofa", "begin", "end", "self", "type"})
"""Feature names that annotations, or libraries that read them, have already."""

TYPES = {
    "Article": "The whole text: what is known about it, and the answers about it.",
    "Segment": "A stretch of the text. The stretches follow one another and leave no word out.",
    "Claim": "A stretch that states something, with the answers about it.",
    "Span": "Marked words of a claim, with the answers about them.",
    "Label": "One code of one answer, on what it is about, with all that is known about it.",
}
OWN: Mapping[str, Mapping[str, str]] = {
    "Article": {
        "project": STRING,
        "annotator": STRING,
        "articleId": INTEGER,
        "externalId": STRING,
        "title": STRING,
        "publisher": STRING,
        "originPublisher": STRING,
        "byline": STRING,
        "url": STRING,
        "publishedAt": STRING,
        "contentHash": STRING,
        "codebook": STRING,
        "codebookVersion": STRING,
    },
    "Segment": {"segmentId": INTEGER, "documentRole": STRING},
    "Claim": {"claimId": INTEGER, "documentRole": STRING},
    "Span": {"claimId": INTEGER},
    "Label": {
        "claimId": INTEGER,
        "annotator": STRING,
        "variable": STRING,
        "code": STRING,
        "note": STRING,
        "state": STRING,
        "inherited": BOOLEAN,
        "codebookVersion": STRING,
        "createdAt": STRING,
        "updatedAt": STRING,
        "votes": INTEGER,
        "distribution": STRING,
    },
}
TYPE_OF_SCOPE = {"article": "Article", "claim": "Claim", "span": "Span"}


@dataclass(frozen=True, slots=True)
class Feature:
    """A feature for a question, or for an item of a set, on the type of what it is about.

    `in_words`: its value is what was written, not a code.
    """

    type: str
    name: str
    range: str
    label: str
    in_words: bool = False


@dataclass(frozen=True)
class TypeSystem:
    """Types and features for the questions that a project asks."""

    document: CodebookDocument
    variables: Collection[str]

    @cached_property
    def features(self) -> Mapping[str, Feature]:
        """The features by the id of the variable, or of the set's item, that they answer."""
        found: dict[str, Feature] = {}
        taken = {kind: set(own) | TAKEN for kind, own in OWN.items()}
        for stored in stored_variables(self.document.variables):
            spec = stored.spec
            if spec.id in self.variables and spec.scope in TYPE_OF_SCOPE:
                kind = TYPE_OF_SCOPE[spec.scope]
                for key, label in _questions(spec):
                    name = _free_name(key, taken[kind])
                    found[key] = Feature(kind, name, _range(spec), label, spec.select == TEXT)
        return found

    @cached_property
    def keys(self) -> Mapping[str, str]:
        """The key in `features` by code."""
        return {
            code.spec.id: (stored.spec.scope != "span" and code.item) or stored.spec.id
            for stored in stored_variables(self.document.variables)
            for code in stored_codes(stored.spec)
        }

    def feature_of(self, code: str) -> Feature | None:
        """The feature that a code is a value of; None where its question is not asked any more."""
        return self.features.get(self.keys.get(code, ""))

    def xml(self) -> bytes:
        """The file `TypeSystem.xml`."""
        root = etree.Element(f"{{{SPACE}}}typeSystemDescription", nsmap={None: SPACE})
        _text(root, name=f"{self.document.name} {self.document.version}")
        types = etree.SubElement(root, f"{{{SPACE}}}types")
        for kind, about in TYPES.items():
            one = etree.SubElement(types, f"{{{SPACE}}}typeDescription")
            _text(one, name=f"{PREFIX}.{kind}", description=about)
            _text(one, supertypeName="uima.tcas.Annotation")
            described = etree.SubElement(one, f"{{{SPACE}}}features")
            for name, label, values in self._described(kind):
                feature = etree.SubElement(described, f"{{{SPACE}}}featureDescription")
                _text(feature, name=name, description=label, rangeTypeName=values)
        return _file(root)

    def _described(self, kind: str) -> Iterator[tuple[str, str, str]]:
        yield from ((name, "", values) for name, values in OWN[kind].items())
        for feature in self.features.values():
            if feature.type == kind:
                yield feature.name, feature.label, feature.range


def _questions(spec: VariableSpec) -> Iterable[tuple[str, str]]:
    if spec.select == EACH and spec.scope != "span":
        return [(item.id, f"{spec.label}: {item.label}") for item in spec.codes]
    return [(spec.id, spec.label)]


def _range(spec: VariableSpec) -> str:
    if spec.select == TEXT:
        return STRING
    return STRINGS if spec.select == "many" or spec.scope == "span" else STRING


def _free_name(key: str, taken: set[str]) -> str:
    """A name of a feature: letters, digits and underscores, like none that is taken."""
    name = re.sub(r"[^A-Za-z0-9_]", "_", key)
    while name in taken or iskeyword(name):
        name += "_"
    taken.add(name)
    return name


def _text(parent: Any, **texts: str) -> None:
    for tag, text in texts.items():
        etree.SubElement(parent, f"{{{SPACE}}}{tag}").text = writable(text)


def _file(root: Any) -> bytes:
    made: bytes = etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True)
    return made
