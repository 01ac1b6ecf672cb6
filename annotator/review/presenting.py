"""Plain shapes that the review templates show: chips, bars, strips. Lengths are in per cent."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import floor
from typing import Any

from django.contrib.humanize.templatetags.humanize import intcomma
from django.utils.translation import gettext, ngettext

from annotator.codebook.catalogue import Catalogue, VariableEntry
from annotator.codebook.models import Code, Variable
from annotator.review.wording import METRICS, VERDICTS, worded_reason

HUES = 8
# Krippendorff (2019), Content Analysis, 4th ed., chapter 12: rely on 0.800 and above, draw
# tentative conclusions from 0.667.
TENTATIVE, RELIABLE = 0.667, 0.8
_MARGIN = 3.0


@dataclass(frozen=True, slots=True)
class Chip:
    """A code with the hue it has everywhere."""

    code: Code
    hue: int


def chips_of(entry: VariableEntry) -> dict[str, Chip]:
    """The chips of a question by code id, in the codebook's order."""
    return {
        key: Chip(code, 1 + place % HUES) for place, (key, code) in enumerate(entry.codes.items())
    }


def percent(share: float) -> str:
    """A share, 0 to 1, in whole per cents."""
    return gettext("%(number)s %%") % {"number": f"{100 * share:.0f}"}


@dataclass(frozen=True, slots=True)
class Bar:
    """A code's labels and their share of a total; `start` is where it begins in a stack.

    In a set of yes/no questions the total is that of the code's item.
    """

    chip: Chip
    labels: int
    share: float
    start: float

    @property
    def percent(self) -> str:
        """The share in whole per cents."""
        return percent(self.share)

    @property
    def width(self) -> str:
        """Length for an SVG attribute."""
        return f"{100 * self.share:.3f}%"

    @property
    def x(self) -> str:
        """Place for an SVG attribute."""
        return f"{100 * self.start:.3f}%"


@dataclass(frozen=True, slots=True)
class Distribution:
    """How the labels of a question spread over its codes."""

    entry: VariableEntry
    bars: Sequence[Bar]
    labels: int


def distribution(entry: VariableEntry, counts: Sequence[Mapping[str, Any]]) -> Distribution:
    """From the `codes` of one variable of `project_summary`."""
    chips = chips_of(entry)
    totals: Counter[str] = Counter()
    for one in counts:
        totals[_stack_of(entry, one["code"])] += one["labels"]
    bars = []
    starts: dict[str, float] = defaultdict(float)
    for one in counts:
        stack = _stack_of(entry, one["code"])
        share = one["labels"] / totals[stack] if totals[stack] else 0.0
        bars.append(Bar(chips[one["code"]], one["labels"], share, starts[stack]))
        starts[stack] += share
    return Distribution(entry, bars, totals.total())


def _stack_of(entry: VariableEntry, code: str) -> str:
    """What a code shares a total with: its item in a set, else all other codes."""
    return entry.codes[code].item if entry.is_set else ""


def distributions(
    catalogue: Catalogue, variables: Sequence[Mapping[str, Any]]
) -> list[Distribution]:
    """From the `variables` of `project_summary`."""
    return [distribution(catalogue.variables[one["variable"]], one["codes"]) for one in variables]


