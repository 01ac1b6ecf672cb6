"""Figures of rows and columns: coverage by publisher and week, answers of one against another."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cached_property
from math import ceil
from typing import Any

from django.contrib.humanize.templatetags.humanize import intcomma
from django.utils.formats import date_format
from django.utils.translation import gettext

from annotator.codebook.catalogue import VariableEntry
from annotator.review.presenting.chips import Chip, chips_of, percent
from annotator.review.presenting.links import Links
from annotator.review.presenting.spreads import MAX_PUBLISHERS
from annotator.review.querysets import NO_PUBLISHER

MAX_WEEKS = 26
LEVELS = 5


def level_of(share: float) -> int:
    """How dark a cell is, 0 to 5: nothing, then in steps of a fifth."""
    return min(LEVELS, ceil(share * LEVELS - 1e-9)) if share > 0 else 0


@dataclass(frozen=True)
class Week:
    """A week of publication, by its ISO name; "" for articles without a date."""

    name: str

    @cached_property
    def first(self) -> date | None:
        """Its Monday."""
        if not self.name:
            return None
        return datetime.strptime(f"{self.name}-1", "%G-W%V-%u").replace(tzinfo=UTC).date()

    @property
    def label(self) -> str:
        """What stands above its column."""
        return date_format(self.first, "j M") if self.first else gettext("no date")

    @property
    def year(self) -> str:
        """What stands below that."""
        return str(self.first.year) if self.first else ""

    @property
    def words(self) -> str:
        """The week in words."""
        if self.first is None:
            return gettext("without a date")
        return gettext("week of %(day)s") % {"day": date_format(self.first, "j M Y")}

    @cached_property
    def query(self) -> dict[str, str]:
        """What chooses its articles in an address; nothing chooses those without a date."""
        if self.first is None:
            return {}
        last = self.first + timedelta(days=6)
        return {"from": self.first.isoformat(), "to": last.isoformat()}


@dataclass(frozen=True, slots=True)
class Done:
    """Articles coded of those planned, by whom and when; without a week, in all weeks."""

    coded: int
    planned: int
    publisher: str
    week: Week | None
    link: str

    @property
    def text(self) -> str:
        """What stands in the cell."""
        return f"{self.coded}/{self.planned}"

    @property
    def level(self) -> int:
        """How dark it is."""
        return level_of(self.coded / self.planned) if self.planned else 0

    @property
    def words(self) -> str:
        """The cell in words."""
        return gettext("%(coded)s of %(planned)s articles coded: %(publisher)s, %(where)s") % {
            "coded": intcomma(self.coded),
            "planned": intcomma(self.planned),
            "publisher": self.publisher or gettext("No publisher"),
            "where": self.week.words if self.week else gettext("all weeks"),
        }


@dataclass(frozen=True, slots=True)
class PublisherRow:
    """A publisher's weeks; a cell is None where it published nothing."""

    publisher: str
    cells: Sequence[Done | None]
    total: Done


@dataclass(frozen=True, slots=True)
class Coverage:
    """Publishers by weeks, cut to the last weeks and the largest publishers."""

    weeks: Sequence[Week]
    rows: Sequence[PublisherRow]
    publishers: int
    all_weeks: int

    @property
    def is_wide(self) -> bool:
        """Whether it needs the whole width of the page."""
        return len(self.weeks) > 6


def coverage(found: Mapping[str, Any], links: Links, *, whole: bool = False) -> Coverage:
    """From the `coverage` of the document; `whole` cuts nothing."""
    weeks = sorted(found["weeks"], key=lambda week: (not week, week))
    dated = [week for week in weeks if week]
    shown = weeks if whole else dated[-MAX_WEEKS:] + [week for week in weeks if not week]
    rows = sorted(found["publishers"], key=lambda row: (-row["planned"], row["publisher"]))
    cut = rows if whole else rows[:MAX_PUBLISHERS]
    columns = [Week(week) for week in shown]
    return Coverage(columns, [_row(one, columns, links) for one in cut], len(rows), len(weeks))


def _row(row: Mapping[str, Any], weeks: Sequence[Week], links: Links) -> PublisherRow:
    found = {cell["week"]: cell for cell in row["cells"]}
    name = row["publisher"]

    def done(cell: Mapping[str, Any], week: Week | None) -> Done:
        query = week.query if week else {}
        link = links.labels(**{"publisher": name or NO_PUBLISHER, **query})
        return Done(cell["coded"], cell["planned"], name, week, link)

    cells = [done(found[week.name], week) if week.name in found else None for week in weeks]
    return PublisherRow(name, cells, done(row, None))


@dataclass(frozen=True, slots=True)
class Pairing:
    """How often one annotator of a pair gave the code of the row, the other that of the column."""

    count: int
    share: float
    is_same: bool
    link: str
    words: str

    @property
    def level(self) -> int:
        """How dark it is: by its share of the row."""
        return level_of(self.share)


@dataclass(frozen=True, slots=True)
class ConfusionRow:
    """One code's pairings with every code."""

    chip: Chip
    cells: Sequence[Pairing]
    total: int


@dataclass(frozen=True, slots=True)
class Confusion:
    """Which codes are taken for which."""

    chips: Sequence[Chip]
    rows: Sequence[ConfusionRow]
    units: int


def confusion(entry: VariableEntry, found: Mapping[str, Any], links: Links) -> Confusion:
    """From the `confusion` of one question in the document."""
    chips = [chips_of(entry)[code] for code in found["codes"]]
    rows = [
        _confusion_row(entry, chip, chips, counts, links)
        for chip, counts in zip(chips, found["counts"], strict=True)
    ]
    return Confusion(chips, rows, found["units"])


def _confusion_row(
    entry: VariableEntry, chip: Chip, chips: Sequence[Chip], counts: Sequence[int], links: Links
) -> ConfusionRow:
    total = sum(counts)
    cells = [
        Pairing(
            count=count,
            share=count / total if total else 0.0,
            is_same=other is chip,
            link=_pair_link(entry, chip, other, links),
            words=_pair_words(chip, other, count, total),
        )
        for other, count in zip(chips, counts, strict=True)
    ]
    return ConfusionRow(chip, cells, total)


def _pair_link(entry: VariableEntry, chip: Chip, other: Chip, links: Links) -> str:
    """Disagreements lead to the queue of that pair of codes, agreements to the labels."""
    if other is chip:
        return links.compared(entry.id, code=chip.code.identifier)
    return links.queue(variable=entry.id, pair=f"{chip.code.identifier},{other.code.identifier}")


def _pair_words(chip: Chip, other: Chip, count: int, total: int) -> str:
    share = percent(count / total if total else 0.0)
    words = {"count": intcomma(count), "share": share, "code": chip.code.label}
    if other is chip:
        return gettext("%(code)s from both: %(count)s, %(share)s of the row") % words
    words["other"] = other.code.label
    return gettext("%(code)s against %(other)s: %(count)s, %(share)s of the row") % words
