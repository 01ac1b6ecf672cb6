"""Work for the background worker."""

from django_tasks import task

from annotator.projects.actions import run_import
from annotator.projects.models import ArticleImport


@task()
def save_import(public_id: str) -> int:
    """Save a confirmed import; returns how many drafts were dealt with."""
    kept = ArticleImport.objects.get(public_id=public_id)
    return run_import(article_import=kept).saved
