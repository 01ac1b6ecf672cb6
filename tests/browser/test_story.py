"""The main job as people do it: a pasted story becomes labels that leave by the API."""

import json
from collections import Counter
from pathlib import Path
from urllib.request import Request, urlopen

import pytest

import articles
from annotator.accounts.actions import allow_adding_projects, create_user
from annotator.annotation.models import Assignment
from annotator.projects.models import Project
from annotator.review.models import Adjudication

PASSWORD = "correct-horse-battery"
SAMPLE = json.loads(
    (Path(articles.__file__).parent / "samples" / "founding-like.json").read_text(encoding="utf-8")
)
CLAIMS = [
    part
    for part in SAMPLE["segments"]
    if part["role"] in ("headline", "caption", "body", "note", "about")
]
PRESETS = {
    "1": {"att:explicit", "src:official", "name:person", "hop:1"},
    "2": {"att:explicit", "src:unknown", "name:bare", "hop:1"},
    "3": {"att:explicit", "src:unknown", "name:bare", "hop:2"},
    "7": {"att:none"},
    "8": {"att:self", "src:publisher", "name:body", "hop:0"},
}
SLANTS = {"1": "slant:none", "2": "slant:some", "3": "slant:strong"}


def plan(seat):
    """Preset and slant key of each claim; the three annotators differ on some."""
    keys = []
    for number, part in enumerate(CLAIMS):
        preset = "8" if part["role"] == "about" else "12379"[number % 3]
        if seat == 1 and number % 4 == 0 and part["role"] == "body":
            preset = "7"
        slant = "3" if part["role"] == "about" else "12"[(number + seat) % 5 == 0]
        keys.append((preset, slant))
    return keys


@pytest.fixture
def people(transactional_db):
    names = ("boss", "ana", "ben", "cleo", "rita")
    made = {name: create_user(username=name, password=PASSWORD) for name in names}
    allow_adding_projects(user=made["boss"])
    return made


def log_in(desk, name, **options):
    page = desk.open("/accounts/login/", **options)
    page.get_by_label("Username or e-mail").fill(name)
    page.get_by_label("Password").fill(PASSWORD)
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="My work").wait_for()
    return page


def set_up_project(page):
    page.get_by_role("link", name="New project").first.click()
    page.get_by_label("Title").fill("River stories")
    page.get_by_role("button", name="Create the project").click()
    page.get_by_role("heading", name="Settings").wait_for()
    page.get_by_role("link", name="Members").click()
    for name, role in (("ana", 0), ("ben", 0), ("cleo", 0), ("rita", 1)):
        form = page.locator("form", has=page.get_by_role("button", name="Add", exact=True))
        form.get_by_label("Username").fill(name)
        form.get_by_label("Role").select_option(index=role)
        form.get_by_role("button", name="Add", exact=True).click()
        page.get_by_text(f"{name} is now a member.").wait_for()


def paste_article(page, assert_accessible):
    page.get_by_role("link", name="Articles").click()
    page.get_by_role("link", name="Add articles").first.click()
    page.get_by_label("Text of the article").fill(SAMPLE["text"])
    page.get_by_label("Publisher", exact=False).first.fill(SAMPLE["publisher"])
    assert_accessible(page, "add")
    page.get_by_role("button", name="Look at the claims").click()
    page.get_by_text("18 segments").wait_for()
    assert page.locator('.segment[data-role="origin"]').count() == 1
    assert_accessible(page, "preview")
    page.get_by_role("button", name="Save the article").click()
    page.get_by_text("stored and ready to be coded").wait_for()
    assert_accessible(page, "article")
    page.locator(".segment").nth(3).click()
    assert_accessible(page, "article with a claim selected")


def code_by_keyboard(page, keys):
    """Take the next article, code every claim, submit; no mouse. Returns the key presses."""
    page.get_by_role("button", name="Take the next article").focus()
    page.keyboard.press("Enter")
    page.locator("[data-annotate][data-ready]").wait_for()
    pressed = 0
    for number, (preset, slant) in enumerate(keys, start=1):
        here = page.locator('li[data-entry] a[aria-current="true"] .number')
        here.and_(page.get_by_text(str(number), exact=True)).wait_for()
        for key in (preset, "b", slant):
            page.keyboard.press(key)
            pressed += 1
    page.locator('[data-save-state="saved"]').wait_for()
    page.keyboard.press("Shift+Enter")
    page.get_by_role("button", name="Submit article").wait_for()
    page.keyboard.press("Enter")
    page.get_by_text("submitted", exact=False).first.wait_for()
    return pressed


