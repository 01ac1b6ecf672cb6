"""A JSON array read one item at a time: no more of it is held than one item.

What stands before a mistake is not lost.
"""

import codecs
import json
import re
from collections.abc import Iterator
from typing import IO, Any, NamedTuple

from django.utils.translation import gettext as _

from annotator.export.readers.lines import BYTE_ORDER_MARK, can_be_kept, half_a_character
from annotator.export.readers.records import UnreadableFile

WHITESPACE = re.compile(r"[ \t\n\r]*")
PIECE = 1 << 16
LONGEST_WORD = 16
"""More characters than any word of JSON, or escaped sign in a text, has."""
LONGEST = 25_000_000
"""Characters of an item: an article with everybody's labels is far shorter."""


class Item(NamedTuple):
    """An item by its number, from 1; `problem` says why it cannot be read."""

    number: int
    value: Any
    problem: str = ""


class _Broken(ValueError):
    """Nothing from here on can be read."""


def read_array(file: IO[bytes]) -> Iterator[Item]:
    """Yield the items; an object that stands alone counts as an array of itself.

    Raises `UnreadableFile` for what is neither, and for text that is not UTF-8.
    """
    window = _Window(file)
    sign = window.sign()
    if sign not in ("{", "["):
        message = _("This is not JSON: it has to begin with “[” or “{”.")
        raise UnreadableFile(message, "invalid_json")
    number = 1
    try:
        for value in [window.value()] if sign == "{" else _values(window):
            yield _item(number, value)
            number += 1
    except _Broken as error:
        yield Item(number, None, str(error))


def _values(window: "_Window") -> Iterator[Any]:
    window.take()
    if window.sign() == "]":
        return
    while True:
        yield window.value()
        sign = window.sign()
        if sign == "]":
            return
        if sign != ",":
            raise window.broken(_("a comma or “]” is missing"), 0)
        window.take()


def _item(number: int, value: Any) -> Item:
    if can_be_kept(value):
        return Item(number, value)
    return Item(number, None, half_a_character())


class _Window:
    """The part of a file that is looked at."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file, self._decode = file, codecs.getincrementaldecoder("utf-8")().decode
        self._text, self._place, self._before, self._ended = "", 0, 0, False
        self._read_on(PIECE)
        self._text = self._text.removeprefix(BYTE_ORDER_MARK.decode())

    def sign(self) -> str:
        """The next character that is not space, "" at the end."""
        while True:
            self._place = WHITESPACE.match(self._text, self._place).end()  # type: ignore[union-attr]
            if self._place < len(self._text) or self._ended:
                return self._text[self._place : self._place + 1]
            self._read_on(PIECE)

    def take(self) -> None:
        """Go on behind the next character."""
        self._place += 1

    def value(self) -> Any:
        """The next value, with as much of the file as it needs; raises `_Broken`."""
        self.sign()
        while True:
            try:
                value, end = _decoder.raw_decode(self._text, self._place)
            except json.JSONDecodeError as error:
                self._need_more(error)
            except RecursionError:
                raise _Broken(_("Not valid JSON: nested too deeply.")) from None
            except ValueError:
                message = _("Not valid JSON: a number is not one that can be kept.")
                raise _Broken(message) from None
            else:
                if end < len(self._text) or self._ended:
                    self._place = end
                    return value
                self._read_on(PIECE)  # a number may go on

    def broken(self, problem: str, ahead: int) -> _Broken:
        """Say what is wrong, and where."""
        place = self._before + self._place + ahead
        words = {"problem": problem, "place": f"{place + 1:,}"}
        return _Broken(_("Not valid JSON: %(problem)s at character %(place)s.") % words)

    def _need_more(self, error: json.JSONDecodeError) -> None:
        """Read on where a value may only be cut off; twice as much each time, so that looking at
        its beginning again does not add up."""
        held = len(self._text) - self._place
        is_at_the_end = error.pos + LONGEST_WORD >= len(self._text)
        is_cut_off = is_at_the_end or error.msg.startswith("Unterminated string")
        if self._ended or not is_cut_off:
            raise self.broken(error.msg, error.pos - self._place)
        if held > LONGEST:
            raise self.broken(_("a value is too long, or does not end"), 0)
        self._read_on(max(PIECE, held))

    def _read_on(self, size: int) -> None:
        piece = self._file.read(size)
        self._ended = not piece
        try:
            more = self._decode(piece, self._ended)
        except UnicodeDecodeError:
            message = _("This is not text in UTF-8. Save the file as UTF-8 and send it again.")
            raise UnreadableFile(message, "encoding") from None
        self._before += self._place
        self._text, self._place = self._text[self._place :] + more, 0


def _no_number(_word: str) -> Any:
    raise ValueError


_decoder = json.JSONDecoder(parse_constant=_no_number)
