"""robots.txt decides, a server that is not well is left alone, and nobody is hurried."""

import pytest

from articles.fetching import FetchRefused, fetch, polite
from tests.articles.fetching.test_client import STORY, refusal


def test_what_it_forbids_is_not_asked_for(web):
    web.page("/robots.txt", "User-agent: *\nDisallow: /private/", media="text/plain")
    assert refusal(web.page("/private/a", STORY)).code == "robots"
    assert fetch(web.page("/public/a", STORY)).content
    assert web.asked_for("/private/a") == 0
    assert web.asked_for("/robots.txt") == 1  # and it is remembered


def test_rules_for_us_by_name_come_before_those_for_all(web, settings):
    settings.FETCH_USER_AGENT = "Sourcemark/1.0 (+https://desk.example/)"
    rules = "User-agent: *\nDisallow: /\n\nUser-agent: sourcemark\nDisallow: /archive/"
    web.page("/robots.txt", rules, media="text/plain")
    assert fetch(web.page("/a", STORY)).content
    assert refusal(web.page("/archive/a", STORY)).code == "robots"


def test_a_redirect_does_not_lead_past_it(web):
    web.page("/robots.txt", "User-agent: *\nDisallow: /private/", media="text/plain")
    web.page("/private/a", STORY)
    assert refusal(web.redirect("/a", "/private/a")).code == "robots"
    assert web.asked_for("/private/a") == 0


@pytest.mark.parametrize("status", [400, 401, 403, 404, 410])
def test_none_for_us_allows_everything(web, status):
    web.page("/robots.txt", "User-agent: *\nDisallow: /", status=status)
    assert fetch(web.page("/a", STORY)).content


@pytest.mark.parametrize("status", [429, 500, 503])
def test_a_server_that_is_not_well_is_left_alone(web, status):
    web.page("/robots.txt", "", status=status)
    refused = refusal(web.page("/a", STORY))
    assert refused.code == "robots_unknown"
    assert refused.may_pass
    assert web.asked_for("/a") == 0


@pytest.mark.parametrize(
    "rules",
    [
        "<!doctype html><p>Not found",
        "",
        "\x00\xff nonsense : : :\nDisallow",
        "User-agent: *\nDisallow:",
        "User-agent: *\nCrawl-delay: soon",
    ],
)
def test_nonsense_forbids_nothing(web, rules):
    web.page("/robots.txt", rules.encode("latin-1"), media="text/plain")
    assert fetch(web.page("/a", STORY)).content


def test_of_a_very_long_one_the_beginning_counts(web):
    rules = "User-agent: *\nDisallow: /private/\n" + "# nothing\n" * 100_000
    web.page("/robots.txt", rules, media="text/plain")
    assert refusal(web.page("/private/a", STORY)).code == "robots"
    assert fetch(web.page("/a", STORY)).content


def test_one_that_leads_elsewhere_is_followed(web):
    web.page("/rules", "User-agent: *\nDisallow: /", media="text/plain")
    web.redirect("/robots.txt", "/rules")
    assert refusal(web.page("/a", STORY)).code == "robots"


def test_one_that_leads_inward_reaches_nothing(web):
    web.redirect("/robots.txt", "http://169.254.169.254/latest/")
    assert refusal(web.page("/a", STORY)).code == "not_public"


@pytest.fixture
def slept(monkeypatch):
    """The pauses that would have been made."""
    pauses: list[float] = []
    monkeypatch.setattr(polite.time, "sleep", pauses.append)
    monkeypatch.setattr(polite.time, "time", lambda: 1000.0)
    return pauses


def test_there_is_a_pause_between_two_requests_to_a_server(web, settings, slept):
    settings.FETCH_PAUSE = 2.0
    for path in ("/a", "/b", "/c"):
        fetch(web.page(path, STORY))
    assert slept == [0.0, 2.0, 4.0]


@pytest.mark.parametrize(("asked", "honoured"), [("5", 5.0), ("0.5", 2.0), ("9000", 10.0)])
def test_a_server_may_ask_for_a_longer_pause(web, settings, slept, asked, honoured):
    settings.FETCH_PAUSE = 2.0
    web.page("/robots.txt", f"User-agent: *\nCrawl-delay: {asked}", media="text/plain")
    fetch(web.page("/a", STORY))
    fetch(web.page("/b", STORY))
    assert slept == [0.0, honoured]


def test_a_part_that_is_not_installed_is_told(web, monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "protego", None)
    web.page("/robots.txt", "User-agent: *\nDisallow: /", media="text/plain")
    with pytest.raises(FetchRefused) as refused:
        fetch(web.page("/a", STORY))
    assert refused.value.code == "not_installed"
    assert "protego" in refused.value.message
