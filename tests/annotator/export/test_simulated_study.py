"""A study with a known truth, run through the API alone: from articles to decisions."""

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
