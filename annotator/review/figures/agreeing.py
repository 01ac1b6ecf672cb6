"""Agreement on each question of what is chosen: from labels to the arithmetic and back."""

from collections.abc import Iterator, Mapping
from typing import Any

from annotator.codebook.catalogue import VariableEntry
from annotator.review.agreement import (
    CodeFigures,
    Figure,
    PairFigures,
    Reliability,
    agreement,
    reliability,
)
from annotator.review.columns import by_item
from annotator.review.figures.aggregating import can_aggregate
from annotator.review.figures.choosing import Chosen
from annotator.review.figures.comparing import Compared
from annotator.review.figures.marking import NAMES

IN_WORDS = "answered in words, which are not compared"


def agreement_row(
    chosen: Chosen, found: Compared, words: Mapping[str, Figure] | None
) -> dict[str, Any]:
    """The figures of one question: those of `agreement.reliability`, as plain data.

    `codes` holds each code against all others, in the codebook's order; of a set of yes/no
    questions, each item by itself. `pairs` holds the annotators two by two. `words` are the
    figures of marked words; see `marking`.
    """
    figures = reliability(
        found.labels,
        metric=found.metric,
        order=found.order,
        universe=chosen.universe(found.entry),
    )
    return {
        "variable": found.entry.id,
        "metric": found.metric,
        "units": figures.units,
        "universe": figures.universe,
        "share": figures.share,
        "articles": figures.articles,
        "annotators": figures.annotators,
        "labels": figures.labels,
        **_main(found, figures),
        "fleiss": _optional(figures.fleiss),
        "ac1": _optional(figures.ac1),
        "ac2": _optional(figures.ac2),
        "masi": _optional(figures.masi),
        **{name: _optional(words[name] if words else None) for name in NAMES},
        "codes": _by_item(found) if found.entry.is_set else _by_code(found.entry, figures),
        "pairs": [_pair(chosen.names, pair) for pair in figures.pairs],
    }


def _main(found: Compared, figures: Reliability) -> dict[str, Any]:
    """Percent agreement and alpha, as the API has always had them."""
    alpha = figures.alpha
    return {
        "percent": figures.percent.value,
        "percent_interval": _ends(figures.percent),
        "alpha": alpha.value,
        "interval": _ends(alpha),
        "reason": alpha.reason if found.columns.code.size else why_nothing(found),
    }


def why_nothing(found: Compared) -> str:
    """Why a question has nothing to compare."""
    if found.entry.is_text:
        return IN_WORDS
    return "no label has a code on the scale" if found.given.code.size else "no labels yet"


def as_data(figure: Figure) -> dict[str, Any]:
    """A figure as plain data."""
    return {"value": figure.value, "interval": _ends(figure), "reason": figure.reason}


def _optional(figure: Figure | None) -> dict[str, Any] | None:
    return as_data(figure) if figure else None


def _ends(figure: Figure) -> list[float] | None:
    return list(figure.interval) if figure.interval else None


def _by_code(entry: VariableEntry, figures: Reliability) -> list[dict[str, Any]]:
    found = {one.code: one for one in figures.codes}
    return [
        _code(code.identifier, found[code.pk]) for code in entry.codes.values() if code.pk in found
    ]


def _code(name: str, figures: CodeFigures) -> dict[str, Any]:
    alpha = figures.alpha
    return {
        "code": name,
        "alpha": alpha.value,
        "interval": _ends(alpha),
        "reason": alpha.reason,
        "labels": figures.labels,
    }


def _by_item(found: Compared) -> list[dict[str, Any]]:
    return [*_items(found)]


def _items(found: Compared) -> Iterator[dict[str, Any]]:
    """Alpha of each item of a set of yes/no questions, under the item's identifier."""
    labels = by_item(found.entry, found.given)
    for place, item in enumerate(found.entry.items):
        here = labels.where(labels.unit % len(found.entry.items) == place)
        columns = (here.article, here.unit, here.annotator, here.code)
        rows = zip(*(column.tolist() for column in columns), strict=True)
        figures = agreement(rows, metric=found.metric)
        yield {
            "code": item,
            "alpha": figures.alpha,
            "interval": list(figures.interval) if figures.interval else None,
            "reason": figures.reason,
            "labels": figures.labels,
        }


def _pair(names: dict[int, str], pair: PairFigures) -> dict[str, Any]:
    keys = [pair.first, pair.second]
    return {
        "annotators": sorted(names[key] for key in keys if isinstance(key, int)),
        "units": pair.units,
        "percent": as_data(pair.percent),
        "kappa": as_data(pair.kappa),
        "weighted_kappa": _optional(pair.weighted_kappa),
    }


def confusion_of(found: Compared) -> dict[str, Any] | None:
    """How many pairs of annotators gave one code and the other to the same unit.

    `counts` is symmetric: a cell counts pairs of answers, in either order. None where an answer
    is not one code of a list, and where nothing is compared.
    """
    entry = found.entry
    if not can_aggregate(entry):
        return None
    places = {pk: place for place, pk in enumerate(found.pairs.codes.tolist())}
    listed = [code for code in entry.codes.values() if code.pk in places]
    order = [places[code.pk] for code in listed]
    return {
        "codes": [code.identifier for code in listed],
        "counts": found.pairs.confusion()[order][:, order].tolist(),
        "units": found.pairs.units,
    }
