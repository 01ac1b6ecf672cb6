"""Which words carry a stop of their own, and which ones open a sentence, per language."""

from dataclasses import dataclass
from functools import cache

from articles.segmentation.lexicon import fold_word, languages, read_language


@dataclass(frozen=True, slots=True)
class Abbreviations:
    """A language's shortened words, folded and without their last stop."""

    never_last: frozenset[str]
    """Titles and the like: something always follows ("Dr.", "Gov.")."""
    may_be_last: frozenset[str]
    """May close a sentence: the next word decides ("Inc.", "Jr.", "Calif.")."""
    before_number: frozenset[str]
    """Shortened only where a number follows ("No. 5", "Sept. 10")."""
    behind_number: frozenset[str]
    """Units: shortened only behind a number ("3 in. of snow")."""
    always_inside: frozenset[str]
    """Those that never close a sentence, behind a number either."""
    any: frozenset[str]
    """All of them: one look-up spares most words the questions."""
    openers: frozenset[str]
    """Small words that open a sentence and are no part of a name: "The", "He", "But"."""
    prepositions: frozenset[str]
    """Small words that lead on behind an era: "330 B.C. in the north"; where no capital tells."""
    spelled_letters: frozenset[str]
    """Names of Latin letters in another script; with a stop they are initials."""
    nouns_before_letter: frozenset[str]
    """What a lone letter names rather than abbreviates: "vitamin C", "Plan B"."""
    has_ordinals: bool
    """Whether "3." is how the language writes "third"."""


ORDINAL_LANGUAGES = frozenset({"de", "tr", "da", "nb", "nn", "no", "fi", "cs", "sk", "hu", "pl"})


@cache
def abbreviations_of(language: str) -> Abbreviations:
    """Return a language's abbreviations; English ones where there is no list for it."""
    lists = read_language(language if language in languages() else "en")

    def folded(name: str) -> frozenset[str]:
        return frozenset(map(fold_word, lists.get(name, ())))

    never_last = folded("abbreviations")
    may_be_last = folded("abbreviations_that_may_end")
    before_number = folded("abbreviations_before_number")
    behind_number = folded("abbreviations_behind_number")
    spelled_letters = folded("spelled_letters")
    clock = folded("clock_abbreviations")
    return Abbreviations(
        never_last,
        may_be_last,
        before_number,
        behind_number,
        never_last.difference(behind_number),
        never_last.union(may_be_last, before_number, behind_number, spelled_letters, clock),
        folded("sentence_openers"),
        folded("prepositions"),
        spelled_letters,
        folded("nouns_before_letter"),
        language in ORDINAL_LANGUAGES,
    )
