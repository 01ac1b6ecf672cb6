"""Coding in a real browser: by keyboard alone, on a phone, from right to left, without scripts."""

import json
import re

import pytest
from django.conf import settings
from django.urls import reverse
from playwright.sync_api import Page, expect

from annotator.annotation.models import Label
from annotator.codebook.actions import publish_default
from annotator.codebook.catalogue import project_catalogue
from annotator.projects.actions import add_member, create_project
from tests.waiting import until

STORY = (
    "The harbour office said on Monday that the north quay would reopen in May.\n\n"
    "Two sources said the price had doubled.\n\n"
    "The quay has been closed since spring.\n\n"
    "Nobody in the lower town believes a word of it.\n\n"
    "(Photo: Brask Picture Desk)"
)
ARABIC = (
    "قال مدير المرفأ إن الرصيف الشمالي سيفتح يوم الاثنين.\n\nولم يرد المكتب على أسئلة Harbour Post."
)
MANY = "\n\n".join(
    f"The lock number {n} of the upper canal stayed shut all week." for n in range(40)
)


@pytest.fixture
def valley(cast):
    """The project of the shipped codebook, as a desk would set it up."""
    cast.project = create_project(
        slug="valley",
        title="Valley reporting",
        codebook_version=publish_default(),
        variable_ids=["att", "src", "name", "hop", "slant", "bias", "part"],
        overlap=2,
        creator=cast.manager,
    )
    for user in (cast.ana, cast.ben):
        add_member(project=cast.project, user=user, role="annotator")
    return cast


def start(desk, cast, text=STORY, user=None, **options) -> Page:
    """Add an article, take it, and open it."""
    fields = {name: options.pop(name) for name in ("language",) if name in options}
    cast.add_article(text, title=text[:40], **fields)
    assignment = cast.take(user or cast.ana)
    address = reverse("annotate", args=[cast.project.slug, assignment.public_id])
    page = desk.open(address, user or cast.ana, **options)
    if options.get("java_script_enabled", True):
        page.wait_for_selector("[data-annotate][data-ready]")
    return page


def press(page: Page, *keys: str) -> int:
    for key in keys:
        page.keyboard.press(key)
    return len(keys)


def saved(page: Page) -> None:
    expect(page.locator("[data-save-state]")).to_have_attribute("data-save-state", "saved")
    expect(page.locator("[data-save-text]")).to_have_text(re.compile(r"^Saved \d\d:\d\d$"))


def at_claim(page: Page, number: int) -> None:
    expect(page.locator("[data-heading]")).to_have_text(re.compile(rf"^Claim {number} of"))


def prefer(page: Page, **switches: bool) -> None:
    """Switch preferences on or off in the dialog, and see them kept."""
    page.get_by_role("button", name="Preferences").click()
    for name, on in switches.items():
        with page.expect_response("**/accounts/preferences/"):
            page.locator(f"dialog [data-preference={name}]").set_checked(on)
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)


def rows(claim) -> list[str]:
    return sorted(Label.objects.filter(claim=claim).values_list("code__identifier", flat=True))


def test_a_whole_article_by_keyboard_alone(desk, valley):
    page = start(desk, valley)
    first, second, third, fourth = valley.claims(valley.take(valley.ana).article)
    pressed = 0
    for number, (preset, slant) in enumerate([("1", "1"), ("3", "1"), ("7", "1"), ("7", "3")], 1):
        at_claim(page, number)
        pressed += press(page, preset, slant)
    assert pressed <= 3 * 4
    saved(page)
    press(page, "Shift+Enter")
    expect(page.locator("[data-submit-summary]")).to_contain_text("on 4 claims")
    press(page, "Enter")
    page.wait_for_url("**/")
    expect(page.get_by_role("status")).to_contain_text("Submitted")
    valley_desk = page.get_by_role("region", name="Valley reporting")
    expect(valley_desk.get_by_role("button", name="Take the next article")).to_be_visible()
    official = ["att:explicit", "hop:1", "name:person", "slant:none", "src:official"]
    assert rows(first) == official
    assert rows(second) == ["att:explicit", "hop:2", "name:bare", "slant:none", "src:unknown"]
    assert rows(third) == ["att:none", "slant:none"]
    assert rows(fourth) == ["att:none", "slant:strong"]
    assert valley.take(valley.ben).state == "open"


