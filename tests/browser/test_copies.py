"""Publishers and near copies in a real browser: who is who, and which texts are one."""

import pytest

from annotator.projects.actions.copies import group_project
from annotator.projects.models import ProjectArticle
from tests.annotator.projects.test_copies import sentences

SIZES = {"laptop": (1366, 768), "phone": (390, 844)}


@pytest.fixture
def copied(cast):
    """A story, and a copy whose last sentence is another."""
    lines = sentences(1)
    about = "About Hill Gazette\n\nHill Gazette is an independent newspaper owned by its readers."
    changed = "\n\n".join([*lines[:-1], "And ships came in, too, said the office.", about])
    cast.add_article("\n\n".join(lines), title="First", publisher="Wire", published_at="2026-01-01")
    cast.add_article(
        changed,
        title="Second",
        publisher="Hill Gazette",
        published_at="2026-01-02",
        url="https://hill.example/2",
    )
    group_project(project=cast.project)
    return cast


def test_a_copy_is_looked_at_and_comes_to_stand_for_its_group(desk, copied):
    page = desk.open("/projects/quay/articles/", copied.manager)
    page.get_by_role("link", name="Near copies").click()
    page.get_by_role("button", name="Code and count each group once").click()
    page.get_by_text("1 copy is left out of dealing and figures").wait_for()
    page.get_by_role("link", name="Second").click()
    page.locator("ins", has_text="And ships came in, too").wait_for()
    page.get_by_role("button", name="Let it stand for the group").click()
    page.get_by_text("It stands for 1 copy.").wait_for()
    assert ProjectArticle.objects.get(copy_of__isnull=False).article.title == "First"


def test_a_publisher_is_described_and_merged_and_taken_apart(desk, copied):
    page = desk.open("/projects/quay/articles/", copied.manager)
    page.get_by_role("link", name="Publishers").click()
    page.get_by_role("link", name="Hill Gazette", exact=True).click()
    page.get_by_role("button", name="Use these words").click()
    page.get_by_text("owned by its readers").wait_for()
    page.get_by_role("button", name="Add the domain hill.example").click()
    page.get_by_label("The other publisher").select_option("Wire")
    page.get_by_role("button", name="Merge into this one").click()
    page.get_by_text("2 articles in this project").wait_for()
    page.get_by_role("button", name="Undo the merge of Wire").click()
    page.get_by_text("1 article in this project").wait_for()


@pytest.mark.parametrize("size", SIZES)
def test_the_pages_are_accessible_and_fit(desk, copied, assert_accessible, size):
    page = desk.open("/projects/quay/copies/", copied.manager)
    width, height = SIZES[size]
    page.set_viewport_size({"width": width, "height": height})
    publisher = ProjectArticle.objects.get(copy_of__isnull=False).article.publisher_id
    copy = ProjectArticle.objects.get(copy_of__isnull=False).article_id
    for path in ("copies/", f"copies/{copy}/", "publishers/", f"publishers/{publisher}/"):
        page.goto(f"{desk.address}/projects/quay/{path}")
        assert_accessible(page, path)
        assert page.evaluate("document.documentElement.scrollWidth") <= width
