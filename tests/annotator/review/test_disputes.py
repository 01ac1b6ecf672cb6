"""The queue of disputes equals a plain loop with the arithmetic of `aggregation`."""

from collections import Counter, defaultdict

import pytest

from annotator.annotation.models import Label
from annotator.review.actions import adjudicate
from annotator.review.aggregation import disagreement
from annotator.review.disputes import project_disputes, review_queue
from annotator.review.querysets import NO_PUBLISHER, is_article_decided
from articles.models import Claim
from tests.annotator.review.studies import disagree, run_study
from tests.annotator.review.test_summary import counts


def by_loop() -> dict:
    answers: dict[tuple, set[str]] = defaultdict(set)
    for label in Label.objects.all():
        if counts(label):
            target = (label.assignment.article_id, label.claim_id)
            where = (target, label.variable.identifier, label.assignment_id)
            answers[where].add(label.code.identifier)
    cells: dict[tuple, list] = defaultdict(list)
    for (target, variable, _), codes in answers.items():
        cells[target, variable].append(frozenset(codes))
    pairs: Counter = Counter()
    unlike: Counter = Counter()
    variables = defaultdict(set)
    for (target, variable), given in cells.items():
        here = len(given) * (len(given) - 1) / 2
        share = disagreement(Counter(given))
        pairs[target] += here
        unlike[target] += share * here
        if share:
            variables[target].add(variable)
    return {
        target: (names, pytest.approx(unlike[target] / pairs[target]))
        for target, names in variables.items()
    }


@pytest.mark.parametrize("seed", range(3))
def test_disputes_equal_a_plain_loop(cast, seed):
    cast.project.overlap = 3
    cast.project.save(update_fields=["overlap"])
    run_study(cast, seed=seed)
    found = project_disputes(cast.member(cast.reviewer))
    assert {one.target: (set(one.variables), one.share) for one in found} == by_loop()
    assert [one.share for one in found] == sorted((one.share for one in found), reverse=True)


def decide(cast, claim: Claim, variable: str, *codes: str) -> None:
    member = cast.member(cast.reviewer)
    adjudicate(member=member, variable=variable, codes=codes, claim=claim)


def test_a_dispute_is_open_until_all_its_questions_are_decided(cast):
    disagree(cast, claims={0})
    cast.add_article("The bridge is open.", title="Bridge")
    member = cast.member(cast.reviewer)
    (dispute,) = review_queue(member).disputes
    assert dispute.variables == ("att",)
    decide(cast, cast.claims()[0], "slant", "slant:none")
    assert review_queue(member).open == [dispute]
    decide(cast, cast.claims()[0], "att", "att:none")
    queue = review_queue(member)
    assert queue.open == []
    assert is_article_decided(member, cast.article.pk)
    decide(cast, cast.claims()[0], "att")  # withdrawn
    assert review_queue(member).open == [dispute]
    assert not is_article_decided(member, cast.article.pk)


def test_the_queue_steps_in_its_order(cast):
    disagree(cast)
    queue = review_queue(cast.member(cast.reviewer))
    first, second, third = (one.target for one in queue.disputes)
    assert [first, second, third] == [(cast.article.pk, claim.pk) for claim in cast.claims()]
    assert queue.around(first) == (None, second)
    assert queue.around(second) == (first, third)
    assert queue.around(third) == (second, None)
    assert queue.around((cast.article.pk, None)) == (None, first)


def test_the_queue_is_narrowed_by_question_and_publisher(cast):
    disagree(cast)
    cast.add_article("The bridge is open. The road is closed.", title="Bridge")
    disagree(cast, claims={0})
    member = cast.member(cast.reviewer)
    assert len(review_queue(member).disputes) == 4
    assert len(review_queue(member, publisher="Harbour Post").disputes) == 3
    assert len(review_queue(member, publisher=NO_PUBLISHER).disputes) == 1
    assert len(review_queue(member, variable="att").disputes) == 4
    assert review_queue(member, variable="slant").disputes == []
