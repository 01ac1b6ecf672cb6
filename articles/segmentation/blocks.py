"""Cut a text into paragraphs and display lines, undoing hard line wraps."""

import re
from collections.abc import Iterator
from itertools import pairwise

from articles.segmentation.dates import is_date_line
from articles.segmentation.lazy import lazy
from articles.segmentation.lexicon import LEXICON, VOWEL_SIGNS, fold_word

LINE = re.compile(r"\S(?:[^\n\u2028\u2029]*\S)?")
BLANK = re.compile(r"[\n\u2028\u2029]")
CLOSERS = "\"'”’»)]}›"
QUOTE_MARKS = "\"'“”«»‘’"
STOPS = ".!?؟۔。！？｡।"
STOPS_SET = frozenset(STOPS)
BEHIND_STOP = CLOSERS + "\u200c\u200d\u200e\u200f\u2069"
BRACKET_TAIL = re.compile(r"[(\[][^()\[\]]{1,100}[)\]]$")
STOP_INSIDE = re.compile(rf"[{STOPS}][{re.escape(CLOSERS)}]*\s+\S")
DOTTED_END = re.compile(
    r"(?:\b\w\.){2,}$|\b(?:Inc|Ltd|Co|Corp|Jr|Sr|St|[ap]\.m|Calif|Ariz|Conn|Fla|Mich|Minn|Okla|Tenn)\.$",
    re.IGNORECASE,
)
BULLET = re.compile(r"(?:[-*•·–—▪▸►◦‣●○■□✓✔➤]+|\(?\d{1,3}[.)\-]|\(?[A-Za-z][.)])\s+\S")
WORD = re.compile(
    r"[^\W_]+(?:[\u0300-\u036f\u064b-\u065f\u0670\u200c'’.\-&]+[^\W_]+"
    rf"|[{VOWEL_SIGNS}]+[^\W_]*)*"
)

WRAP_AT_LEAST = 45
WRAP_AT_MOST = 110
WRAP_SPREAD = 24
NARROW_AT_LEAST = 28
NARROW_SPREAD = 40
SHORT_LINES = 4
LOOSE_LINES = 5
DISPLAY_AT_MOST = 180
DISPLAY_WORDS = 26


class Paragraph:
    """A stretch of text that stands alone on the page; wrapped lines count as one stretch."""

    def __init__(self, source: str, start: int, end: int) -> None:
        self.source = source
        self.start = start
        self.end = end
        self.text = source[start:end]

    @lazy
    def words(self) -> list[str]:
        """Words of a short paragraph; of a long one only those in its first stretch."""
        return WORD.findall(self.text[: 2 * DISPLAY_AT_MOST])

    @lazy
    def folded(self) -> list[str]:
        """The words casefolded, for look-up in word lists."""
        words = self.words
        return fold_word("\n".join(words)).split("\n") if words else words

    @lazy
    def ends_with_stop(self) -> bool:
        """Whether a sentence ends here; "in the U.S." and "Rao Inc." are no sentence ends."""
        tail = self.text[-160:]
        if tail.endswith((")", "]")) and (bracket := BRACKET_TAIL.search(tail)):
            tail = tail[: bracket.start()].rstrip() or tail
        tail = tail[-24:]
        if not ends_in_stop(tail):
            return False
        return not (len(self.text) < DISPLAY_AT_MOST and DOTTED_END.search(tail))

    @lazy
    def is_display(self) -> bool:
        """Whether this is a line set apart rather than running text."""
        if len(self.text) > DISPLAY_AT_MOST or self.ends_with_stop:
            return False
        return len(self.words) <= DISPLAY_WORDS

    @lazy
    def is_bullet(self) -> bool:
        """Whether the line opens with a list mark such as a dash, a dot or ``2)``."""
        return BULLET.match(self.text) is not None


def ends_in_stop(text: str) -> bool:
    """Whether the text ends in a sentence's final mark, quotes or brackets behind it left aside."""
    return text.rstrip(BEHIND_STOP)[-1:] in STOPS_SET


def find_paragraphs(text: str) -> list[Paragraph]:
    """Return the paragraphs in order; together they hold every non-space character."""
    paragraphs: list[Paragraph] = []
    for lines in _groups(text):
        paragraphs.extend(Paragraph(text, start, end) for start, end in _unwrap(text, lines))
    return paragraphs


