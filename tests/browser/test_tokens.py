"""Tokens in a real browser: made, copied once, revoked; and the API by example."""

import re

import pytest

from annotator.accounts.actions import create_token
from annotator.accounts.models import ApiToken

TOKENS, RECIPES = "/accounts/tokens/", "/help/api/"


def test_make_use_and_revoke_a_token(desk, cast, assert_accessible):
    page = desk.open("/accounts/", cast.ana)
    page.get_by_role("link", name="Your tokens").click()
    page.get_by_text("You have no tokens.").wait_for()
    assert_accessible(page, "no tokens")
    page.get_by_label("Name").fill("weekly report")
    page.get_by_label("Lives for").select_option("7")
    page.get_by_role("button", name="Make the token").click()
    key = page.locator("[data-token-key]").inner_text()
    assert re.fullmatch(r"\w{64}", key)
    assert_accessible(page, "a new token")
    headers = {"Authorization": f"Token {key}"}
    address = f"{desk.address}/api/v1/projects/"
    apart = desk.sit()
    assert apart.request.get(address, headers=headers).status == 200
    page.goto(TOKENS)
    assert key not in page.content()
    assert page.get_by_role("rowheader", name="weekly report").is_visible()
    page.get_by_role("button", name="Revoke weekly report").click()
    page.get_by_text("The token is revoked.").wait_for()
    assert apart.request.get(address, headers=headers).status == 401


def test_without_script_and_revoke_all(desk, cast):
    for number in range(3):
        create_token(user=cast.ana, name=f"number {number}")
    page = desk.open(TOKENS, cast.ana, java_script_enabled=False)
    page.get_by_role("button", name="Revoke all tokens").click()
    page.get_by_text("All your tokens are revoked.").wait_for()
    assert not ApiToken.objects.exists()


@pytest.mark.parametrize("width", [1366, 390])
def test_the_recipes_fit_and_open(desk, cast, assert_accessible, width):
    page = desk.open(RECIPES, cast.ana, viewport={"width": width, "height": 768})
    wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    assert wide <= 0
    section = page.locator("#labels")
    assert not section.get_by_text("library(httr2)").is_visible()
    section.get_by_text("Python", exact=True).click()
    assert section.get_by_text('annotator = log_in("annotator1"').is_visible()
    assert_accessible(page, "the API by example")


@pytest.mark.parametrize("width", [1366, 390])
def test_the_tokens_fit(desk, cast, width):
    create_token(user=cast.ana, name="a rather long name for a program that runs every night")
    page = desk.open(TOKENS, cast.ana, viewport={"width": width, "height": 844})
    page.get_by_label("Name").fill("nightly")
    page.get_by_role("button", name="Make the token").click()
    page.locator("[data-token-key]").wait_for()
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
