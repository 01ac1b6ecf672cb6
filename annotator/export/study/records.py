"""The records that formats are written from. Times are texts as the API writes them, in UTC.

Offsets are Unicode code points into the article's text, start inclusive, end exclusive.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, NamedTuple, Protocol

from annotator.export.study.options import Options

Cells = tuple[Any, ...]
Row = tuple[Cells, Cells]
"""The cells of `TARGET_COLUMNS` (one object for all rows of a target), of the label's columns."""

ADJUDICATED_BY = "adjudicated"
"""Stands for the annotator in the layer of what was decided."""
AGGREGATED_BY = "majority"
"""Stands for the annotator in the layer of what most answered."""


class LabelRecord(NamedTuple):
    """One code of one answer. The fields from `annotator` to `updated_at` are the export's columns.

    In the layers of decisions and of aggregated answers, `votes` counts the annotators that gave
    this code and `distribution` those of each code; a tie has one record without a code.
    """

    claim_id: int | None
    annotator: str
    variable: str
    code: str | None
    span_start: int | None
    span_end: int | None
    note: str
    codebook_version: str
    state: str
    created_at: str
    updated_at: str
    votes: int | None = None
    distribution: Mapping[str, int] | None = None
    inherited: bool = False
    """Carried over from a claim that was cut anew, and not confirmed yet."""

    @property
    def cells(self) -> Cells:
        """Without the claim: as in a row of a table of every annotator's labels."""
        return self[1:11]

    @property
    def span(self) -> tuple[int, int] | None:
        """The marked words, where the answer is about some."""
        if self.span_start is None or self.span_end is None:
            return None
        return self.span_start, self.span_end


class ClaimRecord(NamedTuple):
    """A stretch of an article, standing or retired, with those it was made from."""

    id: int
    start: int
    end: int
    text: str
    role: str
    is_claim: bool
    is_current: bool
    reason: str
    predecessors: tuple[int, ...] = ()
    confidence: int | None = None
    """How sure the import was of the role, 0 to 100; None where people cut or chose it."""


class WorkRecord(NamedTuple):
    """One annotator's work on an article."""

    annotator: str
    state: str
    note: str
    created_at: str
    submitted_at: str | None
    reason: str = ""
    """Why it was skipped or sent back."""


class DecisionRecord(NamedTuple):
    """What a reviewer decided, with the annotators that had given each code."""

    claim_id: int | None
    variable: str
    codes: tuple[str, ...]
    method: str
    reason_code: str
    reason: str
    note: str
    distribution: Mapping[str, int]
    decided_by: str
    created_at: str
    updated_at: str


@dataclass(frozen=True)
class ArticleRecord:
    """An article with all that is exported of it. `claims` come in text order, retired ones too."""

    id: int
    external_id: str
    title: str
    publisher: str | None
    origin_publisher: str | None
    byline: str
    url: str
    published_at: str | None
    language: str
    direction: str
    content_hash: str
    text: str
    claims: tuple[ClaimRecord, ...] = ()
    work: tuple[WorkRecord, ...] = ()
    labels: tuple[LabelRecord, ...] = ()
    decisions: tuple[DecisionRecord, ...] = ()
    copy_of: int | None = None
    """The article that stands for the near copies that this is one of."""
    copy_kind: str = ""
    copy_share: float | None = None
    """How much of its words the other has too, 0 to 1."""
    copy_by_hand: bool = False
    """Whether somebody said so; else it was found by comparing texts."""

    @cached_property
    def segments(self) -> tuple[ClaimRecord, ...]:
        """The stretches that stand now: they tile the text."""
        return tuple(claim for claim in self.claims if claim.is_current)

    @cached_property
    def claims_by_id(self) -> Mapping[int, ClaimRecord]:
        """All stretches by id."""
        return {claim.id: claim for claim in self.claims}

    def rows(self, project: str, extra: bool = False) -> Iterator[Row]:
        """The labels as rows of the export; with `votes` and `distribution` when `extra`."""
        outlets = (self.publisher, self.origin_publisher)
        head = (project, self.id, self.external_id, self.title, *outlets, self.published_at)
        targets: dict[int | None, Cells] = {None: (*head, None, None, None, None, None)}
        for label in self.labels:
            target = targets.get(label.claim_id)
            if target is None:
                claim = self.claims_by_id[label.claim_id or 0]
                target = (*head, claim.id, claim.start, claim.end, claim.text, claim.role)
                targets[label.claim_id] = target
            yield target, label.cells + label[11:13] if extra else label.cells


class PersonRecord(NamedTuple):
    """Somebody who coded, decided or is a member. `name` is what the export calls them."""

    name: str
    role: str
    """annotator, reviewer, manager, or "" for a former member."""


@dataclass(frozen=True)
class Header:
    """What a study is: its project, codebook version and people."""

    slug: str
    title: str
    created_at: str
    overlap: int
    reliability_share: int
    quota: int | None
    seed: int
    blind: str
    guidelines: str
    codebook_name: str
    codebook_version: str
    codebook_uid: str
    codebook_digest: str
    codebook: Mapping[str, Any]
    """The document that the version was read from."""
    variable_ids: tuple[str, ...]
    """The questions that the project asks, in order."""
    people: tuple[PersonRecord, ...] = ()
    frozen_as: str = ""
    """The name of the freeze, "" for a study as it stands."""
    frozen_at: str = ""
    copies_once: bool | None = None
    """Whether one of several near copies is coded and counted. None: a freeze of before copies and
    confidence were told, which is written as it was then."""
    more: Mapping[str, Any] = field(default_factory=dict)
    """Of a freeze: what was made with it (`methods`, `coder_guide`: Markdown)."""


class Study(Protocol):
    """What a format is written from. Every call of `articles` or `rows` reads anew, lazily."""

    @property
    def header(self) -> Header:
        """The project, its codebook and its people."""
        ...

    @property
    def options(self) -> Options:
        """How it is to be written."""
        ...

    @property
    def sees_all(self) -> bool:
        """Whether who reads it may see everybody's labels, decisions and figures."""
        ...

    def articles(self) -> Iterator[ArticleRecord]:
        """The articles by id, each whole."""
        ...

    def rows(self) -> Iterator[Row]:
        """The labels as rows of the export, by article and then as they stand in the text."""
        ...

    def count_articles(self) -> int:
        """How many articles `articles` yields."""
        ...

    def has_more_labels_than(self, number: int) -> bool:
        """Whether it is larger than that: cheap to ask."""
        ...

    def agreement(self) -> list[Mapping[str, Any]]:
        """Agreement on each question as the API's `agreement/` has it; [] without `sees_all`."""
        ...
