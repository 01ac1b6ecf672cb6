"""Deciding in a real browser: without a mouse, without JavaScript, in both directions."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from annotator.annotation.actions import Answer
from annotator.review.actions import adjudicate
from annotator.review.disputes import review_queue
from annotator.review.models import Adjudication
from annotator.review.querysets import decided_articles
from tests.annotator.review.conftest import kinds  # noqa: F401
from tests.annotator.review.kinds import address as kinds_address
from tests.annotator.review.kinds import code
from tests.browser.test_review import SIZES, address, study  # noqa: F401


def decision(claim, variable: str = "att") -> Adjudication:
    return Adjudication.objects.get(claim=claim, variable__identifier=variable)


def test_deciding_by_keyboard_only(desk, study):  # noqa: F811
    desk.expect("status of 400")  # a reason is asked for
    page = desk.open(address(study, "adjudicate", "?publisher=Harbour Post"), study.reviewer)
    first, second, third = study.claims()
    page.keyboard.press("Enter")  # the majority has the focus
    page.wait_for_url("**#steps")
    assert decision(first).codes.get().identifier == "att:none"
    assert decision(first).distribution == {"att:explicit": 1, "att:none": 2}

    page.keyboard.press("Enter")  # the way on has the focus
    page.wait_for_url(f"**claim={second.pk}&**")
    row = page.locator("[data-current]")
    lone = row.locator("li", has_text="Attributed here").locator("button")
    letter = lone.get_attribute("data-key")
    page.keyboard.press(letter)
    row.get_by_role("alert").wait_for()  # against the majority: why?
    assert not Adjudication.objects.filter(claim=second).exists()
    row.locator("[data-reason]:focus").wait_for()
    page.keyboard.press("ArrowDown")  # the first reason
    page.keyboard.press("Tab")
    page.keyboard.type("It names the office, j and k are letters here.")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url("**#row-src")  # by what is decided the source matters now
    made = decision(second)
    assert (made.codes.get().identifier, made.reason_code) == ("att:explicit", "slip")
    assert made.reason == "It names the office, j and k are letters here."
    page.keyboard.press(letter)
    page.wait_for_url("**#steps")
    assert decision(second, "src").method == "annotator"

    page.keyboard.press("u")  # undo, and once more the same
    page.get_by_text("Taken back: Source kind.").wait_for()
    page.keyboard.press(letter)
    page.wait_for_url("**#steps")

    page.keyboard.press("j")
    page.wait_for_url(f"**claim={third.pk}&**")
    page.keyboard.press("k")
    page.wait_for_url(f"**claim={second.pk}&**")
    page.keyboard.press("j")
    page.wait_for_url(f"**claim={third.pk}&**")
    assert page.get_by_text("name hidden").count() == 3
    page.keyboard.press("Enter")
    page.wait_for_url("**#steps")
    assert page.get_by_text("name hidden").count() == 0  # the article is decided
    assert list(decided_articles(study.member(study.reviewer))) == [study.article.pk]


def test_the_queue_ends_with_nothing_open(desk, study):  # noqa: F811
    page = desk.open(address(study, "adjudicate"), study.reviewer)
    for left in range(5, 0, -1):
        assert len(review_queue(study.member(study.reviewer)).open) == left
        page.keyboard.press("Enter")
        page.wait_for_url("**#steps")
        page.keyboard.press("Enter")
        page.wait_for_url(lambda url: "#steps" not in url)
    page.get_by_role("heading", name="Everything is decided").wait_for()
    assert review_queue(study.member(study.reviewer)).open == []
    assert decided_articles(study.member(study.reviewer)).count() == 2


def test_moving_between_questions_and_the_sheet_of_keys(desk, study):  # noqa: F811
    page = desk.open(address(study, "adjudicate"), study.reviewer)
    current = page.locator("[data-current]")
    assert current.get_attribute("data-row") == "att"
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    assert current.get_attribute("data-row") == "slant"
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowUp")
    assert current.get_attribute("data-row") == "att"
    page.keyboard.press("?")
    sheet = page.get_by_role("dialog", name="Keys")
    sheet.get_by_text("undo your last decision").wait_for()
    page.keyboard.press("1")  # no key acts behind it
    page.keyboard.press("Escape")
    assert not sheet.is_visible()
    assert not Adjudication.objects.exists()


def test_a_gap_in_the_guideline_is_noted_where_all_agree(desk, study):  # noqa: F811
    page = desk.open(address(study, "adjudicate"), study.reviewer)
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("g")
    page.keyboard.type("Rule 4 does not say.")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url("**#row-att")
    made = Adjudication.objects.get()
    assert (made.variable.identifier, made.codes.get().identifier) == ("slant", "slant:none")
    assert (made.reason_code, made.note, made.method) == (
        "gap",
        "Rule 4 does not say.",
        "unanimous",
    )


def test_an_own_answer_by_key(desk, study):  # noqa: F811
    page = desk.open(address(study, "adjudicate"), study.reviewer)
    page.keyboard.press("e")
    page.keyboard.press("Space")  # the first answer has the focus
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Tab")  # the reason
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url("**#steps")
    assert Adjudication.objects.get().codes.get().identifier == "att:none"


def test_single_keys_can_be_switched_off(desk, study):  # noqa: F811
    page = desk.open(address(study, "adjudicate"), study.reviewer)
    with page.expect_response("**/accounts/preferences/"):
        page.get_by_label("Single keys").uncheck()
    page.goto(address(study, "adjudicate"))
    before = page.url
    for key in ("j", "1", "e", "g", "u", "?"):
        page.keyboard.press(key)
    page.wait_for_timeout(200)
    assert page.url == before
    assert not Adjudication.objects.exists()
    assert page.locator("details[open], dialog[open]").count() == 0
    assert not page.get_by_label("Single keys").is_checked()


@pytest.mark.parametrize("size", SIZES)
def test_it_is_accessible_in_every_state(desk, study, assert_accessible, size):  # noqa: F811
    desk.expect("status of 400")
    width, height = SIZES[size]
    page = desk.open(
        address(study, "adjudicate"),
        study.reviewer,
        viewport={"width": width, "height": height},
    )
    page.get_by_text("Own answer").first.click()
    assert_accessible(page, "own answer")
    page.get_by_role("button", name="Save decision").first.click()
    page.get_by_role("alert").wait_for()
    assert_accessible(page, "refused")
    for claim in study.claims():
        adjudicate(
            member=study.member(study.reviewer), claim=claim, variable="att", codes=["att:none"]
        )
    page.goto(address(study, "adjudicate", f"?claim={study.claims()[0].pk}"))
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert_accessible(page, "decided")
    page.get_by_role("button", name="Keys").click()
    assert_accessible(page, "keys")
    for path in ("feedback", "feedback_article"):
        args = [study.project.slug, *([study.article.pk] if path == "feedback_article" else [])]
        own = desk.open(
            reverse(path, args=args),
            study.ana,
            viewport={"width": width, "height": height},
        )
        assert own.evaluate("document.documentElement.scrollWidth") <= width
        assert_accessible(own, path)


def test_five_questions_are_seen_without_scrolling(desk, study):  # noqa: F811
    """On a laptop: the claim, every question with every answer, and the way on."""
    page = desk.open(address(study, "adjudicate"), study.reviewer)
    height = page.viewport_size["height"]
    for part in (".claim-head", ".coders", ".steps", *(f"#row-{one}" for one in QUESTIONS)):
        box = page.locator(part).bounding_box()
        assert box["y"] >= 0, part
        assert box["y"] + box["height"] <= height, part


QUESTIONS = ("att", "src", "slant", "topic")


def test_marked_words_are_drawn_as_lines_that_may_overlap(desk, kinds):  # noqa: F811
    claim = kinds.claims()[0]
    spans = {kinds.ana: (0, 18), kinds.ben: (4, 30), kinds.cleo: (10, 14)}
    for user, (low, high) in spans.items():
        span = (claim.start + low, claim.start + high)
        part = "source" if user == kinds.ana else "cue"
        code(kinds, user, Answer(claim.pk, "part", (f"part:{part}",), span=span))
    page = desk.open(kinds_address(claim), kinds.reviewer)
    quote = page.locator(".claim-head .quote")
    assert quote.inner_text() == claim.text
    lines = {}
    for number in ("1", "2", "3"):
        pieces = page.locator(f'[data-line="{number}"]').all_inner_texts()
        lines["".join(pieces)] = pieces
    assert set(lines) == {claim.text[low:high] for low, high in spans.values()}
    offsets = page.locator("[data-letter]").evaluate_all(
        "marks => marks.map((mark) => getComputedStyle(mark).textUnderlineOffset)"
    )
    assert len(set(offsets)) == 3
    assert page.locator(".answers q").count() == 3  # the same as a list


def test_the_article_is_scrolled_to_the_claim_and_reads_right_to_left(desk, study):  # noqa: F811
    small = {"width": 1366, "height": 420}
    place = address(study, "adjudicate", "?publisher=صوت المرفأ")
    page = desk.open(place, study.reviewer, viewport=small)
    text = page.locator(".article-text")
    assert text.get_attribute("dir") == "rtl"
    assert text.get_attribute("lang") == "ar"
    claim = page.locator("#here")
    assert claim.inner_text() == page.locator(".claim-head .quote").inner_text()
    pane = page.locator("[data-scroller]").bounding_box()
    box = claim.bounding_box()
    assert pane["y"] <= box["y"]
    assert box["y"] + box["height"] <= pane["y"] + pane["height"]


def test_deciding_works_without_javascript(desk, study):  # noqa: F811
    page = desk.open(address(study, "adjudicate"), study.reviewer, java_script_enabled=False)
    assert page.locator("[data-with-script]:visible").count() == 0
    row = page.locator("[data-current]")
    row.get_by_text("Own answer").click()
    row.get_by_label("Attributed here").check()
    row.get_by_label("Reason", exact=False).first.select_option("slip")
    row.get_by_role("button", name="Save decision").click()
    page.get_by_role("button", name="Undo").wait_for()
    assert Adjudication.objects.get().codes.get().identifier == "att:explicit"
    page.get_by_role("button", name="Undo").click()
    page.get_by_text("Taken back: Attribution.").wait_for()
    assert not Adjudication.objects.get().codes.exists()


def test_finishing_what_is_unanimous(desk, study):  # noqa: F811
    page = desk.open(address(study, "adjudicate"), study.reviewer)
    page.get_by_role("link", name="5 unanimous: finish all").click()
    page.get_by_text("Bias of wording").click()
    expect(page.get_by_role("link").filter(has_text="harbour office")).to_have_count(1)
    page.get_by_role("button", name="Finish 5 answers").click()
    page.get_by_text("All that was unanimous is decided.").wait_for()
    page.get_by_role("button", name="Undo finishing").click()
    page.get_by_text("Taken back: 5 decisions.").wait_for()
