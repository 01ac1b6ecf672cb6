"""The filters above the figures: a form to choose, and what is chosen, one chip each."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

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


@dataclass(frozen=True, slots=True)
class Panel:
    """What the form shows. `others` are the address' parameters that are no filters."""

    form: FiltersForm
    chosen: Sequence[Chosen]
    others: Sequence[tuple[str, str]]
    publishers: Sequence[tuple[str, str]]
    languages: Sequence[str]
    annotators: Sequence[tuple[str, str]]
    versions: Sequence[str]
    pair: Sequence[str]

    @property
    def labels(self) -> list[tuple[str, str]]:
        """Whether decisions count as answers."""
        return [(key, str(words)) for key, words in LABELS.items()]


def panel_of(member: Membership, form: FiltersForm, query: QueryDict) -> Panel:
    """The panel of a page that was asked for with this query."""
    filters = form.filters if form.is_valid() else Filters()
    others = [(name, one) for name, given in query.lists() if name not in NAMES for one in given]
    return Panel(
        form=form,
        chosen=[_chosen(name, value, query) for name, value in filters.as_dict().items()],
        others=[(name, one) for name, one in others if name != "page"],
        publishers=publisher_choices(member)[:MAX_OFFERED],
        languages=languages_of(member),
        annotators=annotator_choices(member),
        versions=versions_of(member),
        pair=[*filters.annotators, "", ""][:2],
    )


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
