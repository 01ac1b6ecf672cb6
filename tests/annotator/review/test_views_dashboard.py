"""The dashboard and the lists behind it: the numbers, who may look, what they lead to."""

import re
from collections import Counter
from html import unescape
from urllib.parse import urlencode

import pytest
from django.db import connection
from django.template.defaultfilters import floatformat
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from annotator.annotation.actions import (
    Answer,
    give_labels,
    save_note,
    skip_assignment,
    submit_assignment,
)
from annotator.annotation.models import Assignment, Label
from annotator.review.actions import adjudicate
from annotator.review.models import Adjudication
from annotator.review.presenting.dashboard import SHOWN_DISPUTES
from tests.annotator.review.figured import project_agreement
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


def document(cast, **query) -> dict:
    """What the API answers, for the same question."""
    client = cast.client(cast.reviewer)
    return client.get(f"/api/v1/projects/{SLUG}/figures/", query).json()


def test_the_tiles_are_the_document_s(cast):
    run_study(cast, seed=2)
    found, html = document(cast), page(cast)
    states = found["coverage"]["states"]
    assert f'<data value="{states["coded"] + states["decided"]}">' in html
    for state, count in states.items():
        assert (f'<data value="{count}" data-state="{state}">' in html) == (count > 0)
    work = Counter()
    for row in found["annotators"]:
        work.update(row["assignments"])
    for state in ("open", "returned"):
        assert f'<data value="{work[state]}" data-work="{state}">' in html
    assert f'<data value="{found["disputes"]["open"]}" data-disputes="open">' in html
    known = [row["alpha"] for row in found["agreement"] if row["alpha"] is not None]
    assert f'<data value="{min(known)!r}">' in html


def test_the_distributions_are_the_document_s(cast):
    run_study(cast, seed=2)
    found, html = document(cast)["distribution"], page(cast)
    for variable, codes in found.items():
        table = rows(html, f'bars" data-variable="{variable}"')
        assert [cells[1] for cells in table.values()] == [str(code["labels"]) for code in codes]
        part = html.split(f'"bars" data-variable="{variable}">')[1].split("</table>")[0]
        assert re.findall(r'<data value="([^"]*)">', part) == [
            repr(code["share"]) for code in codes
        ]
        for code in codes:
            if code["labels"] and code["interval"]:
                low, high = (f"{100 * end:.0f}" for end in code["interval"])
                assert f"{low} to {high} %" in part


def test_managers_see_each_annotator_and_reviewers_their_sum(cast):
    run_study(cast, seed=2)
    found = document(cast)["annotators"]
    table = rows(page(cast, user=cast.manager), "annotators")
    for row in found:
        counts = [*row["assignments"].values(), row["labels"]]
        assert table[row["annotator"]][: len(counts)] == [str(count) for count in counts]
    (whole,) = rows(page(cast), "annotators").values()
    assert whole[-1] == str(sum(row["labels"] for row in found))
    assert 'data-annotator="ana"' not in page(cast)
    assert "competence" not in page(cast)


@pytest.mark.parametrize("variable", ["att", "slant", "genre"])
def test_the_mix_of_each_publisher_is_the_document_s(cast, variable):
    run_study(cast, seed=3)
    html = page(cast, variable=variable)
    table = rows(html, f'mix" data-variable="{variable}"')
    found = document(cast)["mix"][variable]
    assert len(table) == len([one for one in found if one["labels"]])
    for one in found:
        if not one["labels"]:
            continue
        cells = table[one["publisher"] or "No publisher"]
        assert cells[1:3] == [str(one["articles"]), str(one["labels"])]
        assert [int(cell.split()[0]) for cell in cells[3:]] == [
            code["labels"] for code in one["codes"]
        ]
        assert ("too few to show" in cells[0]) == one["suppressed"]


def test_two_publishers_stand_side_by_side(cast):
    run_study(cast, seed=3, articles=8, claims=6)
    mix = {one["publisher"]: one for one in document(cast)["mix"]["att"]}
    assert not mix["Valley Wire"]["suppressed"]
    html = page(cast, variable="att", compare=["Valley Wire", "-", "Harbour Post"])
    part = html.split('<table class="compare"')[1].split("</table>")[0]
    shares = re.findall(r'<data value="([^"]*)">', part)
    names = sorted(("", "Valley Wire"), key=lambda name: -mix[name]["labels"])
    assert shares == [
        repr(mix[name]["codes"][place]["share"]) for place in range(2) for name in names
    ]
    few = mix["Harbour Post"]
    assert ("<bdi>Harbour Post</bdi> is not shown" in html) == (few["labels"] > 0)
    assert "compare=Valley+Wire" in html


