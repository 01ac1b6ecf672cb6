"""Lead phrases such as "By", "Correction:" or "Originally published", found by their first word."""

import re
from collections import defaultdict
from collections.abc import Iterable

from articles.segmentation.lexicon import VOWEL_SIGNS, fold_word, phrase_pattern

OPENING = r"[\s*_~\[\(（【«“\"'•▪■►▶※>»|/،–—\-\u200b-\u200f\ufeff]*"
COLON = r"\s*[\]\)]?\s*(?:[:：|]|\s[-–—]|[–—])\s*"
FIRST_WORD = re.compile(OPENING + rf"([^\W_]+(?:[\u064b-\u0652]+[^\W_]+|[{VOWEL_SIGNS}]+[^\W_]*)*)")
REACH = 60
WHOLE_WORD = r"(?!\w)"
UNSPACED_FROM, UNSPACED_TO = "\u3040", "\ua000"


def first_word(text: str) -> str:
    """Return the first word of a text, folded; "" where it has none within reach.

    Chinese and Japanese set no spaces: there the first letter has to do.
    """
    match = FIRST_WORD.match(text[:REACH])
    if match is None:
        return ""
    word = fold_word(match.group(1))
    return word[0] if UNSPACED_FROM < word < UNSPACED_TO else word


class Leads:
    """Phrases that a paragraph may open with, and what has to stand behind them.

    Only those that share the paragraph's first word are tried: most paragraphs have none.
    """

    def __init__(
        self, phrases: Iterable[str], behind: str = "", *, may_be_cut: bool = False
    ) -> None:
        self._phrases: defaultdict[str, list[str]] = defaultdict(list)
        for phrase in phrases:
            self._phrases[first_word(phrase)].append(phrase)
        self._behind = behind
        self._may_be_cut = may_be_cut
        self._patterns: dict[str, re.Pattern[str]] = {}
        self.words = frozenset(self._phrases)

    def match(self, text: str, word: str | None = None) -> re.Match[str] | None:
        """Match the longest lead at the start of the text, whose first word may be handed in."""
        word = first_word(text) if word is None else word
        if word not in self.words:
            return None
        if word not in self._patterns:
            self._patterns[word] = self._compile(word)
        return self._patterns[word].match(text)

    def _compile(self, word: str) -> re.Pattern[str]:
        return re.compile(OPENING + self.pattern_of(word), re.IGNORECASE)

    def pattern_of(self, word: str) -> str:
        """Return the expression for the leads with a first word, without what may open a line."""
        pattern = phrase_pattern(self._phrases[word])
        if self._may_be_cut or word >= UNSPACED_FROM:
            pattern = pattern.removesuffix(WHOLE_WORD)
        return pattern + self._behind


class AnyLeads:
    """Whether a text opens with a lead of any of several kinds: one look spares as many as them."""

    def __init__(self, *kinds: Leads) -> None:
        self._kinds = kinds
        self.words = frozenset[str]().union(*(kind.words for kind in kinds))
        self._patterns: dict[str, re.Pattern[str]] = {}

    def match(self, text: str, word: str) -> bool:
        """Whether one of them matches at the start of the text, whose first word is ``word``."""
        if word not in self.words:
            return False
        if word not in self._patterns:
            patterns = (kind.pattern_of(word) for kind in self._kinds if word in kind.words)
            self._patterns[word] = re.compile(f"{OPENING}(?:{'|'.join(patterns)})", re.IGNORECASE)
        return self._patterns[word].match(text) is not None
