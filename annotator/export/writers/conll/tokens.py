"""Words and signs of a text with their exact places, by one rule for all languages.

A word is a run of letters, digits and underscores with their marks and joiners; an apostrophe or
hyphen between two letters belongs to it. Any other sign is a token of its own, with the marks on
it and all that a joiner ties to it. White space is between tokens; nothing else is left out.
"""

import re
import sys
import unicodedata
from collections.abc import Iterator
from functools import cache
from itertools import groupby

NON_JOINER, JOINER = "\u200c", "\u200d"
INNER = "'\u2019\u2010\u2011-"
SKIN_TONES = "\U0001f3fb-\U0001f3ff"

Place = tuple[int, int]


def places_of_tokens(text: str, start: int, end: int) -> Iterator[Place]:
    """Yield the places of the tokens between two places of a text, in order.

    >>> text = "Don’t go: x\u0302 5%"
    >>> [text[start:end] for start, end in places_of_tokens(text, 0, len(text))]
    ['Don’t', 'go', ':', 'x̂', '5', '%']
    """
    return (found.span() for found in _rule().finditer(text, start, end))


@cache
def _rule() -> re.Pattern[str]:
    marks = _marks()
    word = rf"\w(?:[\w{marks}{NON_JOINER}{JOINER}]|[{INNER}](?=\w))*"
    sign = rf"[^\w\s](?:[{marks}{SKIN_TONES}]|{JOINER}[^\w\s])*"
    return re.compile(f"{word}|{sign}")


def _marks() -> str:
    """All combining marks, as ranges of a class of characters."""
    marks = (
        number
        for number in range(sys.maxunicode + 1)
        if unicodedata.category(chr(number)).startswith("M")
    )
    runs = (list(run) for _, run in groupby(enumerate(marks), lambda pair: pair[1] - pair[0]))
    return "".join(f"{chr(run[0][1])}-{chr(run[-1][1])}" for run in runs)
