"""The export page in a real browser: by keyboard, on every size, without JavaScript."""

import csv
import hashlib
import json
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from annotator.export.jobs.files import file_of
from annotator.export.models import Export, Freeze
from tests.annotator.review.studies import disagree
from tests.waiting import until

SIZES = {"laptop": (1366, 768), "phone": (390, 844)}
PAGE = "/projects/quay/export/"


@pytest.fixture
def study(cast):
    """Two articles that two people coded, differently now and then."""
    cast.add_article("قال المكتب إن الرصيف مغلق.", title="الرصيف", language="ar")
    for _ in range(2):
        disagree(cast, users=(cast.ana, cast.ben))
    return cast


def going_on(cast, **fields) -> Export:
    """An export that a worker has in hand."""
    return Export.objects.create(
        project=cast.project, requested_by=cast.manager, role="manager", format="csv",
        blind=cast.project.blind, state="running", total=7, heartbeat_at=timezone.now(), **fields,
    )  # fmt: skip


def downloaded(page, button) -> tuple[str, bytes]:
    with page.expect_download() as found:
        button.click()
    with open(found.value.path(), "rb") as file:
        return found.value.suggested_filename, file.read()


def test_a_download_at_once(desk, study):
    page = desk.open(PAGE, study.reviewer)
    page.get_by_role("radio", name="JSON Lines").check()
    page.get_by_role("radio", name="What most annotators answered").check()
    page.get_by_role("radio", name="Pseudonyms").check()
    page.get_by_text("Only some of the labels").click()
    page.get_by_label("Variable").fill("slant")
    name, content = downloaded(page, page.get_by_role("button", name="Download", exact=True))
    assert name.startswith("quay-labels-aggregated-pseudonyms-")
    rows = [json.loads(line) for line in content.decode().splitlines()]
    assert {row["annotator"] for row in rows} == {"majority"}
    assert {row["variable"] for row in rows} == {"slant"}


def test_in_the_background_by_keyboard_alone_and_without_javascript(desk, study):
    page = desk.open(PAGE, study.ana, java_script_enabled=False)
    assert page.get_by_role("radio", name="What the reviewers decided").count() == 0
    assert page.get_by_text("Frozen studies").count() == 0
    page.get_by_role("radio", name="CSV").focus()
    page.get_by_role("button", name="Write in the background").focus()
    page.keyboard.press("Enter")
    link = page.get_by_role("link", name="Download csv")
    name, content = downloaded(page, link)
    assert name.endswith(".csv")
    rows = list(csv.DictReader(content.decode().splitlines()))
    assert {row["annotator"] for row in rows} == {"ana"}
    page.get_by_role("button", name="Remove").click()
    page.get_by_text("None yet.").wait_for()
    assert not Export.objects.exists()


def test_the_page_follows_what_goes_on(desk, study):
    export = going_on(study, done=2)
    page = desk.open(PAGE, study.manager)
    page.get_by_text("2 of 7 articles").wait_for()
    Export.objects.update(done=5)
    page.get_by_text("5 of 7 articles").wait_for()
    file_of(export.public_id).write_bytes(b"x")
    now = timezone.now()
    Export.objects.update(
        state="ready", size=1, digest="ab", finished_at=now, expires_at=now + timedelta(hours=1)
    )
    page.get_by_role("link", name="Download csv").wait_for()
    told = page.locator("[data-follow-status]")
    until(lambda: told.text_content() == "What was going on in the background is done.")


def test_cancelling(desk, study):
    going_on(study)
    page = desk.open(PAGE, study.manager)
    page.get_by_role("button", name="Cancel").click()
    page.get_by_text("cancelled").wait_for()
    assert Export.objects.get().state == "cancelled"


def test_a_freeze_from_making_to_the_methods(desk, study):
    page = desk.open(PAGE, study.manager)
    page.get_by_label("Name of a new freeze").fill("Spring 2026")
    page.get_by_role("button", name="Freeze the study now").click()
    page.get_by_text("SHA-256 of the archive:").wait_for()
    freeze = Freeze.objects.get()
    assert page.get_by_text(freeze.digest).count() == 1
    name, content = downloaded(page, page.get_by_role("button", name="Download the archive"))
    assert name == "quay-labels-pseudonyms-frozen-spring-2026.zip"
    assert hashlib.sha256(content).hexdigest() == freeze.digest
    page.get_by_role("link", name="Other formats").click()
    expect(page.get_by_label("State of the study")).to_have_value("Spring 2026")
    page.get_by_role("link", name="Methods section").last.click()
    page.get_by_role("heading", name="Reliability").wait_for()
    name, content = downloaded(page, page.get_by_role("link", name="Download as Markdown"))
    assert name == "quay-methods.md"
    assert content.decode().startswith("# Methods: The quay")


def test_a_name_that_is_taken(desk, study):
    desk.expect("status of 409")
    Freeze.objects.create(project=study.project, name="Spring", state="ready")
    page = desk.open(PAGE, study.manager)
    page.get_by_label("Name of a new freeze").fill("Spring")
    page.get_by_role("button", name="Freeze the study now").click()
    page.get_by_text("There is a freeze “Spring” already.").wait_for()


@pytest.mark.parametrize("locale", ["en", "ar"])
@pytest.mark.parametrize("size", SIZES)
def test_every_page_fits_and_is_accessible(desk, study, assert_accessible, settings, size, locale):
    settings.LANGUAGES = [("en", "English"), ("ar", "Arabic")]
    width, height = SIZES[size]
    options = {"viewport": {"width": width, "height": height}, "locale": locale}
    going_on(study, query={"names": "pseudonyms", "publisher": "Harbour Post"}, done=3)
    Export.objects.create(
        project=study.project, requested_by=study.manager, role="manager", format="zip",
        state="failed", problem="full", finished_at=timezone.now(),
    )  # fmt: skip
    study.client(study.manager).post(PAGE + "freezes/", {"name": "Spring"})
    freeze = Freeze.objects.get()
    pages = ["", "methods/", "coder-guide/", f"freezes/{freeze.public_id}/methods/"]
    for path in pages:
        page = desk.open(PAGE + path, study.manager, **options)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path
        assert_accessible(page, path)
    page = desk.open(PAGE, study.ana, **options)
    assert_accessible(page, "annotator")
