"""An import from upload to end: kept, read, shown, saved in one transaction, or discarded.

The row of the import is locked while it is saved, so of two that save it at once the second waits
and finds it done; a worker that is killed leaves nothing but a row to start again from.
"""

from collections.abc import Callable, Iterable
from typing import Any
from uuid import uuid4

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from annotator.errors import Conflict
from annotator.export.importing.actions.saving import save_labels, try_labels
from annotator.export.importing.actions.tidying import tidy_imports
from annotator.export.importing.options import ImportOptions
from annotator.export.importing.reading import SOURCES, guess_format
from annotator.export.importing.report import Report
from annotator.export.importing.uploads import keep_upload, open_upload, remove_upload
from annotator.export.models import LabelImport
from annotator.export.readers.records import UnreadableFile
from annotator.projects.models import Membership
from annotator.projects.permissions import require_manager

State = LabelImport.State
SMALL = 2_000_000
"""Bytes up to which the browser or program waits; larger files are for the worker."""
MAX_KEY = 200
ENDED = (State.DONE, State.FAILED, State.DISCARDED)


def begin_import(
    *,
    member: Membership,
    pieces: Iterable[bytes],
    name: str,
    chosen: str,
    options: ImportOptions,
    key: str = "",
) -> tuple[LabelImport, bool]:
    """Keep a file to be read; return its import, and whether it is a new one.

    A `key` that was given before stands for the same import, if the bytes are the same. Raises
    `Conflict` if they are others, `ValidationError` for a format or a key that is none, and what
    `keep_upload` raises.
    """
    require_manager(member)
    tidy_imports()
    if chosen and chosen not in SOURCES:
        message = _("Choose a format: %(formats)s.") % {"formats": ", ".join(SOURCES)}
        raise ValidationError({"format": message}, "invalid")
    if len(key) > MAX_KEY:
        message = _("A key has at most %(limit)s characters.") % {"limit": MAX_KEY}
        raise ValidationError({"Idempotency-Key": message}, "invalid")
    made = LabelImport(
        public_id=uuid4(),
        project=member.project,
        created_by=member.user,
        file_name=name.replace("\x00", "")[:255],
        options=options.as_json(),
        key=key,
    )
    made.size, made.digest = keep_upload(made.public_id, pieces)
    try:
        return _store(made, chosen)
    except BaseException:
        remove_upload(made.public_id)
        raise


def _store(made: LabelImport, chosen: str) -> tuple[LabelImport, bool]:
    with open_upload(made.public_id) as file:
        made.format = chosen or guess_format(made.file_name, file)
    try:
        with transaction.atomic():
            made.save(force_insert=True)
    except IntegrityError:
        remove_upload(made.public_id)
        return _known(made), False
    return made, True


def _known(made: LabelImport) -> LabelImport:
    """The import that stands under the same key already."""
    known = LabelImport.objects.get(project=made.project, created_by=made.created_by, key=made.key)
    same = (known.digest, known.format) == (made.digest, made.format)
    if not same or known.options != made.options:
        raise Conflict(
            _("This key was given with another file or other options. Give each file its own key.")
        )
    return known


def read_import(*, label_import: LabelImport) -> LabelImport:
    """Read the file and say what it would do; nothing is saved. Read once, it is not read again."""
    if not _heard_of(label_import, State.READING):
        return _fresh(label_import)

    def look() -> Report:
        return _with_file(label_import, try_labels)

    report = _ending_badly(label_import, look)
    if report is not None:
        _note(label_import, State.READING, state=State.PREVIEW, **_told(report))
    return _fresh(label_import)


def change_options(*, label_import: LabelImport, options: ImportOptions) -> LabelImport:
    """Let a file be read again with other options. Raises `Conflict` when that is too late."""
    waiting = LabelImport.objects.filter(pk=label_import.pk, state=State.PREVIEW)
    changed = waiting.update(state=State.READING, options=options.as_json(), problem="")
    if not changed:
        raise Conflict(_too_late(_fresh(label_import)))
    return _fresh(label_import)


@transaction.atomic
def confirm_import(*, label_import: LabelImport, skip_rejected: bool) -> LabelImport:
    """Let an import be saved. Confirming twice does nothing the second time.

    Raises `Conflict` when rows have no place here and the rest was not asked for.
    """
    held = LabelImport.objects.select_for_update().get(pk=label_import.pk)
    if held.state in (State.RUNNING, State.DONE):
        return held
    if held.state != State.PREVIEW:
        raise Conflict(_too_late(held))
    rejected = sum(held.report["rejected"].values())
    if rejected and not (skip_rejected or held.options.get("skip_rejected")):
        message = _("Some rows cannot be imported, so nothing was. Ask for the rest, or mend them.")
        raise Conflict(message, errors=problems_of(held.report))
    held.options = {**held.options, "skip_rejected": bool(rejected)}
    held.state, held.problem = State.RUNNING, ""
    held.heartbeat_at = timezone.now()
    held.save(update_fields=["options", "state", "problem", "heartbeat_at"])
    return held


