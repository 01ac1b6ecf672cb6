"""Nothing is lost: failures, reloads, restarts, ended logins, two tabs, claims cut anew."""

import contextlib
import re

import pytest
from django.conf import settings as django_settings
from django.contrib.sessions.models import Session
from django.urls import reverse
from playwright.sync_api import Error as PlaywrightError
from playwright.sync_api import expect

from annotator.annotation.actions import split_claim, submit_assignment
from annotator.annotation.models import Label, LabelEvent, Step
from tests.browser.test_annotate import at_claim, prefer, press, saved


@pytest.fixture
def assignment(cast):
    return cast.take(cast.ana)


@pytest.fixture
def address(assignment):
    return reverse("annotate", args=["quay", assignment.public_id])


@pytest.fixture
def page(desk, cast, address):
    opened = desk.open(address, cast.ana)
    opened.wait_for_selector("[data-ready]")
    prefer(opened, auto_advance=False)
    return opened


def codes() -> list[str]:
    return sorted(Label.objects.values_list("code__identifier", flat=True))


def test_a_failed_save_is_shown_and_retried(desk, page, assert_accessible):
    desk.expect("net::ERR_FAILED")
    page.route("**/answers/", lambda route: route.abort())
    press(page, "2", "b", "1", "t", "1", "2")
    chip = page.locator("[data-save-state]")
    expect(chip).to_contain_text("Offline, 4 waiting")
    assert_accessible(page, "offline")
    assert codes() == []
    page.unroute("**/answers/")
    # The page tries again by itself too: by the time of a real click the button may be gone.
    chip.locator("[data-save-retry]").dispatch_event("click")
    saved(page)
    assert codes() == ["att:none", "slant:none", "topic:roads", "topic:water"]
    assert LabelEvent.objects.count() == 4  # each once, in order


def test_a_server_in_trouble_is_tried_again_by_itself(desk, page):
    desk.expect("status of 503")
    answers = iter([503, 503])

    def trouble(route):
        status = next(answers, None)
        route.fulfill(status=status, body="down") if status else route.continue_()

    page.route("**/answers/", trouble)
    press(page, "2")
    expect(page.locator("[data-save-state]")).to_contain_text("Offline, 1 waiting")
    saved(page)
    assert codes() == ["att:none"]


def test_answers_survive_a_reload_while_the_server_is_away(desk, page):
    desk.expect("net::ERR_FAILED")
    page.route("**/answers/", lambda route: route.abort())
    press(page, "2", "b", "3", "j", "2")
    expect(page.locator("[data-save-state]")).to_contain_text("Offline, 3 waiting")
    page.reload()
    page.wait_for_selector("[data-ready]")
    expect(page.locator("[data-entry][data-status=done]")).to_have_count(1)  # shown as answered
    expect(page.locator("[data-entry][data-status=part]")).to_have_count(1)
    assert codes() == []
    page.unroute("**/answers/")
    page.get_by_role("button", name="Try now").click()
    saved(page)
    assert codes() == ["att:none", "att:none", "slant:strong"]
    assert LabelEvent.objects.count() == 3


def test_a_browser_that_stores_nothing_warns_before_leaving(desk, page):
    desk.expect("net::ERR_FAILED")
    page.evaluate("() => { Storage.prototype.setItem = () => { throw new Error('full'); }; }")
    page.route("**/answers/", lambda route: route.abort())
    page.locator("[data-preset]").first.click()
    expect(page.locator("[data-save-state]")).to_contain_text("Offline")
    asked = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    page.close(run_before_unload=True)
    page.wait_for_event("close")
    assert asked == ["beforeunload"]


def test_thirty_answers_offline_then_a_reload(desk, cast):
    """Offline the page itself cannot be loaded; what was answered is still there afterwards."""
    desk.expect("net::ERR_INTERNET_DISCONNECTED")
    cast.add_article("\n\n".join(f"The lock number {n} stayed shut all week." for n in range(10)))
    cast.code_all(cast.ben)
    Label.objects.all().delete()
    assignment = cast.take(cast.ben)
    address = reverse("annotate", args=["quay", assignment.public_id])
    page = desk.open(address, cast.ben)
    page.wait_for_selector("[data-ready]")
    prefer(page, auto_advance=False)
    page.context.set_offline(True)
    for number in range(1, 11):
        at_claim(page, number)
        press(page, "2", "b", str(number % 3 + 1), "t", str(number % 2 + 1), "Escape", "j")
    expect(page.locator("[data-save-state]")).to_contain_text("Offline, 30 waiting")
    shown = page.evaluate(SHOWN)
    with contextlib.suppress(PlaywrightError):
        page.goto(address)
    page.context.set_offline(False)
    page.goto(address)
    page.wait_for_selector("[data-ready]")
    saved(page)
    assert page.evaluate("Object.keys(localStorage).length") == 0
    page.reload()
    page.wait_for_selector("[data-ready]")
    assert page.evaluate(SHOWN) == shown
    assert Step.objects.filter(assignment=assignment).count() == 30
    assert Label.objects.count() == 30


