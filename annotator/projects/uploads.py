"""Uploaded files: in a folder of their own, for nobody else to read, until they are imported."""

import os
import shutil
import time
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple
from uuid import UUID

from django.conf import settings
from django.core.files.base import File
from django.utils.translation import gettext as _

from annotator.errors import Conflict
from annotator.projects.models import ArticleImport
from articles.ingestion.text import one_line

OWNER_ONLY = 0o700
KEPT_DAYS = 7
"""Days for which an upload of which something could not be imported can be tried again."""


class Kept(NamedTuple):
    """A file of an upload: what it was called, and where it lies."""

    name: str
    path: Path


def keep_uploads(public_id: UUID, files: Sequence[File]) -> list[dict[str, object]]:
    """Store the files of an upload, all or none; returns what `kept_files` needs to find them.

    Raises `Conflict` when the disk is full.
    """
    folder = _folder(public_id)
    try:
        folder.mkdir(mode=OWNER_ONLY, parents=True)
        return [_keep(folder / str(number), file) for number, file in enumerate(files)]
    except OSError as error:
        remove_uploads(public_id)
        message = _("The file could not be kept on this server: %(problem)s.")
        raise Conflict(message % {"problem": os.strerror(error.errno or 0)}) from error
    except BaseException:
        remove_uploads(public_id)
        raise


def kept_files(article_import: ArticleImport) -> list[Kept]:
    """Return the files of an import, in the order they were sent in."""
    folder = _folder(article_import.public_id)
    files = article_import.options.get("files", [])
    return [Kept(one["name"], folder / str(number)) for number, one in enumerate(files)]


def remove_uploads(public_id: UUID) -> None:
    """Remove what is there, if anything is."""
    shutil.rmtree(_folder(public_id), ignore_errors=True)


def remove_old_uploads() -> None:
    """Remove what nobody has come back to, but nothing of an import that still goes on."""
    oldest = time.time() - KEPT_DAYS * 86_400
    old = [one for one in _root().glob("*") if one.stat().st_mtime < oldest]
    states = ArticleImport.State
    ended = ArticleImport.objects.filter(
        public_id__in=[one.name for one in old if _is_id(one.name)],
        state__in=(states.DONE, states.CANCELLED, states.DISCARDED),
    )
    for public_id in ended.values_list("public_id", flat=True):
        remove_uploads(public_id)


def _keep(path: Path, file: File) -> dict[str, object]:
    with open(path, "xb", opener=_private) as out:
        out.writelines(file.chunks())
    name = one_line(os.path.basename((file.name or "").replace("\\", "/")))[-200:]
    return {"name": name, "size": path.stat().st_size}


def _root() -> Path:
    return Path(settings.DATA_DIR) / "uploads" / "articles"


def _folder(public_id: UUID) -> Path:
    return _root() / str(public_id)


def _is_id(name: str) -> bool:
    try:
        UUID(name)
    except ValueError:
        return False
    return True


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)
