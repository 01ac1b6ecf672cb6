"""Figures as files, and the page of one question: the numbers are those of the document."""

import csv
import io
import re
from html import unescape
from xml.etree import ElementTree

import pytest
from django.urls import reverse

from annotator.annotation.actions import Answer, give_labels, submit_assignment
from annotator.review.figures.filters import Filters
from annotator.review.figures.store import figures_of
from annotator.review.presenting.files import OF_QUESTION, WHOLE
from tests.annotator.review.studies import add_articles, disagree, run_study

SLUG = "quay"
TABLES_ONLY = {"disputes", "annotators", "aggregation", "publishers"}
SVG = "{http://www.w3.org/2000/svg}"


def document(cast, **query) -> dict:
    client = cast.client(cast.reviewer)
    return client.get(f"/api/v1/projects/{SLUG}/figures/", query).json()


def fetch(cast, name: str, kind: str, *, user=None, status: int = 200, **query):
    address = reverse("review_figure", args=[SLUG, name, kind])
    answer = cast.client(user or cast.reviewer).get(address, query)
    assert answer.status_code == status, answer.content
    return answer


def table(cast, name: str, **query) -> list[dict[str, str]]:
    text = fetch(cast, name, "csv", **query).content.decode()
    return list(csv.DictReader(io.StringIO(text, newline="")))


def cell(value: object) -> str:
    return "" if value is None else str(value)


@pytest.fixture
def study(cast):
    run_study(cast, seed=4, articles=8, claims=6)
    cast.add_article("Dated once.", publisher="Harbour Post", published_at="2026-02-14")
    return cast


def test_the_agreement_is_the_document_s(study):
    for row, wanted in zip(table(study, "agreement"), document(study)["agreement"], strict=True):
        for key in ("variable", "metric", "alpha", "reason", "percent", "units", "universe"):
            assert row[key] == cell(wanted[key])
        low, high = wanted["interval"] or (None, None)
        assert (row["low"], row["high"]) == (cell(low), cell(high))


@pytest.mark.parametrize("variable", ["att", "slant", "topic"])
def test_a_question_s_files_are_the_document_s(study, variable):
    found = document(study)
    (row,) = [one for one in found["agreement"] if one["variable"] == variable]
    assert [(one["code"], one["alpha"]) for one in table(study, "codes", variable=variable)] == [
        (one["code"], cell(one["alpha"])) for one in row["codes"]
    ]
    pairs = table(study, "pairs", variable=variable)
    assert [(one["first"], one["second"], one["units"], one["kappa"]) for one in pairs] == [
        (*one["annotators"], str(one["units"]), cell((one["kappa"] or {}).get("value")))
        for one in row["pairs"]
    ]
    shares = table(study, "distribution", variable=variable)
    assert [(one["code"], one["labels"], one["share"]) for one in shares] == [
        (one["code"], str(one["labels"]), cell(one["share"]))
        for one in found["distribution"][variable]
    ]
    confusion = found["confusion"].get(variable, {"codes": [], "counts": []})
    assert [int(one["count"]) for one in table(study, "confusion", variable=variable)] == [
        count for counts in confusion["counts"] for count in counts
    ]


def test_coverage_and_publishers_are_the_document_s(study):
    found = document(study)
    assert [(one["publisher"], one["week"], one["coded"]) for one in table(study, "coverage")] == [
        (row["publisher"], one["week"], str(one["coded"]))
        for row in found["coverage"]["publishers"]
        for one in row["cells"]
    ]
    given = {
        (one["publisher"], one["code"]): (one["labels"], one["share"])
        for one in table(study, "publishers", variable="att")
    }
    assert given == {
        (row["publisher"], one["code"]): (str(one["labels"]), cell(one["share"]))
        for row in found["mix"]["att"]
        for one in row["codes"]
    }
    chosen = table(study, "mix", variable="att", compare=["-"])
    assert {one["publisher"] for one in chosen} == {""}


def test_tables_are_the_document_s(study):
    found = document(study)
    assert [(one["article"], one["claim"], one["share"]) for one in table(study, "disputes")] == [
        (str(one["article"]), cell(one["claim"]), str(one["share"]))
        for one in found["disputes"]["top"]
    ]
    people = table(study, "annotators", user=study.manager)
    assert [(one["annotator"], one["labels"], one["submitted"]) for one in people] == [
        (one["annotator"], str(one["labels"]), str(one["assignments"]["submitted"]))
        for one in found["annotators"]
    ]
    (whole,) = table(study, "annotators")
    assert (whole["annotator"], whole["alpha_with_others"]) == ("", "")
    answers = {(one["variable"], one["code"]): one for one in table(study, "aggregation")}
    for variable, one in found["aggregation"].items():
        for row in one["codes"]:
            assert answers[variable, row["code"]]["majority"] == str(row["majority"])
            assert answers[variable, row["code"]]["dawid_skene"] == str(row["dawid_skene"])