def test_the_coverage_is_the_document_s(cast):
    run_study(cast, seed=2)
    cast.add_article("Dated once.", publisher="Harbour Post", published_at="2026-02-14")
    found, html = document(cast)["coverage"], page(cast)
    table = rows(html, "grid coverage")
    for row in found["publishers"]:
        cells = [cell for cell in table[row["publisher"] or "No publisher"] if cell]
        assert cells == [f"{one['coded']}/{one['planned']}" for one in [*row["cells"], row]]
    assert 'data-week="2026-W07"' in html
    assert "publisher=Harbour+Post&amp;from=2026-02-09&amp;to=2026-02-15" in html


def test_the_agreement_is_the_api_s(cast):
    run_study(cast, seed=2, articles=7)
    html = page(cast)
    for row in project_agreement(cast.member(cast.reviewer)):
        found = re.search(rf'<tr data-variable="{row["variable"]}">.*?</tr>', html, re.DOTALL)[0]
        if row["alpha"] is not None:
            assert f'<data value="{row["alpha"]!r}">' in found
        if row["interval"] is not None:
            words = unescape(re.sub(r"<[^>]+>", "", found))
            assert " to ".join(floatformat(end, 2) for end in row["interval"]) in words
        else:
            assert row["reason"].capitalize()[:20] in found
        if row["percent"] is not None:
            assert f"{100 * row['percent']:.0f} %" in found
        assert re.search(rf">{row['units']}\b", found)


def test_the_most_disputed_claims_are_the_document_s(cast):
    run_study(cast, seed=2)
    html = page(cast)
    for one in document(cast)["disputes"]["top"][:SHOWN_DISPUTES]:
        target = f"claim={one['claim']}" if one["claim"] else f"article={one['article']}"
        assert f'href="{reverse("adjudicate", args=[SLUG])}?{target}"' in html
        assert f'<data value="{one["share"]!r}">' in html


def test_an_undefined_alpha_says_why(cast):
    cast.code_all(cast.ana)
    html = page(cast)
    assert "Only one annotator." in html
    assert "no alpha yet" in html


def test_a_project_without_labels_says_what_is_missing(cast):
    html = page(cast, user=cast.manager)
    assert "no alpha yet" in html
    assert "Nobody disagrees so far." in html
    assert "No publisher has enough answers" in html
    assert html.count("No labels yet.") >= 4


def test_unanimous_annotators_have_nothing_to_decide(cast):
    for user in (cast.ana, cast.ben):
        cast.code_all(user)
    html = page(cast)
    assert "nobody disagrees so far" in html
    assert "Decide disputed claims" not in html
    assert "All 3 units got the same code" in html


def follow(cast, html: str, address: str) -> tuple[int, int]:
    """Labels and claims (or articles) on the page a link leads to."""
    assert f'href="{address}"' in html, address
    found = cast.client(cast.reviewer).get(unescape(address)).content.decode()
    match = re.search(
        r"<strong>([\d,]+) labels?</strong>(?: on ([\d,]+) (?:claim|article))?", found
    )
    return int(match[1].replace(",", "")), int((match[2] or "0").replace(",", ""))


FILTERS = [
    {},
    {"publisher": "Valley Wire"},
    {"publisher": "-"},
    {"annotators": "ana,ben"},
    {"from": "2026-01-01"},
    {"language": "en"},
]


@pytest.mark.parametrize("filters", FILTERS, ids=lambda one: next(iter(one), "none"))
def test_every_number_opens_the_labels_behind_it(cast, filters):
    cast.add_article("It was dated. It said so.", published_at="2026-03-01", language="en")
    run_study(cast, seed=5)
    html = page(cast, user=cast.manager, variable="att", **filters)
    found = document(cast, **filters)
    for query, labels, units in [*behind_codes(found), *behind_agreement(found)]:
        address = urlencode({**filters, **query}).replace("&", "&amp;")
        given = follow(cast, html, f"{reverse('review_claims', args=[SLUG])}?{address}")
        assert labels in (None, given[0]), query
        assert units in (None, given[1]), query
    for query, labels in [*behind_people(found), *behind_publishers(found)]:
        if not query.keys() & filters.keys() and "annotators" not in filters:
            address = urlencode({**filters, **query}).replace("&", "&amp;")
            link = f"{reverse('review_claims', args=[SLUG])}?{address}"
            assert follow(cast, html, link)[0] == labels, query


def test_a_pair_is_compared_with_nobody_else(cast):
    cast.project.overlap = 3
    cast.project.save(update_fields=["overlap"])
    for user, claims in ((cast.ana, 3), (cast.ben, 2), (cast.cleo, 3)):
        assignment = cast.take(user)
        for claim in cast.claims(assignment.article):
            cast.answer(assignment, claim, att="none", slant="none")
        for claim in cast.claims(assignment.article)[:claims]:
            give = [Answer(claim.pk, "topic", ("topic:water",))]
            give_labels(assignment=assignment, actor=user, answers=give)
        submit_assignment(assignment=assignment, actor=user)
    query = {"annotators": "ana,ben"}
    (row,) = [one for one in document(cast, **query)["agreement"] if one["variable"] == "topic"]
    address = f"{reverse('review_claims', args=[SLUG])}?annotators=ana%2Cben&amp;variable=topic"
    labels = follow(cast, page(cast, **query), f"{address}&amp;count=compared")
    assert (row["units"], labels) == (2, (4, 2))


