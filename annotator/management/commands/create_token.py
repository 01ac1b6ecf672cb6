"""`manage.py create_token ana` prints a new key for the API."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from annotator.accounts.actions import create_token
from annotator.management.lookups import find_user


class Command(BaseCommand):
    """Make an API token."""

    help = "Print a new API token. It is stored as a hash and cannot be shown again."

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare the arguments."""
        parser.add_argument("username")
        parser.add_argument("--name", default="command line")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print the key alone, so that a script can take it."""
        _token, key = create_token(user=find_user(options["username"]), name=options["name"])
        self.stdout.write(key)
