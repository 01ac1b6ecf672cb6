"""Bringing articles in: each once, whatever is retried, by whichever door."""

import json
import threading

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from annotator.projects.actions import (
    Outcome,
    add_article,
    add_articles,
    confirm_import,
    create_project,
    discard_import,
    find_outcomes,
    prepare_import,
    run_import,
)
from annotator.projects.actions.imports import saving
from annotator.projects.models import ArticleImport, ProjectArticle
from articles.ingestion.drafts import build_draft
from articles.ingestion.files import read_file
from articles.models import Article, Claim
from articles.preparing import prepare_article
from tests.plugins.cast import TEXT

STORY = "The mill closed on Friday.\n\nWorkers said that nobody had told them."


def add(cast, project=None, actor=None, **fields):
    return add_article(
        project=project or cast.project,
        draft=build_draft({"text": STORY, **fields}),
        actor=actor or cast.manager,
        method="api",
    )


def test_claims_tile_the_stored_text(cast):
    for claim in Claim.objects.filter(article=cast.article):
        assert cast.article.text[claim.start : claim.end] == claim.text
    assert [c.role for c in cast.claims()] == ["body", "body", "body"]


def test_offsets_survive_emoji_combining_marks_and_arabic(cast):
    text = "قال الوزير 👩‍👩‍👧 إن الطريق مفتوح.\n\nCafe\u0301 owners said “no” \U0001f600 twice."
    article = cast.add_article(text, language="ar")
    assert article.direction == "rtl"
    assert "Café" in article.text  # NFC
    for claim in Claim.objects.filter(article=article):
        assert article.text[claim.start : claim.end] == claim.text


def test_the_same_external_id_and_text_is_the_same_article(cast):
    first = add(cast, external_id="m-1")
    again = add(cast, external_id="m-1")
    assert (first.outcome, again.outcome) == (Outcome.CREATED, Outcome.EXISTING)
    assert first.article_id == again.article_id


def test_the_same_external_id_with_another_text_is_a_conflict(cast):
    first = add(cast, external_id="m-1")
    other = add(cast, external_id="m-1", text="Quite another story, they said.")
    assert other.outcome is Outcome.CONFLICT
    assert Article.objects.get(pk=first.article_id).text == STORY


def test_the_same_text_of_the_same_publisher_is_found(cast):
    first = add(cast, publisher="Mill Gazette")
    assert add(cast, publisher="mill  gazette").article_id == first.article_id
    assert add(cast, publisher="Another Paper").outcome is Outcome.CREATED
    assert add(cast).outcome is Outcome.CREATED  # a publisher not given is not the Gazette


def test_white_space_and_line_ends_do_not_hide_a_duplicate(cast):
    first = add(cast)
    again = add(cast, text=STORY.replace("\n", "\r\n") + "  \r\n")
    assert again.article_id == first.article_id


def test_an_article_of_another_project_of_mine_is_linked(cast):
    second = create_project(
        slug="two", title="Two", codebook_version=cast.version, creator=cast.manager
    )
    added = add(cast, project=second, text=TEXT, publisher="Harbour Post")
    assert (added.outcome, added.article_id) == (Outcome.LINKED, cast.article.pk)


def test_an_article_of_a_project_i_cannot_see_is_not_linked(cast, django_user_model):
    theirs = create_project(slug="x", title="X", codebook_version=cast.version, creator=None)
    added = add(cast, project=theirs, actor=cast.stranger, text=TEXT, publisher="Harbour Post")
    assert added.outcome is Outcome.CREATED
    assert added.article_id != cast.article.pk


def test_repeats_within_one_batch_are_found(cast):
    drafts = [build_draft({"text": STORY}), build_draft({"text": STORY})]
    drafts.append(build_draft({"text": "New words, they said.", "external_id": "a"}))
    drafts.append(build_draft({"text": "Other words, they said.", "external_id": "a"}))
    outcomes = add_articles(
        project=cast.project, drafts=drafts, actor=cast.manager, method="upload"
    )
    assert [one.outcome for one in outcomes] == ["created", "existing", "created", "conflict"]
    assert outcomes[0].article_id == outcomes[1].article_id


def test_import_costs_the_same_number_of_queries_for_two_and_forty(
    cast, django_assert_max_num_queries
):
    for count in (2, 40):
        drafts = [build_draft({"text": f"Story {count} {n} said so."}) for n in range(count)]
        with django_assert_max_num_queries(14):
            add_articles(project=cast.project, drafts=drafts, actor=cast.manager, method="api")


