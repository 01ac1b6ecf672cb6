"""Projects and work for operators: to look at, not to change."""

from django.contrib import admin

from annotator.annotation.models import Assignment
from annotator.codebook.models import CodebookVersion
from annotator.projects.models import Membership, Project
from articles.admin import ReadOnlyAdmin


@admin.register(Project)
class ProjectAdmin(ReadOnlyAdmin):
    """Projects."""

    list_display = ["title", "slug", "codebook_version", "overlap", "created_at"]
    list_select_related = ["codebook_version__codebook"]


@admin.register(Membership)
class MembershipAdmin(ReadOnlyAdmin):
    """Who is in what."""

    list_display = ["project", "user", "role", "created_at"]
    list_select_related = ["project", "user"]


@admin.register(CodebookVersion)
class CodebookVersionAdmin(ReadOnlyAdmin):
    """Frozen codebooks."""

    list_display = ["codebook", "version", "published_at"]
    list_select_related = ["codebook"]


@admin.register(Assignment)
class AssignmentAdmin(ReadOnlyAdmin):
    """Assignments."""

    list_display = ["project", "article", "annotator", "state", "updated_at"]
    list_select_related = ["project", "article", "annotator"]