def test_a_letter_opens_a_question_and_digits_answer_it(desk, valley):
    page = start(desk, valley)
    claim = valley.claims(valley.take(valley.ana).article)[0]
    press(page, "a", "1")
    expect(page.locator("[data-variable=src]:focus-within")).to_be_visible()  # the next in order
    press(page, "8", "n", "2", "h", "0", "b", "2")
    at_claim(page, 2)
    press(page, "k")
    at_claim(page, 1)
    saved(page)
    assert rows(claim) == ["att:explicit", "hop:0", "name:body", "slant:some", "src:record"]


def test_moving_on_can_be_switched_off_and_stays_off(desk, valley):
    page = start(desk, valley)
    prefer(page, auto_advance=False)
    press(page, "7", "b", "1")
    saved(page)
    page.reload()
    page.wait_for_selector("[data-ready]")
    press(page, "k", "7", "b", "2")
    page.wait_for_timeout(500)
    at_claim(page, 1)


def test_what_no_longer_applies_goes_visibly(desk, valley):
    page = start(desk, valley)
    claim = valley.claims(valley.take(valley.ana).article)[0]
    press(page, "1")
    saved(page)
    press(page, "a", "5")
    expect(page.locator("[data-dropped]")).to_have_text(
        "Cleared: Source kind, Naming, Proximity (hearsay depth), since "
        "Attribution is “Unattributed”. Undo brings it back."
    )
    expect(page.locator("[data-variable=src] .codes")).to_be_hidden()
    expect(page.locator("[data-variable=src] [data-closed]")).to_contain_text("not asked")
    saved(page)
    assert rows(claim) == ["att:none"]
    press(page, "u")
    saved(page)
    assert rows(claim) == ["att:explicit", "hop:1", "name:person", "src:official"]
    press(page, "a", "Backspace")
    saved(page)
    assert "att:explicit" not in rows(claim)


def test_keys_do_nothing_while_typing(desk, valley):
    page = start(desk, valley)
    page.keyboard.press("F2")
    page.keyboard.type("7 jk? said twice")
    at_claim(page, 1)
    saved(page)
    assert Label.objects.count() == 0
    assert valley.take(valley.ana).note == "7 jk? said twice"


def test_letters_can_be_switched_off(desk, valley):
    page = start(desk, valley)
    prefer(page, single_keys=False)
    press(page, "j", "7")
    at_claim(page, 1)
    assert Label.objects.count() == 0


def test_tab_and_space_are_enough(desk, valley):
    page = start(desk, valley)
    claim = valley.claims(valley.take(valley.ana).article)[0]
    page.locator("[data-preset]").last.focus()
    press(page, "Tab", "ArrowRight", "Space")
    saved(page)
    assert rows(claim) == ["att:carried"]


def test_the_text_and_the_list_select_a_claim(desk, valley):
    page = start(desk, valley, MANY)
    page.locator(".claim-list a").nth(29).click()
    at_claim(page, 30)
    expect(page.locator(".segment[aria-current]")).to_have_attribute("data-number", "30")
    at_a_third = """() => {
      const zone = document.querySelector("[data-zone-name=article]").getBoundingClientRect();
      const text = document.querySelector(".segment[aria-current]").getBoundingClientRect();
      return Math.abs(text.top - zone.top - zone.height / 3) < 40;
    }"""
    until(lambda: page.evaluate(at_a_third))
    assert page.evaluate("document.scrollingElement.scrollTop") == 0
    page.locator(".segment[data-number='28']").click()
    at_claim(page, 28)
    expect(page.locator(".claim-list a[aria-current] .number")).to_have_text("28")


def test_the_list_can_be_filtered(desk, valley):
    page = start(desk, valley)
    press(page, "7", "1")
    at_claim(page, 2)
    page.get_by_role("button", name=re.compile("^Open")).click()
    expect(page.locator(".claim-list li:visible")).to_have_count(3)
    page.get_by_role("button", name=re.compile("^Done")).click()
    expect(page.locator(".claim-list li[data-status=done]:visible")).to_have_count(1)


