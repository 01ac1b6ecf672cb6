"""Text as it is stored: one normal form, applied once at import and never again."""

import hashlib
import re
import unicodedata
from functools import cache

from articles.ingestion.encoding import TextUndecodable, decode

__all__ = ["TextUndecodable", "content_hash", "decode", "normalise", "one_line", "printable"]

MAX_MARKS = 30
"""Combining marks in a row, as in the Stream-Safe Text Format of Unicode Annex 15."""

LAST_MARK = 0x1E94A
GRAPHEME_JOINER = "\u034f"

_LINE_ENDS = re.compile("\r\n|[\r\v\f\x85\u2028\u2029]")
_DROPPED = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\ufeff]")
_UNSTORABLE = re.compile("[\ud800-\udfff\ufffe\uffff]")
_MAYBE_MARKS = re.compile("[\u0300-\u1fff\u20d0-\U0010ffff]{2}")
_TO_MEND = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ufeff\ud800-\udfff\ufffe\uffff]")


def normalise(text: str) -> str:
    r"""Give the one form in which a text is stored, so that offsets into it never move.

    NFC, ``\n`` line ends, no byte order mark, no control character but tab and line feed, no blank
    line before or after. Spaces inside and at line ends, NBSP, joiners and bidi marks stay.

    >>> normalise("\ufeff\r\nCafe\u0301 \r\nopen\r\n")
    'Café \nopen'
    """
    return _without_outer_blank_lines(unicodedata.normalize("NFC", _stream_safe(printable(text))))


def printable(text: str) -> str:
    """Mend line ends and drop what no store or parser takes, without composing characters.

    Markup gets this one: NFC would melt a ``>`` and a combining slash after it into one character.
    Surrogates and the two non-characters XML cannot carry become U+FFFD.
    """
    if not _TO_MEND.search(text):  # nearly always
        return text
    text = _LINE_ENDS.sub("\n", text)
    return _UNSTORABLE.sub("\ufffd", _DROPPED.sub("", text))


def one_line(text: str) -> str:
    """Normalise a title or a name: as :func:`normalise`, with each run of white space one space."""
    return " ".join(normalise(text).split())


def content_hash(text: str) -> str:
    """Hash a text in its stored form for finding duplicates: SHA-256 in hex, blind to white space.

    Texts that `normalise` makes equal but for their white space have one hash.
    """
    return hashlib.sha256(" ".join(text.split()).encode()).hexdigest()


def _without_outer_blank_lines(text: str) -> str:
    if not text.strip():
        return ""
    lead = len(text) - len(text.lstrip())
    first = text.rfind("\n", 0, lead) + 1
    end = len(text.rstrip())
    last = text.find("\n", end)
    return text[first:] if last == -1 else text[first:last]


def _stream_safe(text: str) -> str:
    """Break up endless runs of combining marks: NFC sorts each run in quadratic time.

    A run that long covers two of the characters looked at first; nearly all texts end there.
    """
    sample = text[:: MAX_MARKS // 2]
    if sample.isascii() or not _MAYBE_MARKS.search(sample):
        return text
    two, too_many = _marks()
    if not two.search(sample):
        return text
    return too_many.sub(rf"\g<0>{GRAPHEME_JOINER}", text)


@cache
def _marks() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Return what finds two marks in a row, and as many as are too many."""
    marks = (chr(n) for n in range(0x300, LAST_MARK + 1) if unicodedata.combining(chr(n)))
    mark = f"[{''.join(marks)}]"
    return re.compile(mark * 2), re.compile(f"{mark}{{{MAX_MARKS}}}(?={mark})")
