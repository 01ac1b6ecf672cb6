"""The rows of the tables, from the records of a study, in the order of `schema`'s columns."""

from collections.abc import Iterator, Mapping
from typing import Any

from annotator.codebook.kinds import StoredCode, StoredVariable, stored_codes, stored_variables
from annotator.codebook.reading import read_codebook
from annotator.export.study.records import ArticleRecord, Cells, Header


def article_row(one: ArticleRecord) -> Cells:
    """What is known about an article, its text, and what it is a copy of."""
    outlets = (one.publisher, one.origin_publisher)
    found = (one.byline, one.url, one.published_at, one.language, one.direction)
    copy = (one.copy_of, one.copy_kind, one.copy_share, one.copy_by_hand)
    return (one.id, one.external_id, one.title, *outlets, *found, one.content_hash, one.text, *copy)


def claim_rows(article: ArticleRecord) -> Iterator[Cells]:
    """The stretches of an article, retired ones too."""
    for one in article.claims:
        place = (one.id, article.id, one.start, one.end, one.text, one.role)
        before = " ".join(map(str, one.predecessors))
        yield (*place, one.is_claim, one.is_current, one.reason, before, one.confidence)


def assignment_rows(article: ArticleRecord) -> Iterator[Cells]:
    """Who worked on an article."""
    for one in article.work:
        words = (one.state, one.note, one.reason)
        yield (article.id, one.annotator, *words, one.created_at, one.submitted_at)


def label_rows(article: ArticleRecord, has_spread: bool) -> Iterator[Cells]:
    """The labels of an article, with votes and distribution in the layers that have them."""
    number = article.id
    for one in article.labels:
        times, spread = one[9:11], one[11:13] if has_spread else ()
        yield (number, *one[:9], one.inherited, *times, *spread)


def decision_rows(article: ArticleRecord) -> Iterator[Cells]:
    """What was decided on an article."""
    for one in article.decisions:
        why = (one.method, one.reason_code, one.reason, one.note)
        made = (one.distribution, one.decided_by, one.created_at, one.updated_at)
        yield (article.id, one.claim_id, one.variable, " ".join(one.codes), *why, *made)


def agreement_row(one: Mapping[str, Any]) -> Cells:
    """The figures of one question."""
    counts = (one["metric"], one["units"], one["annotators"], one["labels"], one["percent"])
    low, high = one["interval"] or (None, None)
    return (one["variable"], *counts, one["alpha"], low, high, one["reason"])


def variable_rows(header: Header) -> Iterator[Cells]:
    """The questions of the codebook, those that are off too."""
    asked = set(header.variable_ids)
    for spec, attribute_of in _variables(header):
        kind = (spec.scope, spec.select, spec.required, spec.coders, spec.scale)
        words = (spec.applies_if, spec.definition, attribute_of)
        yield (spec.id, spec.label, spec.id in asked, *kind, *words)


def code_rows(header: Header) -> Iterator[Cells]:
    """The codes of the codebook, variable by variable."""
    for spec, _owner in _variables(header):
        for code in stored_codes(spec):
            yield _code_row(spec.id, code)


def _variables(header: Header) -> Iterator[StoredVariable]:
    """The questions in order, the attributes of one by name.

    PostgreSQL keeps the parts of a document in an order of its own, attributes too.
    """
    for spec in read_codebook(header.codebook).variables:
        first, *attributes = stored_variables([spec])
        yield first
        yield from sorted(attributes, key=lambda one: one.spec.id)


def _code_row(variable: str, code: StoredCode) -> Cells:
    spec = code.spec
    place = (spec.label, spec.short, code.rank, code.item, code.is_missing)
    return (spec.id, variable, *place, spec.definition, spec.example, spec.rule)
