"""Everybody's answers to one claim (or article), question by question, for deciding."""

import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from string import ascii_uppercase
from typing import Any

from django.utils.translation import gettext

from annotator.annotation.models import Assignment, Label
from annotator.codebook.catalogue import Catalogue, Item, VariableEntry
from annotator.codebook.models import Variable
from annotator.projects.models import Membership
from annotator.review.aggregation import disagreement, majority
from annotator.review.answering import Answers
from annotator.review.models import Adjudication
from annotator.review.presenting import Chip, chips_of
from annotator.review.querysets import (
    Target,
    coders_of,
    decisions_on,
    earlier_decisions,
    labels_on,
)
from annotator.review.settling import standing_on
from annotator.review.standing import Standing
from annotator.review.wording import ANSWERS

MAJORITY = "majority"


@dataclass(frozen=True, slots=True)
class Mark:
    """One code an annotator gave; `words` are those it marks, at `span` in the article."""

    chip: Chip
    words: str
    note: str
    span: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class Cell:
    """One annotator's answer to one question; without marks they gave none.

    Letters move when somebody hands in meanwhile; `work`, their assignment, stays.
    """

    letter: str
    key: str
    work: str
    marks: Sequence[Mark]

    @property
    def codes(self) -> frozenset[str]:
        """The codes given."""
        return frozenset(mark.chip.code.identifier for mark in self.marks)

    @property
    def notes(self) -> Sequence[str]:
        """What they wrote about it, once."""
        return list(dict.fromkeys(mark.note for mark in self.marks if mark.note))


@dataclass(frozen=True)
class Choice:
    """A code to decide for, and whether it is chosen in the form."""

    chip: Chip
    chosen: bool


@dataclass(frozen=True)
class ItemRow:
    """One item of a set of yes/no questions: (letter, answer in words, "" without one) of each."""

    key: str
    item: Item
    given: Sequence[tuple[str, str]]
    counts: Mapping[str, int]
    chosen: Collection[str]

    @property
    def field(self) -> str:
        """The name of its field in the form."""
        return item_field(self.key)

    @property
    def is_disputed(self) -> bool:
        """Whether two annotators answered it differently."""
        return disagreement(self.counts) > 0

    @property
    def majority(self) -> str | None:
        """The code most annotators gave."""
        return majority(self.counts)

    @property
    def choices(self) -> list[tuple[str, str, bool]]:
        """What to choose from: code, words, whether it is chosen."""
        return [
            (code.identifier, str(ANSWERS[answer]), code.identifier in self.chosen)
            for answer, code in self.item.codes.items()
        ]


def item_field(item: str) -> str:
    """The name of the form field that decides an item of a set."""
    return f"codes-{item}"


