"""Giving labels: what is accepted, replaced, dropped and refused."""

import pytest

from annotator.annotation.actions import Answer, AnswerError, give_labels, submit_assignment
from annotator.annotation.models import Label, LabelEvent
from annotator.errors import Conflict


def given(assignment, claim=None):
    rows = Label.objects.filter(assignment=assignment, claim=claim)
    return sorted(rows.values_list("code__identifier", flat=True))


def give(assignment, *answers):
    return give_labels(assignment=assignment, answers=list(answers), actor=assignment.annotator)


def test_an_answer_replaces_the_one_before(cast):
    assignment, claim = cast.take(cast.ana), cast.claims()[0]
    cast.answer(assignment, claim, slant="none")
    cast.answer(assignment, claim, slant="strong")
    assert given(assignment, claim) == ["slant:strong"]


def test_history_keeps_before_and_after(cast):
    assignment, claim = cast.take(cast.ana), cast.claims()[0]
    cast.answer(assignment, claim, slant="none")
    cast.answer(assignment, claim, slant="strong")
    events = LabelEvent.objects.filter(assignment=assignment).values_list("before", "after")
    assert list(events) == [([], ["slant:none"]), (["slant:none"], ["slant:strong"])]


def test_repeating_an_answer_changes_nothing(cast):
    assignment, claim = cast.take(cast.ana), cast.claims()[0]
    for _ in range(3):
        cast.answer(assignment, claim, slant="none")
    assert given(assignment, claim) == ["slant:none"]
    assert LabelEvent.objects.count() == 1


def test_empty_codes_clear(cast):
    assignment, claim = cast.take(cast.ana), cast.claims()[0]
    cast.answer(assignment, claim, slant="none")
    give(assignment, Answer(claim.pk, "slant", ()))
    assert given(assignment, claim) == []


def test_many_choice_keeps_all_codes(cast):
    assignment, claim = cast.take(cast.ana), cast.claims()[0]
    give(assignment, Answer(claim.pk, "topic", ("topic:water", "topic:roads")))
    give(assignment, Answer(claim.pk, "topic", ("topic:roads",)))
    assert given(assignment, claim) == ["topic:roads"]


def test_article_answer(cast):
    assignment = cast.take(cast.ana)
    cast.answer(assignment, None, genre="report")
    assert given(assignment) == ["genre:report"]


def test_an_answer_that_stops_applying_is_dropped_and_reported(cast):
    assignment, claim = cast.take(cast.ana), cast.claims()[0]
    cast.answer(assignment, claim, att="explicit", src="official")
    result = give(assignment, Answer(claim.pk, "att", ("att:none",)))
    assert result.dropped == [(claim.pk, "src")]
    assert given(assignment, claim) == ["att:none"]


def test_an_answer_that_does_not_apply_is_refused(cast):
    assignment, claim = cast.take(cast.ana), cast.claims()[0]
    cast.answer(assignment, claim, att="none")
    with pytest.raises(Conflict, match="does not apply"):
        cast.answer(assignment, claim, src="official")
    assert given(assignment, claim) == ["att:none"]


def test_answers_may_come_in_any_order(cast):
    assignment, claim = cast.take(cast.ana), cast.claims()[0]
    cast.answer(assignment, claim, src="official")
    cast.answer(assignment, claim, att="explicit")
    assert given(assignment, claim) == ["att:explicit", "src:official"]


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        (("nope", ("nope:x",)), "not asked in this project"),
        (("slant", ("slant:huge",)), "not a code of"),
        (("slant", ("slant:none", "slant:some")), "takes one code"),
        (("topic", ("topic:water", "topic:water")), "given twice"),
        (("genre", ("genre:report",)), "about the article"),
    ],
)
def test_bad_answers_are_refused_with_the_reason(cast, answer, message):
    assignment, claim = cast.take(cast.ana), cast.claims()[0]
    with pytest.raises(AnswerError, match=message):
        give(assignment, Answer(claim.pk, *answer))
    assert not Label.objects.exists()


def test_a_list_is_taken_all_or_nothing(cast):
    assignment, claim = cast.take(cast.ana), cast.claims()[0]
    with pytest.raises(AnswerError):
        give(
            assignment,
            Answer(claim.pk, "slant", ("slant:none",)),
            Answer(claim.pk, "slant", ("slant:wrong",)),
        )
    assert not Label.objects.exists()


def test_a_claim_of_another_article_is_refused(cast):
    other = cast.add_article("The mill said it would close. Workers were told on Friday.")
    assignment = cast.take(cast.ana)
    claim = cast.claims(other)[0]
    with pytest.raises(AnswerError, match="not in your assignment"):
        give(assignment, Answer(claim.pk, "slant", ("slant:none",)))


def test_nothing_is_given_after_submitting(cast):
    assignment = cast.code_all(cast.ana)
    with pytest.raises(Conflict, match="submitted"):
        cast.answer(assignment, cast.claims()[0], slant="strong")


def test_submit_lists_what_is_missing(cast):
    assignment, claims = cast.take(cast.ana), cast.claims()
    cast.answer(assignment, claims[0], att="explicit", slant="none")
    with pytest.raises(Conflict) as refused:
        submit_assignment(assignment=assignment, actor=cast.ana)
    fields = {error["field"] for error in refused.value.errors}
    assert f"claim:{claims[0].pk}:src" in fields
    assert f"claim:{claims[1].pk}:slant" in fields
    assert f"claim:{claims[0].pk}:slant" not in fields


def test_saving_one_answer_costs_few_statements(cast, django_assert_max_num_queries):
    """Six with the session, the user and the assignment; here the last three are not counted."""
    assignment, claim = cast.take(cast.ana), cast.claims()[0]
    cast.answer(assignment, claim, slant="none")
    with django_assert_max_num_queries(5):  # two of them open and close a savepoint
        cast.answer(assignment, claim, slant="strong")


def test_the_later_of_two_answers_to_one_question_counts(cast):
    assignment, claim = cast.take(cast.ana), cast.claims()[0]
    both = ("topic:water", "topic:roads")
    give(assignment, Answer(claim.pk, "topic", both))
    give(assignment, Answer(claim.pk, "topic", ("topic:roads",)), Answer(claim.pk, "topic", both))
    assert given(assignment, claim) == sorted(both)


def test_an_answer_without_a_note_leaves_the_note(cast):
    assignment, claim = cast.take(cast.ana), cast.claims()[0]
    give(assignment, Answer(claim.pk, "slant", ("slant:none",), note="Look at the verb."))
    give(assignment, Answer(claim.pk, "slant", ("slant:some",)))
    assert Label.objects.get().note == "Look at the verb."
    give(assignment, Answer(claim.pk, "slant", ("slant:some",), note=""))
    assert Label.objects.get().note == ""
