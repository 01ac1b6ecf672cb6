"""`manage.py create_user ana --password-stdin < secret` makes an account."""

import getpass
import sys
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser

from annotator.accounts.actions import allow_adding_projects, create_user


class Command(BaseCommand):
    """Create an account."""

    help = "Create an account. The password is asked for, or read from standard input."

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare the arguments."""
        parser.add_argument("username")
        parser.add_argument("--email", default="")
        parser.add_argument("--name", default="", help="Full name.")
        parser.add_argument(
            "--password-stdin", action="store_true", help="Read the password from standard input."
        )
        parser.add_argument(
            "--may-add-projects", action="store_true", help="Let this person create projects."
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Create the account, or say by field what is wrong."""
        try:
            user = create_user(
                username=options["username"],
                password=_password(options["password_stdin"]),
                email=options["email"],
                name=options["name"],
            )
        except ValidationError as error:
            raise CommandError("; ".join(error.messages)) from error
        if options["may_add_projects"]:
            allow_adding_projects(user=user)
        self.stdout.write(f"Created {user.username}.")


def _password(from_stdin: bool) -> str | None:
    if from_stdin:
        return sys.stdin.readline().rstrip("\r\n")
    if sys.stdin.isatty():
        return getpass.getpass()
    return None  # the account's owner sets one by "Forgot password"
