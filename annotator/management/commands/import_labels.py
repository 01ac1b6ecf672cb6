"""`manage.py import_labels demo labels.jsonl` saves labels of a file into a project."""

import json
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from annotator.accounts.models import User
from annotator.errors import Conflict
from annotator.export.importing.actions.saving import save_labels
from annotator.export.importing.options import ImportOptions
from annotator.export.importing.reading import SOURCES, guess_format
from annotator.export.importing.report import Report
from annotator.export.readers.records import UnreadableFile
from annotator.management.lookups import find_project, find_user
from annotator.projects.models import Project, Role


class Command(BaseCommand):
    """Import labels."""

    help = (
        "Import labels from a file into a project. When a row has no place there nothing is "
        "saved, unless --skip-rejected asks for the rest. Exits with 1 if any has none."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare the arguments."""
        parser.add_argument("project")
        parser.add_argument("file", type=Path)
        parser.add_argument("--format", choices=list(SOURCES), default="")
        parser.add_argument("--dry-run", action="store_true", help="Say what would happen.")
        parser.add_argument("--make-accounts", action="store_true")
        parser.add_argument("--replace", action="store_true")
        parser.add_argument("--skip-rejected", action="store_true")
        parser.add_argument("--people", default="", help='JSON: {"name in the file": "username"}.')
        parser.add_argument("--codes", default="", help='JSON: {"code in the file": "code id"}.')
        parser.add_argument("--as", dest="actor", default="", help="Who imports: a username.")

    def handle(self, *args: Any, **options: Any) -> None:
        """Read, report, and save when every row has its place or the rest is asked for."""
        project = find_project(options["project"])
        actor = find_user(options["actor"]) if options["actor"] else _manager_of(project)
        chosen = _chosen(options)
        try:
            report, saved = self._import(project, actor, chosen, options)
        except OSError as error:
            raise CommandError(str(error)) from error
        except (UnreadableFile, Conflict) as error:
            raise CommandError(error.message) from error
        self._tell(report, saved)
        if report.rejected:
            raise SystemExit(1)

    def _import(
        self, project: Project, actor: User, chosen: ImportOptions, options: dict[str, Any]
    ) -> tuple[Report, bool]:
        with options["file"].open("rb") as file, transaction.atomic():
            name = options["format"] or guess_format(options["file"].name, file)
            read = SOURCES[name].read(file)
            report = save_labels(project=project, actor=actor, read=read, options=chosen)
            stops = report.rejected and not chosen.skip_rejected
            saved = not (options["dry_run"] or stops)
            transaction.set_rollback(not saved)
        return report, saved

    def _tell(self, report: Report, saved: bool) -> None:
        told = report.as_json()
        for one in told["problems"]:
            self.stderr.write(f"{one['row']}: {one['message']}")
        word = "" if saved else "would be "
        for outcome, count in told["answers"].items():
            if count:
                self.stdout.write(f"{count} answers {word}{outcome}")
        self.stdout.write(f"{report.labels} labels {word}saved")
        self.stdout.write(f"{sum(report.rejected.values())} rows without a place")
        if not saved:
            self.stdout.write("Nothing was saved.")


def _manager_of(project: Project) -> User:
    first = project.memberships.filter(role=Role.MANAGER).select_related("user").first()
    if first is None:
        raise CommandError("The project has no manager: say with --as who imports.")
    return first.user


def _chosen(options: dict[str, Any]) -> ImportOptions:
    given = {name: str(options[name]) for name in ("make_accounts", "replace", "skip_rejected")}
    try:
        names = {name: json.loads(options[name] or "{}") for name in ("people", "codes")}
        return ImportOptions.read({**given, **names})
    except ValueError as error:
        raise CommandError(f"--people and --codes take JSON: {error}") from error
    except ValidationError as error:
        raise CommandError(" ".join(error.messages)) from error
