"""What was left out of a text on its way in, and why: told before anything is stored."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Self

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from articles.ingestion.text import one_line
from articles.saying import thawed

WORDS_LENGTH = 80
MAX_TOLD = 100

REASONED = "page"
"""Whose words are not its first ones, but why it was not to be had."""

KINDS: dict[str, Promise] = {
    "around": _("the page around the article"),
    "menu": _("menu or navigation"),
    "advert": _("advertising"),
    "sharing": _("share buttons"),
    "related": _("links to other stories"),
    "signup": _("invitation to subscribe"),
    "comments": _("readers’ comments"),
    "notice": _("cookie notice or pop-up"),
    "repeated": _("quotation pulled out of the text"),
    "prompt": _("prompt to the reader"),
    "legal": _("copyright line of the page"),
    "side": _("side matter without running text"),
    "page_header": _("line repeated at the top of pages"),
    "page_footer": _("line repeated at the foot of pages"),
    "page_number": _("page number"),
    "picture": _("picture"),
    "remark": _("comment in the margin"),
    "attachment": _("attachment"),
    "mail_header": _("header of a forwarded message"),
    "signature": _("signature of the mail"),
    "page": _("page that was not to be had: this is the text of its feed"),
    "cut": _("pages after the last that is read"),
}
"""Every kind of thing that is left out."""


@dataclass(frozen=True, slots=True)
class Dropped:
    """Something left out: its kind, its first words, how often it was there."""

    kind: str
    words: str = ""
    count: int = 1

    @classmethod
    def of(cls, kept: Mapping[str, Any]) -> Self:
        """Return what was kept as JSON values; a reason is said in the reader's language."""
        kind, words = str(kept["kind"]), str(kept["words"])
        words = first_words(thawed(words)) if kind == REASONED else words
        return cls(kind, words, int(kept["count"]))

    @property
    def kind_name(self) -> str:
        """The kind in the reader's language."""
        return str(KINDS.get(self.kind, self.kind))


def gathered(found: Iterable[tuple[str, str]]) -> tuple[Dropped, ...]:
    """Count pairs of kind and text, in the order in which they first come, shortened to be told."""
    counts: dict[tuple[str, str], int] = {}
    for kind, text in found:
        key = (kind, first_words(text))
        counts[key] = counts.get(key, 0) + 1
    told = [Dropped(kind, words, count) for (kind, words), count in counts.items()]
    return tuple(told[:MAX_TOLD])


def first_words(text: str) -> str:
    """Return as much of a text as shows what it was."""
    words = one_line(text[: WORDS_LENGTH * 4])
    return words if len(words) <= WORDS_LENGTH else words[: WORDS_LENGTH - 1].rstrip() + "…"
