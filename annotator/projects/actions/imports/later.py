"""What could not be had for the moment is tried again by the worker: a few times, ever later.

Such an item has failed like any other, with the outcome `later` and the time of its next try among
its errors. The import keeps the earliest of them in its options; whoever drops it stops the tries.
"""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from annotator.projects.actions.imports.items import LATER, State, lock_import
from annotator.projects.models import ArticleImport, ImportItem
from articles.ingestion.drafts import ArticleDraft, DraftRejected

WAITS = tuple(timedelta(minutes=minutes) for minutes in (5, 30, 2 * 60, 6 * 60, 12 * 60))
"""After the first try, the second, ...; after the last nothing is tried but by hand."""
TOGETHER = timedelta(minutes=1)
"""What is due so soon is tried along with what is due."""
STEPS = ArticleImport.State
RESTING = (STEPS.PREVIEW, STEPS.DONE)


def next_try(outcome: ArticleDraft | DraftRejected, tries: int) -> datetime | None:
    """When an item is tried again that could not be had, after so many tries; None for never."""
    if not isinstance(outcome, DraftRejected) or outcome.retry_after is None:
        return None
    if not 0 < tries <= len(WAITS):
        return None
    return timezone.now() + max(WAITS[tries - 1], timedelta(seconds=outcome.retry_after))


def note_next_try(locked: ArticleImport) -> None:
    """Keep when the next item of an import is tried again; the caller saves the options."""
    tries = [when for item in _later(locked) if (when := item.next_try)]
    kept = {name: value for name, value in locked.options.items() if name != "next_try"}
    locked.options = {**kept, "next_try": min(tries).isoformat()} if tries else kept


@transaction.atomic
def take_up_later(*, article_import: ArticleImport, due: str) -> bool:
    """Let what is due be read again; False where nothing is due at that time, or not now.

    What was read goes the way of the others: shown where they wait for a decision, saved where
    they are.
    """
    locked = lock_import(article_import.pk)
    if locked.options.get("next_try") != due or locked.state not in RESTING:
        return False
    soon = timezone.now() + TOGETHER
    now = [one.pk for one in _later(locked) if one.next_try and one.next_try <= soon]
    items = ImportItem.objects.filter(pk__in=now)
    if not items.update(state=State.WAITING, errors=[], outcome=""):
        return False
    locked.options = {**locked.options, "was_done": locked.state == STEPS.DONE}
    locked.state = STEPS.READING
    locked.save(update_fields=["options", "state"])
    return True


def give_up_later(locked: ArticleImport) -> int:
    """Try nothing of an import again by itself; the caller saves the options."""
    locked.options = {name: one for name, one in locked.options.items() if name != "next_try"}
    return _later(locked).update(outcome="")


def _later(locked: ArticleImport) -> QuerySet[ImportItem]:
    return locked.items.filter(state=State.FAILED, outcome=LATER)
