"""Work for the background worker."""

from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone
from django_tasks import default_task_backend, task
from django_tasks.base import Task

from annotator.projects import actions
from annotator.projects.actions.copies import group_project
from annotator.projects.actions.feeds import note_unread
from annotator.projects.models import ArticleImport, Project
from annotator.projects.turns import Turn, put_in_line

State = ArticleImport.State
SOON = timedelta(minutes=1)
"""After which a try is made whose import was going on."""


@task()
def read_in_background(public_id: str) -> str:
    """Read an import; one that nobody has to look at is saved too. Returns its state."""
    found, turn = ArticleImport.objects.get(public_id=public_id), Turn()
    try:
        found = actions.read_import(article_import=found, must_stop=turn.is_over)
        if found.state == State.RUNNING and not turn.gave_way:
            found = actions.run_import(article_import=found, must_stop=turn.is_over)
    except Exception:
        note_unread(article_import=found)
        raise
    _line_up_rest(found, turn)
    return found.state


@task()
def save_import(public_id: str) -> int:
    """Save a confirmed import; returns how many drafts were dealt with."""
    kept, turn = ArticleImport.objects.get(public_id=public_id), Turn()
    found = actions.run_import(article_import=kept, must_stop=turn.is_over)
    _line_up_rest(found, turn)
    return found.saved


def put_import_in_line(article_import: ArticleImport) -> None:
    """Have an import that goes on, go on in the background."""
    if article_import.state in WORK:
        put_in_line(WORK[article_import.state], str(article_import.public_id))


def _line_up_rest(article_import: ArticleImport, turn: Turn) -> None:
    """Put in line what is left after a turn: the rest of the work, or the next try."""
    if article_import.state not in WORK:
        line_up_later(article_import)
    elif turn.gave_way:
        put_import_in_line(article_import)


WORK: dict[str, Task[Any, Any]] = {State.READING: read_in_background, State.RUNNING: save_import}


@task()
def try_again(public_id: str, due: str) -> str:
    """Read again what could not be had, if it is due at that time still; says what came of it."""
    kept = ArticleImport.objects.get(public_id=public_id)
    if actions.take_up_later(article_import=kept, due=due):
        return read_in_background.func(public_id)
    kept.refresh_from_db()
    if kept.state in WORK and kept.options.get("next_try") == due:
        line_up_later(kept, at=timezone.now() + SOON)
        return "later"
    return "not due"


def line_up_later(article_import: ArticleImport, *, at: datetime | None = None) -> None:
    """Put the next try of what could not be had in line, for its own time or another."""
    due = article_import.options.get("next_try")
    if due and default_task_backend.supports_defer:
        later = try_again.using(run_after=at or article_import.next_try)
        put_in_line(later, str(article_import.public_id), due)


def take_up_imports() -> int:
    """Have imports go on that a worker which died has left; returns how many.

    One that still goes on is none the worse for it: nothing is read or saved twice.
    """
    for resting in ArticleImport.objects.filter(options__next_try__isnull=False):
        line_up_later(resting)
    left = list(ArticleImport.objects.filter(state__in=WORK))
    for one in left:
        put_import_in_line(one)
    return len(left)


@task()
def look_for_copies(project_id: int) -> int:
    """Find near copies among a project's articles; returns how many there are."""
    project = Project.objects.filter(pk=project_id).first()
    return group_project(project=project) if project else 0
