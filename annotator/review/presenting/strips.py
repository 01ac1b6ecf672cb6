"""Agreement on a number line: a dot for alpha, a bar for its interval, one line a question."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import floor
from typing import Any

from django.contrib.humanize.templatetags.humanize import intcomma
from django.utils.translation import gettext, ngettext

from annotator.codebook.catalogue import Catalogue, VariableEntry
from annotator.codebook.models import Variable
from annotator.review.presenting.chips import Chip, chips_of, percent
from annotator.review.wording import METRICS, VERDICTS, worded_reason

# Krippendorff (2019), Content Analysis, 4th ed., chapter 12: rely on 0.800 and above, draw
# tentative conclusions from 0.667.
TENTATIVE, RELIABLE = 0.667, 0.8
_MARGIN = 3.0


@dataclass(frozen=True, slots=True)
class Dot:
    """A coefficient, its interval, and where both are on a line from `begin` to 1."""

    figures: Mapping[str, Any]
    begin: float

    def place(self, value: float) -> str:
        """Where a value is, for an SVG attribute."""
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

    @property
    def tone(self) -> str:
        """How the verdict looks."""
        return {"reliable": "good", "tentative": "warn", "low": "bad"}.get(self.verdict, "")


@dataclass(frozen=True, slots=True)
class Strip(Dot):
    """The agreement on one question."""

    entry: VariableEntry

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
    def applying(self) -> str:
        """Of how many that two annotators have handed in these are; "" for none."""
        universe, share = self.figures.get("universe"), self.figures.get("share")
        if not universe or share is None:
            return ""
        words = {"share": percent(share), "total": intcomma(universe)}
        return gettext("%(share)s of %(total)s") % words

    @property
    def metric(self) -> str:
        """How answers are compared, in the reader's language."""
        return str(METRICS.get(self.figures["metric"], self.figures["metric"]))


@dataclass(frozen=True, slots=True)
class CodeStrip(Dot):
    """The agreement on whether one code applies, against all others."""

    chip: Chip


def strips(catalogue: Catalogue, agreement: Sequence[Mapping[str, Any]]) -> list[Strip]:
    """One strip for each row of `project_agreement`, on one scale: from 0, or below if needed."""
    begin = beginning(agreement)
    return [Strip(row, begin, catalogue.variables[row["variable"]]) for row in agreement]


def code_strips(entry: VariableEntry, codes: Sequence[Mapping[str, Any]]) -> list[CodeStrip]:
    """One strip for each code of a question, on one scale."""
    chips, begin = chips_of(entry), beginning(codes)
    return [CodeStrip(row, begin, chips[row["code"]]) for row in codes if row["code"] in chips]


def beginning(rows: Sequence[Mapping[str, Any]]) -> float:
    """Where a line that holds all intervals begins: 0, or a round number below, at least -1."""
    lows = [row["interval"][0] if row["interval"] else row["alpha"] for row in rows]
    lowest = min((low for low in lows if low is not None), default=0.0)
    return min(0.0, max(-1.0, floor(lowest * 5) / 5))


def lowest(agreement: Sequence[Strip]) -> Strip | None:
    """The question people agree on least, among those with an alpha."""
    known = [strip for strip in agreement if strip.figures["alpha"] is not None]
    return min(known, key=lambda strip: strip.figures["alpha"], default=None)


@dataclass(frozen=True, slots=True)
class Scale:
    """Where the axis of the strips carries numbers: (number, place)."""

    marks: Sequence[tuple[str, str]]


def scale(rows: Sequence[Dot]) -> Scale:
    """The axis that all strips share."""
    if not rows:
        return Scale(())
    one = rows[0]
    ends = [(f"{one.begin:g}", one.begin), ("1", 1.0)]
    marks = [*ends, (".667", TENTATIVE), (".80", RELIABLE)]
    return Scale([(text, one.place(value)) for text, value in marks])
