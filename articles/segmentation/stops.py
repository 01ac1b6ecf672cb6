"""Decide whether one stop ends its sentence, where a glance does not tell."""

import re
from dataclasses import dataclass

from articles.segmentation.abbreviations import Abbreviations
from articles.segmentation.lazy import lazy
from articles.segmentation.lexicon import LEXICON, VOWEL_SIGNS, fold_word
from articles.segmentation.quotations import Enclosures

PARTS = re.compile(r"([.!?؟۔…।॥。！？｡]+)(.*)", re.DOTALL)
OPENERS = "\"'“‘«„‚»([{「『《（¿¡–—-•*·"
NOT_FIRST = frozenset(",;:،؛)]}”’…%。、，；：")
QUOTE_CLOSERS = frozenset("\"'”’»“«」』")
FIRST = re.compile(rf"[{re.escape(OPENERS)}\s\u200b-\u200f]*+([^\W_])?")
WORDS_AHEAD = re.compile(rf"[^\W_]+(?:[\u200c'’\-][^\W_]+|[{VOWEL_SIGNS}]+[^\W_]*)*")
WORD_MARKS = re.compile(r"[\"“”‘«»„()\[\]{}—–¿¡]|^'")
ARABIC_INITIALS = re.compile(r"(?<![\w.])(?:[ء-ي]\.\s?){1,4}$")
NEXT_INITIAL = re.compile(r"[^\W\d_]\.")
ERA_OR_UNIT = re.compile(r"[\d٠-٩۰-۹]\s*(?:م|هـ|ه)\.$")
SPACED_DOT = re.compile(r"\.\s$")
NUMBER = re.compile(r"[\d٠-٩۰-۹]+$")
QUOTED_NUMBER = re.compile(r"[“«„\"]\W?[\d.,:]+$")
ETCETERA = re.compile(r"(?:^|\s)و\s?$")
ADDRESS = re.compile(r"[@/\\]|www\.")
TOP_DOMAINS = frozenset({"com", "net", "org", "info", "gov", "edu", "io", "js", "exe"})
CJK_SPEECH = re.compile(r"[^。！？，,]{0,8}?(?:说|表示|称|道|问|と)")
OPENING_TITLES = frozenset({"mr", "mrs", "ms", "dr", "prof"})
PREPOSITIONS = frozenset(
    {
        "at", "by", "around", "about", "before", "after", "from", "until", "since", "on", "near",
    }
)  # fmt: skip
ZONES = frozenset({"est", "edt", "pst", "pdt", "gmt", "utc", "bst", "cet", "cest", "local"})
SPEAKER_WORDS = 6
WORDLESS_AT_MOST = 24
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


class Judge:
    """Decides about the stops of one paragraph, asked in their order."""

    def __init__(
        self, text: str, known: Abbreviations, is_enclosing: bool, *, is_english: bool
    ) -> None:
        self._text = text
        self._known = known
        self._is_english = is_english
        self._enclosures = Enclosures(text) if is_enclosing else None

    def ends_sentence(self, start: int, at: int, behind: int) -> bool:
        """Whether the sentence that starts at ``start`` ends at the stop ``at``."""
        return ends_sentence(
            Stop(self._text, start, at, behind, self._known, self._enclosures, self._is_english)
        )


class _Surroundings:
    """What stands before and behind a stop, cut out of the text once."""

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
        return fold_word(self.token).strip("-*•")

    @lazy
    def next_words(self) -> list[str]:
        """The next few words, folded."""
        return [fold_word(word) for word in WORDS_AHEAD.findall(self.right[:80])[:SPEAKER_WORDS]]

    @lazy
    def next_word(self) -> str:
        """The next word, folded, or ""."""
        word = WORDS_AHEAD.search(self.right)
        return fold_word(word.group()) if word else ""


def ends_sentence(stop: Stop) -> bool:
    """Whether a sentence ends at the stop."""
    around = _Surroundings(stop)
    if not around.stops:
        return _sign_ends(stop, around)
    if around.is_glued and not _may_be_glued(stop, around):
        return False
    if _goes_on(stop, around):
        return False
    if _is_dotted_gap(stop, around):
        return not _is_spaced_ellipsis(stop, around)
    if around.first.islower():
        return _ends_before_small_letter(stop, around)
    if around.closers:
        return _ends_behind_closer(stop, around)
    if "…" in around.stops or len(around.stops) > 1:
        return _ends_behind_several(around)
    return around.stops != "." or not _is_part_of_word(stop, around)


def _sign_ends(stop: Stop, around: _Surroundings) -> bool:
    """Whether an emoticon or a drawn line closes what stands before it."""
    return stop.text[stop.at] not in ":;" or not around.first.islower()


def _may_be_glued(stop: Stop, around: _Surroundings) -> bool:
    """Whether a stop without a space behind it parts two sentences: "It opened.Then it shut."."""
    if around.stops[-1] >= "。" or len(around.stops) > 3:
        return True
    word, following = around.word, around.next_word
    if around.closers or len(word.rpartition(".")[2]) < 3 or len(following) < 2:
        return word[-1:].isdigit() and word[-2:-1].isdigit() and len(following) > 1
    if "." in word or word in stop.known.any or following in TOP_DOMAINS:
        return False
    tail = around.right.split(None, 1)[0]
    return not ADDRESS.search(around.token) and not ADDRESS.search(tail) and "." not in tail[:-1]


def _goes_on(stop: Stop, around: _Surroundings) -> bool:
    """Whether what follows, or the little that came before, leaves the sentence open."""
    right = around.right
    if right[0] in NOT_FIRST or not any(map(str.isalnum, right[:NEAR])):
        return True
    if stop.at - stop.start < WORDLESS_AT_MOST and _is_wordless(stop, around):
        return True
    if QUOTED_NUMBER.search(around.left):
        return True
    return _is_inside(stop) or around.next_word in LEXICON.never_first


