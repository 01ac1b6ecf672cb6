"""How far the chosen articles are: by state, and by publisher and week of publication."""

from collections import Counter
from collections.abc import Iterable
from typing import Any

from annotator.projects.models import ProjectArticle
from annotator.review.figures.choosing import Chosen, Entry

CODED = (ProjectArticle.State.CODED, ProjectArticle.State.DECIDED)


def coverage(chosen: Chosen) -> dict[str, Any]:
    """Return `states`, `weeks` in their order ("" last, for articles without a date), `publishers`.

    `planned` counts articles, `coded` those of them that as many annotators as wanted have
    submitted, decided ones too. A week without an article of the publisher has no cell.
    """
    planned = Counter((one.publisher, one.week) for one in chosen.entries)
    coded = Counter((one.publisher, one.week) for one in chosen.entries if one.state in CODED)
    names = publishers_of(chosen.entries)
    weeks = sorted({one.week for one in chosen.entries}, key=lambda week: (not week, week))
    return {
        "states": article_states(chosen.entries),
        "weeks": weeks,
        "publishers": [_row(name, weeks, planned, coded) for name in names],
    }


def article_states(entries: Iterable[Entry]) -> dict[str, int]:
    """How many articles are in each state, none left out."""
    counts = Counter(one.state for one in entries)
    return {state: counts[state] for state in ProjectArticle.State.values}


def publishers_of(entries: Iterable[Entry]) -> list[str]:
    """Their names in order; "" last, for articles without one."""
    return sorted({one.publisher for one in entries}, key=lambda name: (not name, name))


def _row(
    publisher: str,
    weeks: list[str],
    planned: Counter[tuple[str, str]],
    coded: Counter[tuple[str, str]],
) -> dict[str, Any]:
    cells = [
        {"week": week, "coded": coded[publisher, week], "planned": planned[publisher, week]}
        for week in weeks
        if planned[publisher, week]
    ]
    return {
        "publisher": publisher,
        "coded": sum(cell["coded"] for cell in cells),
        "planned": sum(cell["planned"] for cell in cells),
        "cells": cells,
    }
