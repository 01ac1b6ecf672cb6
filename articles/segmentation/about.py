"""Find the part of a page in which the publisher presents itself."""

import re
from collections.abc import Sequence

from articles.segmentation.blocks import Paragraph
from articles.segmentation.lexicon import LEXICON, phrase_pattern
from articles.segmentation.names import Outlets, fold
from articles.segmentation.phrases import PhraseFinder

ABOUT = re.compile(
    phrase_pattern(LEXICON.about_leads) + r"\s+(?P<name>\S.*)", re.IGNORECASE | re.DOTALL
)
BARE_ABOUT = re.compile(r"(?:about us|من نحن|عنا|درباره ما|دربارهٔ ما)[\s:]*", re.IGNORECASE)
WE = re.compile(r"(?:we|our|نحن|ما)\b", re.IGNORECASE)
HEADING_WORDS = 8
NOUN_REACH = 24
VERB_REACH = 10

SPACED_NOUNS = PhraseFinder(f" {noun} " for noun in LEXICON.about_nouns)
_SELVES = frozenset(fold(name) for name in LEXICON.about_self)
_AUTHORS = frozenset(fold(name) for name in LEXICON.about_author)


def about_name(paragraph: Paragraph) -> str | None:
    """Return the X of a display line "About X", folded; "" for "About us"; else None."""
    if not paragraph.is_display or len(paragraph.words) > HEADING_WORDS:
        return None
    if BARE_ABOUT.fullmatch(paragraph.text):
        return ""
    match = ABOUT.match(paragraph.text)
    if match is None or match["name"][0].isdigit():
        return None
    name = fold(match["name"])
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
    if WE.match(first.text):
        return True
    return _opens_with(first, name) and _presents(first)


def _opens_with(paragraph: Paragraph, name: str) -> bool:
    opening = fold(paragraph.text[: len(name) + 24])
    return opening.startswith(name) or opening.removeprefix("the ").startswith(name)


def _presents(paragraph: Paragraph) -> bool:
    return _has_noun(paragraph) or not LEXICON.about_verbs.isdisjoint(paragraph.folded[:VERB_REACH])


def _has_noun(paragraph: Paragraph) -> bool:
    opening = " " + " ".join(paragraph.folded[:NOUN_REACH]) + " "
    return SPACED_NOUNS.is_in(opening)


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
    if not _has_noun(paragraph):
        return False
    if LEXICON.about_verbs.isdisjoint(paragraph.folded[:VERB_REACH]):
        return after_story and WE.match(paragraph.text) is not None
    return outlets.opens(paragraph.text) or (after_story and _is_noun_early(paragraph))


def _is_noun_early(paragraph: Paragraph) -> bool:
    """Whether "X is a(n) ... news site" comes within the first words of the paragraph."""
    match = re.match(r"[^.,;:]{2,60}?\s(?:is|are)\s(?:a|an|the)\s([^.]{3,60})", paragraph.text)
    if match is None:
        return False
    predicate = f" {match.group(1).casefold()} "
    return SPACED_NOUNS.is_in(predicate)