def _is_wordless(stop: Stop, around: _Surroundings) -> bool:
    if any(map(str.isalpha, around.left)):
        mark = stop.text[stop.start : stop.at].strip("(")
        return len(mark) == 1 and not around.closers and around.stops == "." and mark.islower()
    return around.stops[0] not in "!?؟" or stop.at > stop.start


def _is_inside(stop: Stop) -> bool:
    """Whether the stop lies within an aside, or a quotation that is a mere part of a sentence."""
    enclosures = stop.enclosures
    if enclosures is None:
        return False
    bracket = enclosures.brackets.holding(stop.at, stop.behind)
    if bracket and bracket[0] > stop.start and bracket[1] - bracket[0] < 1000:
        return True
    quote = enclosures.quotes.holding(stop.at, stop.behind)
    if quote is None or quote[0] <= stop.start:
        return False
    end = quote[1]
    following = stop.text[end : end + 8].lstrip()
    return stop.text[end - 2] in ".…" and following[:1].islower()


def _ends_before_small_letter(stop: Stop, around: _Surroundings) -> bool:
    """Whether a sentence ends though the next one starts small, as people write on the web."""
    if not stop.is_english or around.closers or around.is_glued:
        return False
    if "…" in around.stops or around.stops.startswith(".."):
        return False
    word = around.token
    if not (word.isalpha() and word.islower()) or len(word) < 2:
        return False
    if around.stops != ".":
        return around.next_word not in LEXICON.reporting_verbs
    return word not in stop.known.any


def _ends_behind_closer(stop: Stop, around: _Surroundings) -> bool:
    if around.closers[0] in ")]）" and _is_aside(stop, around):
        return False
    mark = around.stops[-1]
    quoted = not QUOTE_CLOSERS.isdisjoint(around.closers)
    if quoted and mark in "。！？" and CJK_SPEECH.match(around.right):
        return False
    if mark == "." and len(around.stops) == 1 and _is_part_of_word(stop, around):
        return False
    return not (quoted and mark in "!?؟" and _names_speaker(stop, around))


def _is_aside(stop: Stop, around: _Surroundings) -> bool:
    """Whether the bracket that closes here is part of a sentence that goes on behind it."""
    if stop.text[stop.at - 1] in "[(":
        return True
    if stop.enclosures is None or around.first.isupper() or not around.first.isalpha():
        return False
    bracket = stop.enclosures.brackets.holding(stop.at, stop.at + 1)
    return bracket is not None and bracket[0] > stop.start


def _names_speaker(stop: Stop, around: _Surroundings) -> bool:
    """Whether what follows tells who asked or shouted the quotation that has just ended."""
    words = around.next_words
    if not words or words[0] in stop.known.openers:
        return False
    return not LEXICON.reporting_verbs.isdisjoint(words)


def _ends_behind_several(around: _Surroundings) -> bool:
    """Whether an ellipsis or a row of marks closes its sentence."""
    if around.stops[0] in "!?؟":
        return True
    return not ETCETERA.search(around.left)


def _is_part_of_word(stop: Stop, around: _Surroundings) -> bool:
    """Whether a single full stop belongs to the word before it."""
    word, known = around.word, stop.known
    if NUMBER.search(word):
        return _is_ordinal(stop, around)
    if len(word) == 1 and around.token.isupper() and word not in known.never_last:
        return _is_initial(stop, around)
    if word in known.any or "." in word:
        return _is_shortened(stop, around)
    if around.first.isdigit() or len(word) > 1:
        return False
    return _is_initial(stop, around)


def _is_dotted_gap(stop: Stop, around: _Surroundings) -> bool:
    """Whether the stop has another one beside it, a space between."""
    if around.stops != "." or around.closers:
        return False
    return around.right[0] == "." or bool(SPACED_DOT.search(around.left))


def _is_spaced_ellipsis(stop: Stop, around: _Surroundings) -> bool:
    """Tell ". . ." within a sentence from the fourth dot that ends it."""
    dots = around.left.replace(" ", "")
    run = len(dots) - len(dots.rstrip(".")) + 1
    if around.right.startswith("."):
        return not stop.text[stop.at - 1].isalnum()
    return run < 4


def _is_ordinal(stop: Stop, around: _Surroundings) -> bool:
    token = around.token
    if not stop.known.has_ordinals or not token.isdigit() or len(token) > 2:
        return False
    return around.next_word not in stop.known.openers


def _is_shortened(stop: Stop, around: _Surroundings) -> bool:
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


def _follows_number(around: _Surroundings) -> bool:
    before = around.left.rstrip()[: -len(around.token)].rstrip()
    return before[-1:].isdigit()


def _is_acronym(word: str) -> bool:
    return all(len(part) < 3 for part in word.split("."))


def _may_open(stop: Stop, around: _Surroundings) -> bool:
    """Whether the next word is one that opens sentences rather than one that names something."""
    word = around.next_word
    return word in stop.known.openers or word in OPENING_TITLES or around.right[0] in '“"«'


def _clock_goes_on(stop: Stop, around: _Surroundings) -> bool:
    """Whether "5 p.m." is followed by its day, or only opens the sentence: "At 5 p.m. Osei ..."."""
    word = around.next_word
    if word in LEXICON.weekdays or word in ZONES or word in LEXICON.months:
        return True
    before = stop.text[stop.start : stop.at][:60].split()
    return len(before) <= 3 and fold_word(before[0]) in PREPOSITIONS


def _is_initial(stop: Stop, around: _Surroundings) -> bool:
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
