"""Work for the background worker."""

from django_tasks import task

from annotator.projects import actions
from annotator.projects.actions.copies import group_project
from annotator.projects.actions.feeds import note_unread
from annotator.projects.models import ArticleImport, Project

State = ArticleImport.State


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
    return found.state


@task()
def save_import(public_id: str) -> int:
    """Save a confirmed import; returns how many drafts were dealt with."""
    kept = ArticleImport.objects.get(public_id=public_id)
    return actions.run_import(article_import=kept).saved


def take_up_imports() -> int:
    """Have imports go on that a worker which died has left; returns how many.

    One that still goes on is none the worse for it: nothing is read or saved twice.
    """
    left = ArticleImport.objects.filter(state__in=(State.READING, State.RUNNING))
    states = dict(left.values_list("public_id", "state"))
    for public_id, state in states.items():
        (read_in_background if state == State.READING else save_import).enqueue(str(public_id))
    return len(states)


@task()
def look_for_copies(project_id: int) -> int:
    """Find near copies among a project's articles; returns how many there are."""
    project = Project.objects.filter(pk=project_id).first()
    return group_project(project=project) if project else 0
