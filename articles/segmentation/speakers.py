"""Tell who asked or shouted a quotation from the sentence that comes next."""

import re

from articles.segmentation.lexicon import LEXICON, fold_word
from articles.segmentation.surroundings import NEAR, OPENERS, Stop, Surroundings

CASELESS_SPEAKER_WORDS = 3
SPEECH_OPENERS = OPENERS + "”’"
"""Urdu opens a quotation with the mark that closes it elsewhere."""

CLAUSE = re.compile(r"[^.!?؟۔»”]{1,80}?([^\s.!?؟۔»”]+)[.۔]")
WORDS = re.compile(r"[^\W\d_]+")
PRONOUN = re.compile(r"(?:ها|هما|هم|ه|ني|نا)$")


def names_speaker(stop: Stop, around: Surroundings) -> bool:
    """Whether what follows tells who asked or shouted the quotation that has just ended."""
    words = around.next_words
    if not words or words[0] in stop.known.openers:
        return False
    if around.first.isupper():
        return not LEXICON.reporting_verbs.isdisjoint(words)
    return _names_caseless_speaker(stop, around)


def _names_caseless_speaker(stop: Stop, around: Surroundings) -> bool:
    """Ask the same where no capital marks a name.

    The verb has to come at once, as in Arabic, or to close the clause, as in Persian.
    """
    if stop.text[stop.start] not in SPEECH_OPENERS:
        return around.next_words[0] in LEXICON.reporting_verbs and not _was_introduced(stop)
    if not LEXICON.reporting_verbs.isdisjoint(around.next_words[:CASELESS_SPEAKER_WORDS]):
        return True
    clause = CLAUSE.match(around.right)
    return clause is not None and fold_word(clause.group(1)) in LEXICON.reporting_verbs


def _was_introduced(stop: Stop) -> bool:
    """Whether the quotation was given to a speaker before it began: "سألها: «متى؟» قالت: ..."."""
    quotes = stop.enclosures.quotes if stop.enclosures else None
    quote = quotes.holding(stop.at, stop.at + 2) if quotes else None
    if quote is None:
        return True
    before = WORDS.findall(stop.text[max(stop.start, quote[0] - NEAR) : quote[0]])
    return any(map(_is_said, map(fold_word, before)))


def _is_said(word: str) -> bool:
    bare = word.lstrip("وف")
    verbs = LEXICON.reporting_verbs
    return word in verbs or bare in verbs or PRONOUN.sub("", bare) in verbs
