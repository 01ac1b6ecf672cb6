"""Importing labels in a real browser: upload, look, choose names, save, on every size."""

import json
import os

import pytest
from django.urls import reverse

from annotator.annotation.models import Label
from annotator.export.study.opening import open_study, operator_of
from annotator.export.writers import FORMATS
from annotator.projects.actions import add_article, create_project
from annotator.projects.models import Project
from articles.ingestion.drafts import build_draft
from tests.plugins.cast import TEXT

SIZES = {"laptop": (1366, 768), "phone": (390, 844)}


@pytest.fixture
def pier(cast, settings, tmp_path):
    """Another project with the same text and, of the same people, Ben alone."""
    settings.DATA_DIR = tmp_path
    cast.code_all(cast.ana, slant="some")
    cast.code_all(cast.ben)
    project = create_project(
        slug="pier", title="The pier", codebook_version=cast.version, creator=cast.manager
    )
    for name in ("ben", "cleo"):
        project.memberships.create(user=getattr(cast, name), role="annotator")
    draft = build_draft({"text": TEXT, "title": "Quay to reopen"})
    add_article(project=project, draft=draft, actor=cast.manager, method="api")
    return project


@pytest.fixture
def labels(cast, pier, tmp_path):
    """Labels of the first project, some under names that the second does not know."""
    content = b"".join(FORMATS["jsonl"].write(open_study(operator_of(cast.project), {})))
    rows = [json.loads(line) for line in content.decode().splitlines()]
    for row in rows:
        if row["annotator"] == "ana" and row["code"] == "slant:some":
            row["code"] = "a little"
    rows[0]["created_at"] = "long ago"
    path = tmp_path / "labels-of-the-quay.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    return path


@pytest.fixture
def pictures():
    """Keep what a page looks like where `PICTURES` names a folder, to be looked at."""
    folder = os.environ.get("PICTURES")

    def keep(page, name):
        if folder:
            for scheme in ("light", "dark"):
                page.emulate_media(color_scheme=scheme)
                page.screenshot(path=f"{folder}/{name}-{scheme}.png", full_page=True)

    return keep


def upload(desk, cast, path, **options):
    page = desk.open(reverse("label_import_add", args=["pier"]), cast.manager, **options)
    page.get_by_label("File").set_input_files(path)
    page.get_by_role("button", name="Look at the labels").click()
    return page


@pytest.mark.parametrize("script", [True, False])
def test_upload_choose_look_again_save(desk, cast, labels, script):
    page = upload(desk, cast, labels, java_script_enabled=script)
    page.get_by_role("heading", name="6 labels can be imported").wait_for()
    page.get_by_label("Who ana is").select_option("cleo")
    page.get_by_label("What slant/a little stands for").select_option("Some")
    page.get_by_role("button", name="Look again").click()
    page.get_by_role("heading", name="11 labels can be imported").wait_for()
    page.get_by_label("Leave out the rows").check()
    page.get_by_role("button", name="Save 11 labels").click()
    page.get_by_role("heading", name="11 labels imported").wait_for()
    here = Label.objects.filter(assignment__project__slug="pier")
    assert set(here.values_list("assignment__annotator__username", flat=True)) == {"ben", "cleo"}


@pytest.mark.parametrize("size", SIZES)
def test_the_pages_are_accessible_and_fit(desk, cast, labels, size, assert_accessible, pictures):
    width, height = SIZES[size]
    viewport = {"width": width, "height": height}
    page = desk.open(reverse("label_import_add", args=["pier"]), cast.manager, viewport=viewport)
    pictures(page, f"add-{size}")
    assert_accessible(page, f"add, {size}")
    page = upload(desk, cast, labels, viewport=viewport)
    page.get_by_role("heading", name="6 labels can be imported").wait_for()
    pictures(page, f"preview-{size}")
    assert_accessible(page, f"preview, {size}")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.get_by_label("Leave out the rows").check()
    page.get_by_role("button", name="Save 6 labels").click()
    page.get_by_role("heading", name="6 labels imported").wait_for()
    pictures(page, f"done-{size}")
    assert_accessible(page, f"done, {size}")


@pytest.mark.parametrize("size", SIZES)
def test_a_study_comes_in(desk, cast, pier, tmp_path, size, assert_accessible, pictures):
    width, height = SIZES[size]
    path = tmp_path / "quay.zip"
    study = open_study(operator_of(cast.project), {})
    path.write_bytes(b"".join(FORMATS["zip"].write(study)))
    viewport = {"width": width, "height": height}
    page = desk.open(reverse("study_import"), cast.manager, viewport=viewport)
    page.get_by_label("File").set_input_files(path)
    page.get_by_label("Short name").fill("copy")
    page.get_by_role("button", name="Only look").click()
    page.get_by_text("The archive is sound").wait_for()
    pictures(page, f"study-{size}")
    assert_accessible(page, f"study, {size}")
    page.get_by_label("File").set_input_files(path)
    page.get_by_role("button", name="Make the project").click()
    page.wait_for_url("**/projects/copy/")
    assert Project.objects.get(slug="copy").title == "The quay"