def run_import(*, label_import: LabelImport) -> LabelImport:
    """Save a confirmed import, all of it or nothing. Saved once, it is not saved again.

    Where it would no longer do what was shown, nothing is saved and it is shown anew.
    """

    def save() -> Report | None:
        with transaction.atomic():
            return _save_locked(label_import)

    report = _ending_badly(label_import, save)
    if report is not None:
        remove_upload(label_import.public_id)
    elif _fresh(label_import).state == State.RUNNING:
        _show_anew(label_import)
    return _fresh(label_import)


def _save_locked(label_import: LabelImport) -> Report | None:
    """The report of what was saved; None where it would not be what was shown."""
    held = LabelImport.objects.select_for_update().get(pk=label_import.pk)
    if held.state != State.RUNNING:
        return None
    report = _with_file(held, save_labels)
    if report.fingerprint != held.report.get("fingerprint"):
        transaction.set_rollback(True)
        return None
    held.state, held.finished_at = State.DONE, timezone.now()
    held.report, held.done, held.total = report.as_json(), report.labels, report.rows
    held.save(update_fields=["state", "finished_at", "report", "done", "total"])
    return report


def _show_anew(label_import: LabelImport) -> None:
    waiting = LabelImport.objects.filter(pk=label_import.pk, state=State.RUNNING)
    waiting.update(state=State.READING)
    found = read_import(label_import=label_import)
    message = _("The project has changed since this was shown, so nothing was saved. Look again.")
    _note(found, State.PREVIEW, problem=message)


def discard_import(*, label_import: LabelImport) -> LabelImport:
    """Drop an import that is not being saved; nothing of it was stored."""
    waiting = LabelImport.objects.filter(
        pk=label_import.pk, state__in=(State.PREVIEW, State.READING)
    )
    if waiting.update(state=State.DISCARDED, finished_at=timezone.now()):
        remove_upload(label_import.public_id)
    found = _fresh(label_import)
    if found.state in (State.RUNNING, State.DONE):
        raise Conflict(_too_late(found))
    return found


def problems_of(report: dict[str, Any]) -> list[dict[str, str]]:
    """The rows that have no place here, in the API's shape of errors."""
    return [
        {"field": one["row"], "message": one["message"], "code": one["code"]}
        for one in report.get("problems", [])
    ]


def _too_late(found: LabelImport) -> str:
    words = {
        State.READING: _("The file is still being read. Look again in a moment."),
        State.RUNNING: _("This import is being saved."),
        State.DONE: _("This import is done."),
        State.FAILED: _("This import has failed. Start again with the file."),
        State.DISCARDED: _("This import was discarded. Start again with the file."),
    }
    return words.get(State(found.state), "")


def _with_file(label_import: LabelImport, act: Callable[..., Report]) -> Report:
    with open_upload(label_import.public_id) as file:
        return act(
            project=label_import.project,
            actor=label_import.created_by,
            read=SOURCES[label_import.format].read(file),
            options=ImportOptions.read(label_import.options),
        )


def _ending_badly(label_import: LabelImport, act: Callable[[], Report | None]) -> Report | None:
    """Do it; a file that cannot be read ends the import, where others are in the way it waits."""
    try:
        return act()
    except UnreadableFile as error:
        _fail(label_import, error.message)
    except Conflict as error:
        _note(label_import, State.RUNNING, state=State.PREVIEW, problem=error.message)
        _note(label_import, State.READING, problem=error.message)
    return None


def _fail(label_import: LabelImport, problem: str) -> None:
    under_way = LabelImport.objects.filter(pk=label_import.pk).exclude(state__in=ENDED)
    if under_way.update(state=State.FAILED, problem=problem, finished_at=timezone.now()):
        remove_upload(label_import.public_id)


def _heard_of(label_import: LabelImport, state: str) -> bool:
    here = LabelImport.objects.filter(pk=label_import.pk, state=state)
    return bool(here.update(heartbeat_at=timezone.now()))


def _note(label_import: LabelImport, known_as: str, **values: Any) -> None:
    LabelImport.objects.filter(pk=label_import.pk, state=known_as).update(**values)


def _told(report: Report) -> dict[str, Any]:
    return {"report": report.as_json(), "total": report.rows, "done": 0}


def _fresh(label_import: LabelImport) -> LabelImport:
    rows = LabelImport.objects.select_related("project__codebook_version", "created_by")
    return rows.get(pk=label_import.pk)
