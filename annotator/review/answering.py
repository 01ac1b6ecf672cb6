"""What annotators answered to one question of one claim (or article): counts, majority, dissent."""

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from functools import cached_property

from annotator.codebook.catalogue import VariableEntry
from annotator.review.aggregation import disagreement, majority
from annotator.review.models import Adjudication

Codes = frozenset[str]
Method = Adjudication.Method
ALONE = 1


@dataclass(frozen=True)
class Answers:
    """Everybody's answer to one question, as sets of code ids; who gave none is left out.

    Of a set of yes/no questions every item is counted by itself.
    """

    entry: VariableEntry
    given: tuple[Codes, ...]

    @classmethod
    def of(cls, entry: VariableEntry, answers: Iterable[Collection[str]]) -> "Answers":
        """Answers without those that are empty."""
        return cls(entry, tuple(frozenset(codes) for codes in answers if codes))

    @cached_property
    def counts(self) -> Counter[Codes]:
        """How often each answer was given."""
        return Counter(self.given)

    @cached_property
    def distribution(self) -> dict[str, int]:
        """How many annotators gave each code, in the codebook's order."""
        counts = Counter(code for codes in self.given for code in codes)
        return {code: counts[code] for code in self.entry.codes if code in counts}

    @cached_property
    def item_counts(self) -> dict[str, Counter[str]]:
        """Of a set: how often each code of an item was given, items that somebody answered."""
        counts: dict[str, Counter[str]] = {}
        for code, number in self.distribution.items():
            counts.setdefault(self.entry.codes[code].item, Counter())[code] = number
        return counts

    @property
    def is_disputed(self) -> bool:
        """Whether two annotators answered differently; words are not compared."""
        if self.entry.is_set:
            return any(disagreement(counts) > 0 for counts in self.item_counts.values())
        return not self.entry.is_text and disagreement(self.counts) > 0

    @property
    def majority(self) -> Codes | None:
        """The answer most annotators gave; None on a tie, of a set on a tie in any item."""
        if not self.entry.is_set:
            return majority(self.counts)
        codes = [majority(counts) for counts in self.item_counts.values()]
        return frozenset(code for code in codes if code) if codes and all(codes) else None

    def is_against_majority(self, codes: Collection[str]) -> bool:
        """Whether codes differ from what most annotators gave; one answer alone is no majority."""
        if len(self.given) <= ALONE:
            return False
        if not self.entry.is_set:
            return bool(self.majority) and frozenset(codes) != self.majority
        decided = {self.entry.codes[code].item: code for code in codes}
        leaders = {item: majority(counts) for item, counts in self.item_counts.items()}
        return any(
            leader is not None and decided.get(item, leader) != leader
            for item, leader in leaders.items()
        )

    def method_of(self, codes: Collection[str]) -> str:
        """Whose answer codes are.

        One annotator's answer is nobody else's, so it is not called everybody's.
        """
        chosen = frozenset(codes)
        if chosen not in self.counts and chosen != self.majority:
            return Method.OWN
        if len(self.given) == ALONE:
            return Method.ANNOTATOR
        if not self.is_disputed:
            return Method.UNANIMOUS
        return Method.MAJORITY if chosen == self.majority else Method.ANNOTATOR
