"""The first row of the dashboard: what is behind the four large numbers; zeros are left out."""

from collections.abc import Mapping

from django.contrib.humanize.templatetags.humanize import intcomma
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from annotator.review.attention import Attention
from annotator.review.presenting.links import Links

STATES: dict[str, Promise] = {
    "decided": _("decided"),
    "coded": _("undecided"),
    "in_progress": _("in progress"),
    "not_started": _("not started"),
}
WAITING: dict[str, Promise] = {
    "assigned": _("waiting"),
    "returned": _("sent back"),
    "lapsed": _("lapsed"),
}


def state_words(states: Mapping[str, int]) -> list[tuple[str, int, str]]:
    """(state, articles, its name)."""
    return [(key, states[key], str(words)) for key, words in STATES.items() if states[key]]


def waiting(work: Mapping[str, int], links: Links) -> list[tuple[str, int, str, str]]:
    """(state, assignments, its name, where they are listed)."""
    return [
        (key, work[key], str(words), links.assignments(state=key))
        for key, words in WAITING.items()
        if work[key]
    ]


def asking(attention: Attention, skipped: int, links: Links) -> list[tuple[str, str]]:
    """(how many in words, where they are) of what waits for a reviewer besides disputes."""
    noted = links.assignments(note="on")
    counts = [
        (attention.flags, ngettext("%(n)s flag", "%(n)s flags", attention.flags), noted),
        (attention.noted, ngettext("%(n)s note", "%(n)s notes", attention.noted), "#notes"),
        (skipped, ngettext("%(n)s skipped", "%(n)s skipped", skipped), "#skipped"),
        (
            attention.gap_count,
            ngettext("%(n)s guideline gap", "%(n)s guideline gaps", attention.gap_count),
            "#gaps",
        ),
    ]
    return [(words % {"n": intcomma(count)}, link) for count, words, link in counts if count]
