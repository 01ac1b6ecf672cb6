"""Uploaded files: in a folder of their own, for nobody else to read, until their import ends."""

import hashlib
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, NamedTuple
from uuid import UUID

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from annotator.errors import Conflict
from annotator.export.readers.records import UnreadableFile

MAX_BYTES = 50_000_000
"""Of an upload: some 100,000 labels as JSON lines."""
OWNER_ONLY = 0o700


class Upload(NamedTuple):
    """What was kept: bytes, and their SHA-256."""

    size: int
    digest: str


def path_of(public_id: UUID) -> Path:
    """Where the file of an import lies."""
    folder = Path(settings.DATA_DIR) / "uploads"
    folder.mkdir(mode=OWNER_ONLY, parents=True, exist_ok=True)
    return folder / str(public_id)


def keep_upload(public_id: UUID, pieces: Iterable[bytes]) -> Upload:
    """Store an upload, whole or not at all.

    Raises `ValidationError` for one that is empty or too large, `Conflict` when the disk is full.
    """
    digest, size = hashlib.sha256(), 0
    path = path_of(public_id)
    try:
        with open(path, "xb", opener=_private) as out:  # takes no opener there
            for piece in pieces:
                size += len(piece)
                if size > MAX_BYTES:
                    raise _refused(_too_large(), "too_large")
                digest.update(piece)
                out.write(piece)
        if not size:
            raise _refused(_("The file is empty."), "empty")
    except OSError as error:
        remove_upload(public_id)
        message = _("The file could not be kept on this server: %(problem)s.")
        raise Conflict(message % {"problem": os.strerror(error.errno or 0)}) from error
    except BaseException:
        remove_upload(public_id)
        raise
    return Upload(size, digest.hexdigest())


@contextmanager
def open_upload(public_id: UUID) -> Iterator[IO[bytes]]:
    """Open what was kept. Raises `UnreadableFile` when it is no longer there."""
    try:
        file = path_of(public_id).open("rb")
    except FileNotFoundError as error:
        message = _("The uploaded file is no longer here. Send it again.")
        raise UnreadableFile(message, "gone") from error
    with file:
        yield file


def remove_upload(public_id: UUID) -> None:
    """Remove what is there, if anything is."""
    path_of(public_id).unlink(missing_ok=True)


def _too_large() -> str:
    return _("A file may have %(limit)s bytes. Send it in several parts.") % {
        "limit": f"{MAX_BYTES:,}"
    }


def _refused(message: str, code: str) -> ValidationError:
    return ValidationError({"file": ValidationError(message, code)})


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)
