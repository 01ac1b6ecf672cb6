"""Find the place and agency that a Persian report opens with: "کاردا - ایرنا:"."""

import re

from articles.segmentation.lexicon import LEXICON, fold_word

WORD = r"[^\W\d_][^\W_]*+(?:\u200c[^\W_]++)*+"
FILING = re.compile(rf"{WORD}(?: {WORD}){{0,2}} [-–—] ({WORD}(?: {WORD}){{0,3}}) ?:\s++")
AGENCIES = frozenset(map(fold_word, LEXICON.agency_names))


def may_hold_filing(text: str) -> bool:
    """Whether a closer look is worth its time."""
    return ":" in text and (" - " in text or " – " in text or " — " in text)


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
    if match is None or match.end() == end or not _is_agency(match.group(1)):
        return None
    return match.end()


def _is_agency(name: str) -> bool:
    folded = fold_word(name)
    return folded in AGENCIES or folded.split()[0] in LEXICON.outlet_words
