"""What the filters of the figures offer, and lists under them."""

from typing import TypeVar

from django.db.models import QuerySet

from annotator.codebook.models import CodebookVersion
from annotator.projects.models import Membership, ProjectArticle
from annotator.review.figures.filters import Filters

Rows = TypeVar("Rows", bound=QuerySet)

MAX_VERSIONS = 50


def languages_of(member: Membership) -> list[str]:
    """The languages of the project's articles."""
    entries = ProjectArticle.objects.filter(project=member.project).order_by()
    found = entries.values_list("article__language", flat=True).distinct()
    return sorted(language for language in found if language)


def versions_of(member: Membership) -> list[str]:
    """The versions of the project's codebook, newest first."""
    own = member.project.codebook_version
    versions = CodebookVersion.objects.filter(codebook=own.codebook_id).order_by("-pk")
    return list(versions.values_list("version", flat=True)[:MAX_VERSIONS])


def on_chosen_articles(
    rows: Rows, member: Membership, filters: Filters, *, path: str = "article"
) -> Rows:
    """Rows of the articles that are chosen; `path` leads to the article."""
    if not (filters.since or filters.until or filters.publisher or filters.language):
        return rows
    return rows.filter(**{f"{path}__in": filters.entries(member).values("article")})
