"""Article files, read draft by draft: a bad row is reported with its line, the rest goes on."""

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from io import SEEK_END, BytesIO, TextIOWrapper
from tempfile import SpooledTemporaryFile
from typing import BinaryIO, cast

from articles.ingestion.columns import renamed
from articles.ingestion.documents import (
    DOCUMENTS,
    Document,
    Loaded,
    check_size,
    ending_of,
    rejected,
)
from articles.ingestion.drafts import ArticleDraft, DraftRejected, build_draft
from articles.ingestion.encoding import CHUNK_BYTES, TextUndecodable, find_encoding
from articles.ingestion.limits import MAX_FILE_BYTES, MAX_TABLE_BYTES
from articles.ingestion.tables import read_rows
from articles.saying import say as _

__all__ = ["MAX_FILE_BYTES", "MAX_TABLE_BYTES", "Unbuilt", "read_file", "read_unbuilt"]

Outcome = ArticleDraft | DraftRejected
Columns = Mapping[str, str] | None


@dataclass(frozen=True, slots=True)
class Unbuilt:
    """An article of a file that nobody has looked at yet: cheap to read, to be built elsewhere."""

    load: Callable[[], object]
    line: int | None = None

    def build(self, today: date | None = None) -> Outcome:
        """Give the draft, or why there is none."""
        try:
            loaded = self.load()
            if not isinstance(loaded, Loaded):
                return build_draft(loaded, today=today, source_line=self.line)
            draft = build_draft(loaded.fields, today=today, source_line=self.line)
            return replace(draft, dropped=loaded.dropped + draft.dropped)
        except DraftRejected as error:
            return DraftRejected(error.errors, self.line)


_Reader = Callable[[BinaryIO, Columns], Iterator[Unbuilt | DraftRejected]]


def read_file(
    name: str, content: bytes | BinaryIO, *, today: date | None = None
) -> Iterator[Outcome]:
    """Yield a draft or a rejection for each article in a file; see `read_unbuilt`."""
    for one in read_unbuilt(name, content):
        yield one.build(today) if isinstance(one, Unbuilt) else one


def read_unbuilt(
    name: str,
    content: bytes | BinaryIO,
    *,
    max_table_bytes: int = MAX_FILE_BYTES,
    columns: Columns = None,
) -> Iterator[Unbuilt | DraftRejected]:
    """Yield what a file has of each article, or why it cannot be read, by the ending of its name.

    ``.txt``, ``.html``, ``.docx``, ``.pdf`` and ``.eml`` hold one article; ``.jsonl``, ``.ndjson``
    and ``.csv`` one a line or row, read in constant memory when ``content`` is a binary file, whose
    ``columns`` name their fields. Nothing is raised for bad input: a file that cannot be read at
    all gives one rejection. The binary file stays open.
    """
    ending = ending_of(name)
    reader = TABLES.get(ending)
    if reader is None and ending not in DOCUMENTS:
        yield _unknown(name)
        return
    try:
        with _rewindable(content) as binary:
            size = binary.seek(0, SEEK_END)
            binary.seek(0)
            check_size(size, max_table_bytes if reader else MAX_FILE_BYTES)
            if reader:
                yield from reader(binary, columns)
            else:
                yield Unbuilt(Document(ending, binary.read()))
    except DraftRejected as error:
        yield error
    except TextUndecodable as error:
        yield rejected(error.message, "undecodable")


def _unknown(name: str) -> DraftRejected:
    message = _("Cannot read “%(name)s”. Known endings: %(endings)s.")
    endings = ", ".join((*DOCUMENTS, *TABLES))
    return rejected(message % {"name": name[-100:], "endings": endings}, "unknown_format")


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


def _read_json_lines(binary: BinaryIO, columns: Columns) -> Iterator[Unbuilt]:
    for number, line in enumerate(json_lines(binary), start=1):
        if line.strip():
            yield Unbuilt(partial(parsed_line, line, columns), number)


def json_lines(binary: BinaryIO) -> Iterator[str | bytes]:
    """Yield lines, split at line feeds only: strings may hold other line separators as they are."""
    first = binary.read(4)
    binary.seek(0)
    if first.startswith((b"\xff\xfe", b"\xfe\xff", b"\0\0\xfe\xff")):
        yield from _text_lines(binary)
    else:
        yield from binary


def _text_lines(binary: BinaryIO) -> Iterator[str]:
    return iter(open_text(binary, newline="\n"))


def parsed_line(line: str | bytes, columns: Columns = None) -> object:
    """Return the value on a line, its keys renamed; raises `DraftRejected`."""
    text = line if isinstance(line, str) else _as_utf8(line)
    try:
        value = json.loads(text.removeprefix("\ufeff"))
        return renamed(value, columns) if columns and isinstance(value, dict) else value
    except json.JSONDecodeError as error:
        message = _("Not valid JSON: %(problem)s at character %(place)s.")
        words = {"problem": error.msg, "place": f"{error.pos + 1:,}"}
        raise rejected(message % words, "invalid_json") from error
    except RecursionError as error:
        raise rejected(_("Not valid JSON: nested too deeply."), "invalid_json") from error
    except ValueError as error:
        raise rejected(_("Not valid JSON: a number is too long."), "invalid_json") from error


def _as_utf8(line: bytes) -> str:
    try:
        return line.decode()
    except UnicodeDecodeError as error:
        message = _("Not valid UTF-8: byte %(place)s of the line.")
        place = {"place": f"{error.start + 1:,}"}
        raise rejected(message % place, "undecodable") from error


def _read_table(binary: BinaryIO, columns: Columns) -> Iterator[Unbuilt | DraftRejected]:
    rows = read_rows(open_text(binary, newline=""), columns)
    for row in rows:
        if row.errors:
            yield DraftRejected(list(row.errors), row.line)
        else:
            yield Unbuilt(partial(dict, row.cells), row.line)


def open_text(binary: BinaryIO, newline: str) -> TextIOWrapper:
    """Open a binary file as text in the encoding that it has."""
    encoding = find_encoding(iter(lambda: binary.read(CHUNK_BYTES), b""))
    binary.seek(0)
    return _OpenText(binary, encoding=encoding, errors="replace", newline=newline)


class _OpenText(TextIOWrapper):
    """Text over a binary file that belongs to the caller and must not be closed with it."""

    def __del__(self) -> None:
        if not self.closed:
            self.detach()


TABLES: dict[str, _Reader] = {
    ".jsonl": _read_json_lines,
    ".ndjson": _read_json_lines,
    ".csv": _read_table,
}
