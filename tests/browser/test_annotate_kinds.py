"""Every kind of variable on the page: sets, words, several codes, article and marked words."""

import re

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from annotator.annotation.models import Label
from annotator.codebook.actions import publish_codebook
from annotator.projects.actions import add_member, create_project
from tests.annotator.codebook.kinds import EVERY_KIND
from tests.browser.test_annotate import press, saved, start


@pytest.fixture
def every_kind(cast):
    cast.project = create_project(
        slug="kinds",
        title="Every kind",
        codebook_version=publish_codebook(document=EVERY_KIND),
        overlap=2,
        creator=cast.manager,
    )
    add_member(project=cast.project, user=cast.ana, role="annotator")
    return cast


def codes(variable: str) -> list[str]:
    rows = Label.objects.filter(variable__identifier=variable)
    return list(rows.order_by("code__position").values_list("code__identifier", flat=True))


def question(page, kind: str):
    return page.locator(f"form:not([hidden]) [data-kind={kind}]").first


def by_kind(select: str) -> dict:
    return next(
        one
        for one in EVERY_KIND["variables"]
        if one.get("select", "one") == select and one.get("scope", "claim") in ("claim", "article")
    )


def go_to(page, variable: dict) -> None:
    name = "The article as a whole" if variable.get("scope") == "article" else "Claim 1"
    link = ".claim-list a" if name.startswith("Claim") else ".claim-list a:has-text('as a whole')"
    page.locator(link).nth(1 if name.startswith("Claim") else 0).click()
    expect(page.locator("[data-heading]")).to_contain_text(name)


def test_a_set_is_answered_item_by_item_with_digits(desk, every_kind, assert_accessible):
    variable = by_kind("each_yes_no_na")
    page = start(desk, every_kind)
    go_to(page, variable)
    key = page.locator(f"[data-variable={variable['id']}] legend kbd").inner_text()
    items = len(variable["codes"])
    field = page.locator(f"[data-variable={variable['id']}]")
    frame = field.bounding_box()
    for item in field.locator("[data-item]").all():
        box = item.bounding_box()
        assert box["x"] >= frame["x"]
        assert box["x"] + box["width"] <= frame["x"] + frame["width"]
        assert box["width"] > 200
    press(page, key, *("1" if n % 2 else "2" for n in range(items)))
    saved(page)
    found = codes(variable["id"])
    assert len(found) == items
    assert {code.rpartition("=")[2] for code in found} == ({"yes", "no"} if items > 1 else {"no"})
    assert len({code.rpartition("=")[0] for code in found}) == items
    assert_accessible(page, "a set answered")
    for _ in range(items):
        press(page, "u")
    saved(page)
    assert codes(variable["id"]) == []


def test_words_are_kept_as_they_are_written(desk, every_kind):
    variable = by_kind("text")
    page = start(desk, every_kind)
    go_to(page, variable)
    field = page.locator(f"[data-variable={variable['id']}] textarea")
    field.fill("Says so twice; 7 of them jk.")
    press(page, "Escape")
    saved(page)
    assert Label.objects.get(variable__identifier=variable["id"]).note == (
        "Says so twice; 7 of them jk."
    )
    page.reload()
    page.wait_for_selector("[data-ready]")
    expect(field).to_have_value("Says so twice; 7 of them jk.")
    press(page, "u")
    expect(field).to_have_value("")
    saved(page)
    assert codes(variable["id"]) == []


def test_every_kind_without_scripts(desk, every_kind):
    page = start(desk, every_kind, java_script_enabled=False)
    text, several = by_kind("text"), by_kind("each_yes_no_na")
    for variable in (text, several):
        scope = variable.get("scope", "claim")
        link = page.locator(".claim-list a")
        with page.expect_navigation():
            (link.first if scope == "article" else link.nth(1)).click()
        if variable is text:
            page.locator(f"[data-variable={variable['id']}] textarea").fill("In words.")
        else:
            for group in page.locator(f"[data-variable={variable['id']}] [data-item]").all():
                group.get_by_role("radio", name=re.compile("No$")).first.check()
        with page.expect_navigation():
            form = page.locator("form:not([hidden])")
            form.get_by_role("button", name="Save and next").first.click()
    assert Label.objects.get(variable__identifier=text["id"]).note == "In words."
    assert {code.rpartition("=")[2] for code in codes(several["id"])} == {"no"}


def test_marked_words_by_keyboard_arrive_and_come_back(desk, every_kind):
    span = next(one for one in EVERY_KIND["variables"] if one.get("scope") == "span")
    page = start(desk, every_kind)
    go_to(page, {"scope": "claim"})
    press(page, "m", "ArrowRight", "Shift+ArrowRight", span.get("key", "1"), "1")
    saved(page)
    press(page, "Escape", "Escape")
    label = Label.objects.get(variable__identifier=span["id"])
    text = every_kind.claims(label.assignment.article)[0].text
    words = text.split()[1:3]
    start_at = label.claim.start
    assert text[label.span_start - start_at : label.span_end - start_at] == " ".join(words)
    expect(page.locator("[data-marked-list] q")).to_have_text(" ".join(words))
    address = reverse("annotate", args=["kinds", label.assignment.public_id])
    page.goto(f"{address}?claim={label.claim_id}")
    page.wait_for_selector("[data-ready]")
    page.get_by_role("button", name=re.compile("^Remove")).click()
    saved(page)
    assert codes(span["id"]) == []
    press(page, "u")
    saved(page)
    assert len(codes(span["id"])) == 1
