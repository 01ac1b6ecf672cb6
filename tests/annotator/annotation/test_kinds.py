"""Sets of yes/no questions, words, marked words and what is said about them."""

import pytest
from django.db import IntegrityError, transaction

from annotator.annotation.actions import Answer, AnswerError
from annotator.annotation.completeness import missing_answers
from annotator.annotation.models import Assignment, Label
from annotator.annotation.progress import Status
from annotator.annotation.worksheet import load_worksheet
from tests.annotator.annotation.answering import BOTH_YES, give, one, said, stored


@pytest.fixture
def mine(asking):
    return asking.take(asking.ana)


@pytest.fixture
def claim(asking):
    return asking.claims()[0]


def refused(mine, match, *answers):
    before = stored(mine)
    with pytest.raises(AnswerError, match=match) as found:
        give(mine, *answers)
    assert stored(mine) == before
    return [error["field"] for error in found.value.errors]


def sheet_of(mine):
    return load_worksheet(Assignment.objects.select_related("project").get(pk=mine.pk))


class TestSets:
    def test_one_answer_for_each_item(self, mine, claim):
        give(mine, Answer(claim.pk, "sig", ("sig:byline=yes", "sig:date=na")))
        rows = Label.objects.filter(assignment=mine).values_list("item", "single")
        assert sorted(rows) == [("sig:byline", True), ("sig:date", True)]
        give(mine, Answer(claim.pk, "sig", ("sig:byline=no", "sig:date=na")))
        assert said(mine, claim) == ["sig:byline=no", "sig:date=na"]

    def test_two_answers_for_one_item(self, mine, claim):
        two = Answer(claim.pk, "sig", ("sig:byline=yes", "sig:byline=no"))
        assert refused(mine, "one answer for each item", two) == ["0.codes"]

    def test_the_database_refuses_them_too(self, mine, claim):
        give(mine, Answer(claim.pk, "sig", ("sig:byline=yes",)))
        row = Label.objects.get(assignment=mine)
        other = row.variable.codes.get(identifier="sig:byline=no")
        row.pk, row.code = None, other
        with pytest.raises(IntegrityError), transaction.atomic():
            row.save()

    @pytest.mark.parametrize("code", ["sig:byline", "sig:other=yes", "sig:byline=maybe", "sig:"])
    def test_unknown_answers(self, mine, claim, code):
        refused(mine, "not a code of", Answer(claim.pk, "sig", (code,)))

    def test_a_required_set_is_open_until_every_item_is_answered(self, asking, mine, claim):
        def waits():
            return {one.variable for one in missing_answers(mine) if one.claim_id == claim.pk}

        give(mine, one(claim, "att", "none"), Answer(claim.pk, "sig", ("sig:byline=yes",)))
        assert waits() == {"sig"}
        assert sheet_of(mine).entry(str(claim.pk)).status == Status.PART
        give(mine, Answer(claim.pk, "sig", BOTH_YES))
        assert waits() == set()
        assert sheet_of(mine).entry(str(claim.pk)).status == Status.DONE

    def test_what_is_left_out_is_cleared(self, mine, claim):
        give(mine, Answer(claim.pk, "sig", BOTH_YES))
        give(mine, Answer(claim.pk, "sig", ("sig:date=yes",)))
        assert said(mine, claim) == ["sig:date=yes"]


