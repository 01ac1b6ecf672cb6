"""The layers beside every annotator's labels: what was decided, what most annotators answered."""

from collections import defaultdict
from collections.abc import Iterable, Iterator

from annotator.codebook.catalogue import Catalogue, VariableEntry
from annotator.export.study.records import (
    ADJUDICATED_BY,
    AGGREGATED_BY,
    DecisionRecord,
    LabelRecord,
)
from annotator.review.aggregation import majority
from annotator.review.answering import Answers

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
    itself. A tie has one record without a code.
    """
    units: dict[tuple[int | None, str], dict[str, list[LabelRecord]]] = {}
    for label in labels:
        if label.state == "submitted":
            given = units.setdefault((label.claim_id, label.variable), defaultdict(list))
            given[label.annotator].append(label)
    for (claim, variable), by_annotator in units.items():
        entry = catalogue.variables.get(variable)
        if entry is None or entry.is_text:
            continue
        codes = [{one.code or "" for one in given} for given in by_annotator.values()]
        answers = Answers.of(entry, codes)
        all_given = [label for given in by_annotator.values() for label in given]
        for code in _winners(entry, answers):
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
                created_at=min(label.created_at for label in all_given),
                updated_at=max(label.updated_at for label in all_given),
                votes=None if code is None else answers.distribution[code],
                distribution=answers.distribution,
            )


def _winners(entry: VariableEntry, answers: Answers) -> list[str | None]:
    if entry.is_set:
        return [majority(counts) for counts in answers.item_counts.values()]
    found = answers.majority
    return [None] if found is None else [code for code in entry.codes if code in found]
