"""Prose as people type it: sentences that start small, or run into the one before."""

from articles.segmentation.lexicon import LEXICON
from articles.segmentation.surroundings import Stop, Surroundings

SURE_SUBJECTS = frozenset({"i", "he", "she", "it", "they", "we", "you", "there", "this", "the"})
"""Small words that hardly stand behind an abbreviation nobody has listed."""
QUESTION_OPENERS = frozenset(
    {
        "are", "is", "do", "does", "did", "can", "could", "what", "where", "when", "why", "how",
        "who", "if",
    }
)  # fmt: skip


def ends_before_small_letter(stop: Stop, around: Surroundings) -> bool:
    """Whether a sentence ends though the next one starts small, as people write on the web."""
    if around.closers:
        return False
    return _ends_english(stop, around) if stop.is_english else _is_caseless_end(stop, around)


def _ends_english(stop: Stop, around: Surroundings) -> bool:
    if "…" in around.stops or around.stops.startswith(".."):
        return around.right.startswith(("http://", "https://"))
    word = around.word
    if len(word) < 2 or (word in stop.known.any and word != "etc"):
        return False
    if around.next_word in SURE_SUBJECTS and word.isalnum():
        return True
    if around.next_word in LEXICON.reporting_verbs or word == "etc":
        return around.stops != "." and stop.text[stop.start].islower()
    if around.stops == "?" and around.next_word in QUESTION_OPENERS:
        return True
    return word.isalnum() and not word.isdigit() and around.token.islower()


def _is_caseless_end(stop: Stop, around: Surroundings) -> bool:
    """Whether a full word of a script without capitals stands before a name such as "iHarbor"."""
    word = around.word
    return (
        not around.is_glued
        and len(word) > 1
        and word.isalpha()
        and not word.islower()
        and word not in stop.known.any
    )


def runs_into_words(stop: Stop, around: Surroundings) -> bool:
    """Whether a question or shout runs into a small letter: "Is it far?cos I walk"."""
    tail = around.right.split(None, 1)
    return stop.is_english and around.token.isalpha() and len(tail) > 1 and tail[0].isalpha()
