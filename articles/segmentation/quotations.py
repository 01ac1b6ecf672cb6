"""Where quotations and brackets open and close within one paragraph."""

import re
from bisect import bisect_left

PAIRS = (
    r"“[^“”]*+”|”(?=[\u0600-\u06ff])[^“”]*+“|«[^«»]*+»|»[^«»]*+«|„[^„“”]*+[“”]"
    r"|「[^「」]*+」|『[^『』]*+』"
)
STRAIGHT = (
    r"(?<!\w)\"[^\"]*+\"(?!\w)"
    # Taken whole by a look ahead, where "(?:a|b)*+" would do: Python 3.11.2 gives parts of it back.
    r"|(?<!\w)‘(?=(?P<curly>(?:[^‘’]|’(?=\w)){0,800}))(?P=curly)’(?!\w)"
    r"|(?<!\w)'(?=(?P<plain>(?:[^']|'(?=\w)){0,800}))(?P=plain)'(?!\w)"
)
BRACKETS = r"\([^()]*+\)|\[[^\[\]]*+\]|（[^（）]*+）"
QUOTE = re.compile(f"{PAIRS}|{STRAIGHT}")
PAIRED_QUOTE = re.compile(PAIRS)
BRACKET = re.compile(BRACKETS)
MIRRORED_BRACKETS = r"\)[^()]*+\(|\[[^\[\]]*+\]|（[^（）]*+）"
MIRRORED_BRACKET = re.compile(MIRRORED_BRACKETS)
MIRRORED_PAIRED = re.compile(f"{PAIRS}|{MIRRORED_BRACKETS}")
MIRRORED_ANY = re.compile(f"{PAIRS}|{STRAIGHT}|{MIRRORED_BRACKETS}")
RIGHT_TO_LEFT = re.compile(r"[\u0590-\u08ff]")
EMOTICON_EYES = frozenset(":;=-")
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
        bracket = MIRRORED_BRACKET if has_mirrored_brackets(text) else BRACKET
        self.brackets = Spans([match.span() for match in bracket.finditer(text)])


def has_straight_marks(text: str) -> bool:
    """Whether a mark occurs that opens and closes alike, or is an apostrophe as well."""
    return '"' in text or "‘" in text or " '" in text or text[0] == "'"


def has_mirrored_brackets(text: str) -> bool:
    """Whether round brackets open with ")" and close with "(".

    Old text that runs from right to left was often stored the way it looked on the screen.
    """
    opening = text.find(")")
    if not 0 <= opening < text.find("(") or text.rfind("(") < text.rfind(")"):
        return False
    return text[opening - 1 : opening] not in EMOTICON_EYES and bool(RIGHT_TO_LEFT.search(text))


def enclosed_spans(text: str) -> list[tuple[int, int]]:
    """Return the outermost quotations and brackets."""
    if not text.isascii() and has_mirrored_brackets(text):
        mirrored = MIRRORED_ANY if has_straight_marks(text) else MIRRORED_PAIRED
        return [match.span() for match in mirrored.finditer(text)]
    if has_straight_marks(text):
        return [match.span() for match in ANY.finditer(text)]
    if text.isascii() and "(" not in text and "[" not in text:
        return []
    return [match.span() for match in PAIRED.finditer(text)]
