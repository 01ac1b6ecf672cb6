"""What is sent is read item by item, each told by itself, before anything is stored."""

import pytest

from annotator.projects import actions
from annotator.projects.actions import cancel_import, read_import, retry_import, run_import
from annotator.projects.actions.imports import reading
from annotator.projects.models import ArticleImport, ImportItem, ProjectArticle
from tests.annotator.projects.imports.conftest import stories
from tests.articles.ingestion.making import docx, lines, packed, paragraph, pdf

State = ImportItem.State


def told(kept):
    return list(kept.items.order_by("position").values_list("source", "line", "state"))


def test_every_kind_of_file_at_once(read, cast):
    kept = read(
        {
            "a.txt": "The crane stands still.",
            "b.html": "<p>The basin is shut.</p>",
            "c.docx": docx(paragraph("The quay is open.")),
            "d.pdf": pdf(lines("The pilot said that the line was late.")),
            "e.eml": "From: a@b.example\n\nThe ferry is late.",
            "f.csv": "text\nOne said so.\n\nTwo said so.\n",
            "g.jsonl": '{"text": "Three said so."}\nnot json\n',
            "h.zip": packed({"x/i.txt": "Four said so."}),
        }
    )
    assert (kept.state, kept.total) == ("preview", 9)
    assert kept.file_name == "a.txt and 7 more"
    assert told(kept) == [
        ("a.txt", None, "ready"),
        ("b.html", None, "ready"),
        ("c.docx", None, "ready"),
        ("d.pdf", None, "ready"),
        ("e.eml", None, "ready"),
        ("f.csv", 2, "ready"),
        ("f.csv", 4, "ready"),
        ("g.jsonl", 1, "ready"),
        ("g.jsonl", 2, "failed"),
        ("h.zip/x/i.txt", None, "ready"),
    ]
    assert ProjectArticle.objects.filter(project=cast.project).count() == 1


def test_what_would_become_of_each_is_told_before_it_is_stored(read, cast):
    cast.add_article("The crane stands still.", external_id="c1")
    known = '{"text": "The crane stands still."}\n'
    clash = '{"text": "The crane moves.", "external_id": "c1"}\n'
    kept = read({"a.jsonl": known + clash + '{"text": "The basin is shut."}\n'})
    outcomes = kept.items.order_by("position").values_list("outcome", flat=True)
    assert list(outcomes) == ["existing", "conflict", "created"]
    assert ProjectArticle.objects.count() == 2


def test_what_was_left_out_of_a_text_stays_with_its_item(read):
    header = [lines(f"Part {n} says so here.", top=300) for n in ("one", "two")]
    pages = [[*page, *lines("Arvel Observer", top=40)] for page in header]
    kept = read({"a.pdf": pdf(*pages)})
    (item,) = kept.items.all()
    assert [(one.kind, one.words, one.count) for one in item.left_out] == [
        ("page_header", "Arvel Observer", 2)
    ]
    run_import(article_import=confirm(kept))
    (item,) = kept.items.all()
    assert (item.state, item.draft, len(item.left_out)) == ("saved", None, 1)


def confirm(kept, **kwargs):
    given = {"title": None, "link_known": True, "skip_rejected": True} | kwargs
    return actions.confirm_import(article_import=kept, **given)


def test_reading_twice_reads_once(upload):
    kept = upload(files={"a.jsonl": stories(7)})
    for _ in range(2):
        kept = read_import(article_import=kept)
    assert (kept.total, kept.items.count()) == (7, 7)


def test_reading_goes_on_where_it_was_broken_off(upload, monkeypatch):
    monkeypatch.setattr(reading, "CHUNK", 3)
    kept = upload(files={"a.jsonl": stories(10), "b.txt": "The basin is shut."})
    real, calls = reading.insert_items, []

    def killed(article_import, read):
        real(article_import, read)
        calls.append([one.position for one in read])
        if len(calls) == 2:
            raise KeyboardInterrupt

    monkeypatch.setattr(reading, "insert_items", killed)
    with pytest.raises(KeyboardInterrupt):
        read_import(article_import=kept)
    assert kept.items.count() == 3  # what had not been committed is gone, and its count with it
    assert ArticleImport.objects.get(pk=kept.pk).total == 3
    kept = read_import(article_import=kept)
    assert (kept.state, kept.total) == ("preview", 11)
    assert [one.position for one in kept.items.order_by("position")] == list(range(11))
    assert calls == [[0, 1, 2], [3, 4, 5], [3, 4, 5], [6, 7, 8], [9, 10]]


def test_cancelled_while_it_is_read_it_stops_and_can_go_on(upload, monkeypatch):
    monkeypatch.setattr(reading, "CHUNK", 3)
    kept = upload(files={"a.jsonl": stories(10)})
    real = reading.insert_items

    def cancelling(article_import, read):
        real(article_import, read)
        if article_import.items.count() == 6:
            cancel_import(article_import=article_import)

    monkeypatch.setattr(reading, "insert_items", cancelling)
    kept = read_import(article_import=kept)
    assert (kept.state, kept.items.count()) == ("cancelled", 6)
    monkeypatch.setattr(reading, "insert_items", real)
    kept = read_import(article_import=retry_import(article_import=kept))
    assert (kept.state, kept.total) == ("preview", 10)
    assert set(kept.items.values_list("state", flat=True)) == {State.READY}


def test_what_failed_is_tried_again_by_itself(read, monkeypatch):
    kept = read({"a.txt": "The crane stands still.", "b.pdf": b"", "c.txt": "The basin is shut."})
    assert [state for _source, _line, state in told(kept)] == ["ready", "failed", "ready"]
    path = reading.kept_files(kept)[1].path
    path.write_bytes(pdf(lines("The pilot said that the line was late.")))
    kept = read_import(article_import=retry_import(article_import=kept))
    assert (kept.state, kept.total) == ("preview", 3)
    assert [state for _source, _line, state in told(kept)] == ["ready"] * 3


def test_an_upload_that_is_gone_fails_what_waits_for_it(read, folder):
    kept = read({"a.txt": "", "b.txt": "The basin is shut."})
    for path in folder.glob("*/*"):
        path.unlink()
    kept = read_import(article_import=retry_import(article_import=kept))
    assert kept.state == "preview"
    (failed,) = kept.items.filter(state=State.FAILED)
    assert failed.errors[0]["code"] == "gone"


def test_uploads_are_removed_once_everything_is_in(
    read, folder, django_capture_on_commit_callbacks
):
    kept = read({"a.txt": "The crane stands still."})
    assert [path.name for path in folder.glob("*/*")] == ["0"]
    assert oct((folder / str(kept.public_id) / "0").stat().st_mode)[-3:] == "600"
    with django_capture_on_commit_callbacks(execute=True):
        run_import(article_import=confirm(kept))
    assert list(folder.glob("*")) == []


def test_uploads_of_a_discarded_import_are_removed(
    read, folder, django_capture_on_commit_callbacks
):
    kept = read({"a.txt": "The crane stands still.", "b.txt": ""})
    with django_capture_on_commit_callbacks(execute=True):
        actions.discard_import(article_import=kept)
    assert list(folder.glob("*")) == []
    assert not kept.items.exists()


def test_a_table_of_any_length_costs_the_same_number_of_queries_a_chunk(
    upload, django_assert_max_num_queries
):
    for count in (2, 400):
        kept = upload(files={"a.jsonl": stories(count)})
        with django_assert_max_num_queries(26):
            read_import(article_import=kept)
