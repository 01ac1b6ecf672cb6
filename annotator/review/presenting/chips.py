"""Codes in their colours, and shares in words: what every figure writes its answers with."""

from dataclasses import dataclass

from django.utils.translation import gettext

from annotator.codebook.catalogue import VariableEntry
from annotator.codebook.models import Code

HUES = 8


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


def range_of(interval: tuple[float, float] | list[float]) -> str:
    """A 95 % interval of a share in whole per cents, such as "12 to 30 %"."""
    low, high = (f"{100 * end:.0f}" for end in interval)
    return gettext("%(low)s to %(high)s %%") % {"low": low, "high": high}
