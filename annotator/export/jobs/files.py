"""The files of exports in the background: in a folder of their own, for nobody else to read."""

import contextlib
import hashlib
import os
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import NamedTuple
from uuid import UUID

from django.conf import settings

OWNER_ONLY = 0o700


class Written(NamedTuple):
    """What came of writing: bytes, and their SHA-256."""

    size: int
    digest: str


def folder() -> Path:
    """Where they lie; made when it is missing."""
    found = Path(settings.DATA_DIR) / "exports"
    found.mkdir(mode=OWNER_ONLY, parents=True, exist_ok=True)
    return found


def file_of(public_id: UUID) -> Path:
    """The finished file."""
    return folder() / str(public_id)


def part_of(public_id: UUID) -> Path:
    """The file while it is being written."""
    return folder() / f"{public_id}.part"


def write_file(public_id: UUID, pieces: Iterable[bytes], check: Callable[[], None]) -> Written:
    """Write all of it, or nothing: whoever finds the file finds it whole.

    `check` is called between pieces, and stops the writing by raising.
    """
    part, digest, size = part_of(public_id), hashlib.sha256(), 0
    try:
        part.unlink(missing_ok=True)  # of a worker that was killed
        with open(part, "xb", opener=_private) as out:
            for piece in pieces:
                out.write(piece)
                digest.update(piece)
                size += len(piece)
                check()
            out.flush()
            os.fsync(out.fileno())
        part.replace(file_of(public_id))
        _sync_folder()
    finally:
        part.unlink(missing_ok=True)
    return Written(size, digest.hexdigest())


def remove_files(public_id: UUID) -> None:
    """Remove what there is of an export."""
    for path in (file_of(public_id), part_of(public_id)):
        path.unlink(missing_ok=True)


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


def _sync_folder() -> None:
    """Make the new name outlast a crash, where the system can."""
    with contextlib.suppress(OSError):
        handle = os.open(folder(), os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
