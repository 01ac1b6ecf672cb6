"""Which members of a project the annotators of a file are."""

import hashlib
import re
from collections.abc import Mapping
from typing import NamedTuple

from django.db.models import Q
from django.utils.translation import gettext as _

from annotator.accounts.models import User
from annotator.projects.models import Project, Role

LONGEST = 150
NOT_IN_USERNAMES = re.compile(r"[^\w.@+-]", re.ASCII)


class Known(NamedTuple):
    """Somebody that a name in a file stands for."""

    username: str
    user_id: int
    how: str
    """`member`, `chosen`, or `made`: an account that an import made."""


class PeopleFinder:
    """Tells annotators apart: each name of a file is one person, and each person one name.

    Who may be meant are the project's annotators, and those who have coded here before.
    """

    def __init__(self, project: Project, chosen: Mapping[str, str]) -> None:
        self.project, self._chosen = project, chosen
        annotates = Q(memberships__project=project, memberships__role=Role.ANNOTATOR)
        coded = Q(assignments__project=project)
        people = User.objects.filter(annotates | coded).distinct()
        self._people = {one.username.casefold(): one for one in people}
        self._names: dict[str, Known | str] = {}
        self._taken: dict[int, str] = {}

    def find(self, name: str) -> Known | str:
        """The person, or why none is meant."""
        if name not in self._names:
            found = self._look_up(name)
            if isinstance(found, Known):
                first = self._taken.setdefault(found.user_id, name)
                if first != name:
                    words = {"name": name, "other": first, "username": found.username}
                    found = _("“%(name)s” and “%(other)s” would both be %(username)s.") % words
            self._names[name] = found
        return self._names[name]

    def add(self, name: str, user: User) -> Known:
        """Let a name stand for an account that was just made for it."""
        self._people[user.username.casefold()] = user
        self._names[name] = known = Known(user.username, user.pk, "made")
        self._taken[user.pk] = name
        return known

    def is_unknown(self, name: str) -> bool:
        """Whether nobody is meant, and an account could be made."""
        return bool(name.strip()) and name not in self._chosen and not self._candidates(name)

    def _candidates(self, name: str) -> list[User]:
        wanted = (name.casefold(), account_name(self.project, name).casefold())
        return [self._people[one] for one in wanted if one in self._people]

    def _look_up(self, name: str) -> Known | str:
        if not name.strip():
            return _("The row does not say who its annotator is.")
        chosen = self._chosen.get(name)
        if chosen:
            user = self._people.get(chosen.casefold())
            if user is None:
                return _("“%(name)s” is not an annotator of this project.") % {"name": chosen}
            return Known(user.username, user.pk, "chosen")
        found = self._candidates(name)
        if not found:
            return _("“%(name)s” is not an annotator of this project.") % {"name": name}
        made = found[0].username.casefold() != name.casefold()
        return Known(found[0].username, found[0].pk, "made" if made else "member")


def account_name(project: Project, name: str) -> str:
    """The username of an account made for a name that is no username, or that is taken elsewhere.

    It is always the same one, and no other name's.

    >>> account_name(Project(slug="quay"), "Ana B.")
    'Ana_B..quay.07d35a'
    """
    digest = hashlib.sha256(name.encode("utf-8", "surrogatepass")).hexdigest()[:6]
    end = f".{project.slug}.{digest}"
    return NOT_IN_USERNAMES.sub("_", name)[: LONGEST - len(end)] + end
