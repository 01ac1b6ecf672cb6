"""Stretches of a file's text, with the words around them that help to find them again."""

from collections.abc import Iterable, Mapping
from functools import cached_property

from django.utils.translation import gettext as _

from annotator.export.readers.lines import WrongValue
from annotator.export.readers.records import IncomingSpan

CONTEXT = 60
"""Characters around words that tell where they stand."""
LAST_SHORT = 0xFFFF
"""The last code point that is one unit of UTF-16."""

Told = tuple[int, int, str]
"""Words of a file with the start and end that it gives for them."""


class Places:
    """A text and how a file counts in it; without the text, words are taken as the file has them.

    Some programs count units of UTF-16, as browsers do, where others count code points. The words
    that a file tells with its offsets (`told`) show which of the two it does.

    >>> Places("🚢 at sea", [(3, 5, "at")]).span(3, 5).quote
    'at'
    """

    def __init__(self, text: str | None, told: Iterable[Told] = ()) -> None:
        self.text = text
        self._counts_units = self._is_shown(list(told))

    def span(self, start: int, end: int, quote: str = "") -> IncomingSpan:
        """The words from `start` to `end`, which are `quote` as far as the file tells.

        Raises `WrongValue` for places that are not in the text.
        """
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
        words = self.text[start:end]
        return IncomingSpan(
            start,
            end,
            words if not quote or _same(words, quote) else _unescaped(quote),
            before=self.text[max(0, start - CONTEXT) : start],
            after=self.text[end : end + CONTEXT],
        )

    def _is_shown(self, told: list[Told]) -> bool:
        """Whether more of the words stand where UTF-16 counts them than where code points do."""
        text = self.text
        if text is None or max(text, default="") <= chr(LAST_SHORT):
            return False
        points = sum(_same(text[start:end], quote) for start, end, quote in told)
        units = [
            (self._units[start], self._units[end], quote)
            for start, end, quote in told
            if start in self._units and end in self._units
        ]
        return points < sum(_same(text[start:end], quote) for start, end, quote in units)

    @cached_property
    def _units(self) -> Mapping[int, int]:
        """The place in code points of each place in units of UTF-16 that a character begins at."""
        found, unit, text = {}, 0, self.text or ""
        for place, character in enumerate(text):
            found[unit] = place
            unit += 2 if ord(character) > LAST_SHORT else 1
        found[unit] = len(text)
        return found


def _same(words: str, quote: str) -> bool:
    return words in (quote, _unescaped(quote))


def _unescaped(quote: str) -> str:
    r"""Words as they were: Label Studio writes a line end in them as `\n`, two characters."""
    return quote.replace("\\n", "\n")
