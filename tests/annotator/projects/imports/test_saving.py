"""What was read is saved once, can be stopped, and can be taken up again."""

import pytest

from annotator.errors import Conflict
from annotator.projects.actions import (
    cancel_import,
    confirm_import,
    create_project,
    discard_import,
    read_import,
    retry_import,
    run_import,
)
from annotator.projects.actions.imports import saving
from annotator.projects.models import ArticleImport, ImportItem, ProjectArticle
from annotator.projects.tasks import take_up_imports
from articles import bulk
from tests.annotator.projects.imports.conftest import stories
from tests.plugins.cast import TEXT

State = ImportItem.State


def confirm(kept, **kwargs):
    given = {"title": None, "link_known": True, "skip_rejected": True} | kwargs
    return confirm_import(article_import=kept, **given)


def stored(cast):
    return ProjectArticle.objects.filter(project=cast.project, external_id__startswith="c").count()


def test_every_item_says_what_became_of_it(read, cast):
    cast.add_article("Crane 0 stands still.", external_id="c0")
    cast.add_article("Another text.", external_id="c1")
    kept = run_import(article_import=confirm(read({"a.jsonl": stories(3)})))
    rows = kept.items.order_by("position").values_list("state", "outcome")
    assert list(rows) == [("saved", "existing"), ("failed", "conflict"), ("saved", "created")]
    assert (kept.state, kept.saved) == ("done", 3)
    articles = [one.article for one in kept.items.order_by("position")]
    assert articles[1] is None
    assert articles[2].text == "Crane 2 stands still."


def test_known_articles_are_skipped_if_that_is_wanted(read, cast):
    other = create_project(
        slug="two", title="Two", codebook_version=cast.version, creator=cast.manager
    )
    kept = read({"a.csv": f'text,publisher\n"{TEXT}",Harbour Post\n'})
    ArticleImport.objects.filter(pk=kept.pk).update(project=other)
    kept = run_import(article_import=confirm(kept, link_known=False))
    (item,) = kept.items.all()
    assert (item.state, item.outcome, item.article) == ("saved", "skipped", None)
    assert not other.entries.exists()


def test_cancelled_it_stops_keeps_what_is_saved_and_goes_on(read, cast, monkeypatch):
    monkeypatch.setattr(saving, "CHUNK", 4)
    kept = confirm(read({"a.jsonl": stories(10)}))
    real = saving.add_prepared

    def cancelling(**kwargs):
        if stored(cast) == 4:
            cancel_import(article_import=kept)
        return real(**kwargs)

    monkeypatch.setattr(saving, "add_prepared", cancelling)
    kept = run_import(article_import=kept)
    assert (kept.state, stored(cast)) == ("cancelled", 8)  # that chunk was under way
    assert kept.items.filter(state=State.SAVED).count() == 8
    assert kept.items.filter(state=State.CANCELLED).count() == 2
    monkeypatch.setattr(saving, "add_prepared", real)
    kept = run_import(article_import=retry_import(article_import=kept))
    assert (kept.state, kept.saved, stored(cast)) == ("done", 10, 10)


def test_nothing_is_left_to_try_again(read):
    kept = run_import(article_import=confirm(read({"a.jsonl": stories(2)})))
    with pytest.raises(Conflict):
        retry_import(article_import=kept)
    with pytest.raises(Conflict):
        cancel_import(article_import=kept)


def test_work_that_a_worker_left_is_taken_up(read, upload, cast):
    reading = upload(files={"a.jsonl": stories(3)})
    running = confirm(read({"b.jsonl": stories(9, first=3)}))
    waiting = read({"c.txt": "The basin is shut."})
    assert take_up_imports() == 2
    states = [ArticleImport.objects.get(pk=one.pk).state for one in (reading, running, waiting)]
    assert states == ["preview", "done", "preview"]
    assert stored(cast) == 6


def test_one_that_nobody_looks_at_is_saved_as_soon_as_it_is_read(upload, cast):
    kept = read_import(article_import=upload(files={"a.jsonl": stories(3)}, save_when_read=True))
    assert kept.state == "running"
    assert run_import(article_import=kept).state == "done"
    assert stored(cast) == 3


def test_discarding_what_was_tried_again_keeps_what_is_saved(read, cast):
    kept = run_import(article_import=confirm(read({"a.jsonl": stories(2), "b.txt": ""})))
    kept = read_import(article_import=retry_import(article_import=kept))
    assert kept.state == "preview"
    discard_import(article_import=kept)
    kept.refresh_from_db()
    assert (kept.state, stored(cast)) == ("cancelled", 2)
    assert kept.items.filter(state=State.SAVED).count() == 2


def test_a_large_import_tells_the_database_how_many_rows_there_are(read, cast, monkeypatch):
    """Its chunks are counted together: each alone is too small to matter."""
    told = []
    monkeypatch.setattr(saving, "CHUNK", 4)
    monkeypatch.setattr(bulk, "MANY", 10)
    monkeypatch.setattr(bulk, "refresh_statistics", lambda: told.append(stored(cast)))
    run_import(article_import=confirm(read({"a.jsonl": stories(9)})))
    assert told == []
    run_import(article_import=confirm(read({"b.jsonl": stories(21)})))
    assert told == [21]