@dataclass
class Row:
    """One question with every answer, the decision there is, and what the reviewer typed.

    Of a set of yes/no questions every item is decided by itself (`items`). Answers in words are
    shown and not decided. `standing` is None for a question that nobody answered
    and no decision opened.
    """

    entry: VariableEntry
    cells: Sequence[Cell]
    decision: Adjudication | None = None
    standing: Standing | None = None
    earlier: Sequence[Adjudication] = ()
    form: Any = None
    chosen: frozenset[str] = frozenset()
    reason_code: str = ""
    reason: str = ""
    note: str = ""

    def __post_init__(self) -> None:
        if self.decision:
            self.chosen = frozenset(code.identifier for code in self.decision.codes.all())
            self.reason_code = self.decision.reason_code
            self.reason, self.note = self.decision.reason, self.decision.note
        elif self.entry.is_set:  # what is agreed need not be decided one by one
            self.chosen = frozenset(code for one in self.items if (code := one.majority))

    @cached_property
    def answers(self) -> Answers:
        """What was answered, as codes alone."""
        return Answers.of(self.entry, (cell.codes for cell in self.cells))

    @cached_property
    def seen(self) -> str:
        """A digest of who answered what, for a form to tell whether it still is so."""
        given = sorted((cell.work, sorted(cell.codes)) for cell in self.cells)
        return sha256(json.dumps(given).encode()).hexdigest()[:32]

    @property
    def was(self) -> list[str]:
        """The codes that stand decided, none without a decision."""
        return (
            sorted(code.identifier for code in self.decision.codes.all()) if self.decision else []
        )

    @property
    def is_decidable(self) -> bool:
        """Whether there is something to decide between."""
        return not self.entry.is_text

    @property
    def is_disputed(self) -> bool:
        """Whether two annotators answered differently."""
        return self.answers.is_disputed

    @property
    def is_open(self) -> bool:
        """Whether it waits for a decision of the reviewer's."""
        return self.standing == Standing.OPEN

    @property
    def is_closed(self) -> bool:
        """Whether it does not apply, by what is decided."""
        return self.standing == Standing.CLOSED

    @property
    def is_waiting(self) -> bool:
        """Whether another question has to be decided first."""
        return self.standing == Standing.WAITING

    @property
    def is_compared(self) -> bool:
        """Whether answers can be taken: they differ, or one stands alone."""
        return self.is_disputed or (self.is_open and self.answered > 0)

    @property
    def is_opened(self) -> bool:
        """Whether nobody was asked, but by what is decided it applies and needs an answer."""
        return self.is_open and not self.answered

    @property
    def is_decided(self) -> bool:
        """Whether a decision stands."""
        return self.decision is not None and not self.is_open

    @property
    def is_overtaken(self) -> bool:
        """Whether a decision was made while all agreed, and they no longer do."""
        return self.decision is not None and self.is_open

    @property
    def majority(self) -> frozenset[str] | None:
        """The answer most annotators gave; None on a tie, of a set on a tie in any item."""
        return self.answers.majority

    @property
    def items(self) -> list[ItemRow]:
        """The items of a set, in the codebook's order; none for other questions."""
        if not self.entry.is_set:
            return []
        return [
            ItemRow(
                key=key,
                item=item,
                given=[(cell.letter, _answer_in_words(cell, item)) for cell in self.cells],
                counts=self.answers.item_counts.get(key, {}),
                chosen=self.chosen,
            )
            for key, item in self.entry.items.items()
        ]

    def left_open(self, codes: Collection[str]) -> list[str]:
        """The items of a set that somebody answered and these codes do not, by their labels."""
        decided = {self.entry.codes[code].item for code in codes}
        return [one.item.label for one in self.items if one.counts and one.key not in decided]

    @property
    def majority_chips(self) -> list[Chip]:
        """Its codes, in the codebook's order."""
        return _chips(self.entry, self.majority or ())

    @property
    def decided_chips(self) -> list[Chip]:
        """The codes decided for."""
        return decided_chips(self.entry, self.decision)

    @property
    def is_tied_set(self) -> bool:
        """Whether some items of a set have to be decided one by one."""
        return self.entry.is_set and self.is_open and self.is_disputed and not self.majority

    @property
    def earlier_chips(self) -> list[tuple[list[Chip], Adjudication]]:
        """What was decided on the claims that this one was cut from."""
        return [(decided_chips(self.entry, one), one) for one in self.earlier]

    @property
    def disputed_items(self) -> set[str]:
        """The items of a set that were answered differently."""
        return {one.key for one in self.items if one.is_disputed}

    @property
    def answered(self) -> int:
        """How many annotators gave an answer."""
        return len(self.answers.given)

    @property
    def choices(self) -> list[Choice]:
        """The codes to choose from."""
        return [Choice(chip, key in self.chosen) for key, chip in chips_of(self.entry).items()]

    @property
    def reasons(self) -> list[tuple[str, str, bool]]:
        """Reasons to choose from: value, words, whether it is chosen."""
        return [
            (value, str(words), value == self.reason_code)
            for value, words in Adjudication.ReasonCode.choices
        ]

    @property
    def spread(self) -> str:
        """How the annotators divide, as in `2 : 1`; of a set, on how many of its items."""
        if self.entry.is_set:
            counted = self.answers.item_counts
            disputed = sum(disagreement(counts) > 0 for counts in counted.values())
            numbers = {"disputed": disputed, "all": len(counted)}
            return gettext("on %(disputed)s of %(all)s") % numbers
        return " : ".join(str(count) for _, count in self.answers.counts.most_common())

    def refill(self, form: Any) -> None:
        """Show what was typed again, with what is wrong about it."""
        self.form = form
        found = form.cleaned_data if hasattr(form, "cleaned_data") else {}
        typed = found.get("codes") or form.data.getlist("codes")
        self.chosen = frozenset(typed) if typed or not form.is_stale else self.chosen
        self.reason = form.data.get("reason", self.reason)
        self.note = form.data.get("note", self.note)
        self.reason_code = form.data.get("reason_code", self.reason_code)

    def answer_of(self, take: str) -> list[str] | None:
        """The codes of the annotator with this letter, or of the majority, if there are any."""
        if take == MAJORITY:
            return sorted(self.majority) if self.majority else None
        found = next((cell.codes for cell in self.cells if cell.letter == take), frozenset())
        return sorted(found) or None


