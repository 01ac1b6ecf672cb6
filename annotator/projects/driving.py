"""Bring an import as far as it goes at once; what is large goes on in the background.

Safe to call again, also by two at once: nothing is read or saved twice.
"""

from annotator.projects import actions
from annotator.projects.actions.imports import AT_ONCE, READERS
from annotator.projects.columns import columns_asked
from annotator.projects.models import ArticleImport
from annotator.projects.tasks import put_import_in_line
from articles.ingestion.documents import ending_of

SMALL_BYTES = 1_000_000
"""Of an upload that is read while the browser waits."""

FEW_FILES = 3
SLOW = frozenset({".pdf", ".docx", ".zip"})
"""Endings of files that can take long, however small: a page must not wait for them."""

State = ArticleImport.State


def read_on(article_import: ArticleImport, *, ask: bool = True) -> ArticleImport:
    """Read what was sent; `ask` stops before that where somebody has to name the columns."""
    if article_import.state != State.READING:
        return article_import
    if ask and columns_asked(article_import):
        return actions.wait_for_columns(article_import=article_import)
    if _is_small(article_import):
        return save_on(actions.read_import(article_import=article_import))
    put_import_in_line(article_import)
    article_import.refresh_from_db()
    return article_import


def save_on(article_import: ArticleImport) -> ArticleImport:
    """Save a confirmed import, or have it saved; any other is left as it is."""
    if article_import.state != State.RUNNING:
        return article_import
    if article_import.total - article_import.saved <= AT_ONCE:
        return actions.run_import(article_import=article_import)
    put_import_in_line(article_import)
    article_import.refresh_from_db()
    return article_import


def go_on(article_import: ArticleImport) -> ArticleImport:
    """Have an import go on, whatever stage it is at."""
    return save_on(read_on(article_import, ask=False))


def _is_small(article_import: ArticleImport) -> bool:
    if article_import.method in READERS:
        return False
    files = article_import.options.get("files", [])
    is_slow = any(ending_of(one["name"]) in SLOW for one in files)
    size = sum(one["size"] for one in files)
    return not is_slow and len(files) <= FEW_FILES and size <= SMALL_BYTES
