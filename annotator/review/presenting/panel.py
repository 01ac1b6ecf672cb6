"""The filters above the figures: a form to choose, and what is chosen, one chip each."""

from dataclasses import dataclass
from datetime import date
from functools import cached_property

from django.http import QueryDict
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from annotator.projects.models import Membership
from annotator.review.choices import languages_of, versions_of
from annotator.review.figures.filters import LABELS, Filters, FiltersForm
from annotator.review.forms import annotator_choices, publisher_choices
from annotator.review.querysets import NO_PUBLISHER

NAMES: dict[str, Promise] = {
    "version": _("Codebook version"),
    "from": _("Published from"),
    "to": _("Published to"),
    "publisher": _("Publisher"),
    "language": _("Language"),
    "annotators": _("Annotators"),
    "labels": _("Labels"),
}
MAX_OFFERED = 300
"""Publishers to pick from; others can be typed."""


@dataclass(frozen=True, slots=True)
class Chosen:
    """A filter in words, and the address without it."""

    name: str
    words: str
    link: str


@dataclass(frozen=True)
class Panel:
    """What the form shows of an address. What can be chosen is read only where it is offered."""

    member: Membership
    form: FiltersForm
    query: QueryDict

    @cached_property
    def filters(self) -> Filters:
        """What is chosen; nothing where the address is refused."""
        return self.form.filters if self.form.is_valid() else Filters()

    @cached_property
    def chosen(self) -> list[Chosen]:
        """The filters, one chip each."""
        return [_chosen(*one, self.query) for one in self.filters.as_dict().items()]

    @property
    def others(self) -> list[tuple[str, str]]:
        """The parameters that are no filters, to be kept."""
        dropped = {*NAMES, "page"}
        return [
            (name, one)
            for name, given in self.query.lists()
            if name not in dropped
            for one in given
        ]

    @cached_property
    def publishers(self) -> list[tuple[str, str]]:
        """(what the address says, name)."""
        return publisher_choices(self.member)[:MAX_OFFERED]

    @cached_property
    def languages(self) -> list[str]:
        """Those that articles are in."""
        return languages_of(self.member)

    @cached_property
    def annotators(self) -> list[tuple[str, str]]:
        """(what the address says, name)."""
        return annotator_choices(self.member)

    @cached_property
    def versions(self) -> list[str]:
        """Those of the codebook, newest first."""
        return versions_of(self.member)

    @property
    def pair(self) -> list[str]:
        """The two annotators, "" for nobody in particular."""
        return [*self.filters.annotators, "", ""][:2]

    @property
    def labels(self) -> list[tuple[str, str]]:
        """Whether decisions count as answers."""
        return [(key, str(words)) for key, words in LABELS.items()]


def _chosen(name: str, value: str, query: QueryDict) -> Chosen:
    left = query.copy()
    for gone in (name, "page"):
        left.pop(gone, None)
    return Chosen(name, words_of(name, value), f"?{left.urlencode()}")


def words_of(name: str, value: str) -> str:
    """One filter in words, by its name and value in an address."""
    return f"{NAMES[name]}: {_words(name, value)}"


def _words(name: str, value: str) -> str:
    if name in ("from", "to"):
        return date_format(date.fromisoformat(value), "j M Y")
    if name == "labels":
        return str(LABELS[value])
    if name == "publisher" and value == NO_PUBLISHER:
        return gettext("No publisher")
    return value.replace(",", " · ") if name == "annotators" else value
