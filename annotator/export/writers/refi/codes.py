"""A codebook as a tree of REFI-QDA codes: variables cannot be coded with, the codes below can."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from lxml import etree

from annotator.codebook.document import CodebookDocument, CodeSpec, VariableSpec
from annotator.codebook.kinds import EACH, TEXT, StoredCode, stored_codes, stored_variables
from annotator.export.writers.markup import attributes, writable
from annotator.export.writers.refi.guids import Guids
from articles.segmentation import Role

ANSWERED = frozenset({"claim", "article", "span"})
"""Scopes of the questions that people answer on articles."""
ROLES = "document-role"
"""The id of the codes for roles that a codebook has none for."""


@dataclass(frozen=True, slots=True)
class Node:
    """A variable, an item of a set, or a code. `id` is the codebook's."""

    id: str
    label: str
    description: str
    is_codable: bool
    nodes: tuple["Node", ...] = ()

    def walk(self) -> Iterator["Node"]:
        """This node and all below it."""
        yield self
        for node in self.nodes:
            yield from node.walk()


class CodeTree:
    """The codes of a codebook, and of the roles that stretches of a text have."""

    def __init__(self, document: CodebookDocument) -> None:
        self.roles = _role_ids(document)
        answered = [spec for spec in document.variables if spec.scope in ANSWERED]
        self.questions = [_question(spec) for spec in answered]
        self.role_nodes = _role_nodes(document, self.roles)
        nodes = [node for top in self.questions + self.role_nodes for node in top.walk()]
        self._uses = Counter(node.label.casefold() for node in nodes)

    def name(self, node: Node) -> str:
        """The label; with the id where several have it, since many programs want names once."""
        if self._uses[node.label.casefold()] == 1:
            return node.label
        return f"{node.label} ({node.id})"

    def element(self, node: Node, space: str, guids: Guids) -> Any:
        """The node as an element `Code` of the namespace `space`, with all below it."""
        element = etree.Element(
            f"{{{space}}}Code",
            attributes(
                guid=guids.code(node.id),
                name=self.name(node),
                isCodable="true" if node.is_codable else "false",
            ),
            nsmap={None: space},
        )
        etree.SubElement(element, f"{{{space}}}Description").text = writable(node.description)
        element.extend(self.element(child, space, guids) for child in node.nodes)
        return element

    def asked(self, variables: Collection[str]) -> list[Node]:
        """The questions among `variables`."""
        return [node for node in self.questions if node.id.partition(":")[0] in variables]


def _question(spec: VariableSpec) -> Node:
    """A variable with its codes, then its attributes. One that is answered in words is a code."""
    if spec.select == TEXT:
        (code,) = stored_codes(spec)
        return Node(code.spec.id, spec.label, _about_variable(spec, code.spec.id), True)
    attributes_of = [one.spec for one in stored_variables([spec]) if one.attribute_of]
    below = _items(spec) if spec.select == EACH else map(_code, stored_codes(spec))
    nodes = (*below, *map(_question, attributes_of))
    return Node(spec.id, spec.label, _about_variable(spec, spec.id), False, nodes)


def _items(spec: VariableSpec) -> Iterator[Node]:
    codes = stored_codes(spec)
    for item in spec.codes:
        answers = tuple(_answer(one) for one in codes if one.item == item.id)
        yield Node(item.id, item.label, _about_code(item), False, answers)


def _answer(code: StoredCode) -> Node:
    return Node(code.spec.id, code.spec.label, code.spec.id, True)


def _code(code: StoredCode) -> Node:
    return Node(code.spec.id, code.spec.label, _about_code(code.spec), True)


def _about_variable(spec: VariableSpec, identifier: str) -> str:
    applies = spec.applies_if and f"Applies if: {spec.applies_if}"
    return _paragraphs(spec.definition, spec.guideline, applies, identifier)


def _about_code(spec: CodeSpec) -> str:
    example = spec.example and f"Example: {spec.example}"
    return _paragraphs(spec.definition, spec.rule, example, spec.id)


def _paragraphs(*texts: str) -> str:
    return "\n\n".join(text for text in texts if text)


def _role_ids(document: CodebookDocument) -> dict[str, str]:
    """Role to the id of its code: the codebook's own where it asks for roles of segments."""
    known: Iterable[str] = ()
    for spec in document.variables:
        if spec.id == "role" and spec.scope == "segment":
            known = spec.code_ids
    own = {code.partition(":")[2]: code for code in known}
    return {role.value: own.get(role.value, f"{ROLES}:{role.value}") for role in Role}


def _role_nodes(document: CodebookDocument, ids: dict[str, str]) -> list[Node]:
    nodes = [_question(spec) for spec in document.variables if spec.id in _own(ids)]
    missing = [(role, code) for role, code in ids.items() if code.startswith(f"{ROLES}:")]
    if missing:
        codes = tuple(Node(code, role.capitalize(), code, True) for role, code in missing)
        nodes.append(Node(ROLES, "Document role", ROLES, False, codes))
    return nodes


def _own(ids: dict[str, str]) -> set[str]:
    return {code.partition(":")[0] for code in ids.values()} - {ROLES}
