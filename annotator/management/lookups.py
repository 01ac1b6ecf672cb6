"""Find what a command line names, or say that it is not there."""

from django.core.management.base import CommandError

from annotator.accounts.models import User
from annotator.projects.models import Project


def find_project(slug: str) -> Project:
    """Return the project of that slug."""
    project = Project.objects.select_related("codebook_version").filter(slug=slug).first()
    if project is None:
        raise CommandError(f"There is no project “{slug}”.")
    return project


def find_user(username: str) -> User:
    """Return the account of that name."""
    user = User.objects.filter(username__iexact=username).first()
    if user is None:
        raise CommandError(f"There is no account “{username}”. Make it with create_user.")
    return user
