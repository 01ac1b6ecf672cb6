"""Decisions: whose answer it is, reasons, what is kept, taken back, finished with the last one."""

import pytest

from annotator.annotation.actions import (
    Answer,
    AnswerError,
    change_role,
    reopen_submitted,
    return_assignment,
    split_claim,
    submit_assignment,
)
from annotator.errors import Conflict
from annotator.review.actions import adjudicate, finish_unanimous, undo_last_decision
from annotator.review.disputes import review_queue
from annotator.review.models import Adjudication, AdjudicationEvent, DecisionStep
from annotator.review.querysets import is_article_decided
from annotator.review.unanimous import unanimous_rest
from tests.annotator.review.kinds import code
from tests.annotator.review.studies import disagree


@pytest.fixture
def three(cast):
    """Three annotators submitted; on every claim two say `none`, one says `explicit`."""
    cast.project.overlap = 3
    cast.project.save(update_fields=["overlap"])
    disagree(cast, users=(cast.ana, cast.ben, cast.cleo))
    return cast


def decide(cast, number: int, *codes: str, user=None, variable: str = "att", **more):
    return adjudicate(
        member=cast.member(user or cast.reviewer),
        claim=cast.claims()[number],
        variable=variable,
        codes=codes,
        **more,
    )


def undo(cast, user=None):
    return undo_last_decision(member=cast.member(user or cast.reviewer))


def is_decided(cast) -> bool:
    return is_article_decided(cast.member(cast.reviewer), cast.article.pk)


def standing() -> dict:
    """Every decision that stands, whole."""
    return {
        (one.claim_id, one.variable.identifier): (
            sorted(code.identifier for code in one.codes.all()),
            one.method,
            one.reason_code,
            one.reason,
            one.note,
            one.distribution,
            one.decided_by_id,
        )
        for one in Adjudication.objects.all()
        if one.codes.exists()
    }


# -- whose answer, and why ---------------------------------------------------------------------


def test_it_is_kept_whose_answer_was_decided_for(three):
    assert decide(three, 0, "att:none").method == "majority"
    assert decide(three, 0, "att:explicit", reason_code="slip").method == "annotator"
    assert decide(three, 0, "slant:none", variable="slant").method == "unanimous"
    strong = decide(three, 0, "slant:strong", variable="slant", reason_code="outside")
    assert strong.method == "own"
    assert decide(three, 0, "topic:water", variable="topic").method == "own"
    assert decide(three, 1, "src:official", variable="src").method == "annotator"


def test_against_a_majority_it_needs_a_kind_of_reason_or_words(three):
    with pytest.raises(AnswerError) as refused:
        decide(three, 0, "att:explicit")
    assert refused.value.errors[0]["field"] == "reason_code"
    with pytest.raises(AnswerError, match="not a reason"):
        decide(three, 0, "att:explicit", reason_code="whim")
    assert not DecisionStep.objects.exists()
    assert decide(three, 0, "att:explicit", reason="Named.").reason_code == "other"
    assert decide(three, 0, "att:explicit", reason_code="gap").reason_code == "gap"
    assert decide(three, 0, "att:none", reason="Clear.").reason_code == ""
    assert decide(three, 0, "att:none", reason_code="ambiguous").reason_code == "ambiguous"


