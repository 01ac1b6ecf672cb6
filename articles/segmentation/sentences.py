"""Split running text into sentences by rules of our own; offsets are code points.

One expression finds every stop that could end a sentence. Most are settled at once by the word
before and the letter behind; the others are put to ``stops``, which weighs abbreviations,
initials, quotations, brackets and ellipses; ``careless`` knows English that starts sentences
small. Where lines have run together, ``lost_lines`` and ``enumerations`` find those that end
without a stop. The time taken grows with the length of the text.
"""

import re
import sys

from articles.segmentation.abbreviations import Abbreviations, abbreviations_of
from articles.segmentation.enumerations import MAY_OPEN, item_marks
from articles.segmentation.filings import may_hold_filing, part_filings
from articles.segmentation.languages import language_of
from articles.segmentation.lost_lines import line_starts, may_hold_lines
from articles.segmentation.quotations import enclosed_spans
from articles.segmentation.stops import Judge

SINGLES = ".!?؟۔…।॥。！？｡"
CLOSERS = r"\"'”’»)\]」』）》\u200c-\u200f\u2069"
"""What may stand between a stop and the space behind it; behind a full-width stop, “ opens."""

WORD_REACH = 40
OPENERS = '“"«‘('
FULL_STOPS = ".۔"
PLAIN_MARKS = "?؟।"
ENDS = '"”»’'
MARKS_BEFORE = '"”»’)]'
CASELESS = "\u0590"
HALF_SPACE = "\u200c"
NOWHERE = (sys.maxsize, sys.maxsize)

STOP_BEFORE_SPACE = r"\s++(?=\S)|(?<=\.\.)(?=[A-Z])|(?<=[a-z?][?!])(?=[a-z]{2})"
SIGN = (
    r"(?<=\s)[:;]-?[()DP]\s++(?=\S)"
    r"|(?<![=_*~#-])[=_*~#-]{5,}+\s++(?=\S)|(?<!\S)\*{3,4}\s++(?=[A-Z])"
)
ASCII_STOP = re.compile(
    r"[.!?](?<![.!?][.!?])[.!?]*+[\"')\]]*+"
    rf"(?:{STOP_BEFORE_SPACE}|(?<=[a-z0-9][.!?])(?=[A-Z]))"
)
CLOSER = rf"[{CLOSERS}]|(?<![。！？｡])[“«]|‘(?=‘?(?:\s|$))|[ \u00a0\u202f][»”](?=[\s,;.]|$)"
# Taken whole by a look ahead, where "(?:a|b)*+" would do: Python 3.11.2 gives parts of it back.
STOP = re.compile(
    rf"[{SINGLES}](?<![{SINGLES}][{SINGLES}])[{SINGLES}]*+"
    rf"(?=(?P<closing>(?:{CLOSER})*))(?P=closing)"
    rf"(?:{STOP_BEFORE_SPACE}"
    r"|(?<=[a-zа-яёçğışöüéßء-ۓ0-9][.!?؟])(?=[A-ZА-ЯÇĞİŞÖÜء-ۓ])"
    r"|(?<=[぀-鿿][!?])(?=[぀-鿿“「])"
    r"|(?:(?<=[。！？｡])|(?<=[。！？｡][」』”’）》])|(?<=[。！？｡][」』”’）》]{2}))(?=\S))"
)
STOP_OR_SIGN = re.compile(f"{STOP.pattern}|{SIGN}")


def split_sentences(text: str, *, language: str = "") -> list[tuple[int, int]]:
    """Return (start, end) of each sentence of one paragraph, outer space left out.

    >>> split_sentences("It opened. It closed.")
    [(0, 10), (11, 21)]
    """
    end = len(text.rstrip())
    if not end:
        return []
    start = len(text) - len(text.lstrip())
    spoken = language_of(text, language)
    spans = _spans(text, start, end, spoken)
    if spoken == "fa" and may_hold_filing(text):
        spans = part_filings(text, spans)
    marks = item_marks(text, start) if text[start] in MAY_OPEN else []
    if spoken == "en" and may_hold_lines(text, start, end):
        marks += [(place, place) for place in line_starts(text, start, spans)]
    return _cut_at(text, spans, marks) if marks else spans


def _pattern_for(text: str) -> re.Pattern[str]:
    """Return the leanest expression that finds all this text could hold."""
    if " :" in text or " ;" in text or "---" in text or "===" in text or "___" in text:
        return STOP_OR_SIGN
    if "***" in text or "###" in text or "~~~" in text:
        return STOP_OR_SIGN
    return ASCII_STOP if text.isascii() else STOP


def _spans(text: str, start: int, end: int, language: str) -> list[tuple[int, int]]:
    known = abbreviations_of(language)
    judge: Judge | None = None
    enclosed = enclosed_spans(text)
    inside = iter(enclosed)
    opening, closing = next(inside, NOWHERE)
    spans: list[tuple[int, int]] = []
    for match in _pattern_for(text).finditer(text, start, end):
        at, behind = match.span()
        while closing <= at:
            opening, closing = next(inside, NOWHERE)
        verdict = None
        if at < opening or closing < behind:
            verdict = _glance(text, start, at, behind, known)
        if verdict is None:
            judge = judge or Judge(text, known, bool(enclosed), is_english=language == "en")
            verdict = judge.ends_sentence(start, at, behind)
        if verdict:
            plain = behind == at + 2 and text[at + 1] == " "
            stop = at + 1 if plain else at + len(text[at:behind].rstrip())
            spans.append((start, stop))
            start = behind
    spans.append((start, end))
    return spans


def _glance(text: str, start: int, at: int, behind: int, known: Abbreviations) -> bool | None:
    """Decide the common cases at once: a full word, a stop, perhaps a quotation mark, a space.

    None is no answer: such a stop needs the look around that ``stops`` takes.
    """
    length = behind - at
    if length != 2 and (length != 3 or text[at + 1] not in ENDS or text[behind] >= CASELESS):
        return None
    first = text[behind]
    if first in OPENERS:
        first = text[behind + 1 : behind + 2]
    if text[at] not in FULL_STOPS:
        is_plain = length == 2 and text[at] in PLAIN_MARKS and at - start > WORD_REACH
        return True if is_plain and first.isalpha() and not first.islower() else None
    reach = at - WORD_REACH if at - start > WORD_REACH else start
    space = text.rfind(" ", reach, at)
    word = text[reach if space < 0 else space + 1 : at]
    if not word.isalpha():
        word = word.replace(HALF_SPACE, "").rstrip(MARKS_BEFORE)
    if not word.isalpha() or len(word) < 2:
        is_year = at - start > WORD_REACH and word.isdigit() and not known.has_ordinals
        return True if is_year and first.isupper() else None
    folded = word.lower()
    if first.isupper() or (first.isalpha() and not first.islower()):
        if folded not in known.any:
            return True
        is_title = folded in known.always_inside and not word.isupper() and word.isascii()
        return False if is_title else None
    return False if first.isdigit() and folded in known.before_number else None


def _cut_at(
    text: str, spans: list[tuple[int, int]], marks: list[tuple[int, int]]
) -> list[tuple[int, int]]:
    """Cut the spans where an item of a list or a line opens, and nowhere inside its mark."""
    starts = {start for start, _ in spans}
    for opening, closing in marks:
        starts.difference_update(range(opening, closing + 1))
        starts.add(opening)
    ordered = sorted(starts)
    ends = [len(text[:start].rstrip()) for start in ordered[1:]]
    return list(zip(ordered, [*ends, spans[-1][1]], strict=True))
