"""One article's segments and answers as annotations of the W3C model, as plain data."""

import hashlib
from base64 import urlsafe_b64encode
from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import Any

from annotator.export.study import ArticleRecord, LabelRecord, Layer
from annotator.export.study.records import AGGREGATED_BY
from annotator.export.writers.webannotation.addresses import SOFTWARE, Addresses, as_iri

AROUND = 32  # characters of the text before and after, to find the words again in a changed one
GENERATOR = {"id": SOFTWARE, "type": "Software", "name": "Sourcemark"}

Annotation = dict[str, Any]


class Annotations:
    """The annotations of an article: its segments with their roles, then the answers."""

    def __init__(self, article: ArticleRecord, addresses: Addresses) -> None:
        self.article, self.addresses = article, addresses

    def __iter__(self) -> Iterator[Annotation]:
        for segment in self.article.segments:
            yield {
                "id": self.addresses.role(self.article.id, segment.id),
                "type": "Annotation",
                "motivation": "tagging",
                "generator": GENERATOR,
                "body": [_words(segment.role, "tagging")],
                "target": self._target((segment.start, segment.end)),
            }
        answers: dict[tuple[Any, ...], list[LabelRecord]] = {}
        for label in self.article.labels:
            key = (label.claim_id, label.annotator, label.variable, label.span)
            answers.setdefault(key, []).append(label)
        for labels in answers.values():
            yield self._answer(labels)

    def _answer(self, labels: Sequence[LabelRecord]) -> Annotation:
        first = labels[0]
        return {
            "id": self.addresses.answer(self.article.id, first),
            "type": "Annotation",
            "motivation": "highlighting" if first.span else "classifying",
            "creator": self._creator(first),
            "created": min(label.created_at for label in labels),
            "modified": max(label.updated_at for label in labels),
            "generator": GENERATOR,
            "body": list(self._bodies(labels)),
            "target": self._target(self._stretch(first)),
        }

    def _bodies(self, labels: Sequence[LabelRecord]) -> Iterator[Annotation]:
        """Codes, then notes, once each; beside what was decided or counted, then the votes."""
        for label in labels:
            if label.code is not None:
                source = self.addresses.code(label.code)
                yield {"type": "SpecificResource", "source": source, "purpose": "classifying"}
        for note in dict.fromkeys(label.note for label in labels if label.note):
            yield _words(note, "commenting")
        if labels[0].distribution is not None:
            for code, votes in labels[0].distribution.items():
                yield _words(f"{code} {votes}", "describing")

    def _creator(self, label: LabelRecord) -> Annotation:
        if self.addresses.layer == Layer.AGGREGATED:
            return {"id": self.addresses.count(), "type": "Software", "name": AGGREGATED_BY}
        name = label.annotator
        if self.addresses.layer == Layer.ADJUDICATED:
            name = self._deciders[label.claim_id, label.variable]
        return {"id": self.addresses.person(name), "type": "Person", "nickname": name}

    @cached_property
    def _deciders(self) -> dict[tuple[int | None, str], str]:
        return {(one.claim_id, one.variable): one.decided_by for one in self.article.decisions}

    def _stretch(self, label: LabelRecord) -> tuple[int, int] | None:
        if label.span or label.claim_id is None:
            return label.span
        claim = self.article.claims_by_id[label.claim_id]
        return claim.start, claim.end

    def _target(self, stretch: tuple[int, int] | None) -> Annotation:
        target = {"type": "SpecificResource", "source": self._source, "state": self._state}
        if stretch is None:
            return target
        start, end = stretch
        text = self.article.text
        quoted = {
            "type": "TextQuoteSelector",
            "exact": text[start:end],
            "prefix": text[max(0, start - AROUND) : start],
            "suffix": text[end : end + AROUND],
        }
        place = {"type": "TextPositionSelector", "start": start, "end": end}
        return {**target, "selector": [quoted, place]}

    @cached_property
    def _source(self) -> Annotation:
        article = self.article
        told = {
            "label": article.title,
            "language": article.language,
            "textDirection": article.direction,
            "via": as_iri(article.url),
        }
        source = {"id": self.addresses.article(article.id), "type": "Text", "format": "text/plain"}
        return source | {name: value for name, value in told.items() if value}

    @cached_property
    def _state(self) -> Annotation:
        """The text that offsets count in, by its hash, as RFC 6920 writes one."""
        digest = urlsafe_b64encode(hashlib.sha256(self.article.text.encode()).digest())
        return {"type": "TimeState", "cached": f"ni:///sha-256;{digest.decode().rstrip('=')}"}


def _words(value: str, purpose: str) -> Annotation:
    return {"type": "TextualBody", "value": value, "format": "text/plain", "purpose": purpose}
