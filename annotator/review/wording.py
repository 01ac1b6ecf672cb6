"""What the arithmetic says in English, in the reader's language.

`agreement` knows no Django, and its figures are kept for every reader alike, so its words are
translated where they are shown. The API gives them as they are.
"""

import re

from django.utils.functional import Promise
from django.utils.translation import gettext, gettext_noop
from django.utils.translation import gettext_lazy as _

METRICS: dict[str, Promise] = {
    "nominal": _("nominal"),
    "ordinal": _("ordinal"),
    "jaccard": _("jaccard"),
    "interval": _("interval"),
    "masi": _("masi"),
}
VERDICTS: dict[str, Promise] = {
    "reliable": _("reliable"),
    "tentative": _("tentative"),
    "low": _("low"),
}
ANSWERS: dict[str, Promise] = {
    "yes": _("yes"),
    "no": _("no"),
    "na": _("does not apply"),
}
"""What one answer to an item of a set of yes/no questions says."""
REASONS = frozenset(
    {
        gettext_noop("no labels yet"),
        gettext_noop("no label has a code on the scale"),
        gettext_noop("only one annotator"),
        gettext_noop("answered in words, which are not compared"),
        gettext_noop("no claim was coded by two annotators"),
        gettext_noop(
            "all %(first)s units got the same code, so chance agreement cannot be told from skill"
        ),
        gettext_noop(
            "the only unit coded twice got the same code, so chance agreement cannot be told from "
            "skill"
        ),
        gettext_noop("no resamples asked for: no interval"),
        gettext_noop("only one article: no interval"),
        gettext_noop(
            "too little variation for an interval: in %(first)s of %(second)s resamples of the "
            "articles every unit got the same code"
        ),
        gettext_noop(
            "too little to compare for an interval: in %(first)s of %(second)s resamples of the "
            "articles the figure is not defined"
        ),
        gettext_noop("the two annotators share no unit"),
        gettext_noop("nobody gave this code"),
        gettext_noop("everybody gave this code, so chance agreement cannot be told from skill"),
        gettext_noop("no article was coded by two annotators"),
        gettext_noop("decisions name codes, not words"),
        gettext_noop("no words are marked"),
        gettext_noop("no words are marked by two annotators"),
        gettext_noop(
            "all words marked by two annotators have the same code, so chance agreement cannot be "
            "told from skill"
        ),
        gettext_noop("all of the text is marked, so chance agreement cannot be told from skill"),
    }
)
"""Every reason the arithmetic gives, with names for its numbers."""

_NUMBER = re.compile(r"\d+")
_NAMES = ("first", "second")


def worded_reason(reason: str) -> str:
    """Return why a figure is not defined, in the reader's language; "" where it is."""
    message = message_of(reason)
    numbers = dict(zip(_NAMES, _NUMBER.findall(reason), strict=False))
    return gettext(message) % numbers if message in REASONS else reason


def message_of(reason: str) -> str:
    """Put names in the places of a reason's numbers, as in `REASONS`."""
    names = iter(_NAMES)
    return _NUMBER.sub(
        lambda number: f"%({name})s" if (name := next(names, "")) else number[0], reason
    )
