"""The project's agreement is the arithmetic's, on the labels that count."""

from collections import defaultdict
from copy import deepcopy

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext

from annotator.annotation.models import Label
from annotator.review.agreement import agreement
from annotator.review.figures import store
from annotator.review.models import KeptFigures
from tests.annotator.review.figured import project_agreement
from tests.annotator.review.studies import add_articles, disagree, run_study
from tests.annotator.review.test_summary import counts

METRICS = {
    "att": "nominal", "src": "nominal", "slant": "ordinal", "topic": "jaccard", "genre": "nominal"
}  # fmt: skip
SCALE = ["slant:none", "slant:some", "slant:strong"]


def by_loop(variable: str) -> dict:
    answers: dict[tuple, set[str]] = defaultdict(set)
    for label in Label.objects.filter(variable__identifier=variable):
        if counts(label):
            article = label.assignment.article_id
            unit = label.claim_id or article
            answers[article, unit, label.assignment.annotator_id].add(label.code.identifier)
    rows = [
        (*where, frozenset(codes) if METRICS[variable] == "jaccard" else next(iter(codes)))
        for where, codes in answers.items()
    ]
    order = SCALE if variable == "slant" else ()
    found = agreement(rows, metric=METRICS[variable], order=order)
    return {
        "variable": variable,
        "metric": METRICS[variable],
        "units": found.units,
        "annotators": found.annotators,
        "labels": found.labels,
        "percent": found.percent,
        "alpha": found.alpha,
        "interval": list(found.interval) if found.interval else None,
        "reason": found.reason,
    }


@pytest.mark.parametrize("seed", range(3))
def test_agreement_equals_a_plain_loop(cast, seed):
    run_study(cast, seed=seed, articles=6)
    found = project_agreement(cast.member(cast.reviewer))
    assert [row["variable"] for row in found] == list(METRICS)
    for row in found:
        expected = by_loop(row["variable"])
        assert row["units"] > 0
        assert row["alpha"] == pytest.approx(expected["alpha"], abs=1e-9)
        assert row["interval"] == pytest.approx(expected["interval"], abs=1e-9)
        close = {"alpha": None, "interval": None}
        assert {key: row[key] for key in expected} | close == expected | close


def test_a_question_that_does_not_apply_is_not_compared(cast):
    disagree(cast, claims={0})
    rows = {row["variable"]: row for row in project_agreement(cast.member(cast.reviewer))}
    assert rows["att"]["units"] == 3
    assert (rows["src"]["units"], rows["src"]["alpha"]) == (0, None)
    assert rows["src"]["reason"]


def test_open_work_does_not_count(cast):
    cast.code_all(cast.ana)
    cast.code_all(cast.ben, submit=False)
    row = project_agreement(cast.member(cast.reviewer))[0]
    assert (row["annotators"], row["units"], row["percent"]) == (1, 0, None)
    assert row["reason"] == "only one annotator"


def test_the_same_labels_give_the_same_interval(cast):
    run_study(cast, seed=4, articles=6)
    member = cast.member(cast.reviewer)
    first = deepcopy(project_agreement(member))
    KeptFigures.objects.all().delete()
    store._documents.clear()
    assert project_agreement(member) == first


def test_annotators_are_refused(cast):
    with pytest.raises(PermissionDenied):
        project_agreement(cast.member(cast.ana))


def test_the_cost_does_not_grow_with_claims(cast):
    def queries() -> int:
        disagree(cast)
        member = cast.member(cast.reviewer)
        with CaptureQueriesContext(connection) as made:
            project_agreement(member)
        return len(made)

    add_articles(cast, 1, claims=3)
    queries()  # the first figures are new rows
    few = queries()
    add_articles(cast, 1, claims=40)
    assert queries() == few