def test_submitting_too_early_lists_what_is_missing(desk, valley):
    page = start(desk, valley)
    press(page, "7", "1", "Shift+Enter")
    dialog = page.get_by_role("dialog", name="Submit this article")
    expect(dialog).to_contain_text("Claim 2: Attribution")
    expect(dialog.get_by_role("button", name="Submit article")).to_be_disabled()
    dialog.get_by_role("button", name=re.compile("^Claim 3")).click()
    at_claim(page, 3)
    expect(page.locator("[data-variable=att]:focus-within")).to_be_visible()


def test_skipping_asks_why(desk, valley):
    page = start(desk, valley)
    page.get_by_role("button", name="Skip…").press("Enter")
    page.keyboard.type("I know the author.")
    page.get_by_role("button", name="Skip the article").click()
    page.wait_for_url("**/")
    expect(page.get_by_role("status")).to_contain_text("Skipped")


def test_from_right_to_left(desk, valley):
    page = start(desk, valley, ARABIC, language="ar")
    article = page.locator(".annotate-article")
    assert article.get_attribute("dir") == "rtl"
    segment, zone = page.locator(".segment").nth(1).bounding_box(), article.bounding_box()
    assert abs(segment["x"] + segment["width"] - zone["x"] - zone["width"]) < 40
    assert page.locator("[data-quote]").evaluate("one => getComputedStyle(one).direction") == "rtl"
    press(page, "7", "1")
    at_claim(page, 2)


@pytest.mark.parametrize("layout", ["KeyJ", "Digit7"])
def test_keys_work_under_an_arabic_layout(desk, valley, layout):
    page = start(desk, valley)
    typed = {"KeyJ": "ت", "Digit7": "٧"}[layout]
    page.locator("body").dispatch_event("keydown", {"key": typed, "code": layout})
    if layout == "KeyJ":
        at_claim(page, 2)
    else:
        saved(page)
        assert Label.objects.get().code.identifier == "att:none"


def test_on_a_phone(desk, valley):
    page = start(desk, valley, viewport={"width": 390, "height": 844}, has_touch=True)
    for zone in ("Article", "Claims", "Code"):
        page.get_by_role("button", name=zone, exact=True).click()
        assert page.evaluate("document.documentElement.scrollWidth") <= 390
        expect(page.locator(".zone:visible")).to_have_count(1)
    page.get_by_role("button", name="Article", exact=True).click()
    page.locator(".segment[data-number='3']").click()
    at_claim(page, 3)
    page.get_by_role("button", name="Unattributed").tap()
    page.get_by_role("radio", name=re.compile("Strong")).tap()
    at_claim(page, 4)
    saved(page)


def test_at_200_percent_nothing_overflows(desk, valley):
    page = start(desk, valley, viewport={"width": 683, "height": 384})
    assert page.evaluate("document.documentElement.scrollWidth") <= 683
    press(page, "7", "1")
    at_claim(page, 2)


def test_without_scripts(desk, valley):
    page = start(desk, valley, java_script_enabled=False)
    first, *_ = valley.claims(valley.take(valley.ana).article)
    page.get_by_role("button", name="Unattributed").click()
    page.get_by_role("radio", name=re.compile("Strong")).click()
    page.get_by_role("button", name="Save and next").click()
    expect(page.locator("#code-heading")).to_have_text("Claim 2 of 4")
    assert rows(first) == ["att:none", "slant:strong"]
    page.locator(".claim-list a").nth(2).click()
    expect(page.locator("#code-heading")).to_have_text("Claim 3 of 4")
    desk.expect("status of 409")
    page.get_by_role("button", name="Submit article").click()
    expect(page.get_by_role("alert")).to_contain_text("Claim 2: Attribution")
    page.get_by_role("link", name="Claim 2: Attribution").click()
    expect(page.locator("#code-heading")).to_have_text("Claim 2 of 4")
    page.get_by_label("Note to the reviewer").fill("Two sources, one voice?")
    with page.expect_navigation():
        page.get_by_role("button", name="Save the note").click()
    assert valley.take(valley.ana).note == "Two sources, one voice?"


def test_reading_a_submitted_article(desk, cast):
    assignment = cast.code_all(cast.ana)
    page = desk.open(reverse("annotate", args=["quay", assignment.public_id]), cast.ana)
    page.wait_for_selector("[data-ready]")
    press(page, "j", "2", "b", "3")
    at_claim(page, 2)
    assert not Label.objects.filter(code__identifier="slant:strong").exists()