def _chips(entry: VariableEntry, codes: Collection[str]) -> list[Chip]:
    return [chip for key, chip in chips_of(entry).items() if key in codes]


def decided_chips(entry: VariableEntry, decision: Adjudication | None) -> list[Chip]:
    """The codes of a decision, in the codebook's order."""
    codes = {code.identifier for code in decision.codes.all()} if decision else set()
    return _chips(entry, codes)


def rows_of(member: Membership, catalogue: Catalogue, target: Target) -> list[Row]:
    """One row for each question of a claim, or of an article as a whole. The number of queries is
    the same for any."""
    article, claim = target
    coders = coders_of(member, article)
    labels = _by_cell(labels_on(member, article, claim))
    decisions = {
        one.variable.identifier: one
        for one in decisions_on(member, article, claim)
        if one.codes.all()
    }
    earlier = earlier_decisions(member, claim)
    standing = standing_on(member, catalogue, target)
    return [
        Row(
            entry=entry,
            cells=list(_cells(entry, coders, labels)),
            decision=decisions.get(entry.id),
            standing=standing.get(entry.row.pk),
            earlier=earlier.get(entry.row.pk, ()),
        )
        for entry in catalogue.variables.values()
        if (entry.row.scope == Variable.Scope.ARTICLE) == (claim is None)
    ]


def letters(count: int) -> list[str]:
    """A, B, ... Z, A2, B2, ...

    >>> letters(28)[-3:]
    ['Z', 'A2', 'B2']
    """
    sizes = range(1, count // 26 + 2)
    names = [
        f"{letter}{size}" if size > 1 else letter for size in sizes for letter in ascii_uppercase
    ]
    return names[:count]


def _answer_in_words(cell: Cell, item: Item) -> str:
    words = (
        str(ANSWERS[answer]) for answer, code in item.codes.items() if code.identifier in cell.codes
    )
    return next(words, "")


_Cells = dict[tuple[int, str], list[Label]]


def _by_cell(labels: Iterable[Label]) -> _Cells:
    cells: _Cells = defaultdict(list)
    for label in labels:
        cells[label.assignment_id, label.variable.identifier].append(label)
    return cells


def _cells(entry: VariableEntry, coders: Sequence[Assignment], labels: _Cells) -> Iterable[Cell]:
    chips = chips_of(entry)
    for place, (letter, coder) in enumerate(zip(letters(len(coders)), coders, strict=True)):
        marks = [
            Mark(
                chip=chips[label.code.identifier],
                words=marked_words(label),
                note=label.note,
                span=_span(label),
            )
            for label in labels.get((coder.pk, entry.id), ())
        ]
        yield Cell(letter, str(place + 1) if place < 9 else "", str(coder.public_id), marks)


def marked_words(label: Label) -> str:
    """The words of the claim that a label marks; "" where it is about the whole claim."""
    if label.span_start is None or label.span_end is None or label.claim is None:
        return ""
    begin = label.claim.start
    return label.claim.text[label.span_start - begin : label.span_end - begin]


def _span(label: Label) -> tuple[int, int] | None:
    if label.span_start is None or label.span_end is None:
        return None
    return label.span_start, label.span_end


def marks_of(rows: Sequence[Row]) -> list[tuple[str, list[tuple[int, int]]]]:
    """Each annotator's letter with the words they marked in any question."""
    spans: dict[str, list[tuple[int, int]]] = {}
    for row in rows:
        for cell in row.cells:
            found = spans.setdefault(cell.letter, [])
            found += [mark.span for mark in cell.marks if mark.span]
    return list(spans.items())
