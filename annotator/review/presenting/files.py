"""Figures as files: a table for CSV and a drawing for SVG, from the numbers the pages show.

The columns are named as in the API, in every language: they are for programs.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib.humanize.templatetags.humanize import intcomma
from django.utils.translation import gettext

from annotator.codebook.catalogue import VariableEntry
from annotator.review.presenting.about import TITLES
from annotator.review.presenting.board import Board, amounts, codes_of
from annotator.review.presenting.chips import chips_of, percent
from annotator.review.presenting.coefficients import Coefficient, coefficients
from annotator.review.presenting.drawing import Cell, Grid, Line, Lines
from annotator.review.presenting.grids import confusion, coverage
from annotator.review.presenting.people import people
from annotator.review.presenting.spreads import (
    Bar,
    Mix,
    chosen_mixes,
    comparisons,
    distribution,
    mixes,
)
from annotator.review.presenting.strips import RELIABLE, TENTATIVE, beginning, code_strips, strips

Rows = list[list[Any]]


@dataclass(frozen=True, slots=True)
class Sheet:
    """A figure as a file. `drawing` is None for what is a table only."""

    columns: Sequence[str]
    rows: Rows
    drawing: Lines | Grid | None = None


ENDS = ("low", "high")


def sheet_of(name: str, board: Board) -> Sheet | None:
    """The figure of this name; None where there is none, or no such question."""
    if name in WHOLE:
        return WHOLE[name](board)
    entry = board.catalogue.variables.get(board.asked.variable)
    return OF_QUESTION[name](board, entry) if name in OF_QUESTION and entry else None


def _ends(interval: Sequence[float] | None) -> list[float | None]:
    return list(interval) if interval else [None, None]


# -- agreement -------------------------------------------------------------------------------

AGREEMENT = (
    "variable", "label", "metric", "alpha", *ENDS, "reason", "percent", "units", "universe",
    "share", "articles", "annotators", "labels",
)  # fmt: skip


def _agreement(board: Board) -> Sheet:
    found = strips(board.catalogue, board.document["agreement"])
    rows = [
        [
            row["variable"], strip.entry.row.label, row["metric"], row["alpha"],
            *_ends(row["interval"]), row["reason"], row["percent"], row["units"],
            row.get("universe"), row.get("share"), row.get("articles"), row["annotators"],
            row["labels"],
        ]
        for strip in found
        for row in [strip.figures]
    ]  # fmt: skip
    lines = [
        _alpha_line(strip.entry.row.label, strip.figures, strip.begin, strip.reason, strip.compared)
        for strip in found
    ]
    count = amounts(labels=board.document["labels"], articles=board.document["articles"])
    begin = found[0].begin if found else 0.0
    return Sheet(AGREEMENT, rows, _alpha_lines(board, "agreement", "", count, lines, begin))


def _codes(board: Board, entry: VariableEntry) -> Sheet:
    row = board.row(entry.id)
    found = code_strips(entry, row["codes"])
    rows = [
        [entry.id, one["code"], one["labels"], one["alpha"], *_ends(one["interval"]), one["reason"]]
        for one in row["codes"]
    ]
    lines = [
        _alpha_line(code.label, strip.figures, strip.begin, strip.reason, "", hue=strip.chip.hue)
        for strip in found
        for code in [strip.chip.code]
    ]
    begin = found[0].begin if found else 0.0
    drawing = _alpha_lines(
        board, "codes", entry.row.label, amounts(units=row["units"]), lines, begin
    )
    return Sheet(("variable", "code", "labels", "alpha", *ENDS, "reason"), rows, drawing)


def _coefficients(board: Board, entry: VariableEntry) -> Sheet:
    row = board.row(entry.id)
    found = coefficients(row)
    rows = [[entry.id, one.key, one.value, *_ends(one.interval), one.why] for one in found]
    begin = beginning([{"alpha": one.value, "interval": one.interval} for one in found])
    lines = [_coefficient_line(one.name, one, begin) for one in found]
    count = amounts(units=row["units"])
    drawing = _alpha_lines(board, "coefficients", entry.row.label, count, lines, begin)
    return Sheet(("variable", "coefficient", "value", *ENDS, "reason"), rows, drawing)


def _pairs(board: Board, entry: VariableEntry) -> Sheet:
    found = board.row(entry.id)["pairs"]
    rows = [
        [
            entry.id, *one["annotators"], one["units"],
            *(cell for key in PAIR_KEYS for cell in _cells(one.get(key))),
        ]
        for one in found
    ]  # fmt: skip
    kappas = [coefficient_of(one, "kappa") for one in found]
    begin = beginning([{"alpha": one.value, "interval": one.interval} for one in kappas])
    lines = [
        _coefficient_line(" · ".join(one["annotators"]), kappa, begin)
        for one, kappa in zip(found, kappas, strict=True)
    ]
    drawing = _alpha_lines(
        board, "pairs", entry.row.label, amounts(units=board.row(entry.id)["units"]), lines, begin
    )
    columns = ("variable", "first", "second", "units", *_pair_columns())
    return Sheet(columns, rows, drawing)


PAIR_KEYS = ("percent", "kappa", "weighted_kappa")


def _pair_columns() -> list[str]:
    return [name for key in PAIR_KEYS for name in (key, f"{key}_low", f"{key}_high")]


def _cells(figure: Mapping[str, Any] | None) -> list[float | None]:
    return [figure["value"], *_ends(figure["interval"])] if figure else [None, None, None]


def coefficient_of(pair: Mapping[str, Any], key: str) -> Coefficient:
    """A pair's figure, as the coefficients are shown."""
    found = pair.get(key) or {"value": None, "interval": None, "reason": ""}
    interval = found["interval"]
    ends = (interval[0], interval[1]) if interval else None
    return Coefficient(key, found["value"], ends, found["reason"])


