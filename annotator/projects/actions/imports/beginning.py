"""An import begins: with what a form has read, with files to be read, with addresses to fetch."""

import uuid
from collections.abc import Iterable, Mapping, Sequence
from itertools import islice
from typing import Any

from django.core.files.base import File
from django.db import transaction
from django.utils.translation import gettext as _

from annotator.accounts.models import User
from annotator.errors import Conflict
from annotator.projects.actions.imports.items import CHUNK, Read, insert_items, source_of
from annotator.projects.models import ArticleImport, ImportItem, Project
from annotator.projects.uploads import keep_uploads, remove_old_uploads, remove_uploads
from articles.ingestion.drafts import ArticleDraft, DraftRejected
from articles.ingestion.limits import MAX_UPLOAD_BYTES, MAX_UPLOAD_FILES
from articles.models import Article

State = ArticleImport.State


@transaction.atomic
def prepare_import(
    *,
    project: Project,
    actor: User,
    method: str,
    read: Iterable[ArticleDraft | DraftRejected],
    file_name: str = "",
) -> ArticleImport:
    """Keep what was read already until the manager confirms it."""
    article_import = ArticleImport.objects.create(
        project=project, created_by=actor, method=method, file_name=file_name[:255]
    )
    found = (Read(position, file_name, one) for position, one in enumerate(read))
    while chunk := list(islice(found, CHUNK)):
        insert_items(article_import, chunk)
    return article_import


def begin_upload(
    *,
    project: Project,
    actor: User,
    files: Sequence[File],
    method: str = Article.ImportMethod.UPLOAD,
    options: Mapping[str, Any] | None = None,
) -> ArticleImport:
    """Keep uploaded files, to be read by `read_import`.

    Raises `Conflict` where they are too many or too large, or the disk is full.
    """
    _check_size(files)
    remove_old_uploads()
    public_id = uuid.uuid4()
    kept = keep_uploads(public_id, files)
    names = [str(one["name"]) for one in kept]
    try:
        return ArticleImport.objects.create(
            public_id=public_id,
            project=project,
            created_by=actor,
            method=method,
            file_name=_joined(names),
            state=State.READING,
            options={**(options or {}), "files": kept},
        )
    except BaseException:
        remove_uploads(public_id)
        raise


@transaction.atomic
def prepare_address_import(
    *,
    project: Project,
    actor: User,
    urls: Iterable[str],
    method: str = Article.ImportMethod.ADDRESS,
    options: Mapping[str, Any] | None = None,
) -> ArticleImport:
    """Make an import of which every address is an item that waits to be read by its own.

    With the option `save_when_read` nobody has to look at it before it is saved.
    """
    article_import = ArticleImport.objects.create(
        project=project,
        created_by=actor,
        method=method,
        state=State.READING,
        options=dict(options or {}),
    )
    ImportItem.objects.bulk_create(
        (
            ImportItem(article_import=article_import, position=position, source=source_of(url))
            for position, url in enumerate(urls)
        ),
        batch_size=CHUNK,
    )
    return article_import


def _check_size(files: Sequence[File]) -> None:
    if len(files) > MAX_UPLOAD_FILES:
        message = _("Send at most %(limit)s files at once, or pack them in one zip file.")
        raise Conflict(message % {"limit": f"{MAX_UPLOAD_FILES:,}"})
    size = sum(file.size for file in files)
    if size > MAX_UPLOAD_BYTES:
        message = _("The files have %(size)s MB together; at most %(limit)s MB are read.")
        sizes = {"size": f"{size / 1e6:,.1f}", "limit": f"{MAX_UPLOAD_BYTES // 1_000_000:,}"}
        raise Conflict(message % sizes)


def _joined(names: Sequence[str]) -> str:
    first = names[0][:200] if names else ""
    more = _(" and %(number)s more") % {"number": len(names) - 1} if len(names) > 1 else ""
    return first + more
