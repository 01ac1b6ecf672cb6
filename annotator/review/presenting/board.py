"""What every page and file of figures starts from: a project's figures under some filters."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from django.contrib.humanize.templatetags.humanize import intcomma
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext, ngettext

from annotator.codebook.catalogue import Catalogue, VariableEntry
from annotator.projects.models import Membership
from annotator.review.figures.filters import Filters
from annotator.review.presenting.about import METHODS, TITLES, About
from annotator.review.presenting.links import Links
from annotator.review.presenting.panel import words_of
from annotator.review.presenting.spreads import mixable


@dataclass(frozen=True, slots=True)
class Asked:
    """What an address asks of the figures besides filters: the question, and publishers."""

    variable: str = ""
    publishers: tuple[str, ...] = ()


@dataclass(frozen=True)
class Board:
    """A document of figures (`figures.building`) with what it takes to put it into words."""

    member: Membership
    catalogue: Catalogue
    filters: Filters
    document: Mapping[str, Any]
    asked: Asked = Asked()

    @cached_property
    def links(self) -> Links:
        """Where its figures lead."""
        return Links(self.member.project.slug, self.filters)

    def row(self, variable: str) -> Mapping[str, Any]:
        """What the document says about the agreement on a question."""
        return next(one for one in self.document["agreement"] if one["variable"] == variable)

    @property
    def mix_of(self) -> VariableEntry | None:
        """The question publishers are compared by: the one asked for, else who is cited."""
        known = mixable(self.catalogue)
        default = known.get("src") or next(iter(known.values()), None)
        return known.get(self.asked.variable, default)

    def about(
        self, name: str, count: str, *, entry: VariableEntry | None = None, drawn: bool = True
    ) -> About:
        """A figure's words and files; `entry` is the question it is about."""
        more = {"variable": entry.id} if entry else {}
        title = str(TITLES[name])
        if entry:
            title = gettext("%(figure)s: %(question)s") % {
                "figure": title, "question": entry.row.label,
            }  # fmt: skip
        return About(
            name=name,
            id="-".join(["about", name, *more.values()]),
            title=title,
            count=count,
            csv=self.links.file(name, "csv", **more),
            svg=self.links.file(name, "svg", **more) if drawn else "",
        )

    def method(self, name: str, count: str) -> str:
        """What is written under a drawing: n, how it is made, from what, and when."""
        made = localtime(datetime.fromisoformat(self.document["made_at"]))
        when = gettext("As of %(moment)s.") % {"moment": date_format(made, "j M Y, H:i")}
        chosen = ", ".join(words_of(*one) for one in self.filters.as_dict().items())
        only = [gettext("Only: %(filters)s.") % {"filters": chosen}] if chosen else []
        return " ".join([f"{count}.", str(METHODS[name]), *only, when])


def amount_of(kind: str, number: int) -> str:
    """How many there are, in words: "1,234 labels"."""
    words = {
        "labels": ngettext("%(number)s label", "%(number)s labels", number),
        "articles": ngettext("%(number)s article", "%(number)s articles", number),
        "claims": ngettext("%(number)s claim", "%(number)s claims", number),
        "units": ngettext("%(number)s unit compared", "%(number)s units compared", number),
        "annotators": ngettext("%(number)s annotator", "%(number)s annotators", number),
        "publishers": ngettext("%(number)s publisher", "%(number)s publishers", number),
        "pairs": ngettext("%(number)s pair of answers", "%(number)s pairs of answers", number),
    }
    return words[kind] % {"number": intcomma(number)}


def amounts(**numbers: int) -> str:
    """What a figure rests on: "n: 1,234 labels, 12 articles"."""
    listed = ", ".join(amount_of(kind, number) for kind, number in numbers.items())
    return gettext("n: %(amounts)s") % {"amounts": listed}


def codes_of(rows: Sequence[Mapping[str, Any]]) -> int:
    """All labels of a list of codes."""
    return sum(one["labels"] for one in rows)