# Every code in the list of claims, as it is shown.
SHOWN = """[...document.querySelectorAll("[data-entry]")].map((line) =>
  [...line.querySelectorAll(".chip")].map((chip) => chip.title).sort())"""


def test_a_step_that_arrives_twice_is_done_once(desk, page):
    """The server has saved, but its answer is lost on the way: the page sends again."""
    desk.expect("net::ERR_FAILED")
    lost = []

    def lose(route):
        if not lost:
            route.fetch()  # reaches the server
            lost.append(True)
            return route.abort()
        return route.continue_()

    page.route("**/answers/", lose)
    press(page, "2")
    saved(page)
    assert lost
    assert codes() == ["att:none"]
    assert Step.objects.count() == LabelEvent.objects.count() == 1


def test_undo_and_redo_reach_across_a_reload(desk, cast, page):
    claim = cast.claims()[0]
    press(page, "1", "b", "2", "Escape")
    saved(page)
    page.reload()
    page.wait_for_selector("[data-ready]")
    undo = page.get_by_role("button", name="Undo")
    press(page, "u")
    saved(page)
    assert codes() == ["att:explicit", "src:official"]
    press(page, "Control+z")
    expect(undo).to_be_disabled()
    expect(page.locator("[data-variable=att] :checked")).to_have_count(0)
    saved(page)
    assert codes() == []
    page.reload()
    page.wait_for_selector("[data-ready]")
    press(page, "z")
    press(page, "Control+Shift+z")
    expect(page.get_by_role("button", name="Redo")).to_be_disabled()
    saved(page)
    assert codes() == ["att:explicit", "slant:some", "src:official"]
    assert Label.objects.filter(claim=claim).count() == 3


def test_undo_works_while_offline(desk, page):
    desk.expect("net::ERR_FAILED")
    page.route("**/annotate/*/*/", lambda route: route.abort())
    press(page, "2", "b", "3", "Escape", "u")
    expect(page.locator("[data-variable=slant] :checked")).to_have_count(0)
    expect(page.locator("[data-save-state]")).to_contain_text("Offline, 3 waiting")
    page.reload()
    page.wait_for_selector("[data-ready]")
    expect(page.locator("[data-variable=att] :checked")).to_have_value("att:none")
    expect(page.locator("[data-variable=slant] :checked")).to_have_count(0)
    page.unroute("**/annotate/*/*/")
    page.get_by_role("button", name="Try now").click()
    saved(page)
    assert codes() == ["att:none"]
    press(page, "z")
    saved(page)
    assert codes() == ["att:none", "slant:strong"]


def test_my_work_tells_what_waits_in_this_browser(desk, page):
    desk.expect("net::ERR_FAILED")
    page.route("**/answers/", lambda route: route.abort())
    press(page, "2")
    expect(page.locator("[data-save-state]")).to_contain_text("Offline")
    page.get_by_role("link", name="Pause").click()
    expect(page.locator("[data-unsent]")).to_contain_text("1 answer waits in this browser")
    page.unroute("**/answers/")
    page.locator("[data-unsent] a").click()
    saved(page)
    assert codes() == ["att:none"]


def test_an_ended_login_waits_for_a_new_one(desk, cast, page):
    desk.expect("status of 401")
    Session.objects.all().delete()
    press(page, "2", "b", "3")
    chip = page.locator("[data-save-state]")
    expect(chip).to_contain_text("Logged out, 2 waiting")
    expect(chip.get_by_role("link", name="Log in")).to_be_visible()
    page.context.add_cookies([desk.cookie(cast.ana)])
    chip.get_by_role("button", name="Try now").click()
    saved(page)
    assert codes() == ["att:none", "slant:strong"]


def test_a_stale_token_is_replaced_by_the_cookies(desk, cast, page):
    name = django_settings.CSRF_COOKIE_NAME
    page.context.add_cookies([{"name": name, "value": "x" * 32, "url": desk.address}])
    press(page, "2")
    saved(page)
    assert codes() == ["att:none"]


def test_two_tabs_show_the_same(desk, cast, page, address):
    other = page.context.new_page()
    other.goto(address)
    other.wait_for_selector("[data-ready]")
    other.keyboard.press("1")
    saved(other)
    expect(page.locator("[data-variable=att] :checked")).to_have_value("att:explicit")
    expect(page.locator("[data-entry][data-status=part]")).to_have_count(1)
    expect(page.locator("[data-notice=behind]")).to_contain_text("Another tab of yours")
    press(page, "u")  # the stale tab knows the other's step
    saved(page)
    expect(other.locator("[data-variable=att] :checked")).to_have_count(0)
    assert codes() == []


