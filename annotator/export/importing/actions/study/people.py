"""The people of a study: accounts that are here by the same username, else new ones."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from annotator.accounts.models import User
from annotator.export.importing.actions.accounts import make_account
from annotator.export.importing.actions.study.records import wrong
from annotator.export.readers.package import Row
from annotator.projects.actions import add_member
from annotator.projects.models import Project, Role


class PeopleKeeper:
    """Finds or makes an account for each name. Pseudonyms are nobody's usernames."""

    def __init__(self, project: Project, actor: User, are_usernames: bool) -> None:
        self.project, self._actor, self._are_usernames = project, actor, are_usernames
        self.users: dict[str, User] = {}
        self.made = 0

    def keep(self, rows: Iterable[Row]) -> None:
        """Have an account for everybody, and members of those who are members."""
        taken: set[int] = set()
        for row in rows:
            user = self.users[row["name"]] = self._account(row["name"])
            if user.pk in taken:
                wrong(row, _("“%(name)s” is there twice.") % {"name": row["name"][:60]})
            taken.add(user.pk)
            if row["role"] not in ("", *Role.values):
                wrong(row, _("“%(role)s” is not a role.") % {"role": row["role"][:60]})
            if row["role"] and user != self._actor:
                add_member(project=self.project, user=user, role=row["role"], actor=self._actor)

    def find(self, row: Row, name: str) -> User:
        """The account of a row's person."""
        if row[name] not in self.users:
            message = _("“%(name)s” is not in annotators.csv.")
            wrong(row, message % {"name": row[name][:60]})
        return self.users[row[name]]

    def _account(self, name: str) -> User:
        if self._are_usernames:
            known = User.objects.filter(username__iexact=name).first()
            if known:
                return known
        self.made += 1
        return make_account(project=self.project, name=name)
