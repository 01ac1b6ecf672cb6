"""What the filters of the figures offer."""

from annotator.codebook.models import CodebookVersion
from annotator.projects.models import Membership, ProjectArticle

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
