"""Agreement on each question of what is chosen: from labels to the arithmetic and back."""

from collections.abc import Iterator, Sequence
from typing import Any

from annotator.review.agreement import Row, agreement
from annotator.review.figures.choosing import Chosen
from annotator.review.figures.comparing import Compared

IN_WORDS = "answered in words, which are not compared"


def agreement_row(chosen: Chosen, found: Compared) -> dict[str, Any]:
    """The figures of one question."""
    figures = agreement(_rows(found), metric=found.metric, order=found.order)
    universe = chosen.universe(found.entry)
    return {
        "variable": found.entry.id,
        "metric": found.metric,
        "units": figures.units,
        "annotators": figures.annotators,
        "labels": figures.labels,
        "percent": figures.percent,
        "alpha": figures.alpha,
        "interval": list(figures.interval) if figures.interval else None,
        "reason": figures.reason if found.labels.code.size else why_nothing(found),
        "articles": figures.articles,
        "universe": universe,
        "share": figures.units / universe if universe else None,
        "fleiss": None,
        "ac1": None,
        "ac2": None,
        "masi": None,
        "unitizing": None,
        "span_f1": None,
        "codes": [],
        "pairs": [],
    }


def why_nothing(found: Compared) -> str:
    """Why a question has nothing to compare."""
    if found.entry.is_text:
        return IN_WORDS
    return "no label has a code on the scale" if found.given.code.size else "no labels yet"


def confusion_of(found: Compared) -> dict[str, Any] | None:
    """How many pairs of annotators gave one code and the other to the same unit.

    `counts` is symmetric: a cell counts pairs of answers, in either order. None where an answer
    is not one code of a list, and where nothing is compared.
    """
    entry = found.entry
    if entry.takes_several or entry.is_set or entry.is_text:
        return None
    places = {pk: place for place, pk in enumerate(found.pairs.codes.tolist())}
    listed = [code for code in entry.codes.values() if code.pk in places]
    order = [places[code.pk] for code in listed]
    return {
        "codes": [code.identifier for code in listed],
        "counts": found.pairs.confusion()[order][:, order].tolist(),
        "units": found.pairs.units,
    }


def _rows(found: Compared) -> Iterator[Row]:
    labels = found.labels
    codes: Sequence[Any] = labels.code.tolist()
    if found.sets:
        codes = [found.sets[place] for place in codes]
    return zip(
        labels.article.tolist(), labels.unit.tolist(), labels.annotator.tolist(), codes, strict=True
    )
