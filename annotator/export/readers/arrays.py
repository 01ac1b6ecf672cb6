"""A JSON array read one item at a time: what stands before a mistake in it is not lost."""

import json
import re
from collections.abc import Iterator
from typing import IO, Any, NamedTuple

from django.utils.translation import gettext as _

from annotator.export.readers.lines import BYTE_ORDER_MARK
from annotator.export.readers.records import UnreadableFile

WHITESPACE = re.compile(r"[ \t\n\r]*")


class Item(NamedTuple):
    """An item by its number, from 1; `problem` says why it cannot be read."""

    number: int
    value: Any
    problem: str = ""


def read_array(file: IO[bytes]) -> Iterator[Item]:
    """Yield the items; an object that stands alone counts as an array of itself.

    The text is held in memory, the items are not. Raises `UnreadableFile` for what is neither.
    """
    text = _text(file)
    place = _skip(text, 0)
    if text[place : place + 1] == "{":
        yield _item(text, place, 1)[0]
    elif text[place : place + 1] == "[":
        yield from _items(text, _skip(text, place + 1))
    else:
        message = _("This is not JSON: it has to begin with “[” or “{”.")
        raise UnreadableFile(message, "invalid_json")


def _text(file: IO[bytes]) -> str:
    try:
        return file.read().removeprefix(BYTE_ORDER_MARK).decode()
    except UnicodeDecodeError:
        message = _("This is not text in UTF-8. Save the file as UTF-8 and send it again.")
        raise UnreadableFile(message, "encoding") from None


def _items(text: str, place: int) -> Iterator[Item]:
    number = 0
    while text[place : place + 1] != "]" or number:
        number += 1
        item, end = _item(text, place, number)
        yield item
        if end == place:
            return
        place = _skip(text, end)
        if text[place : place + 1] == "]":
            return
        if text[place : place + 1] != ",":
            yield Item(number + 1, None, _broken(_("a comma or “]” is missing"), place))
            return
        place = _skip(text, place + 1)


def _item(text: str, place: int, number: int) -> tuple[Item, int]:
    """The item and where it ends: where it begins when nothing behind it can be read either."""
    try:
        value, end = _decoder.raw_decode(text, place)
    except json.JSONDecodeError as error:
        return Item(number, None, _broken(error.msg, error.pos)), place
    except RecursionError:
        return Item(number, None, _("Not valid JSON: nested too deeply.")), place
    except ValueError:
        message = _("Not valid JSON: a number is not one that can be kept.")
        return Item(number, None, message), place
    if not can_be_kept(value):
        return Item(
            number, None, _("There is half a character in a text: “\\ud800” or the like.")
        ), end
    return Item(number, value), end


def can_be_kept(value: Any) -> bool:
    """Whether all texts are whole characters: JSON may escape one half of one."""
    try:
        json.dumps(value, ensure_ascii=False).encode()
    except (UnicodeEncodeError, RecursionError):
        return False
    return True


def half_a_character() -> str:
    """Say why a value cannot be kept."""
    return _("There is half a character in a text: “\\ud800” or the like.")


def _broken(problem: str, place: int) -> str:
    words = {"problem": problem, "place": f"{place + 1:,}"}
    return _("Not valid JSON: %(problem)s at character %(place)s.") % words


def _skip(text: str, place: int) -> int:
    found = WHITESPACE.match(text, place)
    return found.end() if found else place


def _no_number(_word: str) -> Any:
    raise ValueError


_decoder = json.JSONDecoder(parse_constant=_no_number)