def test_every_kind_of_question_keeps_its_dissent(kinds):
    claim = kinds.claims()[0]
    span, other = (claim.start, claim.start + 3), (claim.start + 4, claim.start + 7)
    given = {
        kinds.ana: ("att:named", "slant:some", ("topic:water",), "yes", "device:vague"),
        kinds.ben: ("att:named", "slant:strong", ("topic:water", "topic:roads"), "yes", None),
        kinds.cleo: ("att:none", "slant:some", ("topic:roads",), "no", "device:loaded"),
    }
    for user, (att, slant, topics, dated, device) in given.items():
        marks = []
        if device:
            holder = Answer(claim.pk, "device_holder", ("device_holder:outlet",), span=span)
            marks = [Answer(claim.pk, "device", (device,), span=one) for one in (span, other)]
            marks.append(holder)
        code(
            kinds,
            user,
            Answer(claim.pk, "att", (att,)),
            Answer(claim.pk, "slant", (slant,)),
            Answer(claim.pk, "topic", topics),
            Answer(claim.pk, "check", (f"check:dated={dated}",)),
            *marks,
        )
    wanted = {
        "att": (["att:none"], "annotator", {"att:named": 2, "att:none": 1}),
        "slant": (["slant:some"], "majority", {"slant:some": 2, "slant:strong": 1}),
        "topic": (
            ["topic:water", "topic:roads"],
            "annotator",
            {"topic:water": 2, "topic:roads": 2},
        ),
        "check": (["check:dated=na"], "own", {"check:dated=yes": 2, "check:dated=no": 1}),
        "device": (["device:vague"], "annotator", {"device:vague": 1, "device:loaded": 1}),
        "device_holder": (["device_holder:outlet"], "unanimous", {"device_holder:outlet": 2}),
    }
    for variable, (codes, method, distribution) in wanted.items():
        decision = adjudicate(
            member=kinds.member(kinds.reviewer),
            claim=claim,
            variable=variable,
            codes=codes,
            reason_code="slip",
        )
        assert (decision.method, decision.distribution) == (method, distribution), variable
    while DecisionStep.objects.filter(undone_at=None).exists():
        undo(kinds)
    assert standing() == {}


# -- undo ----------------------------------------------------------------------------------------


def test_undo_brings_back_exactly_what_was(three):
    decide(three, 0, "att:none", note="first")
    before = standing()
    decide(three, 0, "att:explicit", reason_code="gap", reason="Rule 3.", note="second")
    after = standing()
    assert undo(three).step.kind == "decide"
    assert standing() == before
    decide(three, 0)  # withdrawn
    assert standing() == {}
    assert undo(three).step.kind == "withdraw"
    assert standing() == before != after
    undo(three)
    assert standing() == {}
    with pytest.raises(Conflict, match="nothing of yours"):
        undo(three)


def test_history_is_only_appended_to(three):
    decide(three, 0, "att:none")
    first = AdjudicationEvent.objects.get()
    undo(three)
    first.refresh_from_db()
    last = AdjudicationEvent.objects.last()
    assert (first.before["codes"], first.after["codes"]) == ([], ["att:none"])
    assert (last.before["codes"], last.after["codes"]) == (["att:none"], [])
    assert last.pk > first.pk


def test_each_undoes_their_own_and_never_over_somebody_else_s(three):
    decide(three, 0, "att:none")
    decide(three, 1, "att:none", user=three.manager)
    undo(three)
    assert [claim for claim, _ in standing()] == [three.claims()[1].pk]
    decide(three, 1, "att:explicit", reason_code="slip")
    with pytest.raises(Conflict, match="changed this decision since"):
        undo(three, three.manager)
    assert standing()[three.claims()[1].pk, "att"][0] == ["att:explicit"]
    undo(three)
    undo(three, three.manager)
    assert standing() == {}


# -- the article is decided ------------------------------------------------------------------


def test_the_last_dispute_finishes_what_all_agree_on_and_undo_takes_both_back(three):
    decide(three, 0, "att:none")
    decide(three, 1, "att:none")
    assert len(standing()) == 2
    assert not is_decided(three)
    decide(three, 2, "att:none")
    assert is_decided(three)
    decided = standing()
    assert {variable for _, variable in decided} == {"att", "slant"}  # src does not apply
    assert len(decided) == 6
    assert {one[1] for key, one in decided.items() if key[1] == "slant"} == {"unanimous"}
    assert undo(three).decisions == 4
    assert len(standing()) == 2
    assert not is_decided(three)


def test_what_a_decision_opens_is_decided_too(cast):
    """All said that it is unattributed, so nobody was asked after a source."""
    for user in (cast.ana, cast.ben):
        cast.code_all(user)
    member, claim = cast.member(cast.reviewer), cast.claims()[0]
    adjudicate(
        member=member, claim=claim, variable="att", codes=["att:explicit"], reason_code="slip"
    )
    queue = review_queue(member)
    (dispute,) = queue.open
    assert (dispute.target, dispute.behind) == ((cast.article.pk, claim.pk), ("src",))
    assert queue.open_variables(dispute) == ["src"]
    assert len(review_queue(member, variable="src").open) == 1
    finish_unanimous(member=member)
    assert not is_article_decided(member, cast.article.pk)
    assert unanimous_rest(member).articles == frozenset()
    adjudicate(member=member, claim=claim, variable="src", codes=["src:official"])
    assert review_queue(member).open == []
    assert is_article_decided(member, cast.article.pk)
    undo_last_decision(member=member)
    assert not is_article_decided(member, cast.article.pk)
    adjudicate(member=member, claim=claim, variable="att", codes=["att:none"])
    assert review_queue(member).open == []
    assert is_article_decided(member, cast.article.pk)