class TestWords:
    def test_they_are_the_note_of_the_one_code(self, mine, claim):
        given = give(mine, one(claim, "remark", text=" Two voices,\r\none named. "))
        words = "Two voices,\none named."
        assert stored(mine) == {(claim.pk, "remark"): {("remark:text", None, words, False)}}
        standing = given.claims[claim.pk]
        assert (standing.answers, standing.texts) == (
            {"remark": ["remark:text"]},
            {"remark": words},
        )

    def test_they_replace_what_was_said(self, mine, claim):
        give(mine, one(claim, "remark", text="First."))
        row = Label.objects.get(assignment=mine)
        give(mine, one(claim, "remark", text="Second."))
        again = Label.objects.get(assignment=mine)
        assert (again.pk, again.note, again.created_at) == (row.pk, "Second.", row.created_at)

    @pytest.mark.parametrize("blank", ["", "   ", "\n\r\n\t", "\x00"])
    def test_blank_ones_clear(self, mine, claim, blank):
        give(mine, one(claim, "remark", text="First."))
        given = give(mine, one(claim, "remark", text=blank))
        assert stored(mine) == {}
        assert given.claims[claim.pk].texts == {}

    def test_no_codes_clear(self, mine, claim):
        give(mine, one(claim, "remark", text="First."))
        give(mine, one(claim, "remark"))
        assert stored(mine) == {}

    @pytest.mark.parametrize("words", ["x" * 5000, "  " + "x" * 5000, "\r\n".join(["x"] * 2500)])
    def test_as_many_as_are_kept(self, mine, claim, words):
        give(mine, one(claim, "remark", text=words))
        assert len(Label.objects.get(assignment=mine).note) <= 5000

    def test_too_many(self, mine, claim):
        assert refused(mine, "At most 5000", one(claim, "remark", text="x" * 5001)) == ["0.text"]
        long = one(claim, "att", "none", note="x" * 5001)
        assert refused(mine, "At most 5000", long) == ["0.note"]

    def test_what_a_database_cannot_hold_is_left_out(self, mine, claim):
        give(mine, one(claim, "remark", text="a\x00b"))
        assert Label.objects.get(assignment=mine).note == "ab"

    def test_a_code_without_words(self, mine, claim):
        alone = one(claim, "remark", "text")
        assert refused(mine, "answered in words", alone) == ["0.text"]
        give(mine, one(claim, "remark", text="First."))
        refused(mine, "answered in words", alone)

    def test_words_for_a_question_with_codes(self, mine, claim):
        field = refused(mine, "by codes, not in words", one(claim, "att", "none", text="None."))
        assert field == ["0.text"]

    def test_about_the_article(self, mine):
        given = give(mine, one(None, "about", text="The quay."))
        assert given.claims[None].texts == {"about": "The quay."}


class TestMarkedWords:
    def at(self, claim, first, last):
        return claim.start + first, claim.start + last

    def test_they_may_overlap_and_each_has_its_own_codes(self, mine, claim):
        wide, narrow = self.at(claim, 0, 20), self.at(claim, 4, 11)
        give(
            mine,
            one(claim, "bias", "loaded", span=wide),
            one(claim, "bias", "vague", span=narrow),
            one(claim, "part", "cue", "content", span=narrow),
        )
        assert sheet_of(mine).standing(claim.pk).spans == [
            {"variable": "bias", "start": wide[0], "end": wide[1], "codes": ["bias:loaded"]},
            {"variable": "bias", "start": narrow[0], "end": narrow[1], "codes": ["bias:vague"]},
            {
                "variable": "part",
                "start": narrow[0],
                "end": narrow[1],
                "codes": ["part:cue", "part:content"],
            },
        ]
        assert sheet_of(mine).standing(claim.pk).answers == {}

    def test_the_whole_claim_may_be_marked(self, mine, claim):
        give(mine, one(claim, "bias", "loaded", span=(claim.start, claim.end)))
        assert said(mine, claim) == ["bias:loaded"]

    @pytest.mark.parametrize("change", [(-1, 0), (0, 1), (9, 9), (5, 3)])
    def test_words_outside_the_claim_and_no_words_at_all(self, asking, mine, change):
        claim = asking.claims()[1]
        first, last = change
        span = (claim.start + first, claim.end + last if last < 2 else claim.start + last)
        wrong = one(claim, "bias", "loaded", span=span)
        assert refused(mine, "inside its claim", wrong) == ["0.span"]

    def test_without_words(self, mine, claim):
        assert refused(mine, "marks words", one(claim, "bias", "loaded")) == ["0.span"]

    def test_one_code_for_the_same_words(self, mine, claim):
        both = one(claim, "bias", "loaded", "vague", span=self.at(claim, 0, 4))
        assert refused(mine, "takes one code", both) == ["0.codes"]

    def test_questions_that_are_not_about_words(self, mine, claim):
        span = self.at(claim, 0, 4)
        for wrong in (
            one(claim, "att", "none", span=span),
            one(None, "genre", "report", span=span),
            one(claim, "remark", text="Words.", span=span),
            one(None, "about", text="Words.", span=span),
        ):
            assert refused(mine, "leave span out", wrong) == ["0.span"]

    def test_not_about_the_article(self, mine):
        wrong = one(None, "bias", "loaded", span=(0, 4))
        assert refused(mine, "asked about a claim", wrong) == ["0.claim"]

    def test_the_same_words_again_replace(self, mine, claim):
        span = self.at(claim, 0, 4)
        give(mine, one(claim, "bias", "loaded", span=span))
        give(mine, one(claim, "bias", "vague", span=span))
        assert stored(mine)[claim.pk, "bias"] == {("bias:vague", span, "", False)}

    def test_no_codes_take_only_these_words_away(self, mine, claim):
        here, there = self.at(claim, 0, 4), self.at(claim, 4, 8)
        for span in (here, there):
            give(mine, one(claim, "bias", "loaded", span=span))
        give(mine, one(claim, "bias", span=here))
        assert stored(mine)[claim.pk, "bias"] == {("bias:loaded", there, "", False)}

    def test_many_marks_at_once_are_written(self, mine, asking):
        claim = max(asking.claims(), key=lambda one: one.end - one.start)
        spans = [(at, at + 1) for at in range(claim.start, claim.end)]
        assert len(spans) > 40
        give(mine, *(one(claim, "bias", "loaded", span=span) for span in spans))
        give(mine, *(one(claim, "bias", "vague", span=span) for span in spans))
        marks = stored(mine)[claim.pk, "bias"]
        assert marks == {("bias:vague", span, "", False) for span in spans}


