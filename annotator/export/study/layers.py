"""The layers beside every annotator's labels: what was decided, what most annotators answered."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

from annotator.codebook.catalogue import Catalogue, VariableEntry
from annotator.export.study.records import (
    ADJUDICATED_BY,
    AGGREGATED_BY,
    DecisionRecord,
    LabelRecord,
)
from annotator.review.aggregation import majority
from annotator.review.answering import Answers

Unit = tuple[int | None, str]
Spread = Mapping[str, int]
Given = dict[str, list[LabelRecord]]
"""Labels by annotator."""

DECIDED, COUNTED = "adjudicated", "aggregated"
"""What stands for the state of an assignment in these layers."""


def decided_labels(decisions: Iterable[DecisionRecord], version: str) -> Iterator[LabelRecord]:
    """The codes that were decided for, each with its votes and the whole distribution."""
    for one in decisions:
        for code in one.codes:
            yield LabelRecord(
                claim_id=one.claim_id,
                annotator=ADJUDICATED_BY,
                variable=one.variable,
                code=code,
                span_start=None,
                span_end=None,
                note=one.note,
                codebook_version=version,
                state=DECIDED,
                created_at=one.created_at,
                updated_at=one.updated_at,
                votes=one.distribution.get(code, 0),
                distribution=one.distribution,
            )


def aggregated_labels(labels: Iterable[LabelRecord], catalogue: Catalogue) -> Iterator[LabelRecord]:
    """What most annotators answered in what they handed in. Answers in words are left out.

    An answer with several codes is compared whole, of a set of yes/no questions each item by
    itself. A tie has one record without a code; `distribution` tells what it is between. `labels`
    are those of an article in text order; so is what comes, then in the order of the codebook.
    """
    for (claim, variable), by_annotator in _units(labels, catalogue):
        entry = catalogue.variables[variable]
        codes = [{one.code or "" for one in given} for given in by_annotator.values()]
        answers = Answers.of(entry, codes)
        all_given = [label for given in by_annotator.values() for label in given]
        for code, distribution in _winners(entry, answers):
            yield LabelRecord(
                claim_id=claim,
                annotator=AGGREGATED_BY,
                variable=variable,
                code=code,
                span_start=None,
                span_end=None,
                note="",
                codebook_version=all_given[0].codebook_version,
                state=COUNTED,
                created_at=min((label.created_at for label in all_given), key=_moment),
                updated_at=max((label.updated_at for label in all_given), key=_moment),
                votes=None if code is None else distribution[code],
                distribution=distribution,
            )


def _units(labels: Iterable[LabelRecord], catalogue: Catalogue) -> Iterator[tuple[Unit, Given]]:
    """What everybody answered to each question of each target."""
    targets: dict[int | None, dict[str, Given]] = {}
    for label in labels:
        if label.state == "submitted":
            questions = targets.setdefault(label.claim_id, {})
            given = questions.setdefault(label.variable, defaultdict(list))
            given[label.annotator].append(label)
    for claim, questions in targets.items():
        for variable, entry in catalogue.variables.items():
            if variable in questions and not entry.is_text:
                yield (claim, variable), questions[variable]


def _winners(entry: VariableEntry, answers: Answers) -> Iterator[tuple[str | None, Spread]]:
    """The codes most gave, each with the counts it won by; None for a tie."""
    if entry.is_set:
        for counts in answers.item_counts.values():
            yield majority(counts), dict(counts)
        return
    found = answers.majority
    won = [None] if found is None else [code for code in entry.codes if code in found]
    for code in won:
        yield code, answers.distribution


def _moment(stamp: str) -> str:
    """A time as a text that sorts: a whole second has no fraction, and comes before it."""
    return stamp.removesuffix("Z")
