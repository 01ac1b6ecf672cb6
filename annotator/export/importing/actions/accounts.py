"""Accounts that nobody can log in with, so that annotators of a file stay apart."""

from collections.abc import Iterable

from django.contrib.auth.validators import UnicodeUsernameValidator
from django.core.exceptions import ValidationError

from annotator.accounts.models import User
from annotator.export.importing.people import LONGEST, PeopleFinder, account_name
from annotator.projects.actions import add_member
from annotator.projects.models import Project, Role

_is_username = UnicodeUsernameValidator()


def make_accounts(*, people: PeopleFinder, names: Iterable[str], actor: User | None) -> None:
    """Make an annotator of each name that nobody is meant by."""
    for name in dict.fromkeys(names):
        if people.is_unknown(name):
            user = make_account(project=people.project, name=name)
            add_member(project=people.project, user=user, role=Role.ANNOTATOR, actor=actor)
            people.add(name, user)


def make_account(*, project: Project, name: str) -> User:
    """An account without password, switched off; called as the name is, if nobody else is."""
    username = name if _is_free(name) else account_name(project, name)
    user = User(username=username, is_active=False)
    user.set_unusable_password()
    user.save()
    return user


def _is_free(name: str) -> bool:
    try:
        _is_username(name)
    except ValidationError:
        return False
    return len(name) <= LONGEST and not User.objects.filter(username__iexact=name).exists()
