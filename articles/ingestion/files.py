"""Article files, read draft by draft: a bad row is reported with its line, the rest goes on."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from functools import partial
from io import SEEK_END, BytesIO, TextIOWrapper
from pathlib import PurePath
from tempfile import SpooledTemporaryFile
from typing import BinaryIO, cast

from django.utils.translation import gettext as _

from articles.ingestion.drafts import ArticleDraft, DraftError, DraftRejected, build_draft
from articles.ingestion.encoding import CHUNK_BYTES, TextUndecodable, decode, find_encoding
from articles.ingestion.html import declared_charset
from articles.ingestion.tables import read_rows

MAX_FILE_BYTES = 20_000_000
MAX_TABLE_BYTES = 4_000_000_000
"""Of a file on the server's own disk that is read row by row, in constant memory."""

Outcome = ArticleDraft | DraftRejected


@dataclass(frozen=True, slots=True)
class Unbuilt:
    """An article of a file that nobody has looked at yet: cheap to read, to be built elsewhere."""

    load: Callable[[], object]
    line: int | None = None

    def build(self, today: date | None = None) -> Outcome:
        """Give the draft, or why there is none."""
        try:
            return build_draft(self.load(), today=today, source_line=self.line)
        except DraftRejected as rejected:
            return DraftRejected(rejected.errors, self.line)


_Reader = Callable[[BinaryIO], Iterator[Unbuilt | DraftRejected]]


def read_file(
    name: str, content: bytes | BinaryIO, *, today: date | None = None
) -> Iterator[Outcome]:
    """Yield a draft or a rejection for each article in a file; see `read_unbuilt`."""
    for one in read_unbuilt(name, content):
        yield one.build(today) if isinstance(one, Unbuilt) else one


def read_unbuilt(
    name: str, content: bytes | BinaryIO, *, max_table_bytes: int = MAX_FILE_BYTES
) -> Iterator[Unbuilt | DraftRejected]:
    """Yield what a file has of each article, or why it cannot be read, by the ending of its name.

    ``.txt``, ``.html`` and ``.htm`` hold one article; ``.jsonl``, ``.ndjson`` and ``.csv`` one a
    line or row, read in constant memory when ``content`` is a binary file. Nothing is raised for
    bad input: a file that cannot be read at all gives one rejection. The binary file stays open.
    """
    ending = PurePath(name).suffix.lower()
    reader = _READERS.get(ending)
    if reader is None:
        message = _("Cannot read “%(name)s”. Known endings: %(endings)s.")
        words = {"name": name[-100:], "endings": ", ".join(_READERS)}
        yield _rejected(message % words, "unknown_format")
        return
    try:
        with _rewindable(content) as binary:
            _check_size(binary, max_table_bytes if ending in _TABLES else MAX_FILE_BYTES)
            yield from reader(binary)
    except DraftRejected as rejected:
        yield rejected
    except TextUndecodable as error:
        yield _rejected(str(error), "undecodable")


@contextmanager
def _rewindable(content: bytes | BinaryIO) -> Iterator[BinaryIO]:
    """Give a file that can be read twice; a stream that cannot is copied up to the limit."""
    if isinstance(content, bytes):
        yield BytesIO(content)
    elif content.seekable():
        yield content
    else:
        with SpooledTemporaryFile(max_size=CHUNK_BYTES) as copy:
            while copy.tell() <= MAX_FILE_BYTES and (chunk := content.read(CHUNK_BYTES)):
                copy.write(chunk)
            yield cast(BinaryIO, copy)


def _check_size(binary: BinaryIO, limit: int) -> None:
    size = binary.seek(0, SEEK_END)
    binary.seek(0)
    if not size:
        raise _rejected(_("The file is empty."), "empty")
    if size > limit:
        message = _("A file may have %(limit)s bytes; this one has %(size)s.")
        sizes = {"limit": f"{limit:,}", "size": f"{size:,}"}
        raise _rejected(message % sizes, "too_large")


def _read_text(binary: BinaryIO) -> Iterator[Unbuilt]:
    yield Unbuilt(partial(dict, text=decode(binary.read())))


def _read_page(binary: BinaryIO) -> Iterator[Unbuilt]:
    content = binary.read()
    yield Unbuilt(partial(dict, html=decode(content, declared_charset(content))))


def _read_json_lines(binary: BinaryIO) -> Iterator[Unbuilt]:
    for number, line in enumerate(_json_lines(binary), start=1):
        if line.strip():
            yield Unbuilt(partial(_parsed, line), number)


def _json_lines(binary: BinaryIO) -> Iterator[str | bytes]:
    """Split at line feeds only: JSON strings may hold any other line separator as it is."""
    first = binary.read(4)
    binary.seek(0)
    if first.startswith((b"\xff\xfe", b"\xfe\xff", b"\0\0\xfe\xff")):
        yield from _text_lines(binary)
    else:
        yield from binary


def _text_lines(binary: BinaryIO) -> Iterator[str]:
    return iter(_as_text(binary, newline="\n"))


def _parsed(line: str | bytes) -> object:
    text = line if isinstance(line, str) else _as_utf8(line)
    try:
        return json.loads(text.removeprefix("\ufeff"))
    except json.JSONDecodeError as error:
        message = _("Not valid JSON: %(problem)s at character %(place)s.")
        words = {"problem": error.msg, "place": f"{error.pos + 1:,}"}
        raise _rejected(message % words, "invalid_json") from error
    except RecursionError as error:
        raise _rejected(_("Not valid JSON: nested too deeply."), "invalid_json") from error
    except ValueError as error:
        raise _rejected(_("Not valid JSON: a number is too long."), "invalid_json") from error


def _as_utf8(line: bytes) -> str:
    try:
        return line.decode()
    except UnicodeDecodeError as error:
        message = _("Not valid UTF-8: byte %(place)s of the line.")
        place = {"place": f"{error.start + 1:,}"}
        raise _rejected(message % place, "undecodable") from error


def _read_table(binary: BinaryIO) -> Iterator[Unbuilt | DraftRejected]:
    rows = read_rows(_as_text(binary, newline=""))
    for row in rows:
        if row.errors:
            yield DraftRejected(list(row.errors), row.line)
        else:
            yield Unbuilt(partial(dict, row.cells), row.line)


def _as_text(binary: BinaryIO, newline: str) -> TextIOWrapper:
    encoding = find_encoding(iter(lambda: binary.read(CHUNK_BYTES), b""))
    binary.seek(0)
    return _OpenText(binary, encoding=encoding, errors="replace", newline=newline)


class _OpenText(TextIOWrapper):
    """Text over a binary file that belongs to the caller and must not be closed with it."""

    def __del__(self) -> None:
        if not self.closed:
            self.detach()


def _rejected(message: str, code: str) -> DraftRejected:
    return DraftRejected([DraftError("", message, code)])


_READERS: dict[str, _Reader] = {
    ".txt": _read_text,
    ".html": _read_page,
    ".htm": _read_page,
    ".jsonl": _read_json_lines,
    ".ndjson": _read_json_lines,
    ".csv": _read_table,
}
_TABLES = frozenset({".jsonl", ".ndjson", ".csv"})