class TestAttributes:
    @pytest.fixture
    def span(self, claim):
        return claim.start, claim.start + 5

    def test_they_need_marked_words(self, mine, claim, span):
        holder = one(claim, "bias_holder", "outlet", span=span)
        assert refused(mine, "with “bias” first", holder) == ["0.span"]
        give(mine, one(claim, "part", "cue", span=span))
        refused(mine, "with “bias” first", holder)
        give(mine, one(claim, "bias", "loaded", span=(span[0], span[1] + 1)))
        refused(mine, "with “bias” first", holder)
        give(mine, one(claim, "bias", "loaded", span=span))
        give(mine, holder)
        assert said(mine, claim).count("bias_holder:outlet") == 1

    @pytest.mark.parametrize("turn", [1, -1])
    def test_with_the_words_in_any_order(self, mine, claim, span, turn):
        answers = [
            one(claim, "bias", "loaded", span=span),
            one(claim, "bias_holder", "outlet", span=span),
        ]
        give(mine, *answers[::turn])
        assert said(mine, claim) == ["bias:loaded", "bias_holder:outlet"]

    def test_they_go_with_the_words(self, mine, claim, span):
        other = (span[0] + 6, span[1] + 6)
        for words in (span, other):
            give(
                mine,
                one(claim, "bias", "loaded", span=words),
                one(claim, "bias_holder", "source", span=words),
            )
        given = give(mine, one(claim, "bias", span=span))
        assert stored(mine)[claim.pk, "bias_holder"] == {("bias_holder:source", other, "", False)}
        assert {mark["start"] for mark in given.claims[claim.pk].spans} == {other[0]}

    def test_not_with_the_words_taken_away_at_once(self, mine, claim, span):
        give(mine, one(claim, "bias", "loaded", span=span))
        wrong = one(claim, "bias", span=span), one(claim, "bias_holder", "source", span=span)
        assert refused(mine, "with “bias” first", *wrong) == ["1.span"]

    def test_another_code_of_the_words_keeps_them(self, mine, claim, span):
        give(
            mine,
            one(claim, "bias", "loaded", span=span),
            one(claim, "bias_holder", "source", span=span),
        )
        give(mine, one(claim, "bias", "vague", span=span))
        assert said(mine, claim) == ["bias:vague", "bias_holder:source"]

    def test_one_is_taken_away_alone(self, mine, claim, span):
        give(
            mine,
            one(claim, "bias", "loaded", span=span),
            one(claim, "bias_holder", "source", span=span),
        )
        give(mine, one(claim, "bias_holder", span=span))
        assert said(mine, claim) == ["bias:loaded"]
