"""Reads of projects. Every lookup of a project or its articles starts at `visible_to`."""

from typing import TYPE_CHECKING, Self

from django.db import models

from annotator.codebook.models import CodebookVersion

if TYPE_CHECKING:
    from annotator.accounts.models import User
    from annotator.projects.models import Membership, ProjectArticle


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


def versions_known_to(user: "User") -> "models.QuerySet[CodebookVersion]":
    """Codebook versions in use in the user's projects."""
    versions = CodebookVersion.objects.select_related("codebook").defer("document")
    return versions.filter(projects__memberships__user=user).distinct()


def entries_of(member: "Membership") -> "models.QuerySet[ProjectArticle]":
    """The project's articles with what a list shows, texts left out."""
    entries = member.project.entries.select_related(
        "article__publisher", "article__origin_publisher", "added_by"
    )
    return entries.defer("article__text", "article__html")
