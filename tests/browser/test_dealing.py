"""Dealing in a real browser: by keyboard, on every size, without JavaScript."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from annotator.annotation.actions import lapse_idle, release_assignment, take_next
from annotator.annotation.models import Assignment
from annotator.projects.models import Project

SIZES = {"laptop": (1366, 768), "phone": (390, 844)}


@pytest.fixture
def project(cast):
    """Six articles, a third of them for everybody, and a quota that does not suffice."""
    for number in range(5):
        cast.add_article(f"The lock number {number} was shut.", title=f"Lock {number}")
    Project.objects.update(reliability_share=33, quota=4)
    cast.project.refresh_from_db()
    return cast


def address(cast, name: str, *more: object) -> str:
    return reverse(name, args=[cast.project.slug, *more])


def test_dealing_by_keyboard_only(desk, project):
    page = desk.open(address(project, "dealing"), project.manager)
    button = page.get_by_role("button", name="Deal 12 assignments")
    while not button.evaluate("one => one === document.activeElement"):
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.get_by_text("12 assignments were dealt.").wait_for()
    assert Assignment.objects.filter(state="assigned").count() == 12
    assert page.get_by_role("button", name="Deal").count() == 0
    home = desk.open("/", project.ana)
    home.get_by_text("4 articles are dealt to you and wait.").wait_for()
    home.get_by_role("button", name="Take the next article").click()
    home.wait_for_url("**/annotate/**")
    assert take_next(member=project.member(project.ana)).state == "open"


def test_an_old_preview_deals_nothing(desk, project):
    desk.expect("status of 409")
    page = desk.open(address(project, "dealing"), project.manager)
    project.take(project.ben)
    page.get_by_role("button", name="Deal").click()
    page.get_by_role("alert").get_by_text("Something has changed").wait_for()
    page.get_by_role("button", name="Deal 11 assignments").wait_for()
    assert Assignment.objects.count() == 1


def test_reassigning_without_javascript(desk, project):
    project.take(project.ana)
    page = desk.open(
        address(project, "review_assignments"), project.manager, java_script_enabled=False
    )
    page.get_by_role("link", name="Reassign").click()
    page.get_by_label("New annotator").select_option("ben")
    page.get_by_label("Why?").fill("She is ill.")
    page.get_by_role("button", name="Reassign").click()
    page.get_by_text("Given to ben").wait_for()
    assert Assignment.objects.get(annotator=project.ben).state == "assigned"


@pytest.mark.parametrize("size", SIZES)
def test_every_page_fits_and_is_accessible(desk, project, assert_accessible, size):
    width, height = SIZES[size]
    lapsed = project.take(project.ana)
    Project.objects.update(lease_hours=1)
    Assignment.objects.update(updated_at=timezone.now() - timedelta(hours=3))
    project.project.refresh_from_db()
    assert lapse_idle(project=project.project) == 1
    release_assignment(
        assignment=project.take(project.ana),
        member=project.member(project.manager),
        reason="She is ill.",
    )
    held = project.take(project.ben)
    pages = [
        (project.manager, address(project, "dealing")),
        (project.manager, address(project, "project_settings")),
        (project.manager, address(project, "members")),
        (project.manager, reverse("project_create")),
        (project.manager, address(project, "review_assignments")),
        (project.manager, address(project, "assignment_release", held.public_id)),
        (project.manager, address(project, "assignment_reassign", held.public_id)),
        (project.manager, reverse("help")),
        (project.ana, "/"),
        (project.ana, address(project, "annotate", lapsed.public_id)),
    ]
    for user, path in pages:
        page = desk.open(path, user, viewport={"width": width, "height": height})
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path
        for hidden in page.locator("main details:not([open]) > summary").all():
            hidden.click()
        assert_accessible(page, path)
