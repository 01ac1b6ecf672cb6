"""`manage.py import_study study.zip --slug copy` makes a project of an export of all tables."""

from pathlib import Path
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser

from annotator.accounts.models import User
from annotator.errors import Conflict
from annotator.export.importing.actions.study import ImportedStudy, import_study
from annotator.export.readers.records import UnreadableFile
from annotator.management.lookups import find_user


class Command(BaseCommand):
    """Import a whole study as a new project."""

    help = "Make a new project of an export in the format zip: all of it, or nothing."

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare the arguments."""
        parser.add_argument("file", type=Path)
        parser.add_argument("--slug", required=True, help="Of the project to make.")
        parser.add_argument("--title", default="", help="The study's own if not given.")
        parser.add_argument(
            "--as", dest="actor", default="", help="Who becomes its manager: a username."
        )
        parser.add_argument("--dry-run", action="store_true", help="Say what would come in.")

    def handle(self, *args: Any, **options: Any) -> None:
        """Import, and say what came in."""
        actor = find_user(options["actor"]) if options["actor"] else _who_may()
        try:
            with options["file"].open("rb") as file:
                done = import_study(
                    file=file,
                    slug=options["slug"],
                    title=options["title"],
                    actor=actor,
                    dry_run=options["dry_run"],
                )
        except (UnreadableFile, Conflict) as error:
            raise CommandError(error.message) from error
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        except (PermissionDenied, OSError) as error:
            raise CommandError(str(error)) from error
        self._tell(done)

    def _tell(self, done: ImportedStudy) -> None:
        for name, count in done.as_json().items():
            if name != "project":
                self.stdout.write(f"{count} {name}")
        place = f"Project: {done.project.slug}" if done.project else "Nothing was saved."
        self.stdout.write(place)


def _who_may() -> User:
    """Somebody who may add projects, where there is one alone."""
    able = [one for one in User.objects.filter(is_active=True) if one.has_perm(MAY)]
    if len(able) != 1:
        raise CommandError("Say with --as who becomes the project's manager.")
    return able[0]


MAY = "annotator.add_project"
