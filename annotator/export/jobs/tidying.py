"""Throw away what is over: files that have expired, work whose worker has died."""

import time
from datetime import timedelta
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.db.models import Q
from django.utils import timezone

from annotator.export.freezing.actions import undo_freeze
from annotator.export.importing.actions.tidying import tidy_imports
from annotator.export.jobs.files import folder, remove_files
from annotator.export.jobs.problems import STOPPED
from annotator.export.jobs.pulse import STALE
from annotator.export.models import Export, Freeze

KEPT = timedelta(days=30)
"""How long it is remembered that there was an export."""
State = Export.State


def tidy_exports() -> None:
    """Called when exports are listed or begun, and when the server starts; cheap when all is well.

    It changes rows by state alone, so it is harmless however often it runs at once.
    """
    now = timezone.now()
    died = Export.objects.filter(
        state=State.RUNNING, heartbeat_at__lt=now - timedelta(seconds=STALE)
    )
    for public_id in list(died.values_list("public_id", flat=True)):
        failed = died.filter(public_id=public_id)
        if failed.update(state=State.FAILED, problem=STOPPED, finished_at=now):
            remove_files(public_id)
    over = Export.objects.filter(state=State.READY, expires_at__lte=now)
    for public_id in list(over.values_list("public_id", flat=True)):
        over.filter(public_id=public_id).update(state=State.EXPIRED)
        remove_files(public_id)
    waiting = Export.objects.filter(state=State.WAITING, created_at__lt=now - _kept_for())
    waiting.update(state=State.FAILED, problem=STOPPED, finished_at=now)
    Export.objects.filter(finished_at__lt=now - KEPT - _kept_for()).delete()
    _remove_strays()
    _tidy_freezes()
    tidy_imports()


def _tidy_freezes() -> None:
    """A freeze whose worker has died leaves nothing."""
    died = Q(state=Freeze.State.RUNNING, heartbeat_at__lt=timezone.now() - timedelta(seconds=STALE))
    never = Q(state=Freeze.State.WAITING, created_at__lt=timezone.now() - _kept_for())
    for freeze in Freeze.objects.filter(died | never):
        undo_freeze(freeze=freeze, problem=STOPPED)


def _kept_for() -> timedelta:
    return timedelta(hours=settings.EXPORT_HOURS)


def _remove_strays() -> None:
    """Files that no row knows, once they are old: a project was deleted, a worker was killed."""
    before = time.time() - _kept_for().total_seconds()
    for path in folder().iterdir():
        public_id = _id_of(path)
        if public_id is None or path.stat().st_mtime >= before:
            continue
        live = Export.objects.filter(public_id=public_id, state__in=(State.RUNNING, State.READY))
        if not live.exists():
            path.unlink(missing_ok=True)


def _id_of(path: Path) -> UUID | None:
    try:
        return UUID(path.name.removesuffix(".part"))
    except ValueError:
        return None
