"""How answers spread over codes: of all the chosen articles, and publisher by publisher."""

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

import numpy as np

from annotator.codebook.catalogue import VariableEntry
from annotator.review.columns import Columns, IntArray
from annotator.review.figures.choosing import Chosen
from annotator.review.figures.coverage import publishers_of
from annotator.review.figures.intervals import Floats, share_intervals

MIN_ARTICLES = 3
"""A publisher's shares are not shown below so many articles with a label of the question: they
would tell about the articles, not about the publisher."""

MIN_LABELS = 20
"""Nor below so many labels."""

ONE_ARTICLE = "only one article: no interval"
NOTHING = "no labels yet"
Share = dict[str, Any]


class Spread:
    """The labels of one question, counted by article and code."""

    def __init__(self, chosen: Chosen, entry: VariableEntry, labels: Columns) -> None:
        self.entry = entry
        codes = [code.pk for code in entry.codes.values()]
        row = np.searchsorted(chosen.articles, labels.article)
        column = _places(codes, labels.code)
        cells = np.bincount(row * len(codes) + column, minlength=chosen.articles.size * len(codes))
        self.counts: Floats = cells.reshape(chosen.articles.size, len(codes)).astype(np.float64)
        self.stacks = _stacks(entry)

    def shares(self, rows: IntArray) -> list[Share]:
        """What the articles in these rows answered; those without a label are left out."""
        counts = self.counts[rows]
        ends = share_intervals(counts, self.stacks)
        totals = counts.sum(axis=0)
        wholes = np.bincount(self.stacks, weights=totals)
        reason = ONE_ARTICLE if len(counts) == 1 else NOTHING if not len(counts) else ""
        return [
            {
                "code": code,
                "labels": int(labels),
                "share": float(labels / whole) if whole else None,
                "interval": interval if whole else None,
                "reason": reason if interval is None or not whole else "",
            }
            for code, labels, whole, interval in zip(
                self.entry.codes, totals, wholes[self.stacks], ends, strict=True
            )
        ]

    def answered(self) -> IntArray:
        """The rows of articles with a label."""
        return np.flatnonzero(self.counts.sum(axis=1))


def spreads(chosen: Chosen) -> dict[str, Spread]:
    """Question -> its labels by article and code."""
    return {
        entry.id: Spread(chosen, entry, chosen.of(entry))
        for entry in chosen.catalogue.variables.values()
    }


def distributions(found: dict[str, Spread]) -> dict[str, list[Share]]:
    """Return, for each question, its codes with `labels`, `share`, `interval` and `reason`.

    The share is among all labels of the question; in a set of yes/no questions, among those of
    the item.
    """
    return {variable: one.shares(one.answered()) for variable, one in found.items()}


def mixes(chosen: Chosen, found: dict[str, Spread]) -> dict[str, list[dict[str, Any]]]:
    """Return the same, publisher by publisher; see `MIN_ARTICLES` for what is suppressed."""
    rows = _rows_by_publisher(chosen)
    return {variable: [*_mix(one, rows)] for variable, one in found.items()}


def _rows_by_publisher(chosen: Chosen) -> dict[str, IntArray]:
    articles = defaultdict(list)
    for one in chosen.entries:
        articles[one.publisher].append(one.article)
    return {
        name: np.searchsorted(chosen.articles, np.sort(np.array(articles[name], dtype=np.intp)))
        for name in publishers_of(chosen.entries)
    }


def _mix(spread: Spread, rows: dict[str, IntArray]) -> Iterator[dict[str, Any]]:
    for publisher, places in rows.items():
        here = places[spread.counts[places].sum(axis=1) > 0]
        labels = int(spread.counts[here].sum())
        suppressed = len(here) < MIN_ARTICLES or labels < MIN_LABELS
        codes = _suppressed(spread, here) if suppressed else spread.shares(here)
        yield {
            "publisher": publisher,
            "articles": len(here),
            "labels": labels,
            "suppressed": suppressed,
            "codes": [{key: one[key] for key in _KEYS} for one in codes],
        }


_KEYS = ("code", "labels", "share", "interval")


def _suppressed(spread: Spread, rows: IntArray) -> list[Share]:
    totals = spread.counts[rows].sum(axis=0)
    return [
        {"code": code, "labels": int(labels), "share": None, "interval": None}
        for code, labels in zip(spread.entry.codes, totals, strict=True)
    ]


def _places(keys: list[int], column: IntArray) -> IntArray:
    """Where each entry of a column is among some keys that hold all of them."""
    order = np.argsort(keys)
    return order[np.searchsorted(np.array(keys)[order], column)]


def _stacks(entry: VariableEntry) -> IntArray:
    """Which codes of a question share a total: all, or those of an item of a set."""
    names = [code.item if entry.is_set else "" for code in entry.codes.values()]
    numbers = {name: number for number, name in enumerate(dict.fromkeys(names))}
    return np.array([numbers[name] for name in names], dtype=np.intp)
