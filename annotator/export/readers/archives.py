"""A file as it is, or the files of the zip archive that it turns out to be."""

import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from lzma import LZMAError
from pathlib import PurePosixPath
from typing import IO, NamedTuple
from zipfile import BadZipFile, ZipFile, ZipInfo

from django.utils.translation import gettext as _

from annotator.export.readers.records import UnreadableFile

ZIP = b"PK\x03\x04"
EMPTY_ZIP = b"PK\x05\x06"
MAX_MEMBERS = 10_000
MAX_UNPACKED = 500_000_000
"""Bytes that the files of an archive may have together."""

BROKEN = (BadZipFile, EOFError, OSError, RuntimeError, ValueError, zlib.error)
"""What reading a damaged archive raises; one with a password or an unknown method `RuntimeError`,
one whose places lie outside of it `ValueError`."""


class Part(NamedTuple):
    """A file by the name it has in an archive, "" for one that stands alone."""

    name: str
    file: IO[bytes]

    @property
    def stem(self) -> str:
        """The name without folder and ending."""
        return PurePosixPath(self.name).stem


def parts_of(file: IO[bytes], *endings: str) -> Iterator[Part]:
    """Yield the file, or those in it with one of the endings, one at a time, in their order.

    Raises `UnreadableFile` for an archive that is broken, locked or too large, or has none. Read
    the parts `while_unpacking`: what is broken inside of one shows only then.
    """
    head = file.read(len(ZIP))
    file.seek(0)
    if head not in (ZIP, EMPTY_ZIP):
        yield Part("", file)
        return
    try:
        archive = ZipFile(file)
        members = _members(archive, endings)
        parts = ((one.filename, archive.open(one)) for one in members)
        for name, part in parts:
            yield Part(name, part)
    except BROKEN:
        raise _broken_archive() from None


@contextmanager
def while_unpacking() -> Iterator[None]:
    """Turn what a damaged part raises into `UnreadableFile`."""
    try:
        yield
    except (BadZipFile, EOFError, LZMAError, zlib.error):
        raise _broken_archive() from None


def _broken_archive() -> UnreadableFile:
    message = _("This archive is broken or locked with a password. Make it again.")
    return UnreadableFile(message, "broken_archive")


def _members(archive: ZipFile, endings: tuple[str, ...]) -> list[ZipInfo]:
    members = archive.infolist()
    wanted = [one for one in members if _is_wanted(one, endings)]
    if not wanted:
        message = _("There is no file in this archive that ends in %(endings)s.")
        raise UnreadableFile(message % {"endings": ", ".join(endings)}, "nothing_inside")
    if len(members) > MAX_MEMBERS or sum(one.file_size for one in wanted) > MAX_UNPACKED:
        message = _("The files in this archive have more than %(limit)s bytes together.")
        raise UnreadableFile(message % {"limit": f"{MAX_UNPACKED:,}"}, "too_large")
    return wanted


def _is_wanted(member: ZipInfo, endings: tuple[str, ...]) -> bool:
    """Whether it is one of the files that were packed, and not what a system keeps beside them."""
    path = PurePosixPath(member.filename)
    hidden = path.name.startswith(".") or "__MACOSX" in path.parts
    return member.filename.lower().endswith(endings) and not hidden
