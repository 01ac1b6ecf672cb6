"""How answers spread over the codes of a question: bars with intervals, publishers side by side."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import ceil
from typing import Any

from annotator.codebook.catalogue import Catalogue, VariableEntry
from annotator.review.presenting.chips import Chip, chips_of, percent, range_of
from annotator.review.presenting.links import Links
from annotator.review.querysets import NO_PUBLISHER
from annotator.review.wording import worded_reason

MAX_PUBLISHERS = 30
MAX_COMPARED = 4


@dataclass(frozen=True, slots=True)
class Bar:
    """A code's labels and their share of a total; `start` is where it begins in a stack.

    In a set of yes/no questions the total is that of the code's item. `share` is None where there
    is no label, or too few to show.
    """

    chip: Chip
    labels: int
    share: float | None
    start: float
    interval: Sequence[float] | None
    reason: str
    link: str

    @property
    def percent(self) -> str:
        """The share in whole per cents."""
        return "–" if self.share is None else percent(self.share)

    @property
    def range(self) -> str:
        """The interval in whole per cents; else why there is none."""
        return range_of(list(self.interval)) if self.interval else worded_reason(self.reason)

    @property
    def width(self) -> str:
        """Length for an SVG attribute."""
        return f"{100 * (self.share or 0):.3f}%"

    @property
    def x(self) -> str:
        """Place for an SVG attribute."""
        return f"{100 * self.start:.3f}%"

    @property
    def left(self) -> str:
        """Where the interval begins on the bar."""
        return f"{100 * self.interval[0]:.3f}%" if self.interval else ""

    @property
    def right(self) -> str:
        """Where it ends on the bar."""
        return f"{100 * self.interval[1]:.3f}%" if self.interval else ""

    @property
    def exact(self) -> str:
        """The share as the API gives it."""
        return repr(self.share)


@dataclass(frozen=True, slots=True)
class Distribution:
    """How the labels of a question spread over its codes."""

    entry: VariableEntry
    bars: Sequence[Bar]
    labels: int

    @property
    def note(self) -> str:
        """Why there are no intervals, in the reader's language; "" where there are."""
        reasons = [bar.reason for bar in self.bars if bar.labels]
        return worded_reason(next(filter(None, reasons), ""))


def distribution(
    entry: VariableEntry, counts: Sequence[Mapping[str, Any]], links: Links, **more: str
) -> Distribution:
    """From the `distribution` of one question in the document; `more` goes into the links."""
    chips = chips_of(entry)
    starts: dict[str, float] = defaultdict(float)
    bars = []
    for one in counts:
        stack = entry.codes[one["code"]].item if entry.is_set else ""
        bars.append(
            Bar(
                chip=chips[one["code"]],
                labels=one["labels"],
                share=one["share"],
                start=starts[stack],
                interval=one["interval"] if one["labels"] else None,
                reason=one.get("reason", ""),
                link=links.labels(variable=entry.id, code=one["code"], **more),
            )
        )
        starts[stack] += one["share"] or 0
    return Distribution(entry, bars, sum(one["labels"] for one in counts))


def distributions(
    catalogue: Catalogue, found: Mapping[str, Sequence[Mapping[str, Any]]], links: Links
) -> list[Distribution]:
    """From the `distribution` of the document, in the codebook's order."""
    return [
        distribution(entry, found.get(key, ()), links) for key, entry in catalogue.variables.items()
    ]


def mixable(catalogue: Catalogue) -> dict[str, VariableEntry]:
    """The questions whose answers fit into one bar: no words, and no several questions in one."""
    return {
        key: entry
        for key, entry in catalogue.variables.items()
        if not entry.is_text and not entry.items
    }


@dataclass(frozen=True, slots=True)
class Mix:
    """How one publisher's articles answer a question; too few to show when `is_suppressed`."""

    publisher: str
    articles: int
    spread: Distribution
    is_suppressed: bool
    link: str


def mixes(
    entry: VariableEntry,
    publishers: Sequence[Mapping[str, Any]],
    links: Links,
    *,
    wanted: Sequence[str] = (),
    most: int | None = None,
) -> list[Mix]:
    """From the `mix` of one question in the document, those with the most labels first.

    At most so many as `most` says, and those wanted besides (`NO_PUBLISHER` for none).
    """
    ordered = sorted(
        publishers, key=lambda one: (-one["labels"], not one["publisher"], one["publisher"])
    )
    shown = [
        one
        for place, one in enumerate(ordered)
        if most is None or place < most or (one["publisher"] or NO_PUBLISHER) in wanted
    ]
    return [_mix(entry, one, links) for one in shown]


def _mix(entry: VariableEntry, one: Mapping[str, Any], links: Links) -> Mix:
    name = one["publisher"] or NO_PUBLISHER
    return Mix(
        publisher=one["publisher"],
        articles=one["articles"],
        spread=distribution(entry, one["codes"], links, publisher=name),
        is_suppressed=one["suppressed"],
        link=links.labels(variable=entry.id, publisher=name),
    )


@dataclass(frozen=True, slots=True)
class Side:
    """One publisher's share of a code, on a line that begins at 0 and ends at `end`."""

    number: int
    mix: Mix
    bar: Bar
    end: float

    @property
    def dot(self) -> str:
        """Where the dot is, for an SVG attribute."""
        return self._place(self.bar.share or 0)

    @property
    def low(self) -> str:
        """Where the interval begins."""
        return self._place(self.bar.interval[0]) if self.bar.interval else ""

    @property
    def high(self) -> str:
        """Where it ends."""
        return self._place(self.bar.interval[1]) if self.bar.interval else ""

    def _place(self, share: float) -> str:
        """With room for the dot at both ends of the line."""
        return f"{2 + 96 * share / self.end:.3f}%"


@dataclass(frozen=True, slots=True)
class Comparison:
    """One code and its share at each of the chosen publishers."""

    chip: Chip
    sides: Sequence[Side]


def chosen_mixes(found: Sequence[Mix], wanted: Sequence[str]) -> list[Mix]:
    """The publishers asked for, or those with the most labels among which enough is known."""
    names = [NO_PUBLISHER if not mix.publisher else mix.publisher for mix in found]
    picked = [mix for mix, name in zip(found, names, strict=True) if name in wanted]
    if not picked:
        picked = [mix for mix in found if mix.spread.labels and not mix.is_suppressed]
    return picked[:MAX_COMPARED]


def comparisons(chosen: Sequence[Mix]) -> list[Comparison]:
    """Chosen publishers side by side, code by code; those with too few answers are left out."""
    shown = [mix for mix in chosen if not mix.is_suppressed]
    end = end_of([bar for mix in shown for bar in mix.spread.bars])
    sides = [
        [Side(1 + place, mix, bar, end) for bar in mix.spread.bars]
        for place, mix in enumerate(chosen)
        if mix in shown
    ]
    return [Comparison(group[0].bar.chip, group) for group in zip(*sides, strict=True)]


def end_of(bars: Sequence[Bar]) -> float:
    """Where a line ends that holds all shares and intervals: the next tenth, 1 at most."""
    highest = max((bar.interval[1] if bar.interval else bar.share or 0 for bar in bars), default=0)
    return min(1.0, max(0.1, ceil(highest * 10 - 1e-9) / 10))


def ticks(end: float) -> list[str]:
    """What stands at the beginning, the middle and the end of such a line."""
    return [f"{100 * share:.0f}" for share in (0, end / 2)] + [percent(end)]
