"""Every page of the room opens with every kind of variable, and shows it."""

import random
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from annotator.annotation.models import Label
from annotator.codebook.catalogue import project_catalogue
from tests.annotator.review.kinds import SLUG, address, code_at_random


def open_pages(kinds) -> dict[str, str]:
    reviewer = kinds.client(kinds.reviewer)
    claim = kinds.claims()[0]
    variables = project_catalogue(kinds.version, kinds.project.variable_ids).variables
    asked = ["review/?variable=part", "review/?variable=sig", "review/?variable=why"]
    asked += [f"review/claims/?variable={one}" for one in variables]
    asked += [f"review/claims/?variable={one}&count=compared" for one in variables]
    asked += [f"review/adjudicate/?variable={one}" for one in variables]
    asked += ["review/", "review/claims/", f"review/adjudicate/?claim={claim.pk}", "codebook/"]
    asked += [f"review/adjudicate/?article={kinds.article.pk}", "", "review/assignments/"]
    pages = {}
    for path in asked:
        page = reviewer.get(f"/projects/{SLUG}/{path}")
        assert page.status_code == 200, path
        pages[path] = page.content.decode()
    return pages


def test_every_page_opens_with_every_kind(answered):
    pages = open_pages(answered)
    dashboard = pages["review/"]
    assert "Answered in words, which are not compared." in dashboard
    assert "yes/no questions" in dashboard
    assert 'data-code="why:text"' not in dashboard
    assert 'data-code="sig:byline=na"' in dashboard
    choice = re.search(r'<select name="variable">.*?</select>', dashboard, re.DOTALL)[0]
    assert re.findall(r'value="(\w+)"', choice) == [
        *("att", "slant", "topic", "device", "device_holder", "part", "genre")
    ]
    assert '<q dir="auto">So.</q>' in pages["review/claims/?variable=why"]


def test_shares_in_a_set_are_those_of_each_item(answered):
    page = answered.client(answered.reviewer).get(f"/projects/{SLUG}/review/")
    dashboard = page.content.decode()
    table = re.search(r'<table class="bars" data-variable="sig">.*?</table>', dashboard, re.DOTALL)
    shares = [int(share) for share in re.findall(r">(\d+)[\s ]%<", table[0])]
    assert len(shares) == 6
    assert sum(shares) == pytest.approx(200, abs=4)


def test_everything_leaves_through_the_api(answered):
    for path in ("summary", "agreement", "codebook", "labels", "adjudications"):
        page = answered.client(answered.reviewer).get(f"/api/v1/projects/{SLUG}/{path}/")
        assert page.status_code == 200, path
    described = answered.client(answered.reviewer).get(f"/api/v1/projects/{SLUG}/codebook/").json()
    variables = {one["id"]: one for one in described["variables"]}
    assert variables["device_holder"]["attribute_of"] == "device"
    assert [one["label"] for one in variables["sig"]["items"]] == ["Byline", "Date"]
    assert variables["sig"]["codes"][2]["item"] == "sig:byline"
    assert variables["att"]["codes"][2]["missing"] is True
    page = answered.client(answered.reviewer).get(f"/api/v1/projects/{SLUG}/export/?as=csv")
    rows = b"".join(page.streaming_content).decode().splitlines()
    assert len(rows) == Label.objects.count() + 1


def test_the_codebook_page_shows_every_kind(kinds):
    html = kinds.client(kinds.ana).get(f"/projects/{SLUG}/codebook/").content.decode()
    shown = dict(re.findall(r"<code>(\w+)</code>(.*?)</details>", html, re.DOTALL))
    assert len(re.findall("<tr>", shown["sig"])) == 3  # a head, and a row for each item
    assert "Byline" in shown["sig"]
    assert "sig:byline=yes" not in shown["sig"]
    assert "Answered in words." in shown["why"]
    assert "stands for no answer: counted apart" in shown["att"]
    assert "the words marked by “Device”" in shown["device_holder"]
    assert "Not asked in this project" not in html


def test_the_cost_does_not_grow_with_claims(kinds):
    def queries() -> int:
        kinds.project.refresh_from_db()
        chance = random.Random(3)
        for user in (kinds.ana, kinds.ben):
            code_at_random(kinds, user, chance)
        reviewer = kinds.client(kinds.reviewer)
        with CaptureQueriesContext(connection) as made:
            reviewer.get(f"/projects/{SLUG}/review/")
            reviewer.get(address(claim=kinds.claims()[0]))
        return len(made)

    queries()  # figures that are kept for the first time are inserted, later ones updated
    kinds.add_article("The mole is open.")
    few = queries()
    kinds.add_article("\n\n".join(f"The office said that road {n} closed." for n in range(30)))
    assert queries() == few
