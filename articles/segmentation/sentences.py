"""Split running text into sentences: the sentencex library, corrected for news prose.

The library knows abbreviations in many languages, but keeps a whole quotation together, parts a
question from its speaker and cuts Arabic-script initials and decimals. Offsets are code points.
"""

import re
from collections.abc import Iterator
from itertools import pairwise

import sentencex

from articles.segmentation.lexicon import LEXICON

LIBRARY_CAP = 2048
"""Most code points handed to the library at once: its quotation search is quadratic."""

ARABIC_LETTER = re.compile(r"[ء-ۓ]")
PERSIAN_LETTER = re.compile(r"[پچژگکی]")
LATIN_LETTER = re.compile(r"[A-Za-z]")
STOP_WITHIN = re.compile(r"[.!?؟۔…。！？।॥](?:\S{0,8}\s+\S|\w|(?<=[。！？।॥])\S)")
CANDIDATE = re.compile(r"([.!?؟۔…])([\"'”’»)\]]*)(\s+)(?=([\"'“‘«(\[]*)(\w))")
QUOTATION = re.compile(
    r"“[^“”]*”|«[^«»]*»|„[^„“”]*[“”]|\"[^\"]*\"|(?<!\w)‘(?:[^‘’]|’(?=\w))*’(?!\w)"
)
BRACKET = re.compile(r"\([^()]*\)|\[[^\[\]]*\]")
ENUMERATOR = re.compile(r"\(?(?:\d{1,3}|[A-Za-z])[.)]+$")
ARABIC_INITIAL = re.compile(r"(?<!\w)[ء-ي]\.$|(?<!\w)(?:[ء-ي]\.)+[ء-ي]\.$")
ERA_OR_UNIT = re.compile(r"\d\s*(?:م|هـ|ه)\.$")
WORDS_AHEAD = re.compile(r"[^\W_]+(?:[\u200c'’\-][^\W_]+)*")
PLAIN_WORD = re.compile(r"(?<![\w.])[A-Za-z]{2,8}$")
SPEAKER_WORDS = 6
WORDLESS_AT_MOST = 24


def language_of(text: str, hint: str = "") -> str:
    """Return the language to split by: ``hint`` unless the script of ``text`` speaks against it."""
    code = hint.partition("-")[0].lower()
    if text.isascii() or not ARABIC_LETTER.search(text):
        return "en" if code in ("", "ar", "fa", "ur", "ckb", "he") else code
    if len(ARABIC_LETTER.findall(text)) < len(LATIN_LETTER.findall(text)):
        return "en" if code in ("", "ar", "fa", "ur", "ckb", "he") else code
    if code in ("ar", "fa", "ur", "ckb"):
        return code
    return "fa" if PERSIAN_LETTER.search(text) else "ar"


def split_sentences(text: str, *, language: str = "") -> list[tuple[int, int]]:
    """Return (start, end) of each sentence of one paragraph, outer space left out.

    >>> split_sentences("It opened. It closed.")
    [(0, 10), (11, 21)]
    """
    return [_strip(text, start, end) for start, end in pairwise(_cuts(text, language))]


def _strip(text: str, start: int, end: int) -> tuple[int, int]:
    piece = text[start:end]
    left = len(piece) - len(piece.lstrip())
    return start + left, start + len(piece.rstrip())


def _cuts(text: str, hint: str) -> list[int]:
    """Boundaries from 0 to the length of ``text``; between two neighbours lies one sentence."""
    end = len(text.rstrip())
    if not end:
        return []
    if not STOP_WITHIN.search(text, 0, end):
        return [0, end]
    inner = library_cuts(text[:end], language_of(text, hint))
    cuts = _drop_wrong(text, [0, *inner, end])
    return _add_missing(text, cuts, hint)


def library_cuts(text: str, language: str) -> list[int]:
    """Return the library's inner boundaries, in order, never handing it more than the cap.

    A window's last sentence may go on behind the window, so the next window starts with it.
    """
    text = text.replace("\n", " ")
    cuts: list[int] = []
    start = 0
    while start < len(text):
        window = text[start : start + LIBRARY_CAP]
        ends = _piece_ends(window, language, start)
        if start + len(window) == len(text):
            cuts.extend(ends[:-1])
            break
        cuts.extend(ends[:-1])
        start = ends[-2] if len(ends) > 1 else _advance(text, start)
    return cuts


def _advance(text: str, start: int) -> int:
    """Step over a window that holds no boundary, to its last space where there is one."""
    space = text.rfind(" ", start + 1, start + LIBRARY_CAP)
    return space if space > start + LIBRARY_CAP // 2 else start + LIBRARY_CAP


def _piece_ends(window: str, language: str, offset: int) -> list[int]:
    ends: list[int] = []
    for piece in sentencex.segment(language, window):
        offset += len(piece)
        ends.append(offset)
    return ends


def _drop_wrong(text: str, cuts: list[int]) -> list[int]:
    kept = [0]
    last = cuts[-1]
    for cut, following in pairwise(cuts[1:]):
        if not _joins(text, kept[-1], cut, following):
            kept.append(cut)
    kept.append(last)
    return kept


