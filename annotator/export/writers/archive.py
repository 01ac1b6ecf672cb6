"""A zip archive in pieces, as it is written: never a whole file in memory or on disk.

The same members give the same bytes: times, rights and the system that wrote it are fixed. Members
of freezes are stored, not compressed, so that no release of a compression library changes them.
"""

import stat
from collections.abc import Iterable, Iterator
from itertools import chain
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

MADE = (1980, 1, 1, 0, 0, 0)  # the earliest time that a zip can tell
UNIX = 3
READABLE = (stat.S_IFREG | 0o644) << 16
SMALL = 1 << 20
"""Members up to this size do without zip64, which some readers do not know. A larger one may turn
out to be over 4 GB, and that has to be said before its first byte."""
LEVEL = 6


ZIP64 = 45
"""The version of the format that knows sizes over 4 GB."""
SIZES = slice(18, 26)
"""Where the header of a member has its two sizes."""


class _Member(ZipInfo):
    """A member whose header is right, and the same, on every Python.

    Before 3.11.4 a header with zip64 left out that its sizes stand elsewhere.
    """

    def FileHeader(self, zip64: bool | None = None) -> bytes:  # noqa: N802 - its name there
        """Return the header."""
        if not zip64:
            return super().FileHeader(zip64)
        self.extract_version = self.create_version = ZIP64
        header = super().FileHeader(zip64)
        return header[: SIZES.start] + b"\xff" * 8 + header[SIZES.stop :]


class _Sink:
    """A file for `ZipFile` that cannot be rewound and hands over what was written to it."""

    def __init__(self) -> None:
        self.pieces: list[bytes] = []

    def write(self, piece: bytes) -> int:
        self.pieces.append(bytes(piece))
        return len(piece)

    def flush(self) -> None:
        """Nothing is held back."""

    def take(self) -> bytes:
        taken = b"".join(self.pieces)
        self.pieces.clear()
        return taken


class Archive:
    """Members one after the other, then `close`.

    >>> archive = Archive()
    >>> pieces = [*archive.add("a.txt", [b"one ", b"two"]), *archive.close()]
    """

    def __init__(self, compress: bool = True) -> None:
        self._sink = _Sink()
        self._method = ZIP_DEFLATED if compress else ZIP_STORED
        # ZipFile asks a file only for `write` and `flush` when it cannot `tell`.
        self._zip = ZipFile(self._sink, "w")  # type: ignore[call-overload]

    def add(self, name: str, pieces: Iterable[bytes]) -> Iterator[bytes]:
        """Yield the archive's bytes while `pieces` are read, which are the member's content."""
        if name in self._zip.NameToInfo:
            raise ValueError(f"The archive has a member {name!r} already.")
        rest = iter(pieces)
        head, is_small = _first(rest)
        member = _Member(name, MADE)
        member.create_system, member.external_attr = UNIX, READABLE
        member.compress_type, member.file_size = self._method, sum(map(len, head))
        member._compresslevel = LEVEL  # type: ignore[attr-defined]  # as `writestr` sets it
        with self._zip.open(member, "w", force_zip64=not is_small) as out:
            for piece in chain(head, rest):
                out.write(piece)
                if written := self._sink.take():
                    yield written
        if written := self._sink.take():
            yield written

    def close(self) -> Iterator[bytes]:
        """Yield the directory of members, which ends the archive."""
        self._zip.close()
        yield self._sink.take()


def _first(pieces: Iterator[bytes]) -> tuple[list[bytes], bool]:
    """Take pieces until they are more than a small member; return them, and whether it is one."""
    head, size = [], 0
    for piece in pieces:
        head.append(piece)
        size += len(piece)
        if size > SMALL:
            return head, False
    return head, True