def behind_codes(found: dict) -> list[tuple[dict, int, None]]:
    return [
        ({"variable": variable, "code": code["code"]}, code["labels"], None)
        for variable, codes in found["distribution"].items()
        for code in codes
        if code["labels"]
    ]


def behind_agreement(found: dict) -> list[tuple[dict, int | None, int]]:
    """An answer of several codes is one label to agreement, and several in a list."""
    return [
        (
            {"variable": row["variable"], "count": "compared"},
            None if row["metric"] == "jaccard" else row["labels"],
            row["units"],
        )
        for row in found["agreement"]
        if row["units"]
    ]


def behind_people(found: dict) -> list[tuple[dict, int]]:
    return [
        ({"count": "all", "annotator": row["annotator"]}, row["labels"])
        for row in found["annotators"]
        if row["labels"]
    ]


def behind_publishers(found: dict) -> list[tuple[dict, int]]:
    return [
        ({"variable": "att", "publisher": one["publisher"] or "-"}, one["labels"])
        for one in found["mix"]["att"]
        if one["labels"]
    ]


def test_what_waits_is_of_the_chosen_articles(cast):
    add_articles(cast, 1)
    save_note(assignment=cast.take(cast.ana), actor=cast.ana, note="Which quay?")
    for publisher, tells in (("Harbour Post", True), ("Valley Wire", False)):
        html = page(cast, publisher=publisher)
        assert ("Which quay?" in html) == tells
        assert ("1 note<" in html) == tells
        assert ("the oldest for" in html) == tells
        listed = page(cast, "review_assignments", publisher=publisher, state="open")
        assert (">1 assignment<" in listed) == tells


def test_filters_are_chips_that_can_be_taken_away(cast):
    run_study(cast, seed=2)
    html = page(cast, publisher="Valley Wire", annotators="ana,ben", variable="att")
    chips = dict(re.findall(r'data-filter="(\w+)" href="([^"]*)"', html))
    assert {name: unescape(link) for name, link in chips.items()} == {
        "publisher": "?annotators=ana%2Cben&variable=att",
        "annotators": "?publisher=Valley+Wire&variable=att",
    }
    main = html.split('<main id="main"')[1]
    links = re.findall(rf'href="(/projects/{SLUG}/review/[^"]*)"', main)
    lists = ("/return/", "?claim=", "?article=")
    own = [unescape(link) for link in links if not any(part in link for part in lists)]
    assert len(own) > 20
    assert [link for link in own if "publisher=" not in link or "annotators=" not in link] == []


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ({"from": "yesterday"}, "Give a day as year-month-day"),
        ({"from": "2026-02-01", "to": "2026-01-01"}, "The period ends before it begins."),
        ({"publisher": "Nobody Post"}, "No article of this project is by “Nobody Post”."),
        ({"annotators": "ana,stranger"}, "“ana” has coded nothing"),
        ({"version": "99"}, "The codebook has no version “99”."),
        ({"labels": "sometimes"}, "Select a valid choice"),
    ],
)
@pytest.mark.parametrize("name", ["review", "review_agreement", "review_figure"])
def test_a_wrong_filter_gets_the_form_and_the_reason(cast, name, query, words):
    places = {"review_agreement": ["att"], "review_figure": ["agreement", "csv"]}.get(name, [])
    answer = cast.client(cast.reviewer).get(reverse(name, args=[SLUG, *places]), query)
    html = unescape(answer.content.decode())
    assert answer.status_code == 400
    assert words in html
    assert 'name="publisher"' in html


@pytest.mark.parametrize("name", ["review_claims", "review_assignments"])
def test_the_lists_refuse_wrong_filters_too(cast, name):
    answer = cast.client(cast.reviewer).get(reverse(name, args=[SLUG]), {"from": "yesterday"})
    assert answer.status_code == 400
    assert "Give a day as year-month-day" in answer.content.decode()


def test_a_guideline_gap_is_shown(cast):
    disagree(cast)
    decided = adjudicate(
        member=cast.member(cast.reviewer),
        claim=cast.claims()[0],
        variable="att",
        codes=["att:explicit"],
        reason="Say what counts as attributed.",
    )
    assert "guideline gap<" not in page(cast)
    Adjudication.objects.filter(pk=decided.pk).update(reason_code="gap")
    html = page(cast)
    assert "1 guideline gap" in html
    assert "Say what counts as attributed." in html.split('id="gaps"')[1]


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
    queries()  # figures are kept from here on
    few = queries()
    add_articles(cast, 1, claims=40)
    assert queries() == few
    assert Label.objects.count() > 160
