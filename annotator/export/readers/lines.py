"""Lines of JSON objects, read one at a time: a bad line is reported and the rest goes on."""

import json
from collections.abc import Iterator
from typing import IO, Any, NamedTuple

from django.utils.translation import gettext as _

from annotator.export.readers.records import Trouble, UnreadableFile

MAX_LINE = 2_000_000
"""Bytes of a line: a row with its claim is far shorter."""
BYTE_ORDER_MARK = b"\xef\xbb\xbf"
NOT_UTF_8 = (b"\xff\xfe", b"\xfe\xff", b"\x00")
MAX_INTEGER = 2**53


class Line(NamedTuple):
    """A line by its number, read or not."""

    row: str
    values: dict[str, Any]
    trouble: Trouble | None = None


def read_lines(file: IO[bytes]) -> Iterator[Line]:
    """Yield every line with something on it. Raises `UnreadableFile` for other encodings."""
    number = 0
    while line := file.readline(MAX_LINE + 1):
        number += 1
        if number == 1:
            _refuse_encoding(line)
            line = line.removeprefix(BYTE_ORDER_MARK)
        row = _("line %(number)s") % {"number": number}
        if len(line) > MAX_LINE:
            _skip_rest(file)
            message = _("The line is longer than %(limit)s bytes.") % {"limit": f"{MAX_LINE:,}"}
            yield Line(row, {}, Trouble(row, message, "too_long"))
        elif line.strip():
            yield _parsed(row, line)


def _refuse_encoding(line: bytes) -> None:
    if line.startswith(NOT_UTF_8):
        message = _("This is not text in UTF-8. Save the file as UTF-8 and send it again.")
        raise UnreadableFile(message, "encoding")


def _skip_rest(file: IO[bytes]) -> None:
    while (piece := file.readline(MAX_LINE)) and not piece.endswith(b"\n"):
        pass


def _parsed(row: str, line: bytes) -> Line:
    try:
        values = json.loads(line.decode(), parse_constant=_no_number)
    except UnicodeDecodeError:
        return _bad(row, _("The line is not text in UTF-8."))
    except json.JSONDecodeError as error:
        words = {"problem": error.msg, "place": f"{error.pos + 1:,}"}
        return _bad(row, _("Not valid JSON: %(problem)s at character %(place)s.") % words)
    except RecursionError:
        return _bad(row, _("Not valid JSON: nested too deeply."))
    except ValueError:
        return _bad(row, _("Not valid JSON: a number is not one that can be kept."))
    if not isinstance(values, dict):
        return _bad(row, _("Each line has to be a JSON object."))
    if b"\\u" in line and not can_be_kept(values):
        return _bad(row, half_a_character())
    return Line(row, values)


def _no_number(_word: str) -> Any:
    raise ValueError


def _bad(row: str, message: str) -> Line:
    return Line(row, {}, Trouble(row, message, "invalid_json"))


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


class WrongValue(ValueError):
    """A cell that is not what its column holds."""


def text_of(values: dict[str, Any], name: str) -> str:
    """A text; nothing counts as empty."""
    value = values.get(name)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise WrongValue(_("“%(name)s” has to be a text.") % {"name": name})
    return value.replace("\x00", "")


def number_of(values: dict[str, Any], name: str) -> int | None:
    """A whole number that is not negative, or nothing."""
    value = values.get(name)
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= MAX_INTEGER:
        raise WrongValue(_("“%(name)s” has to be a whole number.") % {"name": name})
    return value
