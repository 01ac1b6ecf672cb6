"""`manage.py load_demo` fills an empty site with a project to look around in."""

from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser

from annotator.management.demo import ANNOTATORS, load_demo, may_load


class Command(BaseCommand):
    """Load the demo."""

    help = "Make the demo's logins, project, articles and labels (once)."

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare the arguments."""
        parser.add_argument(
            "--outside-debug", action="store_true", help="Load although DEBUG is off."
        )
        parser.add_argument("--password", help="The password of all demo logins.")

    def handle(self, *args: Any, **options: Any) -> None:
        """Load it, unless this looks like a real site."""
        password = may_load(asked=options["outside_debug"], password=options["password"])
        if password is None:
            raise CommandError(
                "DEBUG is off, so this may be a real site, and the demo has known logins. "
                "Add --outside-debug and --password to load it all the same."
            )
        try:
            project = load_demo(password=password)
        except ValidationError as error:
            raise CommandError("; ".join(error.messages)) from error
        if project is None:
            self.stdout.write("The demo is here already.")
        else:
            logins = ", ".join((*ANNOTATORS, "reviewer", "manager"))
            self.stdout.write(f"Loaded the demo. Logins: {logins}.")
