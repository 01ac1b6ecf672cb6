"""Word lists per language, read once and merged: a page may mix languages line by line."""

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parent
VOWEL_SIGNS = "\u0900-\u0903\u093a-\u094f"
"""Signs of Indic scripts that stand between a word's letters and are no letters themselves."""

VOWEL_MARKS = re.compile(r"[\u064b-\u0652\u0670\u0307]")
"""Arabic vowel marks, and the dot that casefolding leaves of a Turkish capital "İ"."""
ARABIC_LETTER = re.compile(r"([\u0621-\u064a\u0671-\u06d3])")


SMALL_WORD_LISTS = frozenset(
    {
        "finite_words", "second_person", "reporting_verbs", "sentence_openers",
        "person_titles", "interview_leads",
    }
)  # fmt: skip
SAFE_LENGTH = 4
PIECE = "{piece}"


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Every list of every language; entries are casefolded phrases.

    A list whose name ends in ``_colon`` holds lead words that count only before a colon or dash,
    because the bare word may as well open a sentence ("Source: ..." against "Source water ...");
    one in ``_line`` only where no stop ends the line, one in ``_name`` only before a name.
    """

    this_piece: frozenset[str]
    months: frozenset[str]
    weekdays: frozenset[str]
    date_fillers: frozenset[str]
    date_leads: frozenset[str]
    byline_leads: frozenset[str]
    byline_leads_colon: frozenset[str]
    byline_phrases: frozenset[str]
    byline_lines: frozenset[str]
    byline_jobs: frozenset[str]
    byline_labels: frozenset[str]
    credit_leads: frozenset[str]
    credit_leads_colon: frozenset[str]
    credit_cut_leads: frozenset[str]
    credit_words: frozenset[str]
    caption_leads: frozenset[str]
    caption_leads_colon: frozenset[str]
    caption_cut_leads: frozenset[str]
    caption_marks: frozenset[str]
    caption_positions: frozenset[str]
    note_leads: frozenset[str]
    note_phrases: frozenset[str]
    about_leads: frozenset[str]
    about_self: frozenset[str]
    about_author: frozenset[str]
    about_nouns: frozenset[str]
    about_verbs: frozenset[str]
    about_trades: frozenset[str]
    about_bare: frozenset[str]
    author_verbs: frozenset[str]
    origin_leads: frozenset[str]
    origin_leads_name: frozenset[str]
    origin_leads_colon: frozenset[str]
    origin_strip: frozenset[str]
    furniture_lines: frozenset[str]
    furniture_leads: frozenset[str]
    furniture_leads_line: frozenset[str]
    furniture_leads_colon: frozenset[str]
    furniture_headers: frozenset[str]
    furniture_phrases: frozenset[str]
    block_ends: frozenset[str]
    end_marks: frozenset[str]
    prompt_openers: frozenset[str]
    prompt_words: frozenset[str]
    heading_lines: frozenset[str]
    section_labels: frozenset[str]
    outlet_words: frozenset[str]
    agency_names: frozenset[str]
    picture_agencies: frozenset[str]
    outlet_names: frozenset[str]
    person_titles: frozenset[str]
    given_names: frozenset[str]
    interview_leads: frozenset[str]
    second_person: frozenset[str]
    question_words: frozenset[str]
    heading_openers: frozenset[str]
    finite_words: frozenset[str]
    reporting_verbs: frozenset[str]
    sentence_openers: frozenset[str]
    abbreviations: frozenset[str]
    abbreviations_before_number: frozenset[str]
    abbreviations_that_may_end: frozenset[str]
    clock_abbreviations: frozenset[str]
    abbreviations_behind_number: frozenset[str]
    never_first: frozenset[str]
    prepositions: frozenset[str]
    spelled_letters: frozenset[str]
    nouns_before_letter: frozenset[str]
    rights_phrases: frozenset[str]


def languages() -> list[str]:
    """Codes of the languages that have a word list, e.g. ``["ar", "en", "fa"]``."""
    return sorted(path.stem for path in FOLDER.glob("*.json"))


def read_language(code: str) -> dict[str, list[str]]:
    """Return one language's lists; a phrase with ``{piece}`` stands for one with each noun.

    The nouns are those of the list ``this_piece``: "this article", "this story".
    """
    lists: dict[str, list[str]] = json.loads((FOLDER / f"{code}.json").read_text("utf-8"))
    nouns = lists.get("this_piece", [])
    return {name: list(_spell_out(phrases, nouns)) for name, phrases in lists.items()}


def _spell_out(phrases: Iterable[str], nouns: Iterable[str]) -> Iterator[str]:
    for phrase in phrases:
        if PIECE in phrase:
            yield from (phrase.replace(PIECE, noun) for noun in nouns)
        else:
            yield phrase


@cache
def load() -> Lexicon:
    """Read all files once; raises TypeError when a file has a list that no rule knows."""
    merged: dict[str, set[str]] = {field.name: set() for field in fields(Lexicon)}
    for code in languages():
        for name, phrases in read_language(code).items():
            if name not in merged:
                raise TypeError(f"{code}.json: unknown list {name!r}")
            merged[name].update(_safe(code, name, map(fold_word, phrases)))
            if code == "ar" and name == "finite_words":
                merged[name].update(and_ + fold_word(verb) for and_ in "وف" for verb in phrases)
    return Lexicon(**{name: frozenset(phrases) for name, phrases in merged.items()})


def _safe(code: str, name: str, phrases: Iterable[str]) -> Iterable[str]:
    """Leave out what is an everyday word elsewhere: German "war" and "hat", French "a" and "on"."""
    if code == "en" or name not in SMALL_WORD_LISTS:
        return phrases
    return (phrase for phrase in phrases if len(phrase) >= SAFE_LENGTH or not phrase.isascii())


def fold_word(word: str) -> str:
    """Casefold and drop Arabic vowel marks, which writers set or leave out."""
    folded = word.casefold()
    return folded if folded.isascii() else VOWEL_MARKS.sub("", folded)


def phrase_pattern(phrases: Iterable[str]) -> str:
    """Turn phrases into one alternation, longest first, tolerant of spacing and apostrophes.

    A zero-width non-joiner in a phrase matches itself, a space or nothing, as writers vary.
    """
    ordered = sorted(phrases, key=lambda phrase: (-len(phrase), phrase))
    return "(?:" + "|".join(_phrase(phrase) for phrase in ordered) + r")(?!\w)"


def _phrase(phrase: str) -> str:
    escaped = re.escape(phrase).replace(r"\ ", r"\s{1,3}")
    escaped = ARABIC_LETTER.sub("\\1[\u064b-\u0652]?", escaped)
    return escaped.replace("'", "['’]").replace("\u200c", "[\u200c ]?")


LEXICON = load()