def _joins(text: str, start: int, cut: int, end: int) -> bool:
    """Whether the text before and after ``cut`` is one sentence after all."""
    left = text[max(start, cut - 40) : cut].rstrip()
    if cut - start < WORDLESS_AT_MOST and not any(map(str.isalpha, left)):
        return True
    right = text[cut : min(end, cut + 120)].lstrip()
    if not left or not right or right[0].islower() or right[0] in ",;:،؛)]}”»’…":
        return True
    if not any(map(str.isalnum, right[:40])):
        return True
    if left[-1] == ".":
        return _is_abbreviation(left, right, text[cut - 1].isspace())
    return left[-1] in '?!؟"”»’' and _names_speaker(left, right)


def _is_abbreviation(left: str, right: str, spaced: bool) -> bool:
    """Whether the stop at the end of ``left`` belongs to its last word."""
    if not spaced and left[-2:-1].isdigit() and right[0].isdigit():
        return True
    if ENUMERATOR.fullmatch(left):
        return True
    if not left.isascii() and ARABIC_INITIAL.search(left):
        return not ERA_OR_UNIT.search(left)
    token = left.rsplit(None, 1)[-1].strip('("“‘[').rstrip(".").casefold()
    if token in LEXICON.abbreviations:
        return True
    if right[0].isdigit():
        return token in LEXICON.abbreviations_before_number
    return token in LEXICON.clock_abbreviations and _opens_with_weekday(right)


def _opens_with_weekday(right: str) -> bool:
    match = WORDS_AHEAD.match(right)
    return match is not None and match.group().casefold() in LEXICON.weekdays


def _names_speaker(left: str, right: str) -> bool:
    """Whether ``right`` tells who asked or shouted the quotation that ends ``left``."""
    if left[-1] not in '"”»’' or left[-2:-1] not in ("?", "!", "؟", ",", "،"):
        return False
    words = [word.casefold() for word in WORDS_AHEAD.findall(right[:80])[:SPEAKER_WORDS]]
    if not words or words[0] in LEXICON.sentence_openers:
        return False
    return not LEXICON.reporting_verbs.isdisjoint(words)


def _add_missing(text: str, cuts: list[int], hint: str) -> list[int]:
    """Add the boundaries the library left out: in quotations, behind them, behind an ellipsis."""
    found = [0]
    for start, end in pairwise(cuts):
        if CANDIDATE.search(text, start, end):
            found.extend(start + cut for cut in _missing(text[start:end], hint))
        found.append(end)
    return found


def _missing(piece: str, hint: str) -> Iterator[int]:
    quotations = _Spans([match.span() for match in QUOTATION.finditer(piece)])
    brackets = _Spans([match.span() for match in BRACKET.finditer(piece)])
    inside = _cuts_in_quotations(piece, quotations, hint)
    for match in CANDIDATE.finditer(piece):
        if match.end() >= len(piece.rstrip()) or brackets.hold(match.start(1), match.end()):
            continue
        cut = match.end()
        if cut in inside or _ends_behind_quotation(piece, match, quotations):
            yield cut


def _cuts_in_quotations(piece: str, quotations: "_Spans", hint: str) -> set[int]:
    """Boundaries between the sentences of each quotation, unless the outer sentence goes on."""
    cuts: set[int] = set()
    for start, end in quotations.spans:
        if not STOP_WITHIN.search(piece, start + 1, end - 1) or _is_embedded(piece, start, end):
            continue
        inner = piece[start + 1 : end - 1]
        library = library_cuts(inner, language_of(inner, hint))
        kept = _drop_wrong(inner, [0, *library, len(inner)])
        cuts.update(start + 1 + cut for cut in kept[1:-1])
    return cuts


def _is_embedded(piece: str, start: int, end: int) -> bool:
    """Whether a quotation closed by a full stop is a mere part of the sentence around it."""
    behind = piece[end : end + 8].lstrip()
    return piece[end - 2] in ".…" and start > 0 and behind[:1].islower()


def _ends_behind_quotation(piece: str, match: re.Match[str], quotations: "_Spans") -> bool:
    stop, closers, _, _, first = match.groups()
    if not closers and stop == ".":
        return _ends_without_closer(piece[max(0, match.start() - 16) : match.end(1)], first)
    if first.islower() or (not closers and stop != "…"):
        return False
    left = piece[max(0, match.start() - 40) : match.end(2)]
    right = piece[match.end(3) : match.end(3) + 120]
    if stop == "…" and not (first.isupper() and not quotations.hold(*match.span(1))):
        return bool(closers) and not _names_speaker(left, right)
    if stop == "." and _is_abbreviation(left.rstrip(CLOSING), right, spaced=True):
        return False
    return not _names_speaker(left, right)


def _ends_without_closer(left: str, first: str) -> bool:
    """Whether the library took a plain word such as "may", or an era, for an abbreviation."""
    if first.isupper():
        match = PLAIN_WORD.search(left[:-1])
        return match is not None and match.group().casefold() in LEXICON.words_not_abbreviations
    return not first.islower() and ERA_OR_UNIT.search(left) is not None


CLOSING = "\"'”’»)]"


class _Spans:
    """Ordered, disjoint spans asked about at rising places, so that all questions cost one pass."""

    def __init__(self, spans: list[tuple[int, int]]) -> None:
        self.spans = spans
        self._next = 0

    def hold(self, start: int, end: int) -> bool:
        """Whether one span holds both places."""
        while self._next < len(self.spans) and self.spans[self._next][1] < end:
            self._next += 1
        return self._next < len(self.spans) and self.spans[self._next][0] < start
