"""Everybody's answers to one claim (or article), question by question, for deciding."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from string import ascii_uppercase
from typing import Any

from django.utils.translation import gettext

from annotator.annotation.models import Assignment, Label
from annotator.codebook.catalogue import Catalogue, Item, VariableEntry
from annotator.codebook.models import Variable
from annotator.projects.models import Membership
from annotator.review.aggregation import disagreement, majority
from annotator.review.models import Adjudication
from annotator.review.presenting import Chip, chips_of
from annotator.review.querysets import Target, coders_of, decisions_on, labels_on
from annotator.review.wording import ANSWERS

MAJORITY = "majority"


@dataclass(frozen=True, slots=True)
class Mark:
    """One code an annotator gave; `words` are those it marks, where it marks some."""

    chip: Chip
    words: str
    note: str


@dataclass(frozen=True, slots=True)
class Cell:
    """One annotator's answer to one question; without marks they gave none."""

    letter: str
    key: str
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
    shown and not decided.
    """

    entry: VariableEntry
    cells: Sequence[Cell]
    decision: Adjudication | None = None
    form: Any = None
    chosen: frozenset[str] = frozenset()
    reason: str = ""
    note: str = ""
    counts: Counter[frozenset[str]] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        self.counts = Counter(cell.codes for cell in self.cells if cell.marks)
        if self.decision:
            self.chosen = frozenset(code.identifier for code in self.decision.codes.all())
            self.reason, self.note = self.decision.reason, self.decision.note
        elif self.entry.is_set:  # what is agreed need not be decided one by one
            self.chosen = frozenset(code for one in self.items if (code := one.majority))

    @property
    def is_decidable(self) -> bool:
        """Whether there is something to decide between."""
        return not self.entry.is_text

    @cached_property
    def _item_counts(self) -> dict[str, Counter[str]]:
        """How often each code of an item was given, items that somebody answered."""
        counts: dict[str, Counter[str]] = {}
        for cell in self.cells:
            for mark in cell.marks:
                counts.setdefault(mark.chip.code.item, Counter())[mark.chip.code.identifier] += 1
        return counts

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
                counts=self._item_counts.get(key, {}),
                chosen=self.chosen,
            )
            for key, item in self.entry.items.items()
        ]

    @property
    def majority(self) -> frozenset[str] | None:
        """The answer most annotators gave; None on a tie, of a set on a tie in any item."""
        if not self.entry.is_set:
            return majority(self.counts)
        codes = [majority(counts) for counts in self._item_counts.values()]
        return frozenset(code for code in codes if code) if codes and all(codes) else None

    def is_against_majority(self, codes: Collection[str]) -> bool:
        """Whether codes differ from what most annotators gave, where most agree."""
        if not self.entry.is_set:
            return bool(self.majority) and frozenset(codes) != self.majority
        decided = {self.entry.codes[code].item: code for code in codes}
        return any(
            one.majority is not None and decided.get(one.key, one.majority) != one.majority
            for one in self.items
        )

    def left_open(self, codes: Collection[str]) -> list[str]:
        """The items of a set that somebody answered and these codes do not, by their labels."""
        decided = {self.entry.codes[code].item for code in codes}
        return [one.item.label for one in self.items if one.counts and one.key not in decided]

    @property
    def majority_chips(self) -> list[Chip]:
        """Its codes, in the codebook's order."""
        return [chip for key, chip in chips_of(self.entry).items() if key in (self.majority or ())]

    @property
    def answered(self) -> int:
        """How many annotators gave an answer."""
        return self.counts.total()

    @property
    def is_disputed(self) -> bool:
        """Whether two annotators answered differently; words are not compared."""
        if self.entry.is_set:
            return any(disagreement(counts) > 0 for counts in self._item_counts.values())
        return self.is_decidable and disagreement(self.counts) > 0

    @property
    def is_decided(self) -> bool:
        """Whether a decision stands."""
        return self.decision is not None

    @property
    def decided_chips(self) -> list[Chip]:
        """The codes decided for."""
        codes = {code.identifier for code in self.decision.codes.all()} if self.decision else set()
        return [chip for key, chip in chips_of(self.entry).items() if key in codes]

    @property
    def choices(self) -> list[Choice]:
        """The codes to choose from."""
        return [Choice(chip, key in self.chosen) for key, chip in chips_of(self.entry).items()]

    @property
    def spread(self) -> str:
        """How the annotators divide, as in `2 : 1`; of a set, on how many of its items."""
        if self.entry.is_set:
            disputed = sum(disagreement(counts) > 0 for counts in self._item_counts.values())
            numbers = {"disputed": disputed, "all": len(self._item_counts)}
            return gettext("on %(disputed)s of %(all)s") % numbers
        return " : ".join(str(count) for _, count in self.counts.most_common())

    def refill(self, form: Any) -> None:
        """Show what was typed again, with what is wrong about it."""
        self.form = form
        found = form.cleaned_data if hasattr(form, "cleaned_data") else {}
        self.chosen = frozenset(found.get("codes") or form.data.getlist("codes"))
        self.reason, self.note = form.data.get("reason", ""), form.data.get("note", "")

    def answer_of(self, take: str) -> list[str] | None:
        """The codes of the annotator with this letter, or of the majority, if there are any."""
        if take == MAJORITY:
            return sorted(self.majority) if self.majority else None
        found = next((cell.codes for cell in self.cells if cell.letter == take), frozenset())
        return sorted(found) or None


def rows_of(member: Membership, catalogue: Catalogue, target: Target) -> list[Row]:
    """One row for each question of a claim, or of an article as a whole. Three queries, or four."""
    article, claim = target
    coders = coders_of(member, article)
    labels = _by_cell(labels_on(member, article, claim))
    decisions = {
        one.variable.identifier: one
        for one in decisions_on(member, article, claim)
        if one.codes.all()
    }
    return [
        Row(
            entry=entry,
            cells=list(_cells(entry, coders, labels)),
            decision=decisions.get(entry.id),
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
            Mark(chips[label.code.identifier], marked_words(label), label.note)
            for label in labels.get((coder.pk, entry.id), ())
        ]
        yield Cell(letter, str(place + 1) if place < 9 else "", marks)


def marked_words(label: Label) -> str:
    """The words of the claim that a label marks; "" where it is about the whole claim."""
    if label.span_start is None or label.span_end is None or label.claim is None:
        return ""
    begin = label.claim.start
    return label.claim.text[label.span_start - begin : label.span_end - begin]
