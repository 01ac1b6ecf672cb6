"""Two publishers found to be one, and taken apart again exactly as they were."""

from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from annotator.accounts.models import User
from annotator.errors import Conflict
from articles.models import Article, Publisher, PublisherAlias, PublisherDomain, PublisherMerge
from articles.publishers.actions.changing import log_change

MOVING: dict[str, tuple[type[Any], str]] = {
    "articles": (Article, "publisher"),
    "originals": (Article, "origin_publisher"),
    "aliases": (PublisherAlias, "publisher"),
    "domains": (PublisherDomain, "publisher"),
    "merged": (Publisher, "merged_into"),
}
"""What belongs to a publisher and goes along: its name in `moved`, the rows, and the column."""


@transaction.atomic
def merge_publishers(*, merged: Publisher, kept: Publisher, actor: User) -> PublisherMerge:
    """Let all that is of `merged` be of `kept`; the name goes on to be understood.

    Raises `Conflict` when they are one, or when either is merged into another already.
    """
    merged, kept = _hold(merged, kept)
    if merged.pk == kept.pk:
        raise Conflict(_("A publisher cannot be merged into itself. Choose another one."))
    if merged.merged_into_id or kept.merged_into_id:
        raise Conflict(_("One of the two was merged meanwhile. Look at them again."))
    moved = {name: _move(name, merged, kept) for name in MOVING}
    merged.merged_into = kept
    merged.save(update_fields=["merged_into"])
    log_change(kept, actor, "merged", merged.name)
    return PublisherMerge.objects.create(merged=merged, kept=kept, moved=moved, actor=actor)


@transaction.atomic
def undo_merge(*, merge: PublisherMerge, actor: User) -> PublisherMerge:
    """Give back what a merge took, and nothing that came since.

    Raises `Conflict` when it was undone, or when the one that was kept was merged since.
    """
    merge = PublisherMerge.objects.select_for_update().get(pk=merge.pk)
    merged, kept = _hold(merge.merged, merge.kept)
    if merge.undone_at:
        raise Conflict(_("This merge was already undone."))
    if kept.merged_into_id:
        raise Conflict(
            _("“%(name)s” was merged into another publisher since. Undo that first.")
            % {"name": kept.name}
        )
    for name, (model, column) in MOVING.items():
        here = model.objects.filter(**{column: kept})
        for part in _parts(merge.moved.get(name, [])):
            here.filter(pk__in=part).update(**{column: merged})
    merged.merged_into = None
    merged.save(update_fields=["merged_into"])
    merge.undone_at, merge.undone_by = timezone.now(), actor
    merge.save(update_fields=["undone_at", "undone_by"])
    log_change(kept, actor, "unmerged", merged.name)
    return merge


def _hold(first: Publisher, second: Publisher) -> tuple[Publisher, Publisher]:
    """Lock both, always in the same order."""
    rows = Publisher.objects.select_for_update().order_by("pk")
    held = {one.pk: one for one in rows.filter(pk__in=[first.pk, second.pk])}
    return held[first.pk], held[second.pk]


def _move(name: str, merged: Publisher, kept: Publisher) -> list[int]:
    model, column = MOVING[name]
    rows = model.objects.filter(**{column: merged})
    numbers = list(rows.order_by("pk").values_list("pk", flat=True))
    rows.update(**{column: kept})
    return numbers


def _parts(numbers: list[int]) -> list[list[int]]:
    """A statement holds only so many numbers."""
    return [numbers[start : start + 10_000] for start in range(0, len(numbers), 10_000)]