def _coefficient_line(label: str, one: Coefficient, begin: float) -> Line:
    figures = {"alpha": one.value, "interval": one.interval}
    return _alpha_line(label, figures, begin, one.reason, "")


def _alpha_line(
    label: str, figures: Mapping[str, Any], begin: float, reason: str, count: str, *, hue: int = 0
) -> Line:
    alpha, interval = figures["alpha"], figures["interval"]
    if alpha is None:
        return Line(label, reason or "–")
    ends = (_way(interval[0], begin), _way(interval[1], begin)) if interval else None
    words = [
        f"{alpha:.2f}",
        f"[{interval[0]:.2f}, {interval[1]:.2f}]" if interval else reason,
        count,
    ]
    return Line(label, " · ".join(word for word in words if word), _way(alpha, begin), ends, hue)


def _way(value: float, begin: float) -> float:
    return (max(value, begin) - begin) / (1 - begin)


def _alpha_lines(
    board: Board, name: str, question: str, count: str, lines: Sequence[Line], begin: float
) -> Lines:
    marks = [(f"{begin:g}", begin), (".667", TENTATIVE), (".80", RELIABLE), ("1", 1.0)]
    places = [(text, _way(value, begin)) for text, value in marks]
    return Lines(_title(board, name, question), board.method(name, count), lines, places)


def _title(board: Board, name: str, question: str = "") -> str:
    parts = [board.member.project.title, str(TITLES[name]), question]
    return " · ".join(part for part in parts if part)


def _confusion(board: Board, entry: VariableEntry) -> Sheet:
    found = board.document["confusion"].get(entry.id)
    if not found:
        return Sheet(("variable", "code", "other", "count"), [])
    rows = [
        [entry.id, code, other, count]
        for code, counts in zip(found["codes"], found["counts"], strict=True)
        for other, count in zip(found["codes"], counts, strict=True)
    ]
    shown = confusion(entry, found, board.links)
    grid = Grid(
        _title(board, "confusion", entry.row.label),
        board.method("confusion", amounts(units=found["units"])),
        [chip.code.short for chip in shown.chips],
        [
            (
                f"{row.chip.code.short}  {row.chip.code.label}",
                [Cell(str(one.count), one.level, one.is_same, one.words) for one in row.cells],
            )
            for row in shown.rows
        ],
    )
    return Sheet(("variable", "code", "other", "count"), rows, grid)


# -- what was done and answered --------------------------------------------------------------


def _coverage(board: Board) -> Sheet:
    found = board.document["coverage"]
    rows = [
        [row["publisher"], cell["week"], cell["coded"], cell["planned"]]
        for row in found["publishers"]
        for cell in row["cells"]
    ]
    shown = coverage(found, board.links)
    grid = Grid(
        _title(board, "coverage"),
        board.method("coverage", amounts(articles=board.document["articles"])),
        [week.label for week in shown.weeks],
        [
            (
                _named(row.publisher),
                [
                    Cell(one.text, one.level, words=one.words) if one else Cell("")
                    for one in row.cells
                ],
            )
            for row in shown.rows
        ],
    )
    return Sheet(("publisher", "week", "coded", "planned"), rows, grid)


SPREAD = ("variable", "code", "label", "labels", "share", *ENDS, "reason")


