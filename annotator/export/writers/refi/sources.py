"""Articles as REFI-QDA sources: each stretch and each marked piece of text a selection with codes.

Offsets are code points, the end exclusive, as our own.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from lxml import etree

from annotator.export.study import ArticleRecord, ClaimRecord, LabelRecord
from annotator.export.writers.markup import attributes, writable
from annotator.export.writers.refi.codes import CodeTree
from annotator.export.writers.refi.guids import Guids

SPACE = "urn:QDA-XML:project:1.0"
FIELDS = (
    *("article_id", "external_id", "publisher", "origin_publisher", "byline", "url"),
    *("published_at", "language", "content_hash"),
)
"""What is known about an article: variables of the project."""


def element(tag: str, text: str = "", **values: str | int | None) -> Any:
    """Return an element of the project's namespace."""
    made = etree.Element(f"{{{SPACE}}}{tag}", attributes(**values), nsmap={None: SPACE})
    if text:
        made.text = writable(text)
    return made


def about(article: ArticleRecord) -> Iterator[tuple[str, str]]:
    """What is known about an article, by field."""
    for field in FIELDS:
        value = article.id if field == "article_id" else getattr(article, field)
        if value:
            yield field, str(value)


@dataclass(slots=True)
class SourceMaker:
    """Makes the source of one article after the other; `keep` takes each note on the way."""

    tree: CodeTree
    guids: Guids
    keep: Callable[[Any], object]

    def source(self, article: ArticleRecord) -> Any:
        """Return the element `TextSource` of an article."""
        guid = self.guids.of("article", article.id)
        made = element(
            "TextSource",
            guid=guid,
            name=f"{article.title} ({article.id})".strip(),
            plainTextPath=f"internal://{guid}.txt",
        )
        labels: dict[Any, list[LabelRecord]] = defaultdict(list)
        for label in article.labels:
            labels[label.claim_id, label.span].append(label)
        made.extend(self._stretches(article, labels))
        made.extend(self._marked(article, labels))
        self._code(made, article, labels.get((None, None), ()), self._remarks(article))
        made.extend(self._values(article))
        return made

    def _stretches(self, article: ArticleRecord, labels: dict[Any, list[LabelRecord]]) -> list[Any]:
        """The stretches that stand, and one with labels that was cut while this is read."""
        made = []
        for claim in article.claims:
            given = labels.get((claim.id, None), ())
            if claim.is_current or given:
                guid = self.guids.of("claim", claim.id)
                selection = _selection(guid, (claim.start, claim.end))
                selection.append(self._role(claim))
                self._code(selection, article, given)
                made.append(selection)
        return made

    def _role(self, claim: ClaimRecord) -> Any:
        coding = element("Coding", guid=self.guids.of("role", claim.id))
        code = self.guids.code(self.tree.roles[claim.role])
        coding.append(element("CodeRef", targetGUID=code))
        return coding

    def _marked(
        self, article: ArticleRecord, labels: dict[Any, list[LabelRecord]]
    ) -> Iterator[Any]:
        for (claim_id, span), given in labels.items():
            if span is not None:
                guid = self.guids.of("words", article.id, claim_id, *span)
                selection = _selection(guid, span)
                self._code(selection, article, given)
                yield selection

    def _code(
        self,
        target: Any,
        article: ArticleRecord,
        labels: Iterable[LabelRecord],
        more_notes: Iterable[Any] = (),
    ) -> None:
        """Add a coding for each label; a tie has no code, so its note is the target's."""
        loose = list(more_notes)
        for label in labels:
            note = self._note(article, label)
            if label.code is not None:
                target.append(self._coding(article, label, note))
            elif note is not None:
                loose.append(note)
        target.extend(loose)

    def _coding(self, article: ArticleRecord, label: LabelRecord, note: Any) -> Any:
        coding = element(
            "Coding",
            guid=self.guids.of("coding", *_place(article, label), label.code),
            creatingUser=self.guids.of("user", label.annotator),
            creationDateTime=label.created_at,
        )
        coding.append(element("CodeRef", targetGUID=self.guids.code(label.code or "")))
        if note is not None:
            coding.append(note)
        return coding

    def _note(self, article: ArticleRecord, label: LabelRecord) -> Any:
        """Keep what was written with an answer, and who gave which code; return a reference."""
        spread = sorted((label.distribution or {}).items())
        votes = ", ".join(f"{code} {count}" for code, count in spread)
        text = "\n\n".join(part for part in (label.note, votes) if part)
        if not text:
            return None
        guid = self.guids.of("note", *_place(article, label), label.code)
        name = f"{label.code or label.variable}, {label.annotator}"
        return self._kept(guid, name, label.annotator, label.created_at, text)

    def _remarks(self, article: ArticleRecord) -> Iterator[Any]:
        """What annotators wrote to the reviewer about the whole article."""
        for work in article.work:
            if work.note:
                guid = self.guids.of("remark", article.id, work.annotator)
                name = f"{article.title} ({article.id}), {work.annotator}"
                yield self._kept(guid, name, work.annotator, work.created_at, work.note)

    def _kept(self, guid: str, name: str, user: str, made_at: str, text: str) -> Any:
        note = element(
            "Note",
            guid=guid,
            name=name,
            creatingUser=self.guids.of("user", user),
            creationDateTime=made_at,
        )
        note.append(element("PlainTextContent", text))
        self.keep(note)
        return element("NoteRef", targetGUID=guid)

    def _values(self, article: ArticleRecord) -> Iterator[Any]:
        for field, value in about(article):
            made = element("VariableValue")
            made.append(element("VariableRef", targetGUID=self.guids.of("variable", field)))
            made.append(element("TextValue", value))
            yield made


def _selection(guid: str, span: tuple[int, int]) -> Any:
    start, end = span
    return element("PlainTextSelection", guid=guid, startPosition=start, endPosition=end)


def _place(article: ArticleRecord, label: LabelRecord) -> tuple[object, ...]:
    return article.id, label.claim_id, label.span, label.annotator, label.variable
