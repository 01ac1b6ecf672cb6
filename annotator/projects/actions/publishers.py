"""Merge two publishers: as the corpus room does it, with what projects keep of an article's
publisher, which is the key that tells a second copy from the first."""

from collections.abc import Iterable
from itertools import islice

from django.db import transaction
from django.utils.translation import gettext as _

from annotator.errors import Conflict
from annotator.projects.actions.articles import content_key
from annotator.projects.actions.copies import want_grouping
from annotator.projects.models import Membership, ProjectArticle
from annotator.projects.permissions import require_manager
from annotator.projects.publishers import managed_publishers
from articles.bulk import update_rows
from articles.models import Publisher, PublisherMerge
from articles.publishers import actions as outlets

CHUNK = 5_000


@transaction.atomic
def merge_publishers(*, member: Membership, merged: Publisher, kept: Publisher) -> PublisherMerge:
    """Merge two publishers that the member manages articles of.

    Articles that become the same text by the same publisher stay in their projects, each with its
    labels; comparing texts finds them to be copies, and they go by the key that they had.
    """
    require_manager(member)
    for one in (merged, kept):
        require_publisher(member, one)
    merge = outlets.merge_publishers(merged=merged, kept=kept, actor=member.user)
    _set_keys(merge.moved["articles"], before=merged.pk, now=kept.pk)
    return merge


@transaction.atomic
def undo_merge(*, member: Membership, merge: PublisherMerge) -> PublisherMerge:
    """Take a merge back; for who manages articles of the publisher that was kept."""
    require_manager(member)
    require_publisher(member, merge.kept)
    undone = outlets.undo_merge(merge=merge, actor=member.user)
    _set_keys(undone.moved["articles"], before=undone.kept_id, now=undone.merged_id)
    return undone


def require_publisher(member: Membership, publisher: Publisher) -> None:
    """Raise `Conflict` unless the member manages a project with an article of the publisher."""
    if not managed_publishers(member).filter(pk=publisher.pk).exists():
        message = _("None of the articles that you manage is by “%(name)s”.")
        raise Conflict(message % {"name": publisher.name})


def _set_keys(articles: Iterable[int], *, before: int, now: int) -> None:
    """Give entries the key of their new publisher, but for those whose project has that key.

    Only keys of the former publisher are changed: others were kept at an earlier merge.
    """
    numbers = iter(articles)
    projects: set[int] = set()
    while chunk := list(islice(numbers, CHUNK)):
        entries = ProjectArticle.objects.filter(article__in=chunk).order_by("pk")
        columns = ("pk", "project_id", "content_key", "article__content_hash")
        wanted = {
            (project, content_key(digest, now)): pk
            for pk, project, key, digest in entries.values_list(*columns)
            if key == content_key(digest, before)
        }
        keys = {key for _project, key in wanted}
        taken = ProjectArticle.objects.filter(content_key__in=keys).order_by()
        for pair in taken.values_list("project_id", "content_key"):
            wanted.pop(pair, None)
        changed = [(pk, key) for (_project, key), pk in wanted.items()]
        update_rows(ProjectArticle, ("content_key",), changed)
        projects |= set(entries.order_by().values_list("project_id", flat=True).distinct())
    for project in sorted(projects):
        want_grouping(project)
