"""`manage.py create_token ana` prints a new key for the API."""

from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser

from annotator.accounts.actions import create_token
from annotator.management.lookups import find_user


class Command(BaseCommand):
    """Make an API token."""

    help = "Print a new API token. It is stored as a hash and cannot be shown again."

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare the arguments."""
        parser.add_argument("username")
        parser.add_argument("--name", default="command line", help="What the token is for.")
        parser.add_argument("--days", type=int, help="How long it lives; without it, the longest.")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print the key alone, so that a script can take it."""
        user = find_user(options["username"])
        try:
            _token, key = create_token(user=user, name=options["name"], days=options["days"])
        except ValidationError as error:
            raise CommandError("; ".join(error.messages)) from error
        self.stdout.write(key)
