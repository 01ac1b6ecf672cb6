"""`manage.py add_member demo ana annotator` puts a person into a project."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from annotator.errors import Conflict
from annotator.management.lookups import find_project, find_user
from annotator.projects.actions import add_member
from annotator.projects.models import Role


class Command(BaseCommand):
    """Add a member, or change a member's role."""

    help = "Add a person to a project, or give a member another role."

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare the arguments."""
        parser.add_argument("project")
        parser.add_argument("username")
        parser.add_argument("role", choices=list(Role))

    def handle(self, *args: Any, **options: Any) -> None:
        """Add the member."""
        project, user = find_project(options["project"]), find_user(options["username"])
        try:
            member = add_member(project=project, user=user, role=options["role"])
        except Conflict as error:
            raise CommandError(error.message) from error
        self.stdout.write(f"{user.username} is {member.role} in {project.slug}.")
