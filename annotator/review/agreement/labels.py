"""Rows of labels, turned once into columns of small integers."""

from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

IntArray = npt.NDArray[np.intp]
FloatArray = npt.NDArray[np.float64]

Row = tuple[Hashable, Hashable, Hashable, Hashable | None]
"""(article, unit, annotator, code). A many-choice answer is one frozenset of codes."""

ValueOf = Callable[[Hashable], Hashable | None]
"""What a code stands for on the scale in use; None leaves the label out."""


@dataclass(frozen=True, eq=False)
class Labels:
    """Labels as four parallel columns, one entry per label that counts.

    `code` indexes `values`; `article`, `unit` and `annotator` are numbered from 0. Articles are
    numbered by the order of their `repr`, so that row order cannot change a seeded resample.
    `given` also counts the `left_out` labels, whose code has no place on the scale.
    """

    article: IntArray
    unit: IntArray
    annotator: IntArray
    code: IntArray
    values: tuple[Hashable, ...]
    annotators: int
    given: int
    left_out: int


def read_labels(rows: Iterable[Row], value_of: ValueOf = lambda code: code) -> Labels:
    """Number the articles, units, annotators and codes of the rows.

    A code of None is a missing label and is dropped unseen. `value_of` is asked once per distinct
    code. Raises ValueError when an annotator answers one unit twice (a many-choice answer must be
    one frozenset, or annotators would be compared with themselves) and when a unit appears in two
    articles (resampling articles would tear it apart).
    """
    answered = [row for row in rows if row[3] is not None]
    meaning = {code: value_of(code) for code in dict.fromkeys(row[3] for row in answered)}
    kept = [row for row in answered if meaning[row[3]] is not None]
    _, article = _number([row[0] for row in kept], sort_key=repr)
    _, unit = _number([row[1] for row in kept])
    annotators, annotator = _number([row[2] for row in kept])
    values, code = _number([meaning[row[3]] for row in kept])
    _refuse_second_answers(unit, annotator)
    _refuse_shared_units(unit, article)
    return Labels(
        article=article,
        unit=unit,
        annotator=annotator,
        code=code,
        values=values,
        annotators=len(annotators),
        given=len(answered),
        left_out=len(answered) - len(kept),
    )


def _number(
    column: list[Hashable], sort_key: Callable[[Hashable], str] | None = None
) -> tuple[tuple[Hashable, ...], IntArray]:
    """Return the distinct values, and each entry's place among them."""
    distinct: Iterable[Hashable] = dict.fromkeys(column)
    if sort_key is not None:
        distinct = sorted(distinct, key=sort_key)
    places = {value: place for place, value in enumerate(distinct)}
    numbers = np.fromiter(map(places.__getitem__, column), dtype=np.intp, count=len(column))
    return tuple(places), numbers


def _refuse_second_answers(unit: IntArray, annotator: IntArray) -> None:
    answers = unit * (annotator.max(initial=0) + 1) + annotator
    answers.sort()
    if (answers[1:] == answers[:-1]).any():
        raise ValueError(
            "an annotator has two labels on one unit; hand a many-choice answer as one frozenset"
        )


def _refuse_shared_units(unit: IntArray, article: IntArray) -> None:
    article_of = np.zeros(unit.max(initial=-1) + 1, dtype=np.intp)
    article_of[unit] = article
    if (article_of[unit] != article).any():
        raise ValueError("a unit appears in two articles; unit ids must be unique across articles")
