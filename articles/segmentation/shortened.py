"""Decide whether a full stop belongs to the word before it: abbreviations, initials, ordinals."""

import re

from articles.segmentation.abbreviations import Abbreviations
from articles.segmentation.letters import (
    CASELESS_LETTER,
    is_caseless_initial,
    is_caseless_letter,
    is_initial,
    is_named_letter,
    is_spelled_initial,
)
from articles.segmentation.lexicon import LEXICON, fold_word
from articles.segmentation.surroundings import Stop, Surroundings

DOTTED_ERA = re.compile(r"[\d٠-٩۰-۹]\s*[قب]\.م$")
SPACED_DOT = re.compile(r"\.\s$")
NUMBER = re.compile(r"[\d٠-٩۰-۹]+$")
ROMAN = re.compile(r"[IVXLC]{2,}")
STREET = "str"
"""Closes German names of streets: "Hafenstr. 5"."""

AND_SO_ON = frozenset({"etc", "usw", "т.д", "т.п", "vb", "vd"})
"""Shortened, but closing a row of words: a capital behind them opens a sentence."""

MEASURES = frozenset({"см", "hab"})
"""Units that are words before a name as well."""

OPENING_TITLES = frozenset({"mr", "mrs", "ms", "dr", "prof"})
PREPOSITIONS = frozenset(
    {
        "at", "by", "around", "about", "before", "after", "from", "until", "since", "on", "near",
    }
)  # fmt: skip
ZONES = frozenset({"est", "edt", "pst", "pdt", "gmt", "utc", "bst", "cet", "cest", "local"})


def is_part_of_word(stop: Stop, around: Surroundings) -> bool:
    """Whether a single full stop belongs to the word before it."""
    word, known = around.word, stop.known
    if NUMBER.search(word) or (known.has_ordinals and ROMAN.fullmatch(around.token)):
        return _is_ordinal(stop, around)
    if len(word) == 1:
        return _is_part_of_name(stop, around)
    if word in known.spelled_letters:
        return is_spelled_initial(stop, around)
    if word in known.any or "." in word:
        return _is_shortened(stop, around)
    return around.first.isdigit() and word.endswith(STREET) and STREET in known.never_last


def _is_part_of_name(stop: Stop, around: Surroundings) -> bool:
    """Ask the same about a lone letter."""
    word, known = around.word, stop.known
    if is_named_letter(stop, around):
        return False
    if is_caseless_letter(word):
        return is_caseless_initial(stop, around)
    is_capital = around.token.isupper() and word not in known.never_last
    if word in known.any and not is_capital:
        return _is_shortened(stop, around)
    if around.first.isdigit() and not is_capital:
        return False
    return is_initial(around, may_open=_may_open(stop, around))


def is_dotted_gap(stop: Stop, around: Surroundings) -> bool:
    """Whether the stop has another one beside it, a space between."""
    if around.stops != "." or around.closers:
        return False
    return around.right[0] == "." or bool(SPACED_DOT.search(around.left))


def is_spaced_ellipsis(stop: Stop, around: Surroundings) -> bool:
    """Tell ". . ." within a sentence from the fourth dot that ends it."""
    dots = around.left.replace(" ", "")
    run = len(dots) - len(dots.rstrip(".")) + 1
    if around.right.startswith("."):
        return not stop.text[stop.at - 1].isalnum()
    return run < 4


def _is_ordinal(stop: Stop, around: Surroundings) -> bool:
    token = around.token
    if not stop.known.has_ordinals:
        return False
    if token.isdigit():
        if len(token) > 2 or _follows_number(around):
            return False
    elif not ROMAN.fullmatch(token):
        return False
    return around.next_word not in stop.known.openers


def _is_shortened(stop: Stop, around: Surroundings) -> bool:
    word, known = around.word, stop.known
    if word in known.behind_number and _follows_number(around):
        return not (_may_open(stop, around) or _closes_measure(stop, around))
    if word in known.never_last:
        return not _ends_all_the_same(stop, around)
    if word in known.before_number and around.first.isdigit():
        return True
    if word in LEXICON.clock_abbreviations:
        return _clock_goes_on(stop, around)
    if word in known.may_be_last:
        return _goes_on_behind(stop, around)
    return "." in word and _is_acronym(word, known) and not _may_open(stop, around)


def _ends_all_the_same(stop: Stop, around: Surroundings) -> bool:
    """Whether a word that looks like a title is none: "a newer IE. Its goal", "بكل ود. وقال"."""
    word = around.word
    is_other_word = around.token.isupper() or CASELESS_LETTER.match(word) is not None
    return is_other_word and "." not in word and around.next_word in stop.known.openers


def _goes_on_behind(stop: Stop, around: Surroundings) -> bool:
    """Whether a sentence goes on behind an abbreviation that may close it."""
    if stop.known.prepositions and DOTTED_ERA.search(around.left):
        return around.next_word in stop.known.prepositions
    return not _may_open(stop, around) and around.word not in AND_SO_ON


def _closes_measure(stop: Stop, around: Surroundings) -> bool:
    """Whether a capital shows that a unit closes its sentence; German writes all nouns so."""
    if stop.known.has_ordinals or not around.first.isupper():
        return False
    return around.word in MEASURES or around.word not in stop.known.never_last


def _follows_number(around: Surroundings) -> bool:
    before = around.left.rstrip()[: -len(around.token)].rstrip()
    return before[-1:].isdigit()


def _is_acronym(word: str, known: Abbreviations) -> bool:
    return not any(map(str.isdigit, word)) and all(
        len(part) < 3 or part in known.spelled_letters for part in word.split(".")
    )


def _may_open(stop: Stop, around: Surroundings) -> bool:
    """Whether the next word is one that opens sentences rather than one that names something."""
    word = around.next_word
    return word in stop.known.openers or word in OPENING_TITLES or around.right[0] in '“"«'


def _clock_goes_on(stop: Stop, around: Surroundings) -> bool:
    """Whether "5 p.m." is followed by its day, or only opens the sentence: "At 5 p.m. Osei ..."."""
    word = around.next_word
    if word in LEXICON.weekdays or word in ZONES or word in LEXICON.months:
        return True
    before = stop.text[stop.start : stop.at][:60].split()
    return len(before) <= 3 and fold_word(before[0]) in PREPOSITIONS
