"""A stop and what stands before and behind it."""

import re
from dataclasses import dataclass

from articles.segmentation.abbreviations import Abbreviations
from articles.segmentation.lazy import lazy
from articles.segmentation.lexicon import VOWEL_SIGNS, fold_word
from articles.segmentation.quotations import Enclosures

PARTS = re.compile(r"([.!?؟۔…।॥。！？｡]+)(.*)", re.DOTALL)
OPENERS = "\"'“‘«„‚»([{「『《（¿¡–—-•*·"
FIRST = re.compile(rf"[{re.escape(OPENERS)}\s\u200b-\u200f]*+([^\W_])?")
WORDS_AHEAD = re.compile(rf"[^\W_]+(?:[\u200c'’\-][^\W_]+|[{VOWEL_SIGNS}]+[^\W_]*)*")
WORD_MARKS = re.compile(r"[\"“”‘«»„()\[\]{}—–¿¡]|^'")
ELISION = re.compile(r"^(?:qu|[dl])['’](?=\w)")
"""French articles grown into the word: "l'art. 5"."""

NEXT_WORDS = 6
NEAR = 40
FAR = 120


@dataclass(slots=True)
class Stop:
    """A stop at ``text[at]`` in the sentence that starts at ``start``; ``behind`` comes next."""

    text: str
    start: int
    at: int
    behind: int
    known: Abbreviations
    enclosures: Enclosures | None
    is_english: bool

    @property
    def end(self) -> int:
        """End of the sentence if it ends here: behind the stop, its quotes and brackets."""
        return self.at + len(self.text[self.at : self.behind].rstrip())


class Surroundings:
    """The words next to a stop, cut out of the text once."""

    def __init__(self, stop: Stop) -> None:
        text = stop.text
        found = PARTS.match(text, stop.at, stop.end)
        self.stops, self.closers = found.groups() if found else ("", "")
        self.left = text[max(stop.start, stop.at - NEAR) : stop.at]
        self.right = text[stop.behind : stop.behind + FAR]
        first = FIRST.match(self.right)
        self.first = (first.group(1) or "") if first else ""
        self.is_glued = stop.behind == stop.end
        words = self.left.rsplit(None, 1)
        self.token = WORD_MARKS.split(words[-1])[-1] if words else ""

    @lazy
    def word(self) -> str:
        """The word before the stop, folded."""
        return ELISION.sub("", fold_word(self.token).strip("-*•"))

    @lazy
    def next_words(self) -> list[str]:
        """The next few words, folded."""
        return [fold_word(word) for word in WORDS_AHEAD.findall(self.right[:80])[:NEXT_WORDS]]

    @lazy
    def next_word(self) -> str:
        """The next word, folded, or ""."""
        word = WORDS_AHEAD.search(self.right)
        return fold_word(word.group()) if word else ""
