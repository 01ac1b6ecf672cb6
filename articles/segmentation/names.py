"""The shape of a name standing alone: an outlet, a person, or neither."""

import re
import unicodedata
from collections.abc import Iterable

from articles.segmentation.blocks import Paragraph
from articles.segmentation.dates import CALENDAR
from articles.segmentation.lexicon import LEXICON, phrase_pattern

LONGEST = 70
VARIANTS = str.maketrans({"\u200c": " ", "ي": "ی", "ك": "ک", "’": "'"})
COMBINING = re.compile(
    r"[\u0300-\u036f\u0483-\u0487\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u0670]+"
)
MOST_WORDS = 6
DESK_WORDS = 4
DESKS = (" डेस्क", " ब्यूरो", " ڈیسک")
EDGE_MARKS = " \t\"'“”«»‘’()[]{}.,،:;؛|*•·–—-_/\\\u200b\u200e\u200f\ufeff"
INITIALS = re.compile(r"(?:[A-Z]\.\s?){1,3}[A-Z][\w'’-]+$|[A-Z][\w'’-]+\s(?:[A-Z]\.\s?){1,2}[A-Z]")
JOINERS = frozenset(
    {
        "of",
        "the",
        "and",
        "for",
        "al",
        "el",
        "de",
        "la",
        "le",
        "du",
        "der",
        "von",
        "van",
        "bin",
        "in",
    }
)
TITLE = re.compile(phrase_pattern(LEXICON.person_titles) + r"\.\s", re.IGNORECASE)
ODD_MARKS = re.compile(r"[:;؛?!؟…\"“”«»=+%$€£#@]|\.\s|\.$|[,،]")
CASELESS_NAME_WORDS = 5


def fold(name: str) -> str:
    """Reduce a name to what two spellings of it share: case, edge marks, spacing, marks above.

    >>> fold("— The  Karda Post. ") == fold("the karda post")
    True
    """
    if not name.isascii():
        name = unicodedata.normalize("NFKD", name.translate(VARIANTS))
        name = COMBINING.sub("", name)
    return " ".join(name.casefold().strip(EDGE_MARKS).split())


PICTURE_AGENCIES = frozenset(fold(name) for name in LEXICON.picture_agencies)
AGENCIES = PICTURE_AGENCIES.union(fold(name) for name in LEXICON.agency_names)
OUTLETS = AGENCIES.union(fold(name) for name in LEXICON.outlet_names)


class OutletNames:
    """Names of outlets, folded once for many articles: a site may know thousands."""

    def __init__(self, names: Iterable[str] = ()) -> None:
        self.folded = frozenset(map(fold, names)) - {""}
        self.openings = tuple(sorted(name.removeprefix("the ") for name in self.folded))


class Outlets:
    """The names the caller knows: the publisher's own and those of other outlets."""

    def __init__(self, publisher: str = "", known: Iterable[str] | OutletNames = ()) -> None:
        self.publisher = fold(publisher)
        names = known if isinstance(known, OutletNames) else OutletNames(known)
        self._known = names.folded
        own = (self.publisher.removeprefix("the "),) if self.publisher else ()
        self._openings = own + names.openings

    def knows(self, line: str) -> bool:
        """Whether the line is the name of a known outlet or news agency and nothing else."""
        if len(line) > LONGEST:
            return False
        folded = fold(line)
        bare = folded.removeprefix("the ")
        return any(
            name in self._known or name in AGENCIES or (name and name == self.publisher)
            for name in (folded, bare, f"the {bare}")
        )

    def names(self, line: str) -> bool:
        """Whether the line is the name of a known outlet, newspapers and broadcasters included.

        Those stand in brackets in the middle of prose too, where agencies are credited.
        """
        return self.knows(line) or (len(line) <= LONGEST and fold(line) in OUTLETS)

    def opens(self, line: str) -> bool:
        """Whether a paragraph starts with the name of an outlet the caller named."""
        folded = fold(line[: 2 * LONGEST])
        return folded.removeprefix("the ").startswith(self._openings)


SURE_WORDS = frozenset(
    {
        "news", "newswire", "newsroom", "newsline", "tv", "radio", "television", "agency", "media",
        "network", "tribune", "gazette", "herald", "times", "chronicle", "agence", "agentur",
        "zeitung", "nachrichten", "nachrichtenagentur", "agencia", "noticias", "diario",
    }
)  # fmt: skip
"""Outlet words that are no surnames, as Post, Press, Star and Sun may be."""


def names_outlet(name: str) -> bool:
    """Whether what follows "By" is an outlet and no person: "By VOA News"."""
    folded = fold(name)
    if folded in OUTLETS:
        return True
    words = folded.split()
    if not 2 <= len(words) <= 4 or words[0] in LEXICON.given_names:
        return False
    people = LEXICON.byline_jobs | {"staff", "team", "desk"}
    return not SURE_WORDS.isdisjoint(words) and people.isdisjoint(words)


def has_outlet_word(paragraph: Paragraph) -> bool:
    """Whether a word such as "News", "Agency" or their like in other languages occurs."""
    return not LEXICON.outlet_words.isdisjoint(paragraph.folded)


