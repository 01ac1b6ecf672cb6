"""One code for each unit: by majority, and by Dawid and Skene's method beside it."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from annotator.codebook.catalogue import VariableEntry
from annotator.review.aggregation import Estimate, dawid_skene
from annotator.review.columns import IntArray
from annotator.review.figures.comparing import Compared

SEED = 0


@dataclass(frozen=True, eq=False)
class Aggregated:
    """The units of one question with an answer, and what their answers come to.

    `units` are keys, rising; `counts` (units, codes) says how many annotators gave each code of
    `codes`, which holds keys, rising. `majority` and `likeliest` (units,) are places in `codes`,
    -1 for a tie.
    """

    units: IntArray
    articles: IntArray
    codes: IntArray
    counts: IntArray
    majority: IntArray
    estimate: Estimate

    @cached_property
    def likeliest(self) -> IntArray:
        """The most likely code of each unit."""
        places = {code: place for place, code in enumerate(self.codes.tolist())}
        answers = self.estimate.answers
        return np.array([-1 if one is None else places[one] for one in answers], dtype=np.intp)


def can_aggregate(entry: VariableEntry) -> bool:
    """Whether an answer to a question is one code of a list."""
    return not (entry.takes_several or entry.is_set or entry.is_text)


def aggregate(found: Compared) -> Aggregated:
    """Put the answers of a question that `can_aggregate` together, unit by unit."""
    labels = found.columns
    units, first, unit = np.unique(labels.unit, return_index=True, return_inverse=True)
    codes, code = np.unique(labels.code, return_inverse=True)
    counts = np.bincount(unit * codes.size + code, minlength=units.size * codes.size)
    counts = counts.reshape(units.size, codes.size)
    estimate = dawid_skene(labels.unit, labels.annotator, labels.code, seed=SEED)
    return Aggregated(units, labels.article[first], codes, counts, _winners(counts), estimate)


def _winners(counts: IntArray) -> IntArray:
    """Where each row is largest; -1 where that is in two places. A tie stays a tie."""
    if counts.size == 0:
        return np.zeros(len(counts), dtype=np.intp)
    tied = (counts == counts.max(axis=1, keepdims=True)).sum(axis=1) > 1
    return np.where(tied, -1, counts.argmax(axis=1))


def aggregation_of(found: Compared, names: dict[int, str]) -> dict[str, Any] | None:
    """How many units each code gets by either method; None where there is no one code.

    `competence` is the chance of a right answer as Dawid and Skene's method estimates it, and
    `warning` says in words why to be careful with it.
    """
    if not can_aggregate(found.entry):
        return None
    made = aggregate(found)
    by_majority = _counted(made.majority, made.codes.size)
    by_estimate = _counted(made.likeliest, made.codes.size)
    places = {code: place for place, code in enumerate(made.codes.tolist())}
    return {
        "warning": made.estimate.warning,
        "converged": made.estimate.converged,
        "iterations": made.estimate.iterations,
        "seed": SEED,
        "units": int(made.units.size),
        "ties": {"majority": by_majority[-1], "dawid_skene": by_estimate[-1]},
        "annotators": competences(made, names),
        "codes": [
            {
                "code": code.identifier,
                "majority": by_majority[places[code.pk]],
                "dawid_skene": by_estimate[places[code.pk]],
            }
            for code in found.entry.codes.values()
            if code.pk in places
        ],
    }


def competences(made: Aggregated, names: dict[int, str]) -> list[dict[str, Any]]:
    """The annotators by name."""
    estimate = made.estimate
    rows = zip(
        estimate.annotators.tolist(),
        estimate.competence.tolist(),
        estimate.labels.tolist(),
        strict=True,
    )
    listed = [
        {"annotator": names[key], "competence": competence, "labels": labels}
        for key, competence, labels in rows
    ]
    return sorted(listed, key=lambda row: str(row["annotator"]))


def _counted(places: IntArray, codes: int) -> Sequence[int]:
    """How often each place is there; the last one counts ties."""
    return np.bincount(np.where(places < 0, codes, places), minlength=codes + 1).tolist()
