"""What segmentation says in English, in the reader's language.

`segmentation` knows no Django, and what it says is stored, so its words are translated where they
are shown.
"""

from django.utils.functional import Promise
from django.utils.translation import gettext, gettext_noop
from django.utils.translation import gettext_lazy as _

ROLE_NAMES: dict[str, Promise] = {
    "headline": _("headline"),
    "byline": _("byline"),
    "dateline": _("dateline"),
    "caption": _("caption"),
    "credit": _("credit"),
    "body": _("body"),
    "heading": _("heading"),
    "origin": _("origin"),
    "about": _("about"),
    "note": _("note"),
    "furniture": _("furniture"),
}

REASONS = frozenset(
    {
        gettext_noop("a name, then a reporter's trade"),
        gettext_noop("a place, then a known outlet or agency"),
        gettext_noop("about the author"),
        gettext_noop("address of the author"),
        gettext_noop("agency below the line of a picture"),
        gettext_noop("an outlet presents itself after the story"),
        gettext_noop("box of links, marked at both ends"),
        gettext_noop("bracketed name after the last paragraph"),
        gettext_noop("bracketed name by a picture"),
        gettext_noop("closed by a media credit"),
        gettext_noop("copyright line of the page"),
        gettext_noop("copyright mark, then a name"),
        gettext_noop("copyright mark, then what the picture shows"),
        gettext_noop("counter of comments, shares or minutes"),
        gettext_noop("credit at the end of a caption"),
        gettext_noop("date and hour above the story"),
        gettext_noop("few quoted words that head a section"),
        gettext_noop("first display line, shaped like a title"),
        gettext_noop("heads a block about its maker"),
        gettext_noop("heads a note"),
        gettext_noop("label of an author box, then a name or trade"),
        gettext_noop("label or menu before the headline"),
        gettext_noop("label that opens a list"),
        gettext_noop("lead word of a byline, then a name"),
        gettext_noop("lead word of a byline, then an outlet"),
        gettext_noop("lead word of a media credit, then a name"),
        gettext_noop("lead word of an origin line, then a name"),
        gettext_noop("line below the end of the story"),
        gettext_noop("line below the mark that ends the report"),
        gettext_noop("line beside a media credit above the story"),
        gettext_noop("line beside a media credit"),
        gettext_noop("line between byline or date and the story"),
        gettext_noop("line of the story: list, table, speech or clause"),
        gettext_noop("line under the headline"),
        gettext_noop("line without a word"),
        gettext_noop("link below a list of related stories"),
        gettext_noop("lone outlet name after the last paragraph"),
        gettext_noop("mark that ends the report"),
        gettext_noop("menu, share or advert wording"),
        gettext_noop("name below the lead word of a credit"),
        gettext_noop("names the columns of a table"),
        gettext_noop("names the newsroom as the author"),
        gettext_noop("names who helped to report the story"),
        gettext_noop("number under which the page files the report"),
        gettext_noop("only a date, time or place of filing"),
        gettext_noop("only an address on the web"),
        gettext_noop("only the name of a known outlet or agency"),
        gettext_noop("only the name of a picture agency"),
        gettext_noop("opens with a prompt to the reader"),
        gettext_noop("opens with the words of a picture caption"),
        gettext_noop("opens with the words of an editor's note"),
        gettext_noop("outlet name above the story"),
        gettext_noop("outlet named behind the last sentence"),
        gettext_noop("person's name above the story"),
        gettext_noop("person's name after the last paragraph"),
        gettext_noop("photographer and agency"),
        gettext_noop("place in capitals, then a dash"),
        gettext_noop("place in capitals, then its country"),
        gettext_noop("place name above the story that opens with it"),
        gettext_noop("place name beside the date"),
        gettext_noop("place, name and agency"),
        gettext_noop("points into a picture"),
        gettext_noop("a date, then the author"),
        gettext_noop("caption by the page's own mark"),
        gettext_noop("heading by the page's own mark"),
        gettext_noop("name in the caption of a picture"),
        gettext_noop("presents the author"),
        gettext_noop("prompt to the reader"),
        gettext_noop("running text of the story"),
        gettext_noop("same words as the title"),
        gettext_noop("says above the headline who speaks"),
        gettext_noop("says where the words were first published"),
        gettext_noop("scrap of a menu or counter under the headline"),
        gettext_noop("sentence before the date or byline"),
        gettext_noop("sentence between headline and byline or date"),
        gettext_noop("short display line without a stop inside the story"),
        gettext_noop("short line below the menus that follow the story"),
        gettext_noop("short question that heads a section"),
        gettext_noop("source of the table or picture above"),
        gettext_noop("stock title of a section"),
        gettext_noop("trade below the author's name"),
        gettext_noop("trail of menu names"),
        gettext_noop("under the publisher's heading"),
    }
)
"""Why a stretch was given its role: every reason there is."""


def worded_reason(reason: str) -> str:
    """Return why a stretch has its role, in the reader's language."""
    return gettext(reason) if reason in REASONS else reason
