"""Addresses of what a study holds: the same on every host, and readable.

A project is a UUID made of what never changes of it; what is in it is a fragment of that. A code's
address holds the codebook version, so that a code whose meaning was edited is another code.
"""

import re
from dataclasses import dataclass
from urllib.parse import quote
from uuid import NAMESPACE_URL, UUID, uuid5

from annotator.export.study import Header, LabelRecord, Layer

PRODUCT = uuid5(NAMESPACE_URL, "urn:sourcemark")
SOFTWARE = f"urn:uuid:{PRODUCT}"
SAFE = ":=@!$'*+,;"  # of what may stand in a fragment, beside letters and digits


def as_iri(url: str) -> str:
    """A web address as people gave it, with what no IRI may have percent-encoded.

    >>> as_iri('https://post.example/é?a={"b"}')
    'https://post.example/é?a=%7B%22b%22%7D'
    """
    return re.sub(r'[\s<>"{}|\\^`]', lambda sign: quote(sign[0]), url)


def _part(value: object) -> str:
    return quote(str(value), safe=SAFE)


@dataclass(frozen=True)
class Addresses:
    """Makes the addresses of one project's codes, articles, people and annotations."""

    project: UUID
    layer: Layer
    codebook: str
    version: str

    @classmethod
    def of(cls, header: Header, layer: Layer) -> "Addresses":
        """The addresses of a project, whose annotations are of one layer."""
        project = uuid5(PRODUCT, f"{header.slug}\n{header.created_at}")
        return cls(project, layer, header.codebook_uid, header.codebook_version)

    def _inside(self, *parts: object) -> str:
        return f"urn:uuid:{self.project}#{'/'.join(map(_part, parts))}"

    def collection(self) -> str:
        """All annotations of the layer."""
        return self._inside(self.layer.value)

    def page(self) -> str:
        """The one page that has them."""
        return self._inside(self.layer.value, "page")

    def article(self, number: int) -> str:
        """An article's text."""
        return self._inside("article", number)

    def person(self, name: str) -> str:
        """Somebody, by the name that they leave under."""
        return self._inside("person", name)

    def count(self) -> str:
        """What counted the answers of the aggregated layer."""
        return self._inside(self.layer.value, "count")

    def role(self, article: int, segment: int) -> str:
        """The annotation that tells a segment's role."""
        return self._inside(self.layer.value, article, segment, "role")

    def answer(self, article: int, label: LabelRecord) -> str:
        """The annotation for one answer: to one variable, on one target, by one annotator."""
        target = "article" if label.claim_id is None else label.claim_id
        words = [f"{label.span[0]},{label.span[1]}"] if label.span else []
        name = (label.annotator, label.variable)
        return self._inside(self.layer.value, article, target, "by", *name, *words)

    def code(self, code: str) -> str:
        """A code of the codebook version."""
        return f"urn:uuid:{self.codebook}#{_part(self.version)}/{_part(code)}"
