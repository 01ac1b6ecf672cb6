"""Files on the server's disk, each with all that is in it: the way in of uploads and commands."""

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import NamedTuple, Protocol

from articles.ingestion.archive import BROKEN, Stored, close_archives, members_of, unreadable
from articles.ingestion.documents import DOCUMENTS, Document, ending_of
from articles.ingestion.drafts import DraftRejected
from articles.ingestion.files import Unbuilt, read_unbuilt
from articles.ingestion.limits import MAX_TABLE_BYTES


class Named(Protocol):
    """A file: what it was called, and where it lies."""

    @property
    def name(self) -> str:
        """What it was called, which tells what it is."""

    @property
    def path(self) -> Path:
        """Where it lies."""


class Source(NamedTuple):
    """An article of a file that nobody has looked at yet, or why there is none."""

    name: str
    article: Unbuilt | DraftRejected


class Part(NamedTuple):
    """A file, or a member of a zip file."""

    name: str
    place: Stored | DraftRejected


def read_sources(
    files: Iterable[Named], *, columns: Mapping[str, str] | None = None
) -> Iterator[Source]:
    """Yield the articles of files and of the members of zip files, always in the same order.

    Tables are read row by row; of a file with one article only the name is, until it is built.
    `columns` says which column of a table is which field.
    """
    try:
        for name, place in parts_of(files):
            if isinstance(place, DraftRejected):
                yield Source(name, place)
            elif (ending := ending_of(name)) in DOCUMENTS:
                yield Source(name, Unbuilt(Document(ending, place)))
            else:
                yield from _rows(name, place, columns)
    finally:
        close_archives()


def parts_of(files: Iterable[Named]) -> Iterator[Part]:
    """Yield files, and for a zip file its members."""
    for file in files:
        if ending_of(file.name) != ".zip":
            yield Part(file.name, Stored(str(file.path)))
            continue
        try:
            for member in members_of(str(file.path)):
                yield Part(f"{file.name}/{member.name}", member.place)
        except DraftRejected as error:
            yield Part(file.name, error)


def _rows(name: str, place: Stored, columns: Mapping[str, str] | None) -> Iterator[Source]:
    try:
        with place.rewindable() as file:
            rows = read_unbuilt(name, file, max_table_bytes=MAX_TABLE_BYTES, columns=columns)
            for one in rows:
                yield Source(name, one)
    except BROKEN as error:
        yield Source(name, unreadable(error))