def call(address, path, token=None, payload=None):
    request = Request(address + "/api/v1" + path, headers={"Content-Type": "application/json"})
    if token:
        request.add_header("Authorization", f"Token {token}")
    if payload is not None:
        request.data = json.dumps(payload).encode()
    with urlopen(request) as answer:
        return answer.read().decode()


def expected_codes(seat):
    return [PRESETS[preset] | {SLANTS[slant]} for preset, slant in plan(seat)]


def test_the_main_job(desk, people, assert_accessible):
    manager = log_in(desk, "boss")
    set_up_project(manager)
    paste_article(manager, assert_accessible)
    project = Project.objects.get()
    article = project.articles.get()
    assert article.origin_publisher.name == SAMPLE["origin_publisher"]

    for seat, name in enumerate(("ana", "ben", "cleo")):
        pressed = code_by_keyboard(log_in(desk, name), plan(seat))
        assert pressed <= 3 * len(CLAIMS)
    assert Assignment.objects.filter(state="submitted").count() == 3

    reviewer = log_in(desk, "rita")
    reviewer.goto("/projects/river-stories/review/")
    assert_accessible(reviewer, "dashboard")
    token = json.loads(
        call(desk.address, "/auth/token/", payload={"username": "rita", "password": PASSWORD})
    )["token"]
    agreement = json.loads(call(desk.address, "/projects/river-stories/agreement/", token))
    slant = next(one for one in agreement["variables"] if one["variable"] == "slant")
    assert (slant["units"], slant["annotators"]) == (len(CLAIMS), 3)
    assert f"{slant['alpha']:.2f}" in reviewer.content()

    reviewer.goto("/projects/river-stories/review/adjudicate/")
    reviewer.get_by_role("button", name="Take majority").first.click()
    reviewer.wait_for_load_state()
    decision = Adjudication.objects.get()
    assert sum(decision.distribution.values()) == 3

    rows = [
        json.loads(line)
        for line in call(
            desk.address, "/projects/river-stories/export/?as=jsonl", token
        ).splitlines()
    ]
    for seat, name in enumerate(("ana", "ben", "cleo")):
        by_claim = {}
        for row in rows:
            if row["annotator"] == name:
                by_claim.setdefault(row["start"], set()).add(row["code"])
                assert article.text[row["start"] : row["end"]] == row["claim_text"]
        assert [by_claim[start] for start in sorted(by_claim)] == expected_codes(seat)
    clicked = Counter(code for seat in range(3) for codes in expected_codes(seat) for code in codes)
    summary = json.loads(call(desk.address, "/projects/river-stories/summary/", token))
    counted = {
        one["code"]: one["labels"]
        for variable in summary["variables"]
        for one in variable["codes"]
        if one["labels"]
    }
    assert counted == dict(clicked)


PAGES_OF_MANAGER = [
    "/",
    "/help/",
    "/accounts/",
    "/accounts/2fa/",
    "/accounts/password/change/",
    "/projects/new/",
    "/projects/quay/",
    "/projects/quay/settings/",
    "/projects/quay/members/",
    "/projects/quay/codebook/",
    "/projects/quay/articles/",
    "/projects/quay/articles/add/?from=html",
    "/projects/quay/articles/add/?from=file",
]


@pytest.mark.parametrize("width", [1366, 390])
def test_pages_are_accessible_and_fit(desk, cast, assert_accessible, width):
    context = desk.sit(cast.manager, viewport={"width": width, "height": 800})
    page = context.new_page()
    for path in PAGES_OF_MANAGER:
        page.goto(path)
        assert_accessible(page, f"{path} at {width}")
        overflow = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
        assert overflow <= 0, f"{path} is {overflow} px too wide at {width}"


def test_pages_for_strangers_are_accessible(desk, cast, assert_accessible):
    desk.expect("404", "409")
    for path in ("/accounts/login/", "/accounts/password/reset/", "/nowhere/", "/invitations/x/"):
        assert_accessible(desk.open(path), path)