def test_an_answer_alone_behind_a_difference_is_decided_once_it_applies(three):
    for number in range(3):
        decide(three, number, "att:explicit", reason_code="slip")
    assert not is_decided(three)  # what one annotator alone said of the source is still open
    for number in range(3):
        assert not is_decided(three)
        decide(three, number, "src:official", variable="src")
    assert is_decided(three)


def test_deciding_where_all_agree_finishes_nothing_else(cast):
    cast.code_all(cast.ana)
    cast.code_all(cast.ben)
    decide(cast, 0, "slant:none", variable="slant")
    assert len(standing()) == 1
    assert not is_decided(cast)


def test_an_article_that_is_not_coded_is_not_decided(cast):
    cast.project.overlap = 3
    cast.project.save(update_fields=["overlap"])
    disagree(cast)
    for number in range(3):
        decide(cast, number, "att:none")
    assert not is_decided(cast)
    assert len(standing()) == 3


def test_withdrawing_opens_an_article_and_deciding_closes_it(three):
    for number in range(3):
        decide(three, number, "att:none")
    decide(three, 1)
    assert not is_decided(three)
    decide(three, 1, "att:none")
    assert is_decided(three)


def test_work_that_is_sent_back_and_comes_in_again_as_it_was_leaves_it_decided(three):
    for number in range(3):
        decide(three, number, "att:none")
    work = three.project.assignments.get(annotator=three.ben)
    return_assignment(assignment=work, member=three.member(three.reviewer), reason="Look again.")
    assert not is_decided(three)
    work.refresh_from_db()
    submit_assignment(assignment=work, actor=three.ben)
    assert is_decided(three)


def test_what_all_agreed_on_is_open_again_when_they_no_longer_do(three):
    for number in range(3):
        decide(three, number, "att:none")
    work = three.project.assignments.get(annotator=three.ben)
    return_assignment(assignment=work, member=three.member(three.reviewer), reason="Look again.")
    work.refresh_from_db()
    three.answer(work, three.claims()[0], slant="strong")
    submit_assignment(assignment=work, actor=three.ben)
    assert not is_decided(three)
    client = three.client(three.reviewer)
    html = client.get(f"/projects/quay/review/adjudicate/?claim={three.claims()[0].pk}")
    assert "All agreed when this was decided." in html.content.decode()
    decide(three, 0, "slant:none", variable="slant")
    assert is_decided(three)


def test_taking_work_back_is_refused_once_something_is_decided(three):
    decide(three, 0, "att:none")
    work = three.project.assignments.get(annotator=three.ben)
    with pytest.raises(Conflict, match="decided on this article"):
        reopen_submitted(assignment=work, actor=three.ben)


@pytest.mark.parametrize("how", ["split", "role"])
def test_cutting_claims_anew_opens_an_article_and_keeps_the_old_decision_as_a_hint(three, how):
    for number in range(3):
        decide(three, number, "att:none", reason="No office is named.")
    claim, manager = three.claims()[0], three.member(three.manager)
    if how == "split":
        split_claim(claim=claim, at=claim.start + 19, member=manager)
    else:
        change_role(claim=claim, role="caption", member=manager)
    assert not is_decided(three)
    assert Adjudication.objects.filter(claim=claim, codes__isnull=False).exists()
    successor = three.claims()[0]
    assert successor.pk != claim.pk
    page = three.client(three.reviewer).get(
        f"/projects/quay/review/adjudicate/?claim={successor.pk}"
    )
    html = page.content.decode()
    assert "Before this claim was cut anew, this was decided:" in html
    assert "No office is named." in html
    assert "Decided:" not in html
