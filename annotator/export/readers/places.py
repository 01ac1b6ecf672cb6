"""Stretches of a file's text, with the words around them that help to find them again."""

from bisect import bisect_right
from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import Generic, TypeVar

from django.utils.translation import gettext as _

from annotator.export.readers.lines import WrongValue
from annotator.export.readers.records import IncomingSpan

Kind = TypeVar("Kind")
CONTEXT = 60
"""Characters around words that tell where they stand."""
LAST_SHORT = 0xFFFF
"""The last code point that is one unit of UTF-16."""

MOST_QUOTED = 20_000_000
"""Characters that the marked words of one article may have together, each stretch once."""

Told = tuple[int, int, str]
"""Words of a file with the start and end that it gives for them."""


class Places:
    """A text and how a file counts in it; without the text, words are taken as the file has them.

    Some programs count units of UTF-16, as browsers do, where others count code points. The words
    that a file tells with its offsets (`told`) show which of the two it does, where its format does
    not say it (`counts_units`).

    >>> Places("🚢 at sea", [(3, 5, "at")]).span(3, 5).quote
    'at'
    """

    def __init__(
        self, text: str | None, told: Iterable[Told] = (), counts_units: bool | None = None
    ) -> None:
        self.text = text
        self._made: dict[Told, IncomingSpan] = {}
        self._left = MOST_QUOTED
        self._counts_units = self._is_shown(list(told)) if counts_units is None else counts_units

    def span(self, start: int, end: int, quote: str = "") -> IncomingSpan:
        """The words from `start` to `end`, which are `quote` as far as the file tells.

        Raises `WrongValue` for places that are not in the text.
        """
        key = (start, end, quote)
        if key not in self._made:
            self._made[key] = self._span(start, end, quote)
        return self._made[key]

    def _span(self, start: int, end: int, quote: str) -> IncomingSpan:
        if start >= end:
            raise WrongValue(_("Words have to begin before they end."))
        if self.text is None:
            if not quote:
                raise WrongValue(_("Neither the text nor the words of these places are here."))
            return IncomingSpan(start, end, quote)
        if self._counts_units:
            start, end = self._units.get(start, -1), self._units.get(end, -1)
        if start < 0 or end > len(self.text) or start >= end:
            raise WrongValue(_("These words lie outside of the text, or inside a character."))
        self._left -= end - start
        if self._left < 0:
            raise WrongValue(_("More words are marked in this article than can be taken."))
        words = self.text[start:end]
        return IncomingSpan(
            start,
            end,
            words if not quote or words in (quote, _unescaped(quote)) else _unescaped(quote),
            before=self.text[max(0, start - CONTEXT) : start],
            after=self.text[end : end + CONTEXT],
        )

    def _is_shown(self, told: list[Told]) -> bool:
        """Whether more of the words stand where UTF-16 counts them than where code points do."""
        if not self.has_long_signs:
            return False
        points = sum(self._stands(start, end, quote) for start, end, quote in told)
        units = [
            (self._units[start], self._units[end], quote)
            for start, end, quote in told
            if start in self._units and end in self._units
        ]
        return points < sum(self._stands(start, end, quote) for start, end, quote in units)

    def _stands(self, start: int, end: int, quote: str) -> bool:
        """Whether the words are there; no more of the text is looked at than they are long."""
        text = self.text or ""
        return any(
            end - start == len(words) and text.startswith(words, start)
            for words in (quote, _unescaped(quote))
            if start >= 0
        )

    @cached_property
    def has_long_signs(self) -> bool:
        """Whether the two ways of counting differ in this text."""
        return max(self.text or "", default="") > chr(LAST_SHORT)

    @cached_property
    def _units(self) -> Mapping[int, int]:
        """The place in code points of each place in units of UTF-16 that a character begins at."""
        found, unit, text = {}, 0, self.text or ""
        for place, character in enumerate(text):
            found[unit] = place
            unit += 2 if ord(character) > LAST_SHORT else 1
        found[unit] = len(text)
        return found


def _unescaped(quote: str) -> str:
    r"""Words as they were: Label Studio writes a line end in them as `\n`, two characters."""
    return quote.replace("\\n", "\n")


class Stretches(Generic[Kind]):
    """Stretches that do not overlap, each with what it stands for, found by words in them."""

    def __init__(self, stretches: Iterable[tuple[int, int, Kind]]) -> None:
        self._sorted = sorted(stretches, key=lambda one: one[:2])
        self._starts = [one[0] for one in self._sorted]

    def around(self, start: int, end: int) -> Kind | None:
        """What stands for the stretch that words lie in."""
        place = bisect_right(self._starts, start) - 1
        if place < 0 or end > self._sorted[place][1]:
            return None
        return self._sorted[place][2]
