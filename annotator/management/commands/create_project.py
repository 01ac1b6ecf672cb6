"""`manage.py create_project water --title "Water talks" --codebook book.json`."""

import json
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser

from annotator.codebook.actions import publish_codebook, publish_default
from annotator.codebook.document import CodebookError
from annotator.codebook.models import CodebookVersion
from annotator.errors import Conflict
from annotator.projects.actions import create_project


class Command(BaseCommand):
    """Create a project."""

    help = "Create a project with a codebook from a file, or with the one that ships."

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare the arguments."""
        parser.add_argument("slug")
        parser.add_argument("--title", required=True)
        parser.add_argument("--codebook", help="A JSON file; the shipped codebook without it.")
        parser.add_argument("--variables", nargs="+", help="Ids of the variables to switch on.")
        parser.add_argument("--overlap", type=int, default=3)

    def handle(self, *args: Any, **options: Any) -> None:
        """Create it, or list every problem."""
        try:
            project = create_project(
                slug=options["slug"],
                title=options["title"],
                codebook_version=_version(options["codebook"]),
                variable_ids=options["variables"],
                overlap=options["overlap"],
                creator=None,
            )
        except CodebookError as error:
            problems = [f"  {one.path}: {one.message}" for one in error.problems[:50]]
            raise CommandError("\n".join(["The codebook cannot be used:", *problems])) from error
        except ValidationError as error:
            raise CommandError("; ".join(error.messages)) from error
        except Conflict as error:
            raise CommandError(error.message) from error
        variables = ", ".join(project.variable_ids)
        self.stdout.write(f"Created project {project.slug}, asking {variables}.")


def _version(path: str | None) -> CodebookVersion:
    if path is None:
        return publish_default()
    try:
        document = json.loads(Path(path).read_text(encoding="utf-8-sig"))
    except (OSError, ValueError, RecursionError) as error:
        raise CommandError(f"{path} cannot be read as JSON: {error}") from error
    return publish_codebook(document=document)
