"""Decisions on an import: which column is which, save it, drop it, stop it, try again."""

from collections.abc import Mapping

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from annotator.errors import Conflict
from annotator.projects.actions.imports.items import LATER, State, lock_import
from annotator.projects.actions.imports.later import give_up_later
from annotator.projects.models import ArticleImport
from annotator.projects.uploads import remove_uploads
from articles.ingestion.fields import FieldInvalid, short_text

AT_ONCE = 50  # up to here the browser waits; above, the worker saves and the page shows progress
STEPS = ArticleImport.State
GOING_ON = (STEPS.READING, STEPS.RUNNING)


@transaction.atomic
def wait_for_columns(*, article_import: ArticleImport) -> ArticleImport:
    """Ask which column of a table is which field before anything is read."""
    locked = lock_import(article_import.pk)
    if locked.state == STEPS.READING and not locked.items.exists():
        locked.state = STEPS.MAPPING
        locked.save(update_fields=["state"])
    return locked


@transaction.atomic
def name_columns(*, article_import: ArticleImport, columns: Mapping[str, str]) -> ArticleImport:
    """Say which column is which field ("" for none); then the import can be read."""
    locked = lock_import(article_import.pk)
    if locked.state == STEPS.MAPPING:
        locked.options = {**locked.options, "columns": dict(columns)}
        locked.state = STEPS.READING
        locked.save(update_fields=["options", "state"])
    return locked


@transaction.atomic
def confirm_import(
    *, article_import: ArticleImport, title: str | None, link_known: bool, skip_rejected: bool
) -> ArticleImport:
    """Let an import be saved. Confirming twice does nothing the second time.

    What is tried again later is saved then, without asking.
    `title` replaces the title of a single article. Raises `Conflict` when something cannot be
    imported and the manager has not asked to import the rest.
    """
    locked = lock_import(article_import.pk)
    if locked.state == STEPS.DISCARDED:
        raise Conflict(_("This import was discarded. Start again from “Add articles”."))
    if locked.state != STEPS.PREVIEW:
        return locked
    failed = locked.items.filter(state=State.FAILED).exclude(outcome=LATER)
    if not skip_rejected and failed.exists():
        raise Conflict(
            _(
                "Some of it cannot be imported: the list below says what, and why. Tick “Leave out "
                "what cannot be imported, and import the rest”, or mend it and send it again."
            )
        )
    if title is not None and locked.total == 1:
        _set_title(locked, title)
    locked.link_known = link_known
    locked.state = STEPS.RUNNING
    locked.heartbeat_at = timezone.now()
    locked.save(update_fields=["link_known", "state", "heartbeat_at"])
    return locked


def _set_title(locked: ArticleImport, title: str) -> None:
    try:
        checked = short_text(title, 500)
    except FieldInvalid as error:
        raise Conflict(_("Title: %(problem)s") % {"problem": error.message}) from error
    for item in locked.items.filter(state=State.READY):
        item.draft = {**(item.draft or {}), "title": checked}
        item.save(update_fields=["draft"])


@transaction.atomic
def discard_import(*, article_import: ArticleImport) -> None:
    """Drop what was read; nothing of it was stored.

    Of one that was tried again what is saved stays, and the rest is cancelled.
    """
    locked = lock_import(article_import.pk)
    if locked.state not in (STEPS.PREVIEW, STEPS.MAPPING):
        return
    if locked.saved:
        left = locked.items.filter(state__in=(State.WAITING, State.READY))
        left.update(state=State.CANCELLED)
        locked.state = STEPS.CANCELLED
        locked.save(update_fields=["state"])
        return
    locked.items.all().delete()
    locked.state = STEPS.DISCARDED
    locked.total = 0
    locked.save(update_fields=["state", "total"])
    transaction.on_commit(lambda: remove_uploads(locked.public_id))


@transaction.atomic
def cancel_import(*, article_import: ArticleImport) -> ArticleImport:
    """Stop an import that goes on. What is saved stays; the rest can be taken up again.

    Of one that has come to rest, what would be tried again later is given up.
    """
    locked = lock_import(article_import.pk)
    given_up = give_up_later(locked)
    if locked.state not in GOING_ON:
        if not given_up:
            raise Conflict(_("This import does not go on any more, so it cannot be stopped."))
        locked.save(update_fields=["options"])
        return locked
    locked.options = {**locked.options, "cancelled_while": locked.state}
    locked.state = STEPS.CANCELLED
    locked.save(update_fields=["state", "options"])
    locked.items.filter(state__in=(State.WAITING, State.READY)).update(state=State.CANCELLED)
    return locked


@transaction.atomic
def retry_import(*, article_import: ArticleImport) -> ArticleImport:
    """Go on with what was cancelled, and try again what failed.

    What could be read only waits to be saved. Raises `Conflict` where nothing is left to try.
    """
    locked = lock_import(article_import.pk)
    if locked.state not in (STEPS.CANCELLED, STEPS.DONE, STEPS.PREVIEW):
        raise Conflict(_("This import goes on. Wait for it, or cancel it first."))
    left = locked.items.filter(state__in=(State.FAILED, State.CANCELLED))
    again = left.exclude(outcome="conflict")
    read = again.filter(state=State.CANCELLED, draft__isnull=False).update(state=State.READY)
    unread = again.filter(draft__isnull=True).update(state=State.WAITING, errors=[], outcome="")
    stopped_reading = locked.options.get("cancelled_while") == STEPS.READING
    if not (read or unread or stopped_reading):
        raise Conflict(_("Nothing is left to try again."))
    give_up_later(locked)
    locked.options = {**locked.options, "cancelled_while": ""}
    locked.state = STEPS.READING if unread or stopped_reading else STEPS.RUNNING
    locked.heartbeat_at = timezone.now()
    locked.save(update_fields=["options", "state", "heartbeat_at"])
    return locked
