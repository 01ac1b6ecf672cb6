"""Find the part of a page in which the publisher presents itself."""

import re
from collections.abc import Sequence

from articles.segmentation.blocks import Paragraph
from articles.segmentation.leads import UNSPACED_FROM
from articles.segmentation.lexicon import LEXICON, phrase_pattern
from articles.segmentation.names import Outlets, fold
from articles.segmentation.phrases import PhraseFinder

ABOUT = re.compile(
    phrase_pattern(LEXICON.about_leads) + r"\s+(?P<name>\S.*)", re.IGNORECASE | re.DOTALL
)
ABOUT_UNSPACED = re.compile(r"关于(?P<name>\S.*)|(?P<name2>\S+)について")
ABOUT_BEHIND = re.compile(
    r"(?P<name>\S.*?)\s+(?:hakkında|کے بارے میں|के बारे में)[\s:]*", re.IGNORECASE
)
SAYS_WE = re.compile(
    r"\b(?:we|us|wir|uns|nous|somos|nosotros)\b|نحن|عنا|ما$|mızda$|ہمارے|हमारे|我们|本站|私たち|当サイト"
    r"|ותינו|о нас|о проекте|об издании|о редакции"
)
WE = re.compile(
    r"(?:we|our|wir|unsere?|nous|notre|nos|nosotros|somos|nuestr[oa]s?|نحن|ما)\b", re.IGNORECASE
)
OURS = "we"
A_NOTE = "note"
IS_A = re.compile(
    r"[^.,;:]{2,60}?\s(?:is|are|ist|sind|est|sont|es|son)\s"
    r"(?:an?|the|eine?|die|der|das|une?|les?|la|una?|el|los|las)\s([^.]{3,60})"
)
HEADING_WORDS = 8
LONGEST = 120
NOUN_REACH = 24
VERB_REACH = 10

SPACED_NOUNS = PhraseFinder(f" {noun} " for noun in LEXICON.about_nouns)
UNSPACED_NOUNS = PhraseFinder(noun for noun in LEXICON.about_nouns if noun >= UNSPACED_FROM)
SELF_NAME = re.compile(
    r"(?:The\s)?[^\W\d_a-z][\w.'’&-]*(?:\s[^\W\d_a-z][\w.'’&-]*){0,4}\s(?=[^\W\d_A-Z])"
)
_SELVES = frozenset(fold(name) for name in LEXICON.about_self)
_PASSING = {"update", "updates", "note", "notes", "actualización", "mise à jour", "hinweis", "nota"}
_NOTES = frozenset(fold(lead) for lead in LEXICON.note_leads - _PASSING)
_BARE = frozenset(fold(line) for line in LEXICON.about_bare)
_AUTHORS = frozenset(fold(name) for name in LEXICON.about_author)


def about_name(paragraph: Paragraph) -> str | None:
    """Return the X of a display line "About X", folded; "" for "About us"; else None.

    "Our mission" and the like give ``OURS``: they may head a section of the story as well.
    "Correction" gives ``A_NOTE``.
    """
    if len(paragraph.text) > LONGEST or len(paragraph.words) > HEADING_WORDS:
        return None
    line = fold(paragraph.text.rstrip("?"))
    if line in _NOTES:
        return A_NOTE
    if line in _BARE:
        return "" if SAYS_WE.search(line) else OURS
    if not paragraph.is_display:
        return None
    match = ABOUT.match(paragraph.text) or ABOUT_BEHIND.fullmatch(paragraph.text)
    match = match or ABOUT_UNSPACED.fullmatch(paragraph.text)
    if match is None:
        return None
    name = fold(next(filter(None, match.groups())))
    if name[:1].isdigit():
        return None
    return "" if name in _SELVES else name


def is_author_name(name: str) -> bool:
    """Whether the X of "About X" is the author rather than the outlet."""
    return name in _AUTHORS


def heads_about_block(name: str, following: Sequence[Paragraph], outlets: Outlets) -> bool:
    """Whether "About X" opens a self-description and not a section of the story.

    X is the publisher, or the next paragraph presents X: it opens with X or "we" and calls it a
    platform, newspaper or the like.
    """
    if not following or is_author_name(name):
        return False
    if not name or outlets.knows(name):
        return True
    first = following[0]
    if WE.match(first.text) or (name == OURS and (_has_noun(first) or _does(first))):
        return True
    return _opens_with(first, name) and _presents(first)


def _opens_with(paragraph: Paragraph, name: str) -> bool:
    opening = fold(paragraph.text[: len(name) + 24])
    return opening.startswith(name) or opening.removeprefix("the ").startswith(name)


def _presents(paragraph: Paragraph) -> bool:
    return _has_noun(paragraph) or not LEXICON.about_verbs.isdisjoint(paragraph.folded[:VERB_REACH])


def _has_noun(paragraph: Paragraph) -> bool:
    opening = " " + " ".join(paragraph.folded[:NOUN_REACH]).replace("’", "'") + " "
    if SPACED_NOUNS.is_in(opening):
        return True
    return opening[1] >= UNSPACED_FROM and UNSPACED_NOUNS.is_in(opening)


def presents_author(paragraph: Paragraph, authors: Sequence[str]) -> bool:
    """Whether a closing paragraph opens with an author's name and says what that author is."""
    for author in authors:
        if len(author) > 3 and paragraph.text.startswith(author):
            words = paragraph.folded[len(author.split()) :]
            return not LEXICON.author_verbs.isdisjoint(words[:3])
    return False


def presents_outlet(paragraph: Paragraph, outlets: Outlets, *, after_story: bool) -> bool:
    """Whether a closing paragraph without a heading is the publisher's text about itself.

    Its subject is a known outlet that is called one; behind the story's end "we" will do.
    """
    if after_story and _runs_a_newsroom(paragraph):
        return True
    if not _has_noun(paragraph):
        return False
    if LEXICON.about_verbs.isdisjoint(paragraph.folded[:VERB_REACH]):
        return after_story and WE.match(paragraph.text) is not None
    return outlets.opens(paragraph.text) or (after_story and _is_noun_early(paragraph))


def _is_noun_early(paragraph: Paragraph) -> bool:
    """Whether "X is a(n) ... news site" comes within the first words of the paragraph."""
    match = IS_A.match(paragraph.text)
    if match is None:
        return False
    predicate = f" {match.group(1).casefold()} ".replace("’", "'")
    return SPACED_NOUNS.is_in(predicate)


def _runs_a_newsroom(paragraph: Paragraph) -> bool:
    """Whether a name or "we" does what outlets do: "Karda Lens gathers news of the river"."""
    return _does(paragraph) and not LEXICON.about_trades.isdisjoint(paragraph.folded[:NOUN_REACH])


def _does(paragraph: Paragraph) -> bool:
    """Whether the verb of a self-description comes right behind a name or "we"."""
    name = WE.match(paragraph.text) or SELF_NAME.match(paragraph.text)
    if name is None:
        return False
    at = len(name.group().split())
    return not LEXICON.about_verbs.isdisjoint(paragraph.folded[at : at + 1])