def assert_file(cast, name: str) -> None:
    query = {"variable": "att"} if name in OF_QUESTION else {}
    answer = fetch(cast, name, "csv", **query)
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert answer["Content-Disposition"].startswith(f'attachment; filename="{SLUG}-{name}')
    if name in TABLES_ONLY:
        fetch(cast, name, "svg", status=404, **query)
        return
    drawn = fetch(cast, name, "svg", **query)
    assert drawn["Content-Type"] == "image/svg+xml; charset=utf-8"
    root = ElementTree.fromstring(drawn.content)
    assert root.find(f"{SVG}title").text.startswith("The quay")
    assert root.find(f"{SVG}desc").text.startswith("n: ")


def test_every_figure_is_a_file_also_without_labels(cast):
    names = {*WHOLE, *OF_QUESTION}
    for name in names - {"confusion"}:
        assert_file(cast, name)
    fetch(cast, "confusion", "csv", variable="att")
    run_study(cast, seed=4)
    for name in names:
        assert_file(cast, name)


def test_a_drawing_has_the_numbers_of_the_document(study):
    root = ElementTree.fromstring(fetch(study, "agreement", "svg").content)
    texts = " ".join(one.text for one in root.iter(f"{SVG}text"))
    for row in document(study)["agreement"]:
        if row["alpha"] is not None and row["interval"]:
            low, high = row["interval"]
            assert f"{row['alpha']:.2f} · [{low:.2f}, {high:.2f}]" in texts


def test_a_drawing_says_what_it_is_of(study):
    drawn = fetch(study, "agreement", "svg", publisher="Valley Wire", annotators="ana,ben")
    words = ElementTree.fromstring(drawn.content).find(f"{SVG}desc").text
    assert "Only: Publisher: Valley Wire, Annotators: ana · ben." in words
    assert "As of " in words


def test_no_spreadsheet_runs_a_cell(cast):
    cast.add_article("The pool is open.", publisher="=HYPERLINK(1)", published_at="2026-02-14")
    names = {one["publisher"] for one in table(cast, "coverage")}
    assert "'=HYPERLINK(1)" in names
    assert "=HYPERLINK(1)" not in names


@pytest.mark.parametrize(
    ("name", "kind", "query"),
    [
        ("nothing", "csv", {}),
        ("agreement", "png", {}),
        ("codes", "csv", {}),
        ("codes", "csv", {"variable": "nothing"}),
        ("annotators", "svg", {}),
    ],
)
def test_what_is_no_figure_is_not_found(cast, name, kind, query):
    fetch(cast, name, kind, status=404, **query)


def test_who_may_have_files(cast):
    for user, status in ((cast.ana, 403), (cast.stranger, 404), (cast.manager, 200)):
        fetch(cast, "agreement", "csv", user=user, status=status)


# -- the page of one question ----------------------------------------------------------------


def question(cast, variable: str, *, user=None, status: int = 200, **query) -> str:
    address = reverse("review_agreement", args=[SLUG, variable])
    answer = cast.client(user or cast.reviewer).get(address, query)
    assert answer.status_code == status
    return answer.content.decode()


def values(html: str, attribute: str) -> dict[str, list[str]]:
    """Exact values in the rows that have this attribute, by what it says."""
    rows = re.findall(rf'<tr {attribute}="([^"]*)">(.*?)</tr>', html, re.DOTALL)
    return {unescape(name): re.findall(r'<data value="([^"]*)">', row) for name, row in rows}


@pytest.mark.parametrize("variable", ["att", "src", "slant", "topic", "genre"])
def test_the_page_s_coefficients_are_the_document_s(study, variable):
    (row,) = [one for one in document(study)["agreement"] if one["variable"] == variable]
    shown = values(question(study, variable), "data-coefficient")
    assert shown.pop("percent") == [repr(row["percent"])]
    assert shown.pop("alpha") == [repr(row["alpha"])]
    for key, given in shown.items():
        assert given == [repr(row[key]["value"])]
    known = {key for key in ("fleiss", "ac1", "ac2", "masi", "unitizing", "span_f1") if row[key]}
    assert shown.keys() == known


def test_the_page_s_pairs_and_codes_are_the_document_s(study):
    (row,) = [one for one in document(study)["agreement"] if one["variable"] == "slant"]
    html = question(study, "slant")
    pairs = values(html, "data-pair")
    for one in row["pairs"]:
        keys = ("percent", "kappa", "weighted_kappa")
        wanted = [one[key]["value"] for key in keys if one[key] and one[key]["value"] is not None]
        assert pairs[",".join(one["annotators"])] == [repr(value) for value in wanted]
    part = html.split('aria-labelledby="codes"')[1].split("</section>")[0]
    codes = values(part, "data-code")
    assert codes == {
        one["code"]: [repr(one["alpha"])] if one["alpha"] is not None else []
        for one in row["codes"]
    }


