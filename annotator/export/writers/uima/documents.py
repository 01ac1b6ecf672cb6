"""One CAS as XMI: a text with the labels of one annotator, offsets in UTF-16 code units."""

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from lxml import etree

from annotator.export.study import ArticleRecord, ClaimRecord, Header, LabelRecord
from annotator.export.writers.markup import attributes, writable
from annotator.export.writers.uima.offsets import Utf16Offsets
from annotator.export.writers.uima.types import PREFIX, STRINGS, TypeSystem

XMI, CAS, TCAS = "http://www.omg.org/XMI", "http:///uima/cas.ecore", "http:///uima/tcas.ecore"
OWN = f"http:///{PREFIX}.ecore"
ID = f"{{{XMI}}}id"
SOFA = "1"

Place = tuple[int | None, tuple[int, int] | None]
"""A claim (None: the article), and marked words."""


class Document:
    """The annotations of one article for one annotator; `offsets` are those of its text."""

    def __init__(self, article: ArticleRecord, offsets: Utf16Offsets) -> None:
        self.article, self._offsets = article, offsets
        self._root = etree.Element(
            f"{{{XMI}}}XMI",
            {f"{{{XMI}}}version": "2.0"},
            nsmap={"xmi": XMI, "cas": CAS, "tcas": TCAS, PREFIX: OWN},
        )
        etree.SubElement(self._root, f"{{{CAS}}}NULL", {ID: "0"})
        self._next = int(SOFA) + 1

    @property
    def whole(self) -> tuple[int, int]:
        """The span of the whole text."""
        return 0, len(self.article.text)

    def add(self, tag: str, span: tuple[int, int], **values: Any) -> Any:
        """Add an annotation and return it."""
        start, end = (self._offsets.of(point) for point in span)
        made = etree.SubElement(self._root, tag, {ID: str(self._next), "sofa": SOFA})
        made.attrib.update(attributes(begin=start, end=end, **values))
        self._next += 1
        return made

    def close(self) -> bytes:
        """Return the file: the text and the list of annotations come last."""
        members = " ".join(map(str, range(int(SOFA) + 1, self._next)))
        sofa = {
            ID: SOFA,
            "sofaNum": "1",
            "sofaID": "_InitialView",
            "mimeType": "text/plain",
            "sofaString": writable(self.article.text),
        }
        etree.SubElement(self._root, f"{{{CAS}}}Sofa", sofa)
        etree.SubElement(self._root, f"{{{CAS}}}View", {"sofa": SOFA, "members": members})
        made: bytes = etree.tostring(self._root, xml_declaration=True, encoding="UTF-8")
        return made


def write_document(
    header: Header,
    types: TypeSystem,
    article: ArticleRecord,
    offsets: Utf16Offsets,
    annotator: str,
    labels: Sequence[LabelRecord],
) -> bytes:
    """Return the CAS of an article with the labels of one annotator."""
    document = Document(article, offsets)
    language = article.language or "x-unspecified"
    document.add(f"{{{TCAS}}}DocumentAnnotation", document.whole, language=language)
    answers = _answers(types, labels)
    _add_article(document, header, annotator, answers.get((None, None), {}))
    labelled = {claim_id for claim_id, _span in answers}
    for claim in article.claims:
        _add_stretch(document, claim, answers.get((claim.id, None), {}), claim.id in labelled)
    for (claim_id, span), given in answers.items():
        if span is not None:
            _answer(document.add(_own("Span"), span, claimId=claim_id), given)
    for label in labels:
        _add_label(document, label)
    return document.close()


def _answers(types: TypeSystem, labels: Sequence[LabelRecord]) -> dict[Place, dict[str, Any]]:
    """The answers at each place, by feature.

    What has no feature there is a label only: a question that is not asked any more, and, where
    decisions or majorities tell nothing of the words, one about marked words.
    """
    found: dict[Place, dict[str, Any]] = defaultdict(dict)
    for label in labels:
        given = found[label.claim_id, label.span]
        feature = types.feature_of(label.code) if label.code else None
        if feature is not None and feature.type == _type_at(label.claim_id, label.span):
            value = label.note if feature.in_words else label.code
            if feature.range == STRINGS:
                given.setdefault(feature.name, []).append(value)
            else:
                given[feature.name] = value
    return found


def _type_at(claim_id: int | None, span: tuple[int, int] | None) -> str:
    if span is not None:
        return "Span"
    return "Article" if claim_id is None else "Claim"


def _add_article(document: Document, header: Header, annotator: str, given: Any) -> None:
    article = document.article
    made = document.add(
        _own("Article"),
        document.whole,
        project=header.slug,
        annotator=annotator,
        articleId=article.id,
        externalId=article.external_id,
        title=article.title,
        publisher=article.publisher,
        originPublisher=article.origin_publisher,
        byline=article.byline,
        url=article.url,
        publishedAt=article.published_at,
        contentHash=article.content_hash,
        codebook=header.codebook_name,
        codebookVersion=header.codebook_version,
    )
    _answer(made, given)


def _add_stretch(document: Document, claim: ClaimRecord, given: Any, is_labelled: bool) -> None:
    """Add what stands, and a claim with labels that was cut while this was read."""
    span, role = (claim.start, claim.end), claim.role
    if claim.is_current:
        document.add(_own("Segment"), span, segmentId=claim.id, documentRole=role)
    if (claim.is_current and claim.is_claim) or is_labelled:
        _answer(document.add(_own("Claim"), span, claimId=claim.id, documentRole=role), given)


def _answer(made: Any, given: Mapping[str, Any]) -> None:
    for name, value in given.items():
        if isinstance(value, str):
            made.set(name, writable(value))
    for name, value in given.items():
        if not isinstance(value, str):
            for one in value:
                etree.SubElement(made, name).text = writable(one)


def _add_label(document: Document, label: LabelRecord) -> None:
    document.add(
        _own("Label"),
        label.span or _span_of(document, label),
        claimId=label.claim_id,
        annotator=label.annotator,
        variable=label.variable,
        code=label.code,
        note=label.note,
        state=label.state,
        inherited="true" if label.inherited else "false",
        codebookVersion=label.codebook_version,
        createdAt=label.created_at,
        updatedAt=label.updated_at,
        votes=label.votes,
        distribution=label.distribution and json.dumps(dict(label.distribution), sort_keys=True),
    )


def _span_of(document: Document, label: LabelRecord) -> tuple[int, int]:
    if label.claim_id is None:
        return document.whole
    claim = document.article.claims_by_id[label.claim_id]
    return claim.start, claim.end


def _own(kind: str) -> str:
    return f"{{{OWN}}}{kind}"


def by_annotator(article: ArticleRecord) -> Iterator[tuple[str, list[LabelRecord]]]:
    """Annotators by name, each with their labels."""
    found: dict[str, list[LabelRecord]] = defaultdict(list)
    for label in article.labels:
        found[label.annotator].append(label)
    yield from sorted(found.items())
