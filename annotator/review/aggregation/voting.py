"""One annotator, one vote: counts, winner, disagreement."""

from collections import Counter
from collections.abc import Hashable, Iterable, Mapping
from typing import TypeVar

Code = TypeVar("Code", bound=Hashable)
Unit = TypeVar("Unit", bound=Hashable)


def distribution(
    rows: Iterable[tuple[Hashable, Unit, Hashable, Code | None]],
) -> dict[Unit, Counter[Code]]:
    """Count the codes each unit received, units in the order they come.

    Rows are (article, unit, annotator, code), as for agreement: one row per label, a many-choice
    answer as one frozenset. A code of None is a missing label; a unit without any is not listed.
    """
    counts: dict[Unit, Counter[Code]] = {}
    for _, unit, _, code in rows:
        if code is not None:
            counts.setdefault(unit, Counter())[code] += 1
    return counts


def majority(counts: Mapping[Code, int]) -> Code | None:
    """Return the code with the most labels, or None on a tie or without labels.

    >>> majority({"src:official": 2, "src:document": 1})
    'src:official'

    A tie stays a tie: picking a side would hide a disagreement that a reviewer has to settle.
    """
    most = max(counts.values(), default=0)
    leaders = [code for code, labels in counts.items() if labels == most]
    return leaders[0] if most > 0 and len(leaders) == 1 else None


def disagreement(counts: Mapping[Code, int]) -> float:
    """Return the share of pairs of labels with unlike codes, 0 to 1.

    One less the agreement of a single unit in Fleiss (1971), Measuring Nominal Scale Agreement
    among Many Raters, Psychological Bulletin 76(5). It is 0 with fewer than two labels, so that
    sorting by it puts claims nobody can disagree on last.

    >>> disagreement({"src:official": 2, "src:document": 1})
    0.6666666666666666
    """
    labels = sum(counts.values())
    pairs = labels * (labels - 1)
    agreeing = sum(count * (count - 1) for count in counts.values())
    return (pairs - agreeing) / pairs if pairs else 0.0
