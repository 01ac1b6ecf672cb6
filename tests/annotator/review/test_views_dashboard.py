"""The dashboard and the lists behind it: the numbers, who may look, what they lead to."""

import re
from html import unescape
from urllib.parse import quote

import pytest
from django.db import connection
from django.template.defaultfilters import floatformat
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from annotator.annotation.actions import save_note, skip_assignment
from annotator.annotation.models import Assignment, Label
from annotator.review.reliability import project_agreement
from annotator.review.summary import project_summary
from tests.annotator.review.studies import add_articles, disagree, run_study

SLUG = "quay"
PAGES = ["review", "adjudicate", "review_claims", "review_assignments"]


def page(cast, name: str = "review", user=None, **query) -> str:
    client = cast.client(user or cast.reviewer)
    response = client.get(reverse(name, args=[SLUG]), query)
    assert response.status_code == 200, response.content
    return response.content.decode()


def rows(html: str, table: str) -> dict[str, list[str]]:
    """Row heading -> texts of the cells of a table with this class and, maybe, variable."""
    found = re.search(rf'<table class="{table}.*?</table>', html, re.DOTALL)
    assert found
    cells = {}
    for row in re.findall(r"<tr.*?</tr>", found[0], re.DOTALL)[1:]:
        texts = [
            " ".join(unescape(re.sub(r"<[^>]+>", " ", cell)).split())
            for cell in re.findall(r"<t[hd].*?</t[hd]>", row, re.DOTALL)
        ]
        cells[texts[0]] = texts[1:]
    return cells


@pytest.mark.parametrize("name", PAGES)
def test_who_may_look(cast, name):
    address = reverse(name, args=[SLUG])
    assert cast.client(cast.reviewer).get(address).status_code == 200
    assert cast.client(cast.manager).get(address).status_code == 200
    assert cast.client(cast.ana).get(address).status_code == 403
    assert cast.client(cast.stranger).get(address).status_code == 404
    assert cast.client(None).get(address).url.startswith(reverse("account_login"))
    assert cast.client(cast.reviewer).get(reverse(name, args=["other"])).status_code == 404


@pytest.mark.parametrize("name", ["review", "review_claims", "review_assignments"])
def test_figures_are_only_read(cast, name):
    assert cast.client(cast.reviewer).post(reverse(name, args=[SLUG])).status_code == 405


def test_the_numbers_are_those_of_the_summary(cast):
    run_study(cast, seed=2)
    member = cast.member(cast.reviewer)
    summary, html = project_summary(member), page(cast)
    for variable in summary["variables"]:
        table = rows(html, f'bars" data-variable="{variable["variable"]}"')
        assert [cells[1] for cells in table.values()] == [
            str(code["labels"]) for code in variable["codes"]
        ]
    for row in summary["annotators"]:
        cells = rows(html, "annotators")[row["annotator"]]
        assert cells == [str(count) for count in [*row["assignments"].values(), row["labels"]]]
    assert f'<data value="{summary["articles"]["coded"]}">' in html


@pytest.mark.parametrize("variable", ["att", "slant", "genre"])
def test_the_mix_of_each_publisher_is_the_summary_s(cast, variable):
    run_study(cast, seed=3)
    html = page(cast, variable=variable)
    table = rows(html, f'mix" data-variable="{variable}"')
    for publisher in project_summary(cast.member(cast.reviewer))["publishers"]:
        (wanted,) = [one for one in publisher["variables"] if one["variable"] == variable]
        cells = table[publisher["publisher"] or "No publisher"]
        labels = [one["labels"] for one in wanted["codes"]]
        assert cells[1] == str(sum(labels))
        assert [int(cell.split()[0]) for cell in cells[2:]] == labels


def test_the_agreement_is_the_api_s(cast):
    run_study(cast, seed=2, articles=7)
    html = page(cast)
    for row in project_agreement(cast.member(cast.reviewer)):
        found = re.search(rf'<tr data-variable="{row["variable"]}">.*?</tr>', html, re.DOTALL)[0]
        if row["alpha"] is not None:
            assert f'<data value="{row["alpha"]!r}">' in found
        if row["interval"] is not None:
            assert " to ".join(floatformat(end, 2) for end in row["interval"]) in found
        else:
            assert row["reason"].capitalize()[:20] in found
        if row["percent"] is not None:
            assert f"{100 * row['percent']:.0f} %" in found
        assert re.search(rf">{row['units']}\b", found)


def test_an_undefined_alpha_says_why(cast):
    cast.code_all(cast.ana)
    html = page(cast)
    assert "Only one annotator." in html
    assert "no alpha yet" in html


def follow(cast, html: str, address: str) -> tuple[int, int]:
    """Labels and claims (or articles) on the page a link leads to."""
    assert f'href="{address}"' in html
    found = cast.client(cast.reviewer).get(unescape(address)).content.decode()
    match = re.search(
        r"<strong>([\d,]+) labels?</strong>(?: on ([\d,]+) (?:claim|article))?", found
    )
    return int(match[1].replace(",", "")), int((match[2] or "0").replace(",", ""))


