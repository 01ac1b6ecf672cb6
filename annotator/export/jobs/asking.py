"""Ask for a file: what it is called, whether it can be written, and the work begun."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _

from annotator.errors import Conflict
from annotator.export.jobs.actions import request_export, require_same_view
from annotator.export.jobs.files import file_of
from annotator.export.jobs.tasks import write_export
from annotator.export.jobs.tidying import tidy_exports
from annotator.export.models import Export
from annotator.export.study.options import Layer, Names
from annotator.export.writers import FORMATS, Format
from annotator.projects.models import Membership


def format_named(name: str) -> Format:
    """Return a format that this server can write; raise `ValidationError` on `as` for others."""
    if name not in FORMATS:
        message = _("Choose a format: %(formats)s.") % {"formats": ", ".join(FORMATS)}
        raise ValidationError({"as": message}, "invalid")
    chosen = FORMATS[name]
    if not chosen.is_installed:
        message = _(
            "This server cannot write “%(format)s”: the package %(package)s is missing. Whoever "
            "runs it installs it with: pip install %(package)s"
        ) % {"format": name, "package": chosen.needs}
        raise ValidationError({"as": message}, "not_installed")
    return chosen


def begin_export(
    member: Membership, chosen: Format, given: Mapping[str, Any]
) -> tuple[Export, bool]:
    """Return the export that a query asks for, begun, and whether it is new."""
    tidy_exports()
    export, is_new = request_export(member=member, chosen=chosen, given=given)
    if is_new:
        write_export.enqueue(str(export.public_id))
        export.refresh_from_db()
    return export, is_new


def ready_file(member: Membership, export: Export) -> Path:
    """Return the file of the member's own export, or raise what is in the way of it."""
    if export.state in (Export.State.WAITING, Export.State.RUNNING):
        raise Conflict(_("The export is not written yet. Come back in a while."))
    expired = export.expires_at is not None and export.expires_at <= timezone.now()
    if export.state == Export.State.EXPIRED or expired:
        raise Conflict(_("The file has expired. Export again."))
    if export.state != Export.State.READY:
        raise Conflict(_("There is no file of this export. Export again."))
    require_same_view(export, member)
    path = file_of(export.public_id)
    if not path.exists():
        raise Conflict(_("The file is not there any more. Export again."))
    return path


def file_name(slug: str, chosen: Format, query: Mapping[str, Any], day: str = "") -> str:
    """Return the name of a file: the project, what is in it, and the day or the freeze."""
    parts = [slug, "labels"]
    if query.get("layer", Layer.ANNOTATORS) != Layer.ANNOTATORS:
        parts.append(str(query["layer"]))
    if query.get("names", Names.REAL) != Names.REAL:
        parts.append(str(query["names"]))
    if query.get("freeze"):
        parts += ["frozen", slugify(str(query["freeze"]))]
    else:
        parts.append(day or f"{timezone.now():%Y-%m-%d}")
    return "-".join(part for part in parts if part) + f".{chosen.extension}"
