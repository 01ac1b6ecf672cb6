"""Things an annotator does, for tests that take them back: each prepares what is there before and
returns the answers that make one step.
"""

from annotator.annotation.actions import Answer, split_claim
from tests.annotator.annotation.answering import BOTH_YES, give, one, stored


def words(claim, first: int = 0, length: int = 5) -> tuple[int, int]:
    return claim.start + first, claim.start + first + length


def an_answer(asking, mine, claim):
    return [one(claim, "att", "none")]


def another_answer(asking, mine, claim):
    give(mine, one(claim, "att", "explicit"))
    return [one(claim, "att", "none")]


def four_at_once(asking, mine, claim):
    give(mine, one(claim, "topic", "b", "c"))
    return [
        one(claim, "att", "explicit"),
        one(claim, "src", "official"),
        one(claim, "topic", "a", "b"),
        Answer(claim.pk, "sig", BOTH_YES),
    ]


def a_clear(asking, mine, claim):
    give(mine, one(claim, "topic", "a", "c"))
    return [one(claim, "topic")]


def what_drops_others(asking, mine, claim):
    give(mine, one(claim, "att", "explicit"), one(claim, "src", "official", note="Named twice."))
    return [one(claim, "att", "none")]


def a_confirmation(asking, mine, claim):
    give(mine, one(claim, "att", "none"), one(claim, "topic", "a", note="See above."))
    split_claim(claim=claim, at=claim.start + 12, member=asking.member(asking.manager))
    half = asking.claims()[0]
    assert {marks[3] for marks in stored(mine)[half.pk, "att"]} == {True}
    return [one(half, "att", "none"), one(half, "topic", "a")]


def a_note(asking, mine, claim):
    give(mine, one(claim, "att", "none", note="First thought."))
    return [one(claim, "att", "none", note="Second thought.")]


def a_text(asking, mine, claim):
    give(mine, one(claim, "remark", text="First."))
    return [one(claim, "remark", text="Second,\nin two lines.")]


def a_text_taken_away(asking, mine, claim):
    give(mine, one(None, "about", text="The quay."))
    return [one(None, "about", text="  ")]


def a_set(asking, mine, claim):
    give(mine, Answer(claim.pk, "sig", ("sig:byline=no", "sig:date=na")))
    return [Answer(claim.pk, "sig", ("sig:byline=yes", "sig:date=no"))]


def a_set_in_another_order(asking, mine, claim):
    give(mine, Answer(claim.pk, "sig", ("sig:byline=no", "sig:date=na")))
    return [Answer(claim.pk, "sig", ("sig:date=no", "sig:byline=yes"))]


def a_part_of_a_set(asking, mine, claim):
    give(mine, Answer(claim.pk, "sig", ("sig:byline=no",)))
    return [Answer(claim.pk, "sig", ("sig:date=yes",))]


def marked_words(asking, mine, claim):
    give(mine, one(claim, "part", "cue", span=words(claim)))
    return [
        one(claim, "bias", "loaded", span=words(claim)),
        one(claim, "bias", "vague", span=words(claim, 3, 9)),
        one(claim, "bias_holder", "outlet", span=words(claim)),
        one(claim, "part", "cue", "content", span=words(claim, 2, 2)),
    ]


def marked_words_moved(asking, mine, claim):
    here, there = words(claim), words(claim, 6, 4)
    give(
        mine,
        one(claim, "bias", "loaded", span=here, note="Loaded verb."),
        one(claim, "bias_holder", "outlet", span=here),
        one(claim, "bias", "vague", span=words(claim, 12, 3)),
    )
    return [
        one(claim, "bias_holder", span=here),
        one(claim, "bias", span=here),
        one(claim, "bias", "loaded", span=there),
        one(claim, "bias_holder", "source", span=there),
    ]


def marks_that_change_places(asking, mine, claim):
    here, there = words(claim), words(claim, 6, 4)
    give(mine, one(claim, "bias", "loaded", span=here), one(claim, "bias", "vague", span=there))
    return [one(claim, "bias", "vague", span=here), one(claim, "bias", "loaded", span=there)]


def marks_that_change_places_last_one_first(asking, mine, claim):
    return marks_that_change_places(asking, mine, claim)[::-1]


def a_mark_taken_away_with_what_hangs_on_it(asking, mine, claim):
    here, there = words(claim), words(claim, 6, 4)
    for span in (here, there):
        give(
            mine,
            one(claim, "bias", "loaded", span=span),
            one(claim, "bias_holder", "source", span=span),
        )
    return [one(claim, "bias", span=here)]


def an_article_answer_that_closes_questions(asking, mine, claim):
    give(mine, one(None, "genre", "report"))
    for other in asking.claims():
        give(mine, one(other, "voice", "loud"), one(other, "att", "none"))
    return [one(None, "genre", "opinion")]


DOINGS = [
    an_answer, another_answer, four_at_once, a_clear, what_drops_others, a_confirmation, a_note,
    a_text, a_text_taken_away, a_set, a_set_in_another_order, a_part_of_a_set, marked_words,
    marked_words_moved, marks_that_change_places, marks_that_change_places_last_one_first,
    a_mark_taken_away_with_what_hangs_on_it, an_article_answer_that_closes_questions,
]  # fmt: skip