def test_the_heat_map_is_the_document_s_and_opens_its_claims(study):
    found = document(study)["confusion"]["att"]
    part = question(study, "att").split('aria-labelledby="confusion"')[1].split("</section>")[0]
    cells = re.findall(r'<td class="heat[^"]*">\s*<(?:a|span)[^>]*>([\d,]+)<', part)
    assert [int(one.replace(",", "")) for one in cells] == [
        count for counts in found["counts"] for count in counts
    ]
    first, second = found["codes"]
    pair = f"variable=att&amp;pair={first}%2C{second}".replace(":", "%3A")
    assert (pair in part) == (found["counts"][0][1] > 0)


def test_competence_is_for_managers(study):
    shown = values(question(study, "att", user=study.manager), "data-annotator")
    for one in document(study)["aggregation"]["att"]["annotators"]:
        assert shown[one["annotator"]] == (
            [] if one["competence"] is None else [repr(one["competence"])]
        )
    assert values(question(study, "att"), "data-annotator") == {}


def test_two_annotators_are_too_few_to_weigh(cast):
    disagree(cast)
    assert "Fewer than three annotators" in question(cast, "att")


def test_the_page_of_a_question_nobody_answered_says_so(cast):
    html = question(cast, "genre")
    assert "No labels yet." in html
    assert "Which answers are taken for which" not in html


def test_a_question_that_is_not_asked_is_not_found(cast):
    question(cast, "nothing", status=404)


def test_every_kind_of_question_has_its_page(answered):
    for variable in (
        answered.client(answered.reviewer)
        .get(f"/api/v1/projects/{answered.project.slug}/figures/")
        .json()["agreement"]
    ):
        address = reverse("review_agreement", args=[answered.project.slug, variable["variable"]])
        html = answered.client(answered.reviewer).get(address)
        assert html.status_code == 200, variable["variable"]
        assert "Cutting and coding are two numbers" in html.content.decode()
        for name in OF_QUESTION:
            address = reverse("review_figure", args=[answered.project.slug, name, "csv"])
            query = {"variable": variable["variable"]}
            assert answered.client(answered.reviewer).get(address, query).status_code == 200


# -- how old the figures are -----------------------------------------------------------------


def test_a_page_can_ask_whether_its_figures_are_the_last_ones(cast):
    address, client = reverse("review_age", args=[SLUG]), cast.client(cast.reviewer)
    first = client.get(address).json()
    assert client.get(address).json() == first
    assert first["is_being_made"] is False
    cast.code_all(cast.ana)
    assert client.get(address).json()["made_at"] > first["made_at"]


def test_figures_of_a_large_project_say_that_they_are_old(cast, monkeypatch):
    monkeypatch.setattr("annotator.review.figures.store.LIVE_LABELS", 3)
    monkeypatch.setattr("annotator.review.figures.store.ask_for_figures", lambda kept: True)
    add_articles(cast, 2)
    for user in (cast.ana, cast.ben):
        cast.code_all(user)
    client, address = cast.client(cast.reviewer), reverse("review", args=[SLUG])
    figures_of(cast.member(cast.reviewer), Filters())
    assert "being made anew" not in client.get(address).content.decode()
    taken = cast.take(cast.ana)
    claims = cast.claims(taken.article)
    codes = {"att": "none", "slant": "none"}
    answers = [
        Answer(claim.pk, variable, (f"{variable}:{code}",))
        for claim in claims
        for variable, code in codes.items()
    ]
    give_labels(assignment=taken, actor=cast.ana, answers=answers)
    submit_assignment(assignment=taken, actor=cast.ana)
    html = client.get(address).content.decode()
    assert "being made anew, 1 handed in since" in " ".join(html.split())
    assert reverse("review_age", args=[SLUG]) in html


@pytest.mark.parametrize("name", ["disputes", "annotators", "aggregation", "coverage"])
@pytest.mark.parametrize("asked", ['a"; b="c.html', "x\r\ny", "x" * 20_000, "\0"])
def test_nothing_of_the_address_gets_into_the_name_of_a_file(cast, name, asked):
    disagree(cast)
    address = reverse("review_figure", args=["quay", name, "csv"])
    answer = cast.client(cast.reviewer).get(address, {"variable": asked})
    assert answer.status_code == 200
    assert answer["Content-Disposition"] == f'attachment; filename="quay-{name}.csv"'
