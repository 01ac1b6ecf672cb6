"""Decide whether one stop ends its sentence, where a glance does not tell."""

import re

from articles.segmentation.abbreviations import Abbreviations
from articles.segmentation.careless import ends_before_small_letter, runs_into_words
from articles.segmentation.lexicon import LEXICON, fold_word
from articles.segmentation.quotations import Enclosures
from articles.segmentation.shortened import is_dotted_gap, is_part_of_word, is_spaced_ellipsis
from articles.segmentation.speakers import names_speaker
from articles.segmentation.surroundings import NEAR, Stop, Surroundings
from articles.segmentation.titles import is_title

NOT_FIRST = frozenset(",;:،؛)]}”’…%。、，；：")
LOUD_MARKS = "!?؟"
FULL_STOPS = ".۔"
NAMES_WITH_MARK = frozenset({"yahoo", "jeopardy", "wham"})
QUOTE_CLOSERS = frozenset("\"'”’‘»“«」』")
APART = re.compile(r"\?(?:\s|$)|[=_*~#-]{3}")
QUOTED_NUMBER = re.compile(r"[“«„\"]\W?[\d.,:]+$")
LEADS_ON = frozenset(":،,;؛")
"""Behind these an ellipsis stands for words left out at the start: "he added: … the road"."""

ETCETERA = re.compile(r"(?:^|\s)و(?:\s?|\s(?=\S{2})[^\s.]*[^\s.دتمین])$")
"""A row of words broken off: "wind and rain…". A Persian verb closes its clause, and ends in د,
ت, م, ی or ن."""

ADDRESS = re.compile(r"[@/\\]|www\.")
TOP_DOMAINS = frozenset(
    {"com", "net", "org", "info", "gov", "edu", "io", "js", "exe", "كوم", "نت", "أورغ"}
)
CJK_SPEECH = re.compile(r"[^。！？，,]{0,8}?(?:说|表示|称|道|问|と)")
ATTRIBUTION = re.compile(r"[-–—]\s?[A-Z][^.!?\"“]{0,80}$")
WORDLESS_AT_MOST = 24


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


def ends_sentence(stop: Stop) -> bool:
    """Whether a sentence ends at the stop."""
    around = Surroundings(stop)
    if not around.stops:
        return _sign_ends(stop, around)
    if around.is_glued and not _may_be_glued(stop, around):
        return False
    if _goes_on(stop, around):
        return False
    if is_dotted_gap(stop, around):
        return not is_spaced_ellipsis(stop, around)
    if around.first.islower():
        return ends_before_small_letter(stop, around)
    if around.closers:
        return _ends_behind_closer(stop, around)
    if "…" in around.stops or len(around.stops) > 1:
        return _ends_behind_several(around)
    if around.stops == "!" and around.word in NAMES_WITH_MARK:
        return around.next_word in stop.known.openers
    return around.stops not in FULL_STOPS or not is_part_of_word(stop, around)


def _sign_ends(stop: Stop, around: Surroundings) -> bool:
    """Whether an emoticon or a drawn line closes what stands before it."""
    return stop.text[stop.at] not in ":;" or not around.first.islower()


def _may_be_glued(stop: Stop, around: Surroundings) -> bool:
    """Whether a stop without a space behind it parts two sentences: "It opened.Then it shut."."""
    if around.stops[-1] >= "。" or len(around.stops) > 3 or "぀" <= stop.text[stop.at - 1] <= "鿿":
        return True
    word, following = around.word, around.next_word
    if not around.first.isalpha():
        return False
    if around.first.islower():
        return runs_into_words(stop, around)
    if len(around.stops) > 1:
        return len(following) > 1 or (following == "i" and word != "i")
    if around.closers or len(word.rpartition(".")[2]) < 3 or len(following) < 2:
        return word[-1:].isdigit() and word[-2:-1].isdigit() and len(following) > 1
    if "." in word or word in stop.known.any or following in TOP_DOMAINS:
        return False
    tail = around.right.split(None, 1)[0]
    return not ADDRESS.search(around.token) and not ADDRESS.search(tail) and "." not in tail[:-1]


def _goes_on(stop: Stop, around: Surroundings) -> bool:
    """Whether what follows, or the little that came before, leaves the sentence open."""
    right = around.right
    if right[0] in NOT_FIRST or (right[0] in LOUD_MARKS and around.stops in LOUD_MARKS):
        return True
    if not any(map(str.isalnum, right[:NEAR])):
        return not APART.match(right)
    if stop.at - stop.start < WORDLESS_AT_MOST and _is_wordless(stop, around):
        return True
    if not around.closers and QUOTED_NUMBER.search(around.left):
        return True
    return _is_inside(stop) or (bool(around.closers) and around.next_word in LEXICON.never_first)


def _is_wordless(stop: Stop, around: Surroundings) -> bool:
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


def _ends_behind_closer(stop: Stop, around: Surroundings) -> bool:
    if "》" in around.closers:
        return False
    if around.closers[0] in ")]）" and _is_aside(stop, around):
        return False
    if ATTRIBUTION.match(around.right):
        return False
    mark = around.stops[-1]
    quoted = not QUOTE_CLOSERS.isdisjoint(around.closers)
    if quoted and mark in "。！？" and CJK_SPEECH.match(around.right):
        return False
    if mark == "." and len(around.stops) == 1 and is_part_of_word(stop, around):
        return False
    if not quoted or mark not in "!?؟":
        return True
    return not (names_speaker(stop, around) or is_title(stop, around))


def _is_aside(stop: Stop, around: Surroundings) -> bool:
    """Whether the bracket that closes here is part of a sentence that goes on behind it."""
    if stop.text[stop.at - 1] in "[(":
        return not around.first.isupper() or _needs_more(stop, around)
    if stop.enclosures is None or around.first.isupper() or not around.first.isalpha():
        return False
    bracket = stop.enclosures.brackets.holding(stop.at, stop.at + 1)
    return bracket is not None and bracket[0] > stop.start


def _needs_more(stop: Stop, around: Surroundings) -> bool:
    """Whether the word before words left out cannot be the last: "the mayor of [...] Karda"."""
    words = around.left.rstrip("[(").split()
    return bool(words) and fold_word(words[-1]) in stop.known.openers


def _ends_behind_several(around: Surroundings) -> bool:
    """Whether an ellipsis or a row of marks closes its sentence."""
    if around.stops[0] in "!?؟":
        return True
    if around.left.rstrip()[-1:] in LEADS_ON:
        return False
    return not ETCETERA.search(around.left)
