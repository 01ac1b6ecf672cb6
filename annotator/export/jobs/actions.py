"""Exports in the background: asked for, written, cancelled, thrown away."""

import contextlib
import logging
from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, connection, transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from annotator.errors import Conflict
from annotator.export.jobs import problems
from annotator.export.jobs.counted import CountedStudy
from annotator.export.jobs.files import Written, remove_files, write_file
from annotator.export.jobs.pulse import Pulse, Stopped
from annotator.export.models import Export
from annotator.export.study.opening import open_study, query_of
from annotator.export.writers import FORMATS, Format
from annotator.projects.models import Membership

FRESH = timedelta(minutes=10)
"""How long the same export of a project as it stands is not written again. A freeze never
changes: its export is the same as long as there is a file."""
AT_ONCE = 5
"""Exports that one person may have under way in a project."""
State = Export.State
UNDER_WAY = (State.WAITING, State.RUNNING)

log = logging.getLogger(__name__)


@transaction.atomic
def request_export(
    *, member: Membership, chosen: Format, given: Mapping[str, Any]
) -> tuple[Export, bool]:
    """Return the export that a query asks for, and whether it has to be begun.

    The same one is not written twice: while it is under way, and while its file is fresh, it is
    the one there is. Raises what `open_study` raises, and `Conflict` for too many at once.
    """
    total = open_study(member, given).count_articles()
    query = query_of(given)
    Membership.objects.select_for_update().get(pk=member.pk)  # one request after the other
    own = exports_of(member)
    same = own.filter(format=chosen.name, query=query, role=member.role)
    found = same.filter(_still_good(query), blind=member.project.blind).first()
    if found is not None:
        return found, False
    if own.filter(state__in=UNDER_WAY).count() >= AT_ONCE:
        message = _("You have %(number)s exports under way. Wait for one, or cancel one.")
        raise Conflict(message % {"number": AT_ONCE})
    made = Export.objects.create(
        project=member.project,
        requested_by=member.user,
        role=member.role,
        blind=member.project.blind,
        format=chosen.name,
        query=query,
        total=total,
    )
    return made, True


def exports_of(member: Membership) -> QuerySet[Export]:
    """The member's own exports of the project, the latest first."""
    return Export.objects.filter(project=member.project, requested_by=member.user)


def _still_good(query: Mapping[str, str]) -> Q:
    now = timezone.now()
    ready = Q(state=State.READY, expires_at__gt=now)
    if "freeze" not in query:
        ready &= Q(finished_at__gt=now - FRESH)
    return ready | Q(state__in=UNDER_WAY)


def run_export(*, public_id: UUID) -> str:
    """Write a waiting export to its file; return the state it is in afterwards.

    It fails with words where people can do something, and raises beside that what is a bug.
    """
    export = _begin(public_id)
    if export is None:  # cancelled, or another worker has it
        return ""
    try:
        _finish(export, _write(export))
    except Stopped:
        log.info("export cancelled", extra={"export": str(public_id)})
    except Exception as error:
        problem = problems.problem_of(error)
        _fail(export, problem)
        log.exception("export failed", extra={"export": str(public_id)})
        if problem in (problems.BUG, problems.DATABASE):
            raise
    export.refresh_from_db(fields=["state"])
    return export.state


def _begin(public_id: UUID) -> Export | None:
    waiting = Export.objects.filter(public_id=public_id, state=State.WAITING)
    if not waiting.update(state=State.RUNNING, heartbeat_at=timezone.now()):
        return None
    return Export.objects.select_related("project__codebook_version").get(public_id=public_id)


def _running(export: Export) -> QuerySet[Export]:
    return Export.objects.filter(pk=export.pk, state=State.RUNNING)


def _write(export: Export) -> Written:
    with Pulse(_running(export)) as pulse:
        study = CountedStudy(open_study(_asker(export), export.query), pulse)
        return write_file(export.public_id, FORMATS[export.format].write(study), pulse.check)


def _asker(export: Export) -> Membership:
    """Who asked, if they still may see what they asked for."""
    found = Membership.objects.select_related("project__codebook_version", "user").filter(
        project=export.project, user=export.requested_by, user__is_active=True
    )
    member = found.first()
    if member is None:
        raise PermissionDenied
    require_same_view(export, member)
    return member


def require_same_view(export: Export, member: Membership) -> None:
    """Raise `PermissionDenied` when the member sees other labels now than when it was asked for."""
    if (export.role, export.blind) != (member.role, member.project.blind):
        raise PermissionDenied(
            _("Your role in the project, or who sees whose labels, has changed. Export again.")
        )


def _finish(export: Export, written: Written) -> None:
    now = timezone.now()
    finished = _running(export).update(
        state=State.READY,
        done=export.total,
        size=written.size,
        digest=written.digest,
        finished_at=now,
        expires_at=now + timedelta(hours=settings.EXPORT_HOURS),
    )
    if not finished:  # cancelled at the last moment
        remove_files(export.public_id)
        raise Stopped


def _fail(export: Export, problem: str) -> None:
    """Say so; where the database is gone, `tidy_exports` says it later."""
    remove_files(export.public_id)
    with contextlib.suppress(DatabaseError):
        if not connection.in_atomic_block:
            connection.close_if_unusable_or_obsolete()
        _running(export).update(state=State.FAILED, problem=problem, finished_at=timezone.now())


def drop_export(*, export: Export) -> None:
    """Cancel what is under way; throw away what is over, with its file."""
    under_way = Export.objects.filter(pk=export.pk, state__in=UNDER_WAY)
    if not under_way.update(state=State.CANCELLED, finished_at=timezone.now()):
        export.delete()
        remove_files(export.public_id)