def test_a_lone_outlet_name_becomes_the_origin_publisher(cast):
    article = cast.add_article(
        "The bridge will open in May, an official told the paper.\n\nHill Observer",
        publisher="Valley Lens",
    )
    assert article.origin_publisher.name == "Hill Observer"


@pytest.mark.threads
@pytest.mark.django_db(transaction=True)
def test_the_same_article_by_eight_doors_at_once(transactional_db, cast):
    numbers, errors = [], []
    gate = threading.Barrier(8)

    def send():
        try:
            gate.wait(timeout=30)
            numbers.append(add(cast, external_id="once", publisher="Brand New").article_id)
        except BaseException as error:
            errors.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=send) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert errors == []
    assert len(set(numbers)) == 1
    assert ProjectArticle.objects.filter(external_id="once").count() == 1


# -- imports in two steps ---------------------------------------------------------------------

LINES = "\n".join(
    [
        json.dumps({"text": "One story, they said.", "external_id": "l1"}),
        "{not json",
        json.dumps({"text": "Two stories, they said.", "external_id": "l2"}),
    ]
)


def prepared(cast, content=LINES, name="lines.jsonl"):
    read = read_file(name, SimpleUploadedFile(name, content.encode()))
    return prepare_import(
        project=cast.project, actor=cast.manager, method="upload", read=read, file_name=name
    )


def confirm(kept, **kwargs):
    kwargs = {"title": None, "link_known": True, "skip_rejected": False} | kwargs
    return confirm_import(article_import=kept, **kwargs)


def test_nothing_is_stored_before_it_is_confirmed(cast):
    kept = prepared(cast)
    failed = kept.items.filter(state="failed")
    assert (kept.total, [one.line for one in failed]) == (2, [2])
    assert not ProjectArticle.objects.filter(external_id="l1").exists()


def test_the_rest_is_imported_only_if_asked(cast):
    kept = prepared(cast)
    with pytest.raises(Exception, match="import the rest"):
        confirm(kept)
    run_import(article_import=confirm(kept, skip_rejected=True))
    assert ProjectArticle.objects.filter(external_id__in=["l1", "l2"]).count() == 2


def test_confirming_and_running_twice_imports_once(cast):
    kept = prepared(cast)
    for _ in range(2):
        done = run_import(article_import=confirm(kept, skip_rejected=True))
    assert (done.state, done.saved) == ("done", 2)
    assert ProjectArticle.objects.count() == 3


def test_a_run_that_was_killed_goes_on_where_it_stopped(cast, monkeypatch):
    many = "\n".join(json.dumps({"text": f"Story {n} said so."}) for n in range(5))
    kept = confirm(prepared(cast, many))
    monkeypatch.setattr(saving, "CHUNK", 2)
    real, calls = saving.add_prepared, []

    def killed(**kwargs):
        calls.append(len(kwargs["prepared"]))
        if len(calls) == 2:
            raise KeyboardInterrupt
        return real(**kwargs)

    monkeypatch.setattr(saving, "add_prepared", killed)
    with pytest.raises(KeyboardInterrupt):
        run_import(article_import=kept)
    assert ArticleImport.objects.get(pk=kept.pk).saved == 2
    assert run_import(article_import=kept).saved == 5
    assert ProjectArticle.objects.count() == 6


def test_a_discarded_import_cannot_be_confirmed(cast):
    kept = prepared(cast)
    discard_import(article_import=kept)
    with pytest.raises(Exception, match="discarded"):
        confirm(kept, skip_rejected=True)


# -- in the browser ---------------------------------------------------------------------------


def test_paste_preview_and_save(cast):
    client = cast.client(cast.manager)
    text = "Ferry delayed again\n\nBy Lena Ortiz\n\nThe operator said that fog was to blame."
    page = client.post("/projects/quay/articles/add/?from=text", {"text": text}, follow=True)
    body = page.content.decode()
    assert "This is how the article will be cut" in body
    assert "headline" in body
    assert "byline" in body
    assert Article.objects.count() == 1
    url = page.redirect_chain[-1][0]
    page = client.post(url, {"title": "Ferry delayed again"}, follow=True)
    assert "stored and ready" in page.content.decode()
    again = client.post(url, {"title": "Ferry delayed again"})
    assert again.status_code == 302
    assert Article.objects.count() == 2


