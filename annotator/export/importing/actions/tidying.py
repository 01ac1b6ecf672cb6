"""Let go of imports that nobody goes on with, and of their files."""

from datetime import timedelta
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q
from django.db.models.functions import Coalesce
from django.utils import timezone

from annotator.export.importing.uploads import path_of, remove_upload
from annotator.export.jobs.problems import STOPPED, words_of
from annotator.export.models import LabelImport

State = LabelImport.State
WAITING = (State.READING, State.PREVIEW)
DEAD = timedelta(hours=1)
"""After which whoever saved an import has died: it takes minutes."""


def tidy_imports() -> None:
    """Discard what has waited for as long as exports are kept; let what died be saved again.

    It changes rows by state alone, so it is harmless however often it runs at once.
    """
    before = timezone.now() - timedelta(hours=settings.EXPORT_HOURS)
    last = Coalesce(F("heartbeat_at"), F("created_at"))
    waiting = LabelImport.objects.alias(last=last).filter(state__in=WAITING, last__lt=before)
    for public_id in list(waiting.values_list("public_id", flat=True)):
        one = waiting.filter(public_id=public_id)
        if one.update(state=State.DISCARDED, finished_at=timezone.now()):
            remove_upload(public_id)
    _give_back_what_died()
    _remove_strays(before.timestamp())


def _give_back_what_died() -> None:
    """Being saved, an import is locked: what can be locked here is not being saved."""
    stale = Q(state=State.RUNNING, heartbeat_at__lt=timezone.now() - DEAD)
    if not LabelImport.objects.filter(stale).exists():
        return
    with transaction.atomic():
        for one in LabelImport.objects.filter(stale).select_for_update(skip_locked=True):
            one.state, one.problem = State.PREVIEW, words_of(STOPPED)
            one.save(update_fields=["state", "problem"])


def _remove_strays(before: float) -> None:
    """Files that no import waits for, once they are old: a worker was killed, a project deleted."""
    folder = path_of(UUID(int=0)).parent
    for path in folder.iterdir():
        public_id = _id_of(path)
        if public_id is None or path.stat().st_mtime >= before:
            continue
        here = LabelImport.objects.filter(public_id=public_id, state__in=(*WAITING, State.RUNNING))
        if not here.exists():
            path.unlink(missing_ok=True)


def _id_of(path: Path) -> UUID | None:
    try:
        return UUID(path.name) if path.is_file() else None
    except ValueError:
        return None
