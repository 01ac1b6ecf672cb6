"""Files that commands write."""

import secrets
import sys
from collections.abc import Iterable
from pathlib import Path

from django.core.management.base import CommandError


def write_whole(path: Path, pieces: Iterable[bytes]) -> None:
    """Write beside the file, then rename: nobody ever finds half of it."""
    part = path.with_name(f".{path.name}.{secrets.token_hex(4)}.part")
    try:
        with part.open("xb") as out:
            out.writelines(pieces)
        part.replace(path)
    except OSError as error:
        raise CommandError(f"{path} cannot be written: {error.strerror}.") from error
    finally:
        part.unlink(missing_ok=True)


def write_out(pieces: Iterable[bytes]) -> None:
    """Write to standard output as bytes: an archive is no text. Whoever stops reading is right."""
    try:
        for piece in pieces:
            sys.stdout.buffer.write(piece)
        sys.stdout.buffer.flush()
    except BrokenPipeError:
        sys.stderr.close()  # or Python complains of it once more when it ends
