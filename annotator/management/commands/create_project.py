"""`manage.py create_project water --title "Water talks" --codebook book.json`."""

import json
from pathlib import Path
from typing import Any, cast

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser

from annotator.codebook.actions import publish_codebook, publish_default
from annotator.codebook.document import CodebookError
from annotator.codebook.models import CodebookVersion
from annotator.errors import Conflict
from annotator.projects.actions import create_project
from annotator.projects.actions.projects import CodingRules
from annotator.projects.models import Project


class Command(BaseCommand):
    """Create a project."""

    help = "Create a project with a codebook from a file, or with the one that ships."

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare the arguments."""
        parser.add_argument("slug")
        parser.add_argument("--title", required=True)
        parser.add_argument("--codebook", help="A JSON file; the shipped codebook without it.")
        parser.add_argument("--variables", nargs="+", help="Ids of the variables to switch on.")
        parser.add_argument("--overlap", type=int, default=3, help="Annotators per article.")
        parser.add_argument(
            "--reliability-share", type=int, help="Per cent of the articles coded by everybody."
        )
        parser.add_argument("--quota", type=int, help="Articles for each annotator at most.")
        parser.add_argument("--seed", type=int, help="Of what is drawn and dealt.")
        parser.add_argument(
            "--lease-hours", type=int, help="Hours until an untouched article goes back."
        )
        parser.add_argument(
            "--blind",
            choices=Project.Blind.values,
            help="Until when annotators do not see each other's labels.",
        )

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
                **_rules(options),
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


def _rules(options: dict[str, Any]) -> CodingRules:
    """What was asked for; the rest is as the model says."""
    asked = {name: options[name] for name in CodingRules.__annotations__}
    return cast("CodingRules", {name: one for name, one in asked.items() if one is not None})


def _version(path: str | None) -> CodebookVersion:
    if path is None:
        return publish_default()
    try:
        document = json.loads(Path(path).read_text(encoding="utf-8-sig"))
    except (OSError, ValueError, RecursionError) as error:
        raise CommandError(f"{path} cannot be read as JSON: {error}") from error
    return publish_codebook(document=document)
