"""`manage.py states` writes the diagram of states into the annotation room's README."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from annotator.annotation import diagram

README = Path(diagram.__file__).with_name("README.md")


class Command(BaseCommand):
    """Make the diagram from the table of transitions, or compare it."""

    help = "Write the diagram of states into annotator/annotation/README.md."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare the arguments."""
        parser.add_argument(
            "--check", action="store_true", help="Compare only; fail if it differs."
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Write it, or say that it is out of date."""
        document = README.read_text(encoding="utf-8")
        wanted = diagram.with_states(document)
        if document == wanted:
            self.stdout.write("The diagram of states is as the table of transitions says.")
        elif options["check"]:
            raise CommandError(f"{README} is out of date: run `manage.py states`.")
        else:
            README.write_text(wanted, encoding="utf-8")
            self.stdout.write(f"Wrote {README}.")
