"""An import in the browser, from the files to the report."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from annotator.projects import driving
from annotator.projects.models import ArticleImport
from annotator.projects.views import import_pages
from articles.ingestion import limits
from tests.annotator.projects.imports.conftest import stories
from tests.articles.ingestion.making import docx, paragraph

ADD = "/projects/quay/articles/add/?from=file"
TABLE = "Headline;Body;Desk\nCranes;The crane stands still.;x\nBasin;;y\n"


@pytest.fixture
def client(cast):
    return cast.client(cast.manager)


def send(client, **files):
    sent = [
        SimpleUploadedFile(
            name.replace("_", "."), content if isinstance(content, bytes) else content.encode()
        )
        for name, content in files.items()
    ]
    return client.post(ADD, {"file": sent}, follow=True)


def place(page):
    return page.redirect_chain[-1][0]


def test_many_files_are_shown_saved_and_reported(client, cast):
    page = send(client, a_txt="The crane stands still.", b_docx=docx(paragraph("The quay opens.")))
    body = page.content.decode()
    assert "2 articles read" in body
    assert "a.txt and 1 more" in body
    page = client.post(place(page), follow=True)
    body = page.content.decode()
    assert "2 articles dealt with" in body
    assert "b.docx" in body
    assert cast.project.entries.count() == 3


def test_columns_of_other_names_are_asked_for(client, cast):
    page = send(client, a_csv=TABLE)
    body = page.content.decode()
    assert "Which column is which?" in body
    assert "The crane stands still." in body
    address = place(page)
    chosen = {"name_columns": "1", "column_0": "title", "column_1": "text", "column_2": "text"}
    twice = client.post(address, chosen)
    assert (twice.status_code, "Two columns" in twice.content.decode()) == (400, True)
    without = client.post(address, {"name_columns": "1", "column_0": "title"})
    assert (without.status_code, "which column is the text" in without.content.decode()) == (
        400,
        True,
    )
    page = client.post(address, {**chosen, "column_2": ""}, follow=True)
    body = page.content.decode()
    assert "This is how the article will be cut" in body
    assert "1 cannot be imported" in body
    assert "line 3" in body
    refused = client.post(address, {"title": "Cranes"})
    assert (refused.status_code, "import the rest" in refused.content.decode()) == (409, True)
    client.post(address, {"title": "Cranes", "skip_rejected": "1"})
    assert cast.project.entries.latest("pk").article.text == "The crane stands still."


def test_columns_that_are_ours_are_not_asked_for(client):
    assert "articles read" in send(client, a_csv="text,id\nOne,1\nTwo,2\n").content.decode()


def test_what_was_left_out_is_shown(client):
    page = "<html><body><nav>Home Sport</nav><article>{}</article></body></html>"
    story = "<p>The port authority of Arvel met again, and nobody was told what it agreed.</p>"
    body = send(client, a_html=page.format(story * 3)).content.decode()
    assert "What was left out of the text" in body
    assert "Home Sport" in body


def test_a_report_has_pages_and_shows_one_state(client, monkeypatch):
    monkeypatch.setattr(import_pages, "PER_PAGE", 5)
    page = send(client, a_jsonl=stories(12) + "not json\n")
    address = place(page)
    assert "Page 1 of 3" in page.content.decode()
    last = client.get(address, {"page": "3"}).content.decode()
    assert "Crane 11 stands" in last
    failed = client.get(address, {"state": "failed"}).content.decode()
    assert "Not valid JSON" in failed
    assert "Page" not in failed
    assert client.get(address, {"page": "99", "state": "nonsense"}).status_code == 200


def test_the_page_costs_the_same_number_of_queries_for_two_and_forty(
    client, django_assert_max_num_queries
):
    for count in (2, 40):
        address = place(send(client, a_jsonl=stories(count)))
        with django_assert_max_num_queries(16):
            client.get(address)


def test_work_in_the_background_is_cancelled_and_taken_up_again(client, settings, monkeypatch):
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.dummy.DummyBackend"}}
    monkeypatch.setattr(driving, "SMALL_BYTES", 5)
    page = send(client, a_jsonl=stories(3))
    assert "Reading what you sent" in page.content.decode()
    address = place(page)
    page = client.post(address, {"cancel": "1"}, follow=True)
    assert "This import was cancelled" in page.content.decode()
    assert client.post(address, {"cancel": "1"}).status_code == 409
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}
    page = client.post(address, {"retry": "1"}, follow=True)
    assert "3 articles read" in page.content.decode()


def test_too_much_at_once_is_refused_with_the_form(client, monkeypatch):
    monkeypatch.setattr("annotator.projects.actions.imports.beginning.MAX_UPLOAD_BYTES", 10)
    page = send(client, a_txt="The crane stands still.")
    assert page.status_code == 400
    assert "at most 0 MB" in page.content.decode()
    assert not ArticleImport.objects.exists()


def test_a_file_over_the_limit_of_one_article_is_told(client, monkeypatch):
    monkeypatch.setattr("articles.ingestion.documents.MAX_FILE_BYTES", 10)
    body = send(client, a_txt="The crane stands still.").content.decode()
    assert "A file may have 10 bytes" in body
    assert limits.MAX_FILE_BYTES == 20_000_000


def test_an_empty_file_is_told_by_its_name_and_holds_up_no_other(client):
    body = send(client, a_txt="", b_txt="The crane stands still.").content.decode()
    assert "1 cannot be imported" in body
    assert "a.txt</td>" in body
    assert "The file is empty." in body
    assert "The crane stands still." in body


@pytest.mark.parametrize(
    ("table", "told"),
    [
        ("title,text\n", "There is no article in it"),
        ("\n\n", "The first row must name the columns"),
        ("", "The file is empty."),
    ],
)
def test_a_table_without_articles_says_so(client, table, told):
    body = send(client, a_csv=table).content.decode()
    assert "Nothing could be read" in body
    assert told in body


def test_a_preview_of_long_articles_shows_as_much_as_is_quick(client, monkeypatch):
    monkeypatch.setattr(import_pages, "PREVIEWED_CHARACTERS", 3_000)
    monkeypatch.setattr(import_pages, "SHOWN_SEGMENTS", 10)
    long = "\n\n".join(f"The crane number {n} stands still since Monday." for n in range(40))
    body = send(client, a_txt=long, b_txt=long + " Yes.", c_txt="Short.").content.decode()
    assert body.count('class="segment"') == 10
    assert "… and 30 more segments, cut the same way." in body
    assert "crane number 10 " not in body
    assert "… and 2 more." in body
    assert "3 articles read" in body


def test_the_button_counts_what_is_saved(client):
    rows = '{"external_id": "1", "text": "The crane fell."}\n' * 2
    other = '{"external_id": "1", "text": "The crane did not fall."}\n'
    page = send(client, a_jsonl=rows + other)
    assert "Save 1 article<" in page.content.decode()
    client.post(place(page))
    again = send(client, a_jsonl=rows).content.decode()
    assert "Finish: there is nothing new to save" in again


def test_no_file_is_refused_with_the_form(client):
    assert client.post(ADD, {}).status_code == 400


ARABIC = "رصيف الميناء\n\nقال مكتب الميناء إن الرصيف سيعاد فتحه."


def test_a_preview_runs_as_its_article_is_written_whatever_labels_stand_in_it(client):
    body = send(client, a_txt=ARABIC).content.decode()
    assert '<div class="article-text marked" dir="rtl">' in body
    assert (
        '<div class="article-text marked" dir="ltr">' in send(client, b_txt="No.").content.decode()
    )


def test_an_article_without_a_title_is_called_by_its_first_line(client, cast):
    page = send(
        client, a_txt="The crane stands still.\n\nNobody was hurt.", b_txt="The basin is dry."
    )
    assert "(no title)" not in page.content.decode()
    assert '<h2 dir="auto">The crane stands still.</h2>' in page.content.decode()
    listed = client.post(place(page), follow=True).content.decode()
    assert ">The crane stands still.</a>" in listed
    assert ">The basin is dry.</a>" in client.get("/projects/quay/articles/").content.decode()


def test_an_import_is_found_again_whose_page_was_left(client, cast, monkeypatch):
    left = place(send(client, a_txt="The crane stands still."))
    gone = place(send(client, gone_txt="The basin is dry."))
    client.post(gone, {"discard": "1"})
    send(client, empty_txt="")
    monkeypatch.setattr(driving, "put_import_in_line", lambda _one: None)
    going = place(send(client, b_pdf=b"%PDF-1.4"))
    articles = client.get("/projects/quay/articles/").content.decode()
    assert "1 import</a> waits for a decision" in articles
    assert f'<a href="{going}">An import is being read</a>' in articles
    listed = client.get("/projects/quay/articles/imports/").content.decode()
    assert listed.index(going) < listed.index(left)
    assert gone not in listed
    assert listed.count("waiting for your decision") == 1
    assert listed.count("nothing could be read") == 1
    told = cast.client(cast.reviewer).get("/projects/quay/articles/").content.decode()
    assert "import" not in told.split("<main")[1]


def test_the_list_costs_the_same_number_of_queries_for_two_and_twenty(
    client, django_assert_num_queries
):
    address = "/projects/quay/articles/imports/"
    for number in range(2):
        send(client, a_txt=f"The crane number {number} stands still.")
    client.get(address)
    with CaptureQueriesContext(connection) as few:
        client.get(address)
    queries = len(few)
    for number in range(18):
        send(client, a_txt=f"The boat number {number} stands still.")
    with django_assert_num_queries(queries):
        client.get(address)


def test_an_address_can_be_filled_into_the_form(client):
    page = client.get("/projects/quay/articles/add/?from=text&url=https://arvel.example/1")
    assert 'value="https://arvel.example/1"' in page.content.decode()