def test_paste_html_drops_scripts(cast):
    client = cast.client(cast.manager)
    html = "<p>The office said so.</p><script>alert(1)</script><p>It was late.</p>"
    page = client.post("/projects/quay/articles/add/?from=html", {"html": html}, follow=True)
    client.post(page.redirect_chain[-1][0], {"title": "Office"})
    article = Article.objects.latest("pk")
    assert article.text == "The office said so.\n\nIt was late."
    assert "script" not in article.html


@pytest.mark.parametrize(
    ("way", "fields", "message"),
    [
        ("text", {"text": ""}, "required"),
        ("text", {"text": " \n\t "}, "empty"),
        ("text", {"text": "Fine.", "title": "x" * 10_000}, "500"),
        ("text", {"text": "Fine.", "published_at": "next tuesday"}, "date"),
        ("text", {"text": "Fine.", "published_at": "2999-01-01"}, "future"),
        ("text", {"text": "Fine.", "url": "javascript:alert(1)"}, "http"),
        ("text", {"text": "x" * 2_000_001}, "2,000,000"),
        ("html", {"html": "<script>1</script>"}, "No article text"),
        ("file", {}, "required"),
    ],
)
def test_bad_pastes_are_explained_and_nothing_is_lost(cast, way, fields, message):
    client = cast.client(cast.manager)
    page = client.post(f"/projects/quay/articles/add/?from={way}", fields)
    assert page.status_code == 400
    body = page.content.decode()
    assert message in body
    if len(fields.get("text", "x")) < 100 and fields.get("title"):
        assert fields["text"] in body
    assert not ArticleImport.objects.exists()


def test_upload_of_many_runs_in_the_background(cast):
    many = "\n".join(json.dumps({"text": f"Story {n} said so."}) for n in range(60))
    client = cast.client(cast.manager)
    upload = SimpleUploadedFile("many.jsonl", many.encode())
    page = client.post("/projects/quay/articles/add/?from=file", {"file": upload}, follow=True)
    page = client.post(page.redirect_chain[-1][0], follow=True)
    assert "60 articles dealt with" in page.content.decode()
    assert ProjectArticle.objects.count() == 61


def test_pages_cost_the_same_number_of_queries_for_two_and_forty(
    cast, django_assert_max_num_queries
):
    client = cast.client(cast.manager)
    for count in (2, 40):
        drafts = [build_draft({"text": f"Story {count} {n} said."}) for n in range(count)]
        add_articles(project=cast.project, drafts=drafts, actor=cast.manager, method="api")
        with django_assert_max_num_queries(8):
            assert client.get("/projects/quay/articles/").status_code == 200


def test_search_finds_by_title_publisher_and_id(cast):
    cast.add_article("Story said.", title="Bridges", external_id="b-7", publisher="Span News")
    client = cast.client(cast.ana)
    for query in ("bridg", "span", "b-7"):
        body = client.get("/projects/quay/articles/", {"q": query}).content.decode()
        assert "Bridges" in body
        assert "Quay to reopen" not in body


def test_an_import_whose_worker_died_is_started_again_from_the_page(cast, settings):
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.dummy.DummyBackend"}}
    many = "\n".join(json.dumps({"text": f"Story {n} said so."}) for n in range(60))
    kept = prepared(cast, many)
    client = cast.client(cast.manager)
    url = f"/projects/quay/articles/add/{kept.public_id}/"
    page = client.post(url, follow=True)
    assert "Start the work again" in page.content.decode()
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}
    page = client.post(url, follow=True)
    assert "60 articles dealt with" in page.content.decode()


def test_texts_of_other_projects_are_found_by_an_index(cast):
    """However many articles the site has, a chunk of new ones costs the same."""
    drafts = [build_draft({"text": f"{STORY} {number}"}) for number in range(3)]
    prepared = [prepare_article(draft) for draft in drafts]
    with CaptureQueriesContext(connection) as asked:
        find_outcomes(project=cast.project, prepared=prepared, actor=None)
    (elsewhere,) = [
        one["sql"] for one in asked if "NOT" in one["sql"] and "content_key" in one["sql"]
    ]
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL enable_seqscan = off")  # it reads few rows whole
            cursor.execute("EXPLAIN " + elsewhere.replace("%", "%%"))
        else:
            cursor.execute("EXPLAIN QUERY PLAN " + elsewhere)
        plan = str(cursor.fetchall())
    assert "projects_article_content" in plan