def _groups(text: str) -> Iterator[list[tuple[int, int]]]:
    """Yield runs of stripped lines that no blank line interrupts."""
    run: list[tuple[int, int]] = []
    line_end = 0
    for match in LINE.finditer(text):
        start, end = match.span()
        if run and _has_blank_line(text, line_end, start):
            yield run
            run = []
        run.append((start, end))
        line_end = end
    if run:
        yield run


def _has_blank_line(text: str, start: int, end: int) -> bool:
    if end - start == 1:
        return False
    return text.count("\n", start, end) > 1 or len(BLANK.findall(text, start, end)) > 1


def _unwrap(text: str, lines: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Join the lines that a mail program or a PDF broke in mid-sentence."""
    if len(lines) == 1:
        return lines
    wrapped = _is_wrapped(text, lines) or _is_one_sentence(text, lines)
    joined = [lines[0]]
    for start, end in lines[1:]:
        previous_start, previous_end = joined[-1]
        if _continues(text, lines, (previous_end, start, end), wrapped):
            joined[-1] = (previous_start, end)
        else:
            joined.append((start, end))
    return joined


def _continues(
    text: str, lines: list[tuple[int, int]], place: tuple[int, int, int], wrapped: bool
) -> bool:
    previous_end, start, end = place
    if BULLET.match(text, start, min(end, start + 12)):
        return False
    if wrapped:
        return True
    tail = text[max(previous_end - WRAP_AT_LEAST, lines[0][0]) : previous_end]
    if ends_in_stop(tail) or tail.endswith((":", "؛", ";")) or "\n" in tail:
        return False
    return len(tail) == WRAP_AT_LEAST and text[start].islower()


def _is_wrapped(text: str, lines: list[tuple[int, int]]) -> bool:
    """Tell a block set to one line width: three or more lines, all but the last alike in length.

    Where a line goes on with a small letter, narrower lines and more ragged ones will do.
    """
    if len(lines) < 3:
        return False
    lengths = [end - start for start, end in lines[:-1]]
    shortest, longest = min(lengths), max(lengths)
    if shortest < NARROW_AT_LEAST or longest > WRAP_AT_MOST or longest - shortest > NARROW_SPREAD:
        return False
    is_ragged = shortest < WRAP_AT_LEAST or longest - shortest > WRAP_SPREAD
    goes_on = any(text[start].islower() for start, _ in lines[1:])
    if is_ragged and not goes_on:
        return False
    open_ends = sum(not ends_in_stop(text[max(end - 24, start) : end]) for start, end in lines)
    if 2 * open_ends < len(lines) or _holds_date_line(text, lines):
        return False
    return goes_on or _is_filled(text, lines, longest)


def _is_filled(text: str, lines: list[tuple[int, int]], width: int) -> bool:
    """Whether hardly any line had room for the first word of the next, as wrapping leaves none."""
    loose = 0
    for (start, end), (following, last) in pairwise(lines):
        word = text[following:last].split(maxsplit=1)[0]
        loose += end - start + 1 + len(word) <= width
    return LOOSE_LINES * loose < len(lines)


def _holds_date_line(text: str, lines: list[tuple[int, int]]) -> bool:
    """Whether one of the lines is only a date: a headline and what stands below it, no wrap."""
    return any(end - start < WRAP_AT_MOST and is_date_line(text[start:end]) for start, end in lines)


def _is_one_sentence(text: str, lines: list[tuple[int, int]]) -> bool:
    """Tell a sentence broken over short lines: a capital, small letters from then on, a stop."""
    first, last = lines[0], lines[-1]
    if len(lines) > SHORT_LINES or not text[first[0]].isupper():
        return False
    if not all(text[start].islower() for start, _ in lines[1:]):
        return False
    inner = (text[max(end - 24, start) : end] for start, end in lines[:-1])
    if any(line.endswith((":", ";")) or ends_in_stop(line) for line in inner):
        return False
    return ends_in_stop(text[max(last[1] - 24, last[0]) : last[1]])


def has_capitals(text: str) -> bool:
    """Whether a line's script tells names from other words by capitals."""
    return text.swapcase() != text


def has_finite_verb(paragraph: Paragraph) -> bool:
    """Whether a word that is nearly always a finite verb occurs in a display line."""
    return not LEXICON.finite_words.isdisjoint(paragraph.folded)