def test_every_number_opens_the_labels_behind_it(cast):
    run_study(cast, seed=5)
    member, html = cast.member(cast.reviewer), page(cast, variable="att")
    base = reverse("review_claims", args=[SLUG])
    summary = project_summary(member)
    for variable in summary["variables"]:
        for code in variable["codes"]:
            if code["labels"]:
                query = f"?variable={variable['variable']}&amp;code={quote(code['code'])}"
                assert follow(cast, html, base + query)[0] == code["labels"]
    for row in summary["annotators"]:
        query = f"?annotator={row['annotator']}&amp;count=all"
        assert follow(cast, html, base + query)[0] == row["labels"]
    for row in project_agreement(member):
        if not row["units"]:
            continue
        query = f"?variable={row['variable']}&amp;count=compared"
        labels, units = follow(cast, html, base + query)
        assert units == row["units"]
        assert labels == row["labels"] or row["metric"] == "jaccard"
    for publisher in summary["publishers"]:
        name = quote(publisher["publisher"]) or "-"
        total = sum(code["labels"] for code in publisher["variables"][0]["codes"])
        if total:
            query = f"?variable=att&amp;publisher={name}"
            assert follow(cast, html, base + query)[0] == total


def test_a_filter_that_does_not_exist_is_refused(cast):
    client = cast.client(cast.reviewer)
    address = reverse("review_claims", args=[SLUG])
    assert client.get(address, {"variable": "nonsense"}).status_code == 400
    assert client.get(address, {"count": "compared"}).status_code == 400
    assert client.get(address, {"page": "nonsense"}).status_code == 200


def test_notes_and_skips_reach_the_reviewer(cast):
    cast.add_article("The bridge is open.", title="Bridge")
    assignment = cast.code_all(cast.ana, submit=False)
    save_note(assignment=assignment, actor=cast.ana, note="Claim two <b>reads</b> oddly.")
    skip_assignment(assignment=cast.take(cast.ben), actor=cast.ben, reason="I wrote this.")
    html = page(cast)
    assert "Claim two &lt;b&gt;reads&lt;/b&gt; oddly." in html
    assert "I wrote this." in html
    assert "I wrote this." in page(cast, "review_assignments", state="skipped")
    assert "I wrote this." not in page(cast, "review_assignments", state="submitted")
    assert "oddly" in page(cast, "review_assignments", note="on", annotator="ana")


def return_address(assignment: Assignment) -> str:
    return reverse("assignment_return", args=[SLUG, assignment.public_id])


def test_sending_back_reaches_the_annotator_with_the_reason(cast):
    assignment = cast.code_all(cast.ana)
    client = cast.client(cast.reviewer)
    assert return_address(assignment) in page(cast)
    assert client.get(return_address(assignment)).status_code == 200
    answer = client.post(return_address(assignment), {"reason": "Look at claim two again."})
    assert answer.url == reverse("review_assignments", args=[SLUG])
    assignment.refresh_from_db()
    assert (assignment.state, assignment.reason) == ("returned", "Look at claim two again.")
    seen = cast.client(cast.ana).get(reverse("annotate", args=[SLUG, assignment.public_id]))
    assert "Look at claim two again." in seen.content.decode()


def test_sending_back_needs_a_reason_and_a_submitted_assignment(cast):
    assignment = cast.code_all(cast.ana, submit=False)
    client = cast.client(cast.reviewer)
    assert "Only a submitted assignment" in client.get(return_address(assignment)).content.decode()
    assert client.post(return_address(assignment), {"reason": ""}).status_code == 400
    assert client.post(return_address(assignment), {"reason": "Again."}).status_code == 409
    assignment.refresh_from_db()
    assert assignment.state == "open"


def test_who_may_send_back(cast):
    address = return_address(cast.code_all(cast.ana))
    for user, status in ((cast.ana, 403), (cast.ben, 403), (cast.stranger, 404)):
        assert cast.client(user).post(address, {"reason": "No."}).status_code == status
    missing = address[:-14] + "000000" + address[-8:]
    assert cast.client(cast.reviewer).get(missing).status_code == 404
    assert not Assignment.objects.filter(state="returned").exists()


@pytest.mark.parametrize("name", PAGES)
def test_the_cost_does_not_grow_with_claims(cast, name):
    client = cast.client(cast.reviewer)

    def queries() -> int:
        disagree(cast)
        with CaptureQueriesContext(connection) as made:
            assert client.get(reverse(name, args=[SLUG])).status_code == 200
        return len(made)

    add_articles(cast, 1, claims=2)
    cast.add_article("The bridge is open. The road is closed.", publisher="Valley Wire")
    disagree(cast)
    disagree(cast)
    few = queries()
    add_articles(cast, 1, claims=40)
    assert queries() == few
    assert Label.objects.count() > 160
