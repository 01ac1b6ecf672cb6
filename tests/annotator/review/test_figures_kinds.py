"""Figures of a project that asks a question of every kind."""

from itertools import combinations

import numpy as np
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from annotator.annotation.actions import Answer, change_role, split_claim
from annotator.annotation.models import Assignment, Label
from annotator.projects.models import ProjectArticle
from annotator.review.agreement import Spans, agreement, unitizing
from annotator.review.figures.building import build_document
from annotator.review.figures.filters import Filters
from annotator.review.figures.marking import NAMES, ONLY_CODES
from tests.annotator.review.kinds import code
from tests.annotator.review.studies import add_articles


def rows(kinds, filters=Filters()) -> dict[str, dict]:  # noqa: B008 - frozen
    document = build_document(kinds.member(kinds.reviewer), filters)
    return {row["variable"]: row for row in document["agreement"]}


def places(kinds) -> dict[tuple[int, int], int]:
    """(article, place in its text) -> place among the text of its claims."""
    found = {}
    for entry in ProjectArticle.objects.filter(project=kinds.project):
        count = 0
        for claim in kinds.claims(entry.article):
            for place in range(claim.start, claim.end):
                found[entry.article_id, place] = count
                count += 1
    return found


def marks(variable: str) -> list[tuple]:
    """(article, annotator, code, start, end) of marks on claims that stand, label by label."""
    labels = Label.objects.filter(variable__identifier=variable, span_start__isnull=False)
    return sorted(
        (
            one.assignment.article_id,
            one.assignment.annotator_id,
            one.code_id,
            one.span_start,
            one.span_end,
        )
        for one in labels
        if one.claim.is_current and one.claim.is_claim and one.assignment.state == "submitted"
    )


@pytest.fixture
def recut(answered):
    """A claim in the middle that asserts nothing any more, and one that nobody has coded since."""
    manager = answered.member(answered.manager)
    change_role(claim=answered.claims()[1], role="caption", member=manager)
    return answered


@pytest.mark.parametrize("variable", ["device", "device_holder", "part"])
def test_marked_words_equal_plain_loops(recut, variable):
    row = rows(recut)[variable]
    where = places(recut)
    found = [
        (article, annotator, code_id, where[article, start], where[article, end - 1] + 1)
        for article, annotator, code_id, start, end in marks(variable)
    ]
    coded = Assignment.objects.filter(project=recut.project, state="submitted")
    lengths = {}
    for article, _place in where:
        lengths[article] = lengths.get(article, 0) + 1
    expected = unitizing(
        Spans.from_columns(
            *np.array(found).T,
            coded=tuple(np.array([*coded.values_list("article_id", "annotator_id")]).T),
            lengths=(np.array([*lengths]), np.array([*lengths.values()])),
        )
    )
    for name, own in NAMES.items():
        figure = getattr(expected, own)
        assert row[name]["value"] == figure.value, name
        assert row[name]["reason"] == figure.reason
        assert row[name]["interval"] == (figure.interval and [*figure.interval])
    assert row["unitizing"]["value"] is not None


@pytest.mark.parametrize("variable", ["device", "part"])
def test_marks_of_the_same_place_by_a_plain_loop(answered, variable):
    by_annotator: dict[tuple, set] = {}
    for article, annotator, *mark in marks(variable):
        by_annotator.setdefault((article, annotator), set()).add(tuple(mark))
    same = total = 0
    for (article, one), (other_article, other) in combinations(sorted(by_annotator), 2):
        if article == other_article:
            first, second = by_annotator[article, one], by_annotator[article, other]
            same += len(first & second)
            total += len(first) + len(second)
    figure = rows(answered)[variable]["span_f1_exact"]
    assert figure["value"] == pytest.approx(2 * same / total)


def test_other_questions_have_no_figures_of_words(answered):
    for variable, row in rows(answered).items():
        about_words = variable in ("device", "device_holder", "part")
        assert {row[name] is not None for name in NAMES} == {about_words}


def test_after_decisions_there_are_no_words_to_compare(answered):
    row = rows(answered, Filters(labels="after"))["device"]
    assert {row[name]["reason"] for name in NAMES} == {ONLY_CODES}
    assert row["alpha"] is not None


def test_each_item_of_a_set_has_an_alpha_of_its_own(answered):
    row = rows(answered)["check"]
    assert [one["code"] for one in row["codes"]] == ["check:dated", "check:placed"]
    for one in row["codes"]:
        labels = Label.objects.filter(variable__identifier="check", code__item=one["code"])
        expected = agreement(
            [
                (
                    label.assignment.article_id,
                    label.claim_id,
                    label.assignment.annotator_id,
                    label.code.identifier,
                )
                for label in labels
            ],
            metric="nominal",
        )
        assert (one["alpha"], one["labels"]) == (expected.alpha, expected.labels)
        assert one["interval"] == (expected.interval and [*expected.interval])


def test_the_universe_of_a_set_are_all_items_of_all_claims(answered):
    found = rows(answered)
    assert found["check"]["universe"] == 2 * found["att"]["universe"]


def test_a_distribution_of_a_set_is_item_by_item(answered):
    document = build_document(answered.member(answered.reviewer), Filters())
    shares: dict[str, float] = {}
    for one in document["distribution"]["check"]:
        item = one["code"].rpartition("=")[0]
        shares[item] = shares.get(item, 0) + one["share"]
    assert shares == pytest.approx({"check:dated": 1, "check:placed": 1})


def test_an_article_without_claims_is_no_obstacle(kinds):
    manager = kinds.member(kinds.manager)
    for claim in kinds.claims():
        change_role(claim=claim, role="caption", member=manager)
    for user in (kinds.ana, kinds.ben):
        code(kinds, user, Answer(None, "genre", ("genre:report",)))
    found = rows(kinds)
    assert found["genre"]["units"] == 1
    assert found["device"]["unitizing"]["reason"] == "no words are marked"


def test_a_claim_cut_anew_brings_its_marks_along(answered):
    claim = answered.claims()[0]
    split_claim(claim=claim, at=claim.start + 12, member=answered.member(answered.manager))
    assert rows(answered)["device"]["unitizing"] is not None


def test_the_queries_do_not_grow_with_marks(answered):

    def queries() -> int:
        with CaptureQueriesContext(connection) as made:
            rows(answered)
        return len(made)

    rows(answered)
    few = queries()
    add_articles(answered, 2, claims=20)
    assert queries() == few
