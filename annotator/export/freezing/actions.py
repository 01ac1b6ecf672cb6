"""Freezes: asked for, made by the worker, and then never changed."""

import contextlib
import hashlib
import logging
import tempfile
from itertools import islice
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from annotator.errors import Conflict
from annotator.export.freezing.reading import Taken, take
from annotator.export.jobs import problems
from annotator.export.jobs.files import Written, folder
from annotator.export.jobs.pulse import Pulse, Stopped
from annotator.export.models import Freeze, FrozenArticle
from annotator.export.study.frozen import FrozenStudy
from annotator.export.study.narrowing import Narrowing
from annotator.export.study.options import Layer, Names, Options
from annotator.export.study.packing import pack_front
from annotator.export.writers import FORMATS
from annotator.projects.models import Membership, Project
from annotator.projects.permissions import require_manager

State = Freeze.State
UNDER_WAY = (State.WAITING, State.RUNNING)
ROWS_AT_ONCE = 50
MAX_NAME = 100
OF_DIGEST = Options(names=Names.PSEUDONYMS)
"""What the digest is of: the archive that can be published, with nobody's username in it."""

log = logging.getLogger(__name__)


@transaction.atomic
def request_freeze(*, member: Membership, name: str) -> Freeze:
    """Return a new freeze that waits to be made; one that failed gives its name back.

    Raises `ValidationError` for a name that is none, `Conflict` for one that is taken or while
    another freeze of the project is being made.
    """
    require_manager(member)
    name = _clean_name(name)
    project = Project.objects.select_for_update().get(pk=member.project_id)
    if project.freezes.filter(state__in=UNDER_WAY).exists():
        raise Conflict(_("A freeze of this project is being made. Wait until it is done."))
    project.freezes.filter(name=name, state=State.FAILED).delete()
    try:
        with transaction.atomic():
            return Freeze.objects.create(project=project, name=name, created_by=member.user)
    except IntegrityError as error:
        message = _("There is a freeze “%(name)s” already. Choose another name.")
        raise Conflict(message % {"name": name}) from error


def _clean_name(name: str) -> str:
    name = " ".join(name.split())
    if not name:
        raise ValidationError({"name": _("Give the freeze a name.")}, "required")
    if len(name) > MAX_NAME or not name.isprintable():
        message = _("Give a name of at most %(number)s letters on one line.") % {"number": MAX_NAME}
        raise ValidationError({"name": message}, "invalid")
    return name


def run_freeze(*, public_id: UUID) -> str:
    """Make a waiting freeze; return the state it is in afterwards. A failure leaves no articles."""
    waiting = Freeze.objects.filter(public_id=public_id, state=State.WAITING)
    if not waiting.update(state=State.RUNNING, heartbeat_at=timezone.now()):
        return ""
    freeze = Freeze.objects.get(public_id=public_id)
    try:
        _make(freeze)
    except Stopped:
        undo_freeze(freeze=freeze, problem=problems.STOPPED)
    except Exception as error:
        log.exception("freeze failed", extra={"freeze": str(public_id)})
        problem = problems.problem_of(error)
        undo_freeze(freeze=freeze, problem=problem)
        if problem in (problems.BUG, problems.DATABASE):
            raise
    freeze.refresh_from_db(fields=["state"])
    return freeze.state


def undo_freeze(*, freeze: Freeze, problem: str) -> None:
    """Leave nothing of a freeze but why; a finished one stays as it is."""
    with contextlib.suppress(DatabaseError):
        if not connection.in_atomic_block:
            connection.close_if_unusable_or_obsolete()
        rows = Freeze.objects.filter(pk=freeze.pk)
        with transaction.atomic():
            rows.filter(state__in=UNDER_WAY).update(state=State.FAILED, problem=problem, header={})
            if rows.filter(state=State.FAILED).exists():
                FrozenArticle.objects.filter(freeze_id=freeze.pk).delete()


def _make(freeze: Freeze) -> None:
    with (
        Pulse(_running(freeze)) as pulse,
        tempfile.TemporaryFile(dir=folder()) as spool,
    ):
        taken = take(freeze, spool, pulse)
        _store(freeze, taken, pulse)
        written = _digest(freeze, pulse)
    _finish(freeze, taken, written)


def _running(freeze: Freeze) -> QuerySet[Freeze]:
    return Freeze.objects.filter(pk=freeze.pk, state=State.RUNNING)


def _store(freeze: Freeze, taken: Taken, pulse: Pulse) -> None:
    """Write in small transactions, between which others have their turn."""
    freeze.header = pack_front(taken.front)
    freeze.frozen_at, freeze.labels = taken.frozen_at, taken.labels
    freeze.total = len(taken.lengths)
    freeze.save(update_fields=["header", "frozen_at", "labels", "total"])
    rows = (
        FrozenArticle(freeze=freeze, position=position, payload=payload)
        for position, payload in enumerate(taken.payloads(), 1)
    )
    while batch := list(islice(rows, ROWS_AT_ONCE)):
        pulse.check()
        FrozenArticle.objects.bulk_create(batch)


def _digest(freeze: Freeze, pulse: Pulse) -> Written:
    digest, size = hashlib.sha256(), 0
    study = FrozenStudy(freeze, OF_DIGEST, Narrowing(Layer.ANNOTATORS))
    for piece in FORMATS["zip"].write(study):
        digest.update(piece)
        size += len(piece)
        pulse.check()
    return Written(size, digest.hexdigest())


def _finish(freeze: Freeze, taken: Taken, written: Written) -> None:
    finished = _running(freeze).update(
        state=State.READY, done=len(taken.lengths), digest=written.digest, size=written.size
    )
    if not finished:
        raise Stopped