def is_name_shaped(paragraph: Paragraph) -> bool:
    """Whether a line could be a lone name: short, capitalised where there are capitals, no verb."""
    text = paragraph.text
    if len(text) > LONGEST or not 1 <= len(paragraph.words) <= MOST_WORDS or "\n" in text:
        return False
    bare = TITLE.sub("", text.strip("()[] –—-"))
    if ODD_MARKS.search(bare) and not INITIALS.search(bare):
        return False
    if not LEXICON.finite_words.isdisjoint(paragraph.folded):
        return False
    if any(word[0].isdigit() for word in paragraph.words):
        return False
    if not CALENDAR.isdisjoint(paragraph.folded) and not _is_named_like_a_month(paragraph.folded):
        return False
    return _is_capitalised(paragraph)


def _is_named_like_a_month(words: list[str]) -> bool:
    """Whether a given name that is a month too stands before a family name: "June Rowe"."""
    return len(words) > 1 and words[0] in LEXICON.given_names and CALENDAR.isdisjoint(words[1:])


def _is_capitalised(paragraph: Paragraph) -> bool:
    cased = [word for word in paragraph.words if word[0].isupper() or word[0].islower()]
    if not cased:
        has_letter = any(word[0].isalpha() for word in paragraph.words)
        return has_letter and len(paragraph.words) <= CASELESS_NAME_WORDS
    return all(word[0].isupper() or _is_joiner(word) for word in cased) and (
        cased[0][0].isupper() or "." in cased[0]
    )


def _is_joiner(word: str) -> bool:
    return word.casefold() in JOINERS or word.casefold().startswith(("al-", "el-", "d'", "d’"))


def is_outlet_name(paragraph: Paragraph) -> bool:
    """Whether a lone name at the end of a story reads as an outlet rather than as its author."""
    return is_name_shaped(paragraph) and not is_person_name(paragraph)


def is_person_name(paragraph: Paragraph) -> bool:
    """Whether a lone name reads as a person: a given name, a title or initials, no outlet word."""
    words = paragraph.folded
    if not 2 <= len(words) <= 5 or has_outlet_word(paragraph) or not is_name_shaped(paragraph):
        return False
    if INITIALS.search(paragraph.text):
        return True
    return words[0] in LEXICON.given_names or words[0] in LEXICON.person_titles


def opens_with_person(paragraph: Paragraph) -> bool:
    """Whether a short line gives a person and, behind a comma, what that person is."""
    name, comma, trade = paragraph.text.replace("،", ",").partition(",")
    if not comma or len(trade.split()) > MOST_WORDS or paragraph.ends_with_stop:
        return False
    words = name.casefold().split()
    return 2 <= len(words) <= 4 and words[0] in LEXICON.given_names


def could_be_person(paragraph: Paragraph) -> bool:
    """Whether a lone name beside a date line may be an author's: two or three name words."""
    return (
        2 <= len(paragraph.words) <= 4
        and is_outlet_name(paragraph)
        and not has_outlet_word(paragraph)
    )


def _is_name_then_job(paragraph: Paragraph) -> bool:
    """Whether two capitalised words and a trade fill the line: "Ada Rowe Trade editor"."""
    words = paragraph.words
    if not 3 <= len(words) <= MOST_WORDS or paragraph.ends_with_stop:
        return False
    named = all(word[0].isupper() for word in words[:3])
    return named and paragraph.folded[-1] in LEXICON.byline_jobs and is_free_of_verbs(paragraph)


def is_free_of_verbs(paragraph: Paragraph) -> bool:
    """Whether no word of the line is nearly always a finite verb."""
    return LEXICON.finite_words.isdisjoint(paragraph.folded)


def has_byline_label(paragraph: Paragraph) -> bool:
    """Whether a line is one of an author box: "Author, Ada Rowe" or "Role, Trade editor"."""
    label, comma, rest = paragraph.text.replace("،", ",").partition(",")
    return bool(comma) and bool(rest.strip()) and label.casefold() in LEXICON.byline_labels


def is_desk_line(paragraph: Paragraph) -> bool:
    """Whether a line without capitals names a desk of the newsroom: its last word says so."""
    return paragraph.text.endswith(DESKS) and 1 < len(paragraph.words) <= DESK_WORDS


def is_job_line(paragraph: Paragraph) -> bool:
    """Whether a line gives a name and a trade: "Ada Rowe, staff writer"."""
    text, words = paragraph.text, paragraph.words
    if len(words) <= MOST_WORDS and text.casefold().partition(",")[0] in LEXICON.byline_jobs:
        return True
    if _is_name_then_job(paragraph):
        return True
    if not 2 <= len(words) <= 10 or paragraph.ends_with_stop or "," not in text.replace("،", ","):
        return False
    name, _, rest = text.replace("،", ",").partition(",")
    if not rest.strip() or not (name[:1].isupper() or not name[:1].isascii()):
        return False
    rest_words = f" {rest.casefold().strip()} "
    return len(name.split()) <= 4 and any(
        f" {job} " in rest_words.replace(",", " ") for job in LEXICON.byline_jobs
    )
