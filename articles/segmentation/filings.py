"""Find the place and agency that a Persian report opens with: "کاردا - ایرنا:".

An agency alone counts where its name is a phrase, "واحد مرکزی خبر:"; a single word before a colon
is the source of what follows: "رویترز: ...".
"""

import re

from articles.segmentation.lexicon import LEXICON, fold_word

WORD = r"[^\W\d_][^\W_]*+(?:\u200c[^\W_]++)*+"
FILING = re.compile(rf"{WORD}(?: {WORD}){{0,2}} [-–—] ({WORD}(?: {WORD}){{0,3}}) ?:\s++")
LONE = re.compile(rf"({WORD}(?: {WORD}){{2,3}}) ?:\s++")
AGENCIES = frozenset(map(fold_word, LEXICON.agency_names))
PHRASES = frozenset(
    name
    for name in AGENCIES
    if name.count(" ") > 1 and not name.isascii() and min(map(len, name.split())) > 2
)
"""Names of three words and more, spelled letters such as "بی بی سی" left out."""


def may_hold_filing(text: str) -> bool:
    """Whether a closer look is worth its time."""
    if ":" not in text:
        return False
    return " - " in text or " – " in text or " — " in text or any(map(text.__contains__, PHRASES))


def part_filings(text: str, spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Set each place and agency apart from the sentence behind it: it claims nothing."""
    parted: list[tuple[int, int]] = []
    for start, end in spans:
        behind = _behind_filing(text, start, end)
        if behind is None:
            parted.append((start, end))
        else:
            parted += [(start, start + len(text[start:behind].rstrip())), (behind, end)]
    return parted


def _behind_filing(text: str, start: int, end: int) -> int | None:
    """Return where the sentence goes on behind its place and agency; None where it has none."""
    match = FILING.match(text, start, end)
    if match is None:
        match = LONE.match(text, start, end)
        is_filing = match is not None and fold_word(match.group(1)) in PHRASES
    else:
        is_filing = _is_agency(match.group(1))
    if match is None or match.end() == end or not is_filing:
        return None
    return match.end()


def _is_agency(name: str) -> bool:
    folded = fold_word(name)
    return folded in AGENCIES or folded.split()[0] in LEXICON.outlet_words