def test_every_state_is_accessible(desk, valley, assert_accessible):
    page = start(desk, valley)
    assert_accessible(page, "untouched")
    press(page, "1")
    saved(page)
    assert_accessible(page, "a question open")
    press(page, "a", "5")
    assert_accessible(page, "answers dropped")
    for key, name in [("?", "keys"), ("i", "definitions"), ("Shift+Enter", "summary")]:
        press(page, key)
        assert_accessible(page, name)
        press(page, "Escape")
        expect(page.get_by_role("dialog")).to_have_count(0)
    for name in ("Skip…", "Flag v", "Preferences"):
        page.get_by_role("button", name=name).click()
        assert_accessible(page, name)
        press(page, "Escape")
        expect(page.get_by_role("dialog")).to_have_count(0)
    press(page, "/")
    page.keyboard.type("record")
    assert_accessible(page, "search")
    press(page, "Escape", "Escape")
    press(page, "m", "Shift+ArrowRight")
    assert_accessible(page, "words")
    press(page, "1")
    assert_accessible(page, "marked")
    press(page, "Escape")
    press(page, "Escape")
    page.set_viewport_size({"width": 390, "height": 844})
    for zone in ("Article", "Claims", "Code"):
        page.get_by_role("button", name=zone, exact=True).click()
        assert_accessible(page, f"phone, {zone}")


def test_home_is_accessible_and_fits(desk, cast, assert_accessible):
    cast.add_article(STORY)
    cast.code_all(cast.ana)
    cast.take(cast.ana)
    for user in (cast.ana, cast.ben, cast.manager, cast.stranger):
        page = desk.open("/", user)
        assert_accessible(page, f"home of {user}")
        page.set_viewport_size({"width": 390, "height": 844})
        assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_landmarks_and_the_live_region(desk, valley):
    page = start(desk, valley)
    expect(page.get_by_role("region", name="Article", exact=True)).to_be_visible()
    expect(page.get_by_role("navigation", name="Claims")).to_be_visible()
    expect(page.get_by_role("region", name="Claim 1 of 4")).to_be_visible()
    expect(
        page.get_by_role("radiogroup").or_(page.get_by_role("group", name="Attribution"))
    ).to_be_visible()
    press(page, "j")
    expect(page.locator("[data-announce]")).to_contain_text("Claim 2 of 4, open")
    press(page, "7")
    expect(page.locator("[data-announce]")).to_contain_text("Saved")


def needs_source(preset) -> bool:
    """Whether a preset names a source but leaves its kind to be answered."""
    has = {code.partition(":")[0] for code in preset.sets} | set(preset.copies)
    return "src" not in has and "att:none" not in preset.sets


def test_the_whole_republished_story_by_keyboard(desk, valley):
    """Presets and bias of wording on every claim of the sample: three keys a claim at most."""
    sample = json.loads((settings.BASE_DIR / "articles/samples/founding-like.json").read_text())
    page = start(desk, valley, sample["text"])
    claims = valley.claims(valley.take(valley.ana).article)
    presets = project_catalogue(
        valley.project.codebook_version, valley.project.variable_ids
    ).presets
    plan = [(presets[n % len(presets)], n % 3 + 1) for n in range(len(claims))]
    pressed = 0
    for number, (preset, slant) in enumerate(plan, 1):
        at_claim(page, number)
        pressed += press(page, preset.key)
        if needs_source(preset):
            expect(page.locator("[data-variable=src]:focus-within")).to_be_visible()
            pressed += press(page, "1")
        pressed += press(page, str(slant))
    saved(page)
    assert len(claims) >= 14
    assert pressed <= 3 * len(claims)
    expect(page.locator("[data-progress-text]")).to_have_text(
        f"{len(claims)} of {len(claims)} done"
    )
    before: dict[str, str] = {}
    for claim, (preset, slant) in zip(claims, plan, strict=True):
        codes = {code.split(":")[0]: code for code in preset.sets}
        codes |= {name: before[name] for name in preset.copies if name in before}
        codes |= {"src": "src:official"} if needs_source(preset) else {}
        codes["slant"] = ("slant:none", "slant:some", "slant:strong")[slant - 1]
        assert rows(claim) == sorted(codes.values())
        before = codes
