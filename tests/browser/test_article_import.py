"""Articles come in from files, in a real browser: shown, followed, stopped, on every size."""

import pytest

from annotator.projects import driving
from annotator.projects.actions import read_import
from annotator.projects.models import ArticleImport
from tests.annotator.projects.imports.conftest import stories
from tests.articles.ingestion.making import docx, lines, packed, paragraph, pdf

SIZES = {"laptop": (1366, 768), "phone": (390, 844)}
ADD = "/projects/quay/articles/add/?from=file"
TABLE = "Headline;Body;Desk\nCranes;The crane stands still.;x\nBasin;The basin is shut.;y\n"


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    settings.DATA_DIR = tmp_path


def choose(page, **files):
    page.set_input_files(
        "input[type=file]",
        [
            {
                "name": name.replace("_", "."),
                "mimeType": "application/octet-stream",
                "buffer": content if isinstance(content, bytes) else content.encode(),
            }
            for name, content in files.items()
        ],
    )
    page.get_by_role("button", name="Look at the claims").click()


def test_files_of_every_kind_from_choosing_to_the_article(desk, cast):
    page = desk.open(ADD, cast.manager)
    choose(
        page,
        cranes_docx=docx(paragraph("Cranes stand still", "Title") + paragraph("Nobody was hurt.")),
        pilot_pdf=pdf(lines("The pilot said that the line was late."), lines("It was.")),
        scan_pdf=pdf([]),
    )
    page.get_by_role("heading", name="2 articles read").wait_for()
    page.get_by_text("it was scanned").wait_for()
    page.get_by_label("Leave out what cannot be imported").check()
    page.get_by_role("button", name="Save 2 articles").click()
    page.get_by_role("heading", name="2 articles dealt with").wait_for()
    page.get_by_role("link", name="Cranes stand still").click()
    page.get_by_role("heading", name="Cranes stand still").wait_for()
    assert cast.project.entries.count() == 3


def test_columns_are_named_by_keyboard_and_without_javascript(desk, cast):
    page = desk.open(ADD, cast.manager, java_script_enabled=False)
    choose(page, talks_csv=TABLE)
    page.get_by_role("heading", name="Which column is which?").wait_for()
    assert page.get_by_label("headline").input_value() == "title"
    page.get_by_label("desk").focus()
    page.keyboard.type("your own")
    page.get_by_role("button", name="Read the file").press("Enter")
    page.get_by_role("heading", name="2 articles read").wait_for()
    kept = ArticleImport.objects.get()
    assert kept.options["columns"] == {"headline": "title", "body": "text", "desk": "external_id"}


def test_the_page_follows_the_work_until_it_is_read(desk, cast, settings, monkeypatch):
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.dummy.DummyBackend"}}
    monkeypatch.setattr(driving, "SMALL_BYTES", 10)
    page = desk.open(ADD, cast.manager)
    choose(page, many_jsonl=stories(30))
    page.get_by_role("heading", name="Reading what you sent").wait_for()
    read_import(article_import=ArticleImport.objects.get())
    page.get_by_role("heading", name="30 articles read").wait_for()


def test_work_is_cancelled_and_taken_up_again(desk, cast, settings, monkeypatch):
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.dummy.DummyBackend"}}
    monkeypatch.setattr(driving, "SMALL_BYTES", 10)
    page = desk.open(ADD, cast.manager)
    choose(page, many_jsonl=stories(30))
    page.get_by_role("button", name="Cancel").click()
    page.get_by_role("heading", name="This import was cancelled").wait_for()
    monkeypatch.setattr(driving, "SMALL_BYTES", 100_000)
    page.get_by_role("button", name="Go on with the rest").click()
    page.get_by_role("heading", name="30 articles read").wait_for()


@pytest.mark.parametrize("size", SIZES)
def test_every_stage_fits_and_is_accessible(desk, cast, assert_accessible, size):
    width, height = SIZES[size]
    page = desk.open(ADD, cast.manager, viewport={"width": width, "height": height})

    def check(state):
        assert_accessible(page, state)
        wide = page.evaluate("document.documentElement.scrollWidth")
        assert wide <= width, f"{state}: {wide} points wide"

    page.get_by_text("What is read of each kind of file").click()
    check("choosing")
    choose(page, talks_csv=TABLE)
    page.get_by_role("heading", name="Which column is which?").wait_for()
    check("columns")
    page.get_by_role("button", name="Read the file").click()
    page.get_by_role("heading", name="2 articles read").wait_for()
    check("preview")
    page.get_by_role("button", name="Save 2 articles").click()
    page.get_by_role("heading", name="2 articles dealt with").wait_for()
    check("report")
    page.goto(ADD)
    choose(page, many_zip=packed({"a/very/long/way/to/the/file/of/an/article.txt": "It is shut."}))
    page.get_by_role("heading", name="This is how the article will be cut").wait_for()
    check("one article")
