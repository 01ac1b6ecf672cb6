"""A study with a known truth, run through the API alone: from articles to decisions."""

import re
from collections import Counter
from dataclasses import dataclass, field
from itertools import combinations

import numpy as np
import pytest

from annotator.accounts.actions import allow_adding_projects
from tests.annotator.export.conftest import Api
from tests.annotator.export.simulation import (
    CODEBOOK,
    ERRORS,
    QUESTIONS,
    draw_answers,
    draw_truth,
    true_alpha,
)
from tests.plugins.cast import make_user

ARTICLES, CLAIMS = 12, 8
SEED = 7
SENTENCE = "The office said on day {day} that road {road} would be closed."
PUBLISHERS = ("Harbour Post", "Valley Wire", "")


@dataclass
class Study:
    """Clients by person, the truth by claim and variable, and what everybody answered."""

    clients: dict[str, Api]
    truth: dict[tuple[int, str], str] = field(default_factory=dict)
    article_of: dict[int, int] = field(default_factory=dict)
    answers: dict[tuple[int, str], dict[str, str]] = field(default_factory=dict)

    def publisher_of(self, claim: int) -> str:
        order = sorted(set(self.article_of.values()))
        return PUBLISHERS[order.index(self.article_of[claim]) % len(PUBLISHERS)]

    def disputed(self) -> list[tuple[int, str]]:
        return [unit for unit, given in self.answers.items() if len(set(given.values())) > 1]


def people(client_of) -> dict[str, Api]:
    manager = make_user("boss")
    allow_adding_projects(user=manager)
    users = {"boss": manager, **{name: make_user(name) for name in ("rita", *ERRORS)}}
    return {name: Api(client_of(user), "roads") for name, user in users.items()}


def set_up(clients: dict[str, Api]) -> None:
    boss = clients["boss"]
    made = boss.post(
        "/projects/",
        {"slug": "roads", "title": "Roads", "codebook": CODEBOOK, "overlap": len(ERRORS)},
    )
    assert made.status_code == 201, made.content
    roles = {"rita": "reviewer", **dict.fromkeys(ERRORS, "annotator")}
    for name, role in roles.items():
        assert boss.post("members/", {"username": name, "role": role}).status_code == 201


def add_articles(study: Study, truth: dict[str, list[int]]) -> None:
    for number in range(ARTICLES):
        lines = [SENTENCE.format(day=line + 1, road=100 * number + line) for line in range(CLAIMS)]
        made = study.clients["boss"].post(
            "articles/",
            {
                "title": f"Roads {number}",
                "text": "\n\n".join(lines),
                "publisher": PUBLISHERS[number % len(PUBLISHERS)],
                "published_at": f"2026-03-{1 + 2 * number:02}",
                "language": "en",
                "external_id": f"roads-{number}",
            },
        )
        assert made.status_code == 201, made.content
        body = made.json()
        claims = [one["id"] for one in body["claims"]]
        assert len(claims) == CLAIMS
        for place, claim in enumerate(claims):
            study.article_of[claim] = body["id"]
            for question in QUESTIONS:
                code = truth[question.id][number * CLAIMS + place]
                study.truth[claim, question.id] = question.codes[code]


def code_everything(study: Study, name: str, given: dict[tuple[int, str], str]) -> None:
    client = study.clients[name]
    for _ in range(ARTICLES):
        taken = client.post("queue/next/").json()
        claims = [
            claim for claim, article in study.article_of.items() if article == taken["article"]
        ]
        answers = [
            {"claim": claim, "variable": question.id, "codes": [given[claim, question.id]]}
            for claim in claims
            for question in QUESTIONS
        ]
        saved = client.post("labels/", answers)
        assert saved.status_code == 200, saved.content
        submitted = client.post(f"/assignments/{taken['id']}/submit/")
        assert submitted.json()["state"] == "submitted", submitted.content
    assert client.post("queue/next/").status_code == 204


@pytest.fixture
def study(db, client) -> Study:
    def client_of(user):
        own = type(client)()
        own.force_login(user)
        return own

    chance = np.random.default_rng(SEED)
    made = Study(people(client_of))
    set_up(made.clients)
    truth = draw_truth(ARTICLES * CLAIMS, chance)
    add_articles(made, truth)
    claims = sorted(made.article_of)
    for name, error in ERRORS.items():
        given = {
            (claims[place], variable): code
            for place, variable, code in draw_answers(truth, error, chance)
        }
        code_everything(made, name, given)
        for unit, code in given.items():
            made.answers.setdefault(unit, {})[name] = code
    return made


# -- what a plain loop finds -------------------------------------------------------------------


def plain_alpha(study: Study, question) -> float:
    """Alpha by its definition: all pairs within units over all pairs at all."""
    units = [given for (_, variable), given in study.answers.items() if variable == question.id]
    codes = [code for given in units for code in given.values()]
    total = Counter(codes)
    order = question.codes

    def far(one: str, other: str) -> float:
        if one == other:
            return 0.0
        if not question.is_ranked:
            return 1.0
        low, high = sorted((order.index(one), order.index(other)))
        between = sum(total[code] for code in order[low : high + 1])
        return (between - (total[one] + total[other]) / 2) ** 2

    observed = sum(
        2 * far(one, other) / (len(given) - 1)
        for given in units
        for one, other in combinations(given.values(), 2)
    ) / len(codes)
    expected = sum(
        total[one] * total[other] * far(one, other) for one in order for other in order
    ) / (len(codes) * (len(codes) - 1))
    return 1 - observed / expected


