"""Where quotations and brackets open and close within one paragraph."""

import re
from bisect import bisect_left

PAIRS = r"“[^“”]*+”|«[^«»]*+»|»[^«»]*+«|„[^„“”]*+[“”]|「[^「」]*+」|『[^『』]*+』"
STRAIGHT = (
    r"(?<!\w)\"[^\"]*+\"(?!\w)"
    r"|(?<!\w)‘(?:[^‘’]|’(?=\w)){0,800}+’(?!\w)"
    r"|(?<!\w)'(?:[^']|'(?=\w)){0,800}+'(?!\w)"
)
BRACKETS = r"\([^()]*+\)|\[[^\[\]]*+\]|（[^（）]*+）"
QUOTE = re.compile(f"{PAIRS}|{STRAIGHT}")
PAIRED_QUOTE = re.compile(PAIRS)
BRACKET = re.compile(BRACKETS)
PAIRED = re.compile(f"{PAIRS}|{BRACKETS}")
ANY = re.compile(f"{PAIRS}|{STRAIGHT}|{BRACKETS}")


class Spans:
    """Ordered, disjoint spans."""

    def __init__(self, spans: list[tuple[int, int]]) -> None:
        self._spans = spans

    def holding(self, start: int, end: int) -> tuple[int, int] | None:
        """Return the span around both places, or None; its own marks count as inside."""
        index = bisect_left(self._spans, (start, 0)) - 1
        if index >= 0 and self._spans[index][1] >= end:
            return self._spans[index]
        return None


class Enclosures:
    """The quotations and brackets of a paragraph, told apart."""

    def __init__(self, text: str) -> None:
        quote = QUOTE if has_straight_marks(text) else PAIRED_QUOTE
        self.quotes = Spans([match.span() for match in quote.finditer(text)])
        self.brackets = Spans([match.span() for match in BRACKET.finditer(text)])


def has_straight_marks(text: str) -> bool:
    """Whether a mark occurs that opens and closes alike, or is an apostrophe as well."""
    return '"' in text or "‘" in text or " '" in text or text[0] == "'"


def enclosed_spans(text: str) -> list[tuple[int, int]]:
    """Return the outermost quotations and brackets."""
    if has_straight_marks(text):
        return [match.span() for match in ANY.finditer(text)]
    if text.isascii() and "(" not in text and "[" not in text:
        return []
    return [match.span() for match in PAIRED.finditer(text)]