def test_a_stale_tab_does_not_overwrite(desk, cast, page, assignment, assert_accessible):
    """Answered on another device: this page learns it only when it saves."""
    desk.expect("status of 409")
    claim = cast.claims()[0]
    cast.answer(assignment, claim, att="none", slant="some")
    press(page, "b", "3")
    alert = page.get_by_role("alert")
    expect(alert).to_contain_text("“Bias of wording” was answered elsewhere in the meantime.")
    expect(alert).to_contain_text("Not saved, on Claim 1: Bias of wording = Strong")
    expect(page.locator("[data-save-state]")).to_contain_text("Conflict")
    expect(page.locator("[data-variable=slant] :checked")).to_have_value("slant:some")
    assert codes() == ["att:none", "slant:some"]
    assert_accessible(page, "conflict")
    alert.get_by_role("button", name="Use my answer").click()
    saved(page)
    assert codes() == ["att:none", "slant:strong"]


def test_coming_back_to_a_tab_asks_the_server(desk, cast, page, assignment):
    claim = cast.claims()[0]
    cast.answer(assignment, claim, att="none", slant="some")
    page.evaluate(
        """() => {
          const soon = Date.now() + 5000;
          for (const hidden of [true, false]) {
            Object.defineProperty(document, "hidden", { value: hidden, configurable: true });
            if (!hidden) Date.now = () => soon;
            document.dispatchEvent(new Event("visibilitychange"));
          }
        }"""
    )
    expect(page.locator("[data-variable=slant] :checked")).to_have_value("slant:some")
    expect(page.locator("[data-progress-text]")).to_have_text("1 of 3 done")
    expect(page.locator("[data-notice=behind]")).to_contain_text("This page was behind")


def test_a_claim_cut_anew_is_refused_in_words(desk, cast, page):
    desk.expect("status of 409")
    claim = cast.claims()[0]
    place = claim.start + claim.text.index("that the north")
    split_claim(claim=claim, at=place, member=cast.member(cast.manager))
    press(page, "2")
    expect(page.get_by_role("alert")).to_contain_text("was changed in the meantime")
    expect(page.get_by_role("alert")).to_contain_text("Not saved, on Claim 1: Attribution")
    expect(page.locator("[data-save-state]")).to_contain_text("Conflict")
    expect(page.locator("[data-heading]")).to_have_text(re.compile("of 4$"))
    expect(page.locator("[data-changes]")).to_contain_text("split a claim")
    assert codes() == []


def test_submitted_elsewhere_is_said_and_the_answer_taken_back(desk, cast, page, assignment):
    desk.expect("status of 409")
    for claim in cast.claims():
        cast.answer(assignment, claim, att="none", slant="none")
    submit_assignment(assignment=assignment, actor=cast.ana)
    press(page, "b", "3")
    expect(page.get_by_text("Submitted on")).to_be_visible()
    at_claim(page, 1)
    expect(page.locator("[data-variable=slant] :checked")).to_have_value("slant:none")
    assert "slant:strong" not in codes()


def test_submit_waits_until_everything_is_saved(desk, cast, page, assignment):
    desk.expect("net::ERR_FAILED")
    for claim in cast.claims():
        cast.answer(assignment, claim, att="none", slant="none")
    page.reload()
    page.wait_for_selector("[data-ready]")
    page.route("**/answers/", lambda route: route.abort())
    press(page, "b", "2")
    expect(page.locator("[data-save-state]")).to_contain_text("Offline")
    press(page, "Shift+Enter")
    dialog = page.get_by_role("dialog", name="Submit this article")
    expect(dialog).to_contain_text("1 answer is not saved yet")
    expect(dialog.get_by_role("button", name="Submit article")).to_be_disabled()
    page.unroute("**/answers/")
    expect(page.locator("[data-save-state]")).to_contain_text("Saved")


def test_inherited_labels_are_confirmed(desk, cast, address, assignment):
    claim = cast.claims()[0]
    cast.answer(assignment, claim, att="none", slant="none")
    place = claim.start + claim.text.index("that the north")
    split_claim(claim=claim, at=place, member=cast.member(cast.manager))
    half = cast.claims()[0]
    page = desk.open(f"{address}?claim={half.pk}", cast.ana)
    page.wait_for_selector("[data-ready]")
    expect(page.get_by_text("inherited, please confirm").first).to_be_visible()
    page.get_by_role("button", name="Confirm: Attribution").click()
    press(page, "b", "1")
    saved(page)
    expect(page.locator("form [data-inherited]")).to_have_count(0)
    assert not Label.objects.filter(claim=half, inherited=True).exists()
    assert Label.objects.filter(claim=half).count() == 2
