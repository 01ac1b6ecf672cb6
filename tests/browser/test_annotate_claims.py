"""Cutting claims anew on the page, alone and two at once."""

import re

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from annotator.annotation.models import Label
from annotator.projects.actions import change_settings
from articles.models import Claim, ClaimEdit
from tests.browser.test_annotate import at_claim, press, saved


@pytest.fixture
def pages(desk, cast):
    """Ana's and Ben's page of the same article, where annotators may edit claims."""
    change_settings(
        project=cast.project,
        title=cast.project.title,
        overlap=2,
        guidelines="",
        variable_ids=cast.project.variable_ids,
        claim_editors="annotators",
    )
    opened = []
    for user in (cast.ana, cast.ben):
        address = reverse("annotate", args=["quay", cast.take(user).public_id])
        page = desk.open(address, user)
        page.wait_for_selector("[data-ready]")
        at_claim(page, 1)
        opened.append(page)
    return opened


def texts(cast) -> list[str]:
    return [claim.text for claim in cast.claims()]


def test_split_undo_redo_by_keyboard(cast, pages):
    ana, _ben = pages
    before = texts(cast)
    press(ana, "m", *["ArrowRight"] * 6, "s")
    expect(ana.locator("[data-heading]")).to_have_text(re.compile("of 4$"))
    assert texts(cast)[0] == "The harbour office said on Monday"
    press(ana, "Escape", "u")
    expect(ana.locator("[data-heading]")).to_have_text(re.compile("of 3$"))
    assert texts(cast) == before
    press(ana, "z")
    expect(ana.locator("[data-heading]")).to_have_text(re.compile("of 4$"))
    assert len(texts(cast)) == 4


def test_merge_and_nudge_and_not_a_claim(cast, pages):
    ana, _ben = pages
    press(ana, "}")
    expect(ana.locator("[data-quote]")).to_contain_text("reopen.\n\nTwo")
    press(ana, "{")
    expect(ana.locator("[data-quote]")).to_have_text(re.compile("reopen.$"))
    press(ana, "m", "g")
    expect(ana.locator("[data-heading]")).to_have_text("Claim 1 of 2")
    press(ana, "Escape", "j")
    at_claim(ana, 2)
    press(ana, "m", "n")
    ana.keyboard.press(
        ana.locator(".words-bar kbd").filter(has_text=re.compile("^-$")).inner_text()
    )
    expect(ana.locator("[data-heading]")).to_have_text(re.compile("of 1$"))
    assert Claim.objects.current().filter(role="furniture").exists()


def test_labels_go_along_as_inherited(cast, pages):
    ana, _ben = pages
    press(ana, "2", "b", "1", "k")
    saved(ana)
    press(ana, "Escape")
    ana.locator(".claim-list a").nth(1).click()
    press(ana, "m", *["ArrowRight"] * 6, "s")
    expect(ana.locator("[data-heading]")).to_have_text(re.compile("of 4$"))
    expect(ana.locator("[data-entry][data-inherited]")).to_have_count(2)
    assert Label.objects.filter(inherited=True).count() == 4
    press(ana, "Escape", "Shift+Enter")
    dialog = ana.get_by_role("dialog", name="Submit this article")
    expect(dialog).to_contain_text("Carried over from a changed claim")
    expect(dialog.get_by_role("button", name="Submit article")).to_be_disabled()


def test_the_second_of_two_is_told_and_sees_the_claims_as_they_are(desk, cast, pages):
    desk.expect("status of 409")
    ana, ben = pages
    press(ana, "m", *["ArrowRight"] * 6, "s")
    expect(ana.locator("[data-heading]")).to_have_text(re.compile("of 4$"))
    press(ben, "m", *["ArrowRight"] * 3, "s")
    expect(ben.get_by_role("alert")).to_contain_text("changed in the meantime")
    expect(ben.locator("[data-heading]")).to_have_text(re.compile("of 4$"))
    expect(ben.locator("[data-changes]")).to_contain_text("Another annotator")
    assert ClaimEdit.objects.count() == 1
    press(ben, "Escape", "2")
    saved(ben)
    assert Label.objects.filter(assignment__annotator=cast.ben).count() == 1


def test_an_answer_on_a_claim_that_another_has_cut_is_told(desk, cast, pages):
    desk.expect("status of 409")
    ana, ben = pages
    press(ana, "m", *["ArrowRight"] * 6, "s")
    expect(ana.locator("[data-heading]")).to_have_text(re.compile("of 4$"))
    press(ben, "2")
    expect(ben.get_by_role("alert")).to_contain_text("Not saved, on Claim 1: Attribution")
    expect(ben.locator("[data-heading]")).to_have_text(re.compile("of 4$"))