def _distribution(board: Board, entry: VariableEntry) -> Sheet:
    counts = board.document["distribution"].get(entry.id, [])
    chips = chips_of(entry)
    rows = [
        [
            entry.id, one["code"], chips[one["code"]].code.label, one["labels"], one["share"],
            *_ends(one["interval"]), one["reason"],
        ]
        for one in counts
    ]  # fmt: skip
    bars = distribution(entry, counts, board.links).bars
    lines = [_share_line(bar.chip.code.label, bar) for bar in bars]
    count = amounts(labels=codes_of(counts))
    return Sheet(
        SPREAD, rows, _share_lines(board, "distribution", entry, count, lines, is_bars=True)
    )


MIX = ("variable", "publisher", "articles", "suppressed", "code", "labels", "share", *ENDS)


def _mix(board: Board, entry: VariableEntry) -> Sheet:
    chosen = chosen_mixes(_mixes(board, entry), board.asked.publishers)
    lines: list[Line] = []
    end = 1.0
    for one in comparisons(chosen):
        lines.append(Line(one.chip.code.label))
        for side in one.sides:
            end = side.end
            lines.append(
                _share_line(f"   {side.number}  {_named(side.mix.publisher)}", side.bar, end)
            )
    count = amounts(
        labels=sum(mix.spread.labels for mix in chosen),
        articles=sum(mix.articles for mix in chosen),
    )
    drawing = _share_lines(board, "mix", entry, count, lines, end=end)
    return Sheet(MIX, [row for mix in chosen for row in _mix_rows(entry, mix)], drawing)


def _publishers(board: Board, entry: VariableEntry) -> Sheet:
    return Sheet(MIX, [row for mix in _mixes(board, entry) for row in _mix_rows(entry, mix)])


def _mixes(board: Board, entry: VariableEntry) -> list[Mix]:
    return mixes(entry, board.document["mix"].get(entry.id, []), board.links)


def _mix_rows(entry: VariableEntry, mix: Mix) -> Iterator[list[Any]]:
    for bar in mix.spread.bars:
        yield [
            entry.id, mix.publisher, mix.articles, mix.is_suppressed, bar.chip.code.identifier,
            bar.labels, bar.share, *_ends(bar.interval),
        ]  # fmt: skip


def _named(publisher: str) -> str:
    return publisher or gettext("No publisher")


def _share_line(label: str, bar: Bar, end: float = 1.0) -> Line:
    if bar.share is None:
        return Line(label, "–")
    ends = (bar.interval[0] / end, bar.interval[1] / end) if bar.interval else None
    words = [bar.percent, bar.range, gettext("n %(number)s") % {"number": intcomma(bar.labels)}]
    return Line(
        label, " · ".join(word for word in words if word), bar.share / end, ends, bar.chip.hue
    )


def _share_lines(
    board: Board,
    name: str,
    entry: VariableEntry,
    count: str,
    lines: Sequence[Line],
    *,
    is_bars: bool = False,
    end: float = 1.0,
) -> Lines:
    marks = [(percent(end * share), share) for share in (0.0, 0.5, 1.0)]
    title, method = _title(board, name, entry.row.label), board.method(name, count)
    return Lines(title, method, lines, marks, is_bars=is_bars)


# -- tables only -----------------------------------------------------------------------------


def _disputes(board: Board) -> Sheet:
    rows = [
        [one["article"], one["claim"], " ".join(one["variables"]), one["share"]]
        for one in board.document["disputes"]["top"]
    ]
    return Sheet(("article", "claim", "variables", "share"), rows)


def _annotators(board: Board) -> Sheet:
    found = people(board.document["annotators"], board.links, named=board.member.is_manager)
    states = [cell.state for cell in found[0].cells] if found else []
    rows = [
        [one.name, *(cell.count for cell in one.cells), one.labels, one.agreement] for one in found
    ]
    return Sheet(("annotator", *states, "labels", "alpha_with_others"), rows)


AGGREGATION = ("variable", "converged", "iterations", "code", "majority", "dawid_skene")


def _aggregation(board: Board) -> Sheet:
    rows = [
        [key, one["converged"], one["iterations"], row["code"], row["majority"], row["dawid_skene"]]
        for key, one in board.document["aggregation"].items()
        for row in one["codes"]
    ]
    return Sheet(AGGREGATION, rows)


WHOLE: dict[str, Callable[[Board], Sheet]] = {
    "agreement": _agreement,
    "coverage": _coverage,
    "disputes": _disputes,
    "annotators": _annotators,
    "aggregation": _aggregation,
}
OF_QUESTION: dict[str, Callable[[Board, VariableEntry], Sheet]] = {
    "distribution": _distribution,
    "mix": _mix,
    "publishers": _publishers,
    "coefficients": _coefficients,
    "codes": _codes,
    "pairs": _pairs,
    "confusion": _confusion,
}
