"""Decide about a lone letter with a stop: a name's initial, or the end of a sentence.

"J. K. Osei" and "د. أحمد" go on; "vitamin C." and "فيتامين د." may end. Arabic also spells Latin
initials out, "جون إف. هارت", and writes the names of channels the same way: "قناة بي بي سي."
"""

import re

from articles.segmentation.lexicon import fold_word
from articles.segmentation.surroundings import WORD_MARKS, Stop, Surroundings

CASELESS_LETTER = re.compile(r"[ء-يٱ-ۓא-ת]")
CASELESS_INITIALS = re.compile(r"(?<![\w.\"'״׳])(?:[ء-يٱ-ۓא-ת]\.\s?){1,4}$")
"""No Hebrew acronym, which has its mark before the last letter."""

NEXT_INITIAL = re.compile(r"[^\W\d_]\.")
DEGREES = re.compile(r"(?<!\d)\d{1,3}(?:\.\d+)?\s?°?\s?[CF]$")
UNIT = re.compile(r"[\d٠-٩۰-۹]\s*[ء-يٱ-ۓ]ـ?$")


def word_before(around: Surroundings) -> str:
    """Return the word before the one that carries the stop, folded, or ""."""
    words = around.left.rstrip()[: -len(around.token)].split()
    return fold_word(WORD_MARKS.split(words[-1])[-1]) if words else ""


def is_named_letter(stop: Stop, around: Surroundings) -> bool:
    """Whether the letter is the name of a thing: "vitamin C", "Group F"."""
    nouns = stop.known.nouns_before_letter
    before = word_before(around)
    return before in nouns or (not before.isascii() and before[1:] in nouns)


def is_caseless_letter(word: str) -> bool:
    """Whether the word is a single letter of the Arabic or Hebrew script."""
    return len(word) == 1 and CASELESS_LETTER.match(word) is not None


def is_caseless_initial(stop: Stop, around: Surroundings) -> bool:
    """Whether a lone letter without case is a title, a reference or an initial; not "3 م."."""
    known = stop.known
    if around.first.isdigit():
        return around.word in known.any
    if NEXT_INITIAL.match(around.right):
        return True
    if UNIT.search(around.left) and around.word not in known.may_be_last:
        return False
    return around.next_word not in known.openers and (
        around.word in known.any or CASELESS_INITIALS.search(around.left + ".") is not None
    )


def is_spelled_initial(stop: Stop, around: Surroundings) -> bool:
    """Whether the name of a letter stands for an initial, and closes no name spelled letterwise."""
    if not around.first.isalpha() or around.next_word in stop.known.openers:
        return False
    before = word_before(around)
    return before not in stop.known.spelled_letters | stop.known.nouns_before_letter


def is_initial(around: Surroundings, *, may_open: bool) -> bool:
    """Whether a lone capital letter is part of a name; ``may_open`` tells of the next word."""
    lone = around.token
    if NEXT_INITIAL.match(around.right):
        return True
    if not lone.isalpha() or not lone.isupper() or DEGREES.search(around.left):
        return False
    before = around.left.rstrip()[:-1].split()
    follows_small = bool(before) and before[-1][:1].islower()
    return not (may_open or (lone == "I" and follows_small))
