"""Zip files: their members are read one at a time, within limits, and never unpacked to a disk."""

import os
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path, PurePosixPath
from tempfile import SpooledTemporaryFile
from typing import IO, BinaryIO, cast
from zipfile import BadZipFile, LargeZipFile, ZipFile, ZipInfo

from articles.ingestion.drafts import DraftError, DraftRejected
from articles.ingestion.encoding import CHUNK_BYTES
from articles.ingestion.limits import (
    MAX_FILE_BYTES,
    MAX_LISTING_BYTES,
    MAX_MEMBERS,
    MAX_RATIO,
    MAX_UNPACKED_BYTES,
    SMALL_MEMBER,
)
from articles.saying import say as _

ENCRYPTED = 0x1
LISTING_SIZE = 5  # its place in what the library tells of a zip file's end
BROKEN = (
    BadZipFile,
    LargeZipFile,
    NotImplementedError,
    RuntimeError,
    zlib.error,
    EOFError,
    OSError,
)
_OF_SYSTEMS = frozenset({"__MACOSX", "Thumbs.db", "desktop.ini"})


@dataclass(frozen=True, slots=True)
class Stored:
    """Where a file's bytes lie: a path, or a member of the zip file at that path."""

    path: str
    member: str = ""

    def read(self) -> bytes:
        """Return the bytes, one more at most than a file may have; raises `DraftRejected`."""
        try:
            with self.open() as file:
                return file.read(MAX_FILE_BYTES + 1)
        except BROKEN as error:
            raise unreadable(error) from error

    @contextmanager
    def open(self) -> Iterator[IO[bytes]]:
        """Open the file to be read."""
        if not self.member:
            with Path(self.path).open("rb") as file:
                yield file
        else:
            with _archive(self.path).open(self.member) as file:
                yield file

    @contextmanager
    def rewindable(self) -> Iterator[BinaryIO]:
        """Open the file so that it can be read twice; a packed one is copied for that."""
        with self.open() as file:
            if not self.member:
                yield cast(BinaryIO, file)
                return
            with SpooledTemporaryFile(max_size=CHUNK_BYTES) as copy:
                while chunk := file.read(CHUNK_BYTES):
                    copy.write(chunk)
                copy.seek(0)
                yield cast(BinaryIO, copy)


@dataclass(frozen=True, slots=True)
class Member:
    """A file in a zip file: its name with its folders, and where it lies or what is wrong."""

    name: str
    place: Stored | DraftRejected


def members_of(path: str) -> Iterator[Member]:
    """Yield the files in a zip file; folders, hidden files and those of systems are passed over.

    Names are only names: nothing is written to where they point. Raises `DraftRejected` for what
    is no zip file, or one that unpacks to more than is allowed.
    """
    try:
        members = [one for one in _archive(path).infolist() if not _is_passed_over(one)]
    except BROKEN as error:
        raise unreadable(error) from error
    _check_whole(members)
    for member in members:
        wrong = _wrong(member)
        place = Stored(path, member.filename)
        yield Member(member.filename, _rejected(*wrong) if wrong else place)


def unreadable(error: Exception) -> DraftRejected:
    """Return what is wrong with a file that cannot be opened, or breaks off."""
    if isinstance(error, OSError) and error.errno:
        message = _("The file cannot be read: %(problem)s.")
        return _rejected(message % {"problem": os.strerror(error.errno)}, "unreadable")
    return _rejected(_("The file is damaged: it cannot be read."), "broken")


def close_archives() -> None:
    """Let go of the zip files that were read."""
    _archive.cache_clear()


@lru_cache(maxsize=2)
def _archive(path: str) -> ZipFile:
    """Keep a zip file open: its list of members is read once, not for each of them."""
    _check_listing(path)
    return ZipFile(path)


def _check_listing(path: str) -> None:
    """Refuse a list of millions: the library makes an object of each before they can be counted.

    How long the list is has to be read as the library itself will read it.
    """
    with Path(path).open("rb") as file:
        end = zipfile._EndRecData(file)  # type: ignore[attr-defined]
    if end and end[LISTING_SIZE] > MAX_LISTING_BYTES:
        message = _("A zip file may have %(limit)s files; this one has more.")
        raise _rejected(message % {"limit": f"{MAX_MEMBERS:,}"}, "too_many")


def _check_whole(members: list[ZipInfo]) -> None:
    if not members:
        raise _rejected(_("There are no files in this zip file."), "empty")
    if len(members) > MAX_MEMBERS:
        message = _("A zip file may have %(limit)s files; this one has %(count)s.")
        counts = {"limit": f"{MAX_MEMBERS:,}", "count": f"{len(members):,}"}
        raise _rejected(message % counts, "too_many")
    size = sum(member.file_size for member in members)
    if size > MAX_UNPACKED_BYTES:
        message = _("This zip file unpacks to %(size)s MB; at most %(limit)s MB are read.")
        sizes = {"size": f"{size // 1_000_000:,}", "limit": f"{MAX_UNPACKED_BYTES // 1_000_000:,}"}
        raise _rejected(message % sizes, "too_large")


def _is_passed_over(member: ZipInfo) -> bool:
    parts = PurePosixPath(member.filename).parts
    hidden = any(part.startswith(".") and part not in (".", "..") for part in parts)
    return member.is_dir() or hidden or bool(_OF_SYSTEMS & set(parts))


def _wrong(member: ZipInfo) -> tuple[str, str] | None:
    if member.flag_bits & ENCRYPTED:
        message = _("The file is locked with a password. Pack it without one, and send it again.")
        return message, "encrypted"
    if member.filename.lower().endswith(".zip"):
        message = _("A zip file within a zip file is not read. Unpack it, and send its files.")
        return message, "nested"
    packed = max(member.compress_size, 1)
    if member.file_size > SMALL_MEMBER and member.file_size / packed > MAX_RATIO:
        message = _("The file unpacks to %(ratio)s times its size: that is no text.")
        return message % {"ratio": f"{member.file_size // packed:,}"}, "bomb"
    return None


def _rejected(message: str, code: str) -> DraftRejected:
    return DraftRejected([DraftError("", message, code)])
