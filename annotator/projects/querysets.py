"""Reads of projects. Every lookup of a project or its articles starts at `visible_to`."""

from typing import TYPE_CHECKING, Self

from django.db import models

if TYPE_CHECKING:
    from annotator.accounts.models import User


class ProjectQuerySet(models.QuerySet):
    """Projects."""

    def visible_to(self, user: "User") -> Self:
        """Those the user is a member of."""
        return self.filter(memberships__user=user)


class ProjectArticleQuerySet(models.QuerySet):
    """Articles as they stand in projects."""

    def visible_to(self, user: "User") -> Self:
        """Those in a project the user is a member of."""
        return self.filter(project__memberships__user=user)
