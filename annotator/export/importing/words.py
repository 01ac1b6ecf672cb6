"""Find the words of a file in a text that is here: by place, else by what stands around them.

Nothing is guessed: words are placed where they stand exactly, or where they and their context
occur exactly once.
"""

from collections.abc import Mapping

from annotator.export.readers.records import IncomingSpan
from articles.models import Claim

Span = tuple[int, int]


def place_words(text: str, wanted: IncomingSpan) -> Span | None:
    """Where the words stand in `text`; None where that is not sure.

    >>> place_words("He said so.", IncomingSpan(3, 7, "said"))
    (3, 7)
    >>> place_words("Then he said so.", IncomingSpan(3, 7, "said", "he ", " so"))
    (8, 12)
    >>> place_words("He said he said.", IncomingSpan(0, 4, "said"))
    """
    if not wanted.quote:
        return None
    if text[wanted.start : wanted.end] == wanted.quote and _fits(text, wanted):
        return wanted.start, wanted.end
    around = wanted.before + wanted.quote + wanted.after
    first = text.find(around)
    if first < 0 or text.find(around, first + 1) >= 0:
        return None
    start = first + len(wanted.before)
    return start, start + len(wanted.quote)


def _fits(text: str, wanted: IncomingSpan) -> bool:
    """Whether what stands around the place is what stood around the words."""
    before = text[max(0, wanted.start - len(wanted.before)) : wanted.start]
    return before == wanted.before and text.startswith(wanted.after, wanted.end)


def claim_at(text: str, claims: Mapping[Span, Claim], wanted: IncomingSpan) -> Claim | None:
    """The claim that begins and ends where the words stand, and has the same words."""
    place = place_words(text, wanted)
    return claims.get(place) if place else None


def claim_around(claims: Mapping[Span, Claim], place: Span) -> Claim | None:
    """The claim that marked words lie inside of."""
    return next(
        (one for one in claims.values() if one.start <= place[0] and place[1] <= one.end), None
    )


def words_in_claim(
    text: str, claim: Claim, target: IncomingSpan | None, marked: IncomingSpan
) -> Span | None:
    """Where marked words stand in a claim whose words are known to be the same as the file's."""
    if target and target.start <= marked.start and marked.end <= target.end:
        start = claim.start + marked.start - target.start
        place: Span | None = (start, start + marked.end - marked.start)
        if text[start : start + len(marked.quote)] != marked.quote:
            place = None
    else:
        place = place_words(text, marked)
    inside = place and claim.start <= place[0] < place[1] <= claim.end
    return place if inside else None