def plain_percent(study: Study, question) -> float:
    pairs = [
        one == other
        for (_, variable), given in study.answers.items()
        if variable == question.id
        for one, other in combinations(given.values(), 2)
    ]
    return sum(pairs) / len(pairs)


def test_figures_equal_a_plain_loop_and_hold_the_truth(study):
    rows = {
        row["variable"]: row for row in study.clients["rita"].get("agreement/").json()["variables"]
    }
    for question in QUESTIONS:
        row = rows[question.id]
        assert row["alpha"] == pytest.approx(plain_alpha(study, question), abs=1e-9)
        assert row["percent"] == pytest.approx(plain_percent(study, question), abs=1e-9)
        assert (row["units"], row["annotators"]) == (ARTICLES * CLAIMS, len(ERRORS))
        assert row["labels"] == ARTICLES * CLAIMS * len(ERRORS)
        low, high = row["interval"]
        assert low <= true_alpha(question, list(ERRORS.values())) <= high


def test_counts_equal_a_plain_loop(study):
    summary = study.clients["rita"].get("summary/").json()
    assert summary["articles"]["coded"] == ARTICLES
    labels = Counter(code for given in study.answers.values() for code in given.values())
    for row in summary["variables"]:
        for one in row["codes"]:
            assert one["labels"] == labels[one["code"]]
    by_publisher: Counter[tuple[str, str]] = Counter()
    for (claim, _), given in study.answers.items():
        by_publisher.update((study.publisher_of(claim), code) for code in given.values())
    found = {
        (row["publisher"], one["code"]): one["labels"]
        for row in summary["publishers"]
        for variable in row["variables"]
        for one in variable["codes"]
        if one["labels"]
    }
    assert found == dict(by_publisher)
    assert {row["annotator"]: row["labels"] for row in summary["annotators"]} == dict.fromkeys(
        ERRORS, ARTICLES * CLAIMS * len(QUESTIONS)
    )


def test_competence_comes_in_the_order_of_the_errors(study):
    """Over all questions: on 96 claims alone, chance may swap two neighbours."""
    found = study.clients["rita"].get("figures/").json()["aggregation"]
    competence = Counter()
    for question in QUESTIONS:
        figures = found[question.id]
        assert figures["converged"]
        assert figures["warning"] == ""
        for one in figures["annotators"]:
            competence[one["annotator"]] += one["competence"]
    assert [name for name, _ in competence.most_common()] == sorted(ERRORS, key=ERRORS.get)


def test_weighing_annotators_finds_more_of_the_truth_than_counting_them(study):
    right = Counter()
    for method in ("majority", "dawid-skene"):
        for question in QUESTIONS:
            query = {"variable": question.id, "method": method}
            for row in everything(study.clients["rita"], "aggregates/", **query):
                right[method] += row["answer"] == study.truth[row["claim"], question.id]
    assert right["dawid-skene"] >= right["majority"] > 0.85 * len(study.truth)


def everything(client: Api, path: str, **query) -> list[dict]:
    rows, answer = [], client.get(path, **query).json()
    while True:
        rows += answer["results"]
        if not answer["next"]:
            return rows
        answer = client.get(answer["next"]).json()


# -- the dashboard -------------------------------------------------------------------------------


def test_the_dashboard_shows_what_a_plain_loop_counts(study):
    html = study.clients["boss"].client.get("/projects/roads/review/").content.decode()
    labels = Counter(code for given in study.answers.values() for code in given.values())
    for question in QUESTIONS:
        row = html.split(f'<tr data-variable="{question.id}">')[1].split("</tr>")[0]
        shown = float(re.search(r'<data value="([^"]+)">', row)[1])
        assert shown == pytest.approx(plain_alpha(study, question), abs=1e-9)
        bars = html.split(f'class="bars" data-variable="{question.id}"')[1].split("</table>")[0]
        for code in question.codes:
            assert f'data-code="{code}">{labels[code]}<' in bars
    for name in ERRORS:
        row = html.split(f'<tr data-annotator="{name}">')[1].split("</tr>")[0]
        assert f">{ARTICLES * CLAIMS * len(QUESTIONS)}<" in row
    claims = {claim for claim, _ in study.disputed()}
    assert f'<data value="{len(claims)}" data-disputes="open">' in html


# -- deciding ------------------------------------------------------------------------------------


def test_deciding_ends_with_nothing_open_and_keeps_the_dissent(study):
    rita = study.clients["rita"]
    before = rita.get("figures/").json()["disputes"]
    assert before["open"] == len({claim for claim, _ in study.disputed()}) > 0
    for claim, variable in study.disputed():
        codes = [study.truth[claim, variable]]
        body = {"claim": claim, "variable": variable, "codes": codes, "reason": "The text says so."}
        decided = rita.post("adjudications/", body)
        assert decided.status_code == 200, decided.content
    rita.post("adjudications/unanimous/")
    figures = rita.get("figures/").json()
    assert figures["disputes"]["open"] == 0
    assert figures["coverage"]["states"]["decided"] == ARTICLES
    decisions = {(row["claim"], row["variable"]): row for row in everything(rita, "adjudications/")}
    assert decisions.keys() == study.answers.keys()
    for unit, given in study.answers.items():
        agreed = set(given.values())
        final = agreed if len(agreed) == 1 else {study.truth[unit]}
        assert set(decisions[unit]["codes"]) == final
        assert decisions[unit]["distribution"] == Counter(given.values())
    after = rita.get("agreement/", labels="after").json()["variables"]
    assert [row["alpha"] for row in after] == [1.0] * len(QUESTIONS)
    assert rita.get("agreement/").json()["variables"][0]["alpha"] < 1
