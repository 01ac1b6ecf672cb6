"""Decide whether a full stop belongs to the word before it: abbreviations, initials, ordinals."""

import re

from articles.segmentation.lexicon import LEXICON, fold_word
from articles.segmentation.surroundings import Stop, Surroundings

ARABIC_INITIALS = re.compile(r"(?<![\w.])(?:[ء-ي]\.\s?){1,4}$")
ARABIC_LETTER = re.compile(r"[ء-ي]")
NEXT_INITIAL = re.compile(r"[^\W\d_]\.")
ERA_OR_UNIT = re.compile(r"[\d٠-٩۰-۹]\s*(?:م|هـ|ه)\.$")
SPACED_DOT = re.compile(r"\.\s$")
NUMBER = re.compile(r"[\d٠-٩۰-۹]+$")
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
    if NUMBER.search(word):
        return _is_ordinal(stop, around)
    if len(word) == 1 and around.token.isupper() and word not in known.never_last:
        return _is_initial(stop, around)
    if word in known.any or "." in word:
        return _is_shortened(stop, around) or _opens_initials(around)
    if around.first.isdigit() or len(word) > 1:
        return False
    return _is_initial(stop, around)


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
    if not stop.known.has_ordinals or not token.isdigit() or len(token) > 2:
        return False
    return around.next_word not in stop.known.openers


def _is_shortened(stop: Stop, around: Surroundings) -> bool:
    word, known = around.word, stop.known
    if word in known.never_last:
        return not ERA_OR_UNIT.search(around.left + ".")
    if word in known.behind_number and _follows_number(around):
        return not _may_open(stop, around)
    if word in known.before_number and around.first.isdigit():
        return True
    if word in LEXICON.clock_abbreviations:
        return _clock_goes_on(stop, around)
    if word in known.may_be_last:
        return not _may_open(stop, around) and word != "etc"
    return "." in word and _is_acronym(word) and not _may_open(stop, around)


def _follows_number(around: Surroundings) -> bool:
    before = around.left.rstrip()[: -len(around.token)].rstrip()
    return before[-1:].isdigit()


def _is_acronym(word: str) -> bool:
    return all(len(part) < 3 for part in word.split(".")) and not any(map(str.isdigit, word))


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


def _opens_initials(around: Surroundings) -> bool:
    """Whether a lone Arabic letter is the first of several, though it is an abbreviation too."""
    return bool(ARABIC_LETTER.fullmatch(around.token) and NEXT_INITIAL.match(around.right))


def _is_initial(stop: Stop, around: Surroundings) -> bool:
    """Whether a lone letter with a stop is part of a name."""
    lone = around.token
    if NEXT_INITIAL.match(around.right):
        return True
    if ARABIC_INITIALS.search(around.left + "."):
        return not ERA_OR_UNIT.search(around.left + ".")
    if not lone.isalpha() or not lone.isupper():
        return False
    before = around.left.rstrip()[:-1].split()
    follows_small = bool(before) and before[-1][:1].islower()
    return not (_may_open(stop, around) or (lone == "I" and follows_small))
