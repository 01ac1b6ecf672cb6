"""Imports in two steps: read and show, then save. Large ones are saved by the worker."""

from collections.abc import Iterable
from dataclasses import asdict
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from annotator.accounts.models import User
from annotator.errors import Conflict
from annotator.projects.actions.articles import CHUNK, Outcome, add_articles
from annotator.projects.models import ArticleImport, Project
from articles.ingestion.drafts import ArticleDraft, DraftRejected
from articles.ingestion.fields import FieldInvalid, short_text

AT_ONCE = 50  # up to here the browser waits; above, the worker saves and the page shows progress


def prepare_import(
    *,
    project: Project,
    actor: User,
    method: str,
    read: Iterable[ArticleDraft | DraftRejected],
    file_name: str = "",
) -> ArticleImport:
    """Keep what was read from a form or file until the manager confirms it."""
    drafts: list[dict[str, Any]] = []
    rejects: list[dict[str, Any]] = []
    for one in read:
        if isinstance(one, DraftRejected):
            rejects.append({"line": one.line, "errors": [asdict(e) for e in one.errors]})
        else:
            drafts.append(freeze_draft(one))
    return ArticleImport.objects.create(
        project=project,
        created_by=actor,
        method=method,
        file_name=file_name[:255],
        drafts=drafts,
        rejects=rejects,
        total=len(drafts),
    )


def freeze_draft(draft: ArticleDraft) -> dict[str, Any]:
    """Return a draft as JSON values."""
    published = draft.published_at
    return {**asdict(draft), "published_at": published.isoformat() if published else None}


def thaw_draft(kept: dict[str, Any]) -> ArticleDraft:
    """Return the draft that `freeze_draft` kept."""
    published = kept["published_at"]
    return ArticleDraft(
        **{**kept, "published_at": datetime.fromisoformat(published) if published else None}
    )


@transaction.atomic
def confirm_import(
    *, article_import: ArticleImport, title: str | None, link_known: bool, skip_rejected: bool
) -> ArticleImport:
    """Let an import be saved. Confirming twice does nothing the second time.

    `title` replaces the title of a single article. Raises `Conflict` when lines were rejected
    and the manager has not asked to import the rest.
    """
    locked = ArticleImport.objects.select_for_update().get(pk=article_import.pk)
    if locked.state == ArticleImport.State.DISCARDED:
        raise Conflict(_("This import was discarded. Start again from “Add articles”."))
    if locked.state != ArticleImport.State.PREVIEW:
        return locked
    if locked.rejects and not skip_rejected:
        raise Conflict(
            _("Some lines cannot be imported. Tick “import the rest”, or mend the file.")
        )
    if title is not None and len(locked.drafts) == 1:
        locked.drafts[0]["title"] = _checked_title(title)
    locked.link_known = link_known
    locked.state = ArticleImport.State.RUNNING
    locked.save(update_fields=["drafts", "link_known", "state"])
    return locked


def _checked_title(title: str) -> str:
    try:
        return short_text(title, 500)
    except FieldInvalid as error:
        raise Conflict(_("Title: %(problem)s") % {"problem": error.message}) from error


def discard_import(*, article_import: ArticleImport) -> None:
    """Drop what was read; nothing of it was stored."""
    preview = ArticleImport.objects.filter(pk=article_import.pk, state=ArticleImport.State.PREVIEW)
    preview.update(state=ArticleImport.State.DISCARDED, drafts=[], rejects=[])


def run_import(*, article_import: ArticleImport) -> ArticleImport:
    """Save a confirmed import chunk by chunk, counting in the same transaction.

    Killed in the middle it goes on where it stopped; run twice it saves nothing twice.
    """
    while _save_next_chunk(article_import.pk):
        pass
    return ArticleImport.objects.get(pk=article_import.pk)


@transaction.atomic
def _save_next_chunk(pk: int) -> bool:
    running = ArticleImport.objects.select_for_update().select_related("project", "created_by")
    article_import = running.get(pk=pk)
    if article_import.state != ArticleImport.State.RUNNING:
        return False
    kept = article_import.drafts[article_import.saved : article_import.saved + CHUNK]
    article_import.report += _save(article_import, [thaw_draft(one) for one in kept])
    article_import.saved += len(kept)
    done = article_import.saved >= article_import.total
    if done:
        article_import.state = ArticleImport.State.DONE
        article_import.drafts = []  # the articles hold them now
    article_import.save(update_fields=["report", "saved", "state", "drafts"])
    return not done


def _save(article_import: ArticleImport, drafts: list[ArticleDraft]) -> list[dict[str, Any]]:
    added = add_articles(
        project=article_import.project,
        drafts=drafts,
        actor=article_import.created_by,
        method=article_import.method,
        link_known=article_import.link_known,
    )
    return [
        {
            "outcome": one.outcome,
            "article": one.article_id if one.outcome != Outcome.CONFLICT else None,
            "message": one.message,
            "line": draft.source_line,
            "title": draft.title or draft.text[:80].split("\n")[0],
        }
        for one, draft in zip(added, drafts, strict=True)
    ]
