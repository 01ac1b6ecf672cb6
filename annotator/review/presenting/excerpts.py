"""An article around a claim."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Excerpt:
    """An article around a claim. `is_whole` is False where a long text was cut."""

    before: str
    claim: str
    after: str
    is_whole: bool


MAX_CONTEXT = 30_000


def excerpt(text: str, start: int, end: int) -> Excerpt:
    """Cut text[start:end] out of its surroundings, at most `MAX_CONTEXT` characters each way."""
    first, last = max(0, start - MAX_CONTEXT), min(len(text), end + MAX_CONTEXT)
    is_whole = first == 0 and last == len(text)
    return Excerpt(text[first:start], text[start:end], text[end:last], is_whole)
