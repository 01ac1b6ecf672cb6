"""Work for the background worker."""

from datetime import datetime, timedelta

from django.utils import timezone
from django_tasks import default_task_backend, task

from annotator.projects import actions
from annotator.projects.actions.copies import group_project
from annotator.projects.actions.feeds import note_unread
from annotator.projects.models import ArticleImport, Project

State = ArticleImport.State
GOING_ON = (State.READING, State.RUNNING)
SOON = timedelta(minutes=1)
"""After which a try is made whose import was going on."""


@task()
def read_in_background(public_id: str) -> str:
    """Read an import; one that nobody has to look at is saved too. Returns its state."""
    found = ArticleImport.objects.get(public_id=public_id)
    try:
        found = actions.read_import(article_import=found)
        if found.state == State.RUNNING:
            found = actions.run_import(article_import=found)
    except Exception:
        note_unread(article_import=found)
        raise
    line_up_later(found)
    return found.state


@task()
def save_import(public_id: str) -> int:
    """Save a confirmed import; returns how many drafts were dealt with."""
    kept = ArticleImport.objects.get(public_id=public_id)
    return actions.run_import(article_import=kept).saved


@task()
def try_again(public_id: str, due: str) -> str:
    """Read again what could not be had, if it is due at that time still; says what came of it."""
    kept = ArticleImport.objects.get(public_id=public_id)
    if actions.take_up_later(article_import=kept, due=due):
        return read_in_background.func(public_id)
    kept.refresh_from_db()
    if kept.state in GOING_ON and kept.options.get("next_try") == due:
        line_up_later(kept, at=timezone.now() + SOON)
        return "later"
    return "not due"


def line_up_later(article_import: ArticleImport, *, at: datetime | None = None) -> None:
    """Put the next try of what could not be had in line, for its own time or another."""
    due = article_import.options.get("next_try")
    if due and default_task_backend.supports_defer:
        later = try_again.using(run_after=at or article_import.next_try)
        later.enqueue(str(article_import.public_id), due)


def take_up_imports() -> int:
    """Have imports go on that a worker which died has left; returns how many.

    One that still goes on is none the worse for it: nothing is read or saved twice.
    """
    for resting in ArticleImport.objects.filter(options__next_try__isnull=False):
        line_up_later(resting)
    left = ArticleImport.objects.filter(state__in=GOING_ON)
    states = dict(left.values_list("public_id", "state"))
    for public_id, state in states.items():
        (read_in_background if state == State.READING else save_import).enqueue(str(public_id))
    return len(states)


@task()
def look_for_copies(project_id: int) -> int:
    """Find near copies among a project's articles; returns how many there are."""
    project = Project.objects.filter(pk=project_id).first()
    return group_project(project=project) if project else 0