@dataclass(frozen=True, slots=True)
class Strip:
    """Alpha and its interval on a line that all questions share."""

    entry: VariableEntry
    figures: Mapping[str, Any]
    begin: float

    def place(self, value: float) -> str:
        """Where a value of alpha is."""
        share = (max(value, self.begin) - self.begin) / (1 - self.begin)
        return f"{_MARGIN + (100 - 2 * _MARGIN) * share:.3f}%"

    @property
    def alpha(self) -> str:
        """Where the dot is."""
        return self.place(self.figures["alpha"])

    @property
    def low(self) -> str:
        """Where the interval begins."""
        return self.place(self.figures["interval"][0])

    @property
    def high(self) -> str:
        """Where it ends."""
        return self.place(self.figures["interval"][1])

    @property
    def tentative(self) -> str:
        """Where the lower reference line is."""
        return self.place(TENTATIVE)

    @property
    def reliable(self) -> str:
        """Where the upper reference line is."""
        return self.place(RELIABLE)

    @property
    def exact(self) -> str:
        """Alpha as the API gives it."""
        return repr(self.figures["alpha"])

    @property
    def percent(self) -> str:
        """Percent agreement, whole per cents; a dash where there is none."""
        share = self.figures["percent"]
        return "–" if share is None else percent(share)

    @property
    def compared(self) -> str:
        """How many claims, or articles, are compared."""
        units = self.figures["units"]
        return self._counted(units) % {"number": intcomma(units)}

    def _counted(self, units: int) -> str:
        if self.entry.is_set:
            return ngettext("%(number)s yes/no question", "%(number)s yes/no questions", units)
        if self.entry.row.scope == Variable.Scope.ARTICLE:
            return ngettext("%(number)s article", "%(number)s articles", units)
        return ngettext("%(number)s claim", "%(number)s claims", units)

    @property
    def metric(self) -> str:
        """How answers are compared, in the reader's language."""
        return str(METRICS[self.figures["metric"]])

    @property
    def reason(self) -> str:
        """Why there is no alpha, or no interval, in the reader's language."""
        return worded_reason(self.figures["reason"])

    @property
    def verdict_words(self) -> str:
        """`verdict` in the reader's language."""
        return str(VERDICTS[self.verdict]) if self.verdict else ""

    @property
    def verdict(self) -> str:
        """What the reference lines say about alpha."""
        alpha = self.figures["alpha"]
        if alpha is None:
            return ""
        return "reliable" if alpha >= RELIABLE else "tentative" if alpha >= TENTATIVE else "low"


def strips(catalogue: Catalogue, agreement: Sequence[Mapping[str, Any]]) -> list[Strip]:
    """One strip for each row of `project_agreement`, on one scale: from 0, or below if needed."""
    lows = [row["interval"][0] if row["interval"] else row["alpha"] for row in agreement]
    lowest = min((low for low in lows if low is not None), default=0.0)
    begin = min(0.0, max(-1.0, floor(lowest * 5) / 5))
    return [Strip(catalogue.variables[row["variable"]], row, begin) for row in agreement]


def lowest(agreement: Sequence[Strip]) -> Strip | None:
    """The question people agree on least, among those with an alpha."""
    known = [strip for strip in agreement if strip.figures["alpha"] is not None]
    return min(known, key=lambda strip: strip.figures["alpha"], default=None)


@dataclass(frozen=True, slots=True)
class Scale:
    """Where the axis of the strips carries numbers: (number, place)."""

    marks: Sequence[tuple[str, str]]


def scale(rows: Sequence[Strip]) -> Scale:
    """The axis that all strips share."""
    if not rows:
        return Scale(())
    one = rows[0]
    ends = [(f"{one.begin:g}", one.begin), ("1", 1.0)]
    marks = [*ends, (".667", TENTATIVE), (".80", RELIABLE)]
    return Scale([(text, one.place(value)) for text, value in marks])


@dataclass(frozen=True, slots=True)
class Excerpt:
    """An article around a claim. `is_whole` is False where a long text was cut."""

    before: str
    claim: str
    after: str
    is_whole: bool


MAX_CONTEXT = 30_000


def excerpt(text: str, start: int, end: int) -> Excerpt:
    """Cut text[start:end] out of its surroundings, at most `MAX_CONTEXT` characters each way."""
    first, last = max(0, start - MAX_CONTEXT), min(len(text), end + MAX_CONTEXT)
    is_whole = first == 0 and last == len(text)
    return Excerpt(text[first:start], text[start:end], text[end:last], is_whole)


def mixable(catalogue: Catalogue) -> dict[str, VariableEntry]:
    """The questions whose answers fit into one bar: no words, and no several questions in one."""
    return {
        key: entry
        for key, entry in catalogue.variables.items()
        if not entry.is_text and not entry.items
    }


@dataclass(frozen=True, slots=True)
class Mix:
    """How one publisher's articles answer a question."""

    publisher: str
    spread: Distribution


def mixes(
    catalogue: Catalogue, variable: str, publishers: Sequence[Mapping[str, Any]]
) -> list[Mix]:
    """From the `publishers` of `project_summary`, for one question."""
    entry = catalogue.variables[variable]
    return [
        Mix(one["publisher"], distribution(entry, row["codes"]))
        for one in publishers
        for row in one["variables"]
        if row["variable"] == variable
    ]
