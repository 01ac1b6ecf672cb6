"""Every coefficient of the agreement on a question, with one sentence on what it tells."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.template.defaultfilters import floatformat
from django.utils.functional import Promise
from django.utils.translation import gettext as now
from django.utils.translation import gettext_lazy as _

from annotator.review.presenting.chips import percent, range_of
from annotator.review.wording import worded_reason

SHARES = frozenset({"percent", "span_f1"})
"""Those that are read as shares; all others are corrected for chance."""
ABOUT_WORDS = frozenset({"unitizing", "span_f1"})
"""Those that are about which words are marked, not which code they get."""

NAMES: dict[str, tuple[Promise, Promise]] = {
    "percent": (
        _("Same answer"),
        _("The share of pairs of answers that are equal, chance included."),
    ),
    "alpha": (
        _("Krippendorff’s alpha"),
        _(
            "How far agreement is above chance; takes any number of annotators, missing answers "
            "and ranked codes. The one to report."
        ),
    ),
    "masi": (
        _("Alpha with MASI distance"),
        _(
            "For several codes at once (Passonneau 2006): harder than Jaccard on sets that only "
            "overlap, milder where one holds the other."
        ),
    ),
    "fleiss": (
        _("Fleiss’ kappa"),
        _("Chance is what all annotators together answer; treats all differences alike."),
    ),
    "ac1": (
        _("Gwet’s AC1"),
        _(
            "Chance is estimated so that one very frequent code does not push the figure down; "
            "read it beside alpha where nearly all answers are the same."
        ),
    ),
    "ac2": (
        _("Gwet’s AC2"),
        _("The same for ranked codes: a near miss counts for more than a far one."),
    ),
    "unitizing": (
        _("Unitizing alpha"),
        _("Whether annotators mark the same stretches of text, corrected for chance."),
    ),
    "span_f1": (
        _("Span F1"),
        _("The share of marked stretches that another annotator marked as well."),
    ),
}


@dataclass(frozen=True, slots=True)
class Coefficient:
    """One coefficient; `value` is None where it is not defined, and `reason` says why."""

    key: str
    value: float | None
    interval: tuple[float, float] | None
    why: str

    @property
    def name(self) -> str:
        """What it is called."""
        return str(NAMES[self.key][0])

    @property
    def meaning(self) -> str:
        """What it tells, in a sentence."""
        return str(NAMES[self.key][1])

    @property
    def shown(self) -> str:
        """Its value as it is written."""
        if self.value is None:
            return "–"
        return percent(self.value) if self.key in SHARES else floatformat(self.value, 2)

    @property
    def exact(self) -> str:
        """Its value as the API gives it."""
        return repr(self.value)

    @property
    def reason(self) -> str:
        """Why there is no value, or no interval, in the reader's language."""
        return worded_reason(self.why)

    @property
    def range(self) -> str:
        """Its interval as it is written."""
        if self.interval is None:
            return ""
        if self.key in SHARES:
            return range_of(self.interval)
        low, high = (floatformat(end, 2) for end in self.interval)
        return now("%(low)s to %(high)s") % {"low": low, "high": high}


def coefficient(key: str, found: Mapping[str, Any] | None) -> Coefficient:
    """From `{"value", "interval", "reason"}`; nothing at all is not defined, without a reason."""
    given = found or {"value": None, "interval": None, "reason": ""}
    interval = given.get("interval")
    ends = (float(interval[0]), float(interval[1])) if interval else None
    return Coefficient(key, given["value"], ends, given.get("reason") or "")


def coefficients(row: Mapping[str, Any]) -> list[Coefficient]:
    """From one question's row of the document; those that make no sense for it are left out."""
    own = {"value": row["alpha"], "interval": row["interval"], "reason": row["reason"]}
    same = {
        "value": row["percent"],
        "interval": row.get("percent_interval"),
        "reason": row.get("percent_reason", ""),
    }
    found = {**row, "alpha": own, "percent": same}
    return [coefficient(key, found[key]) for key in NAMES if found.get(key)]
