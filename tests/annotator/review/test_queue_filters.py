"""The queue narrowed by question, pair of codes and publisher, with what each leaves to decide."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from annotator.annotation.actions import submit_assignment
from annotator.review.actions import adjudicate
from annotator.review.disputes import review_queue
from tests.annotator.review.studies import add_articles, disagree

DESK = "/projects/quay/review/adjudicate/"


@pytest.fixture
def study(cast):
    """`att` differs on three claims, `slant` on one of them between none and strong, on another
    article between some and strong."""
    add_articles(cast, 1, claims=2)
    for user, slant in ((cast.ana, "none"), (cast.ben, "strong")):
        work = cast.take(user)
        for place, claim in enumerate(cast.claims(work.article)):
            att = {"att": "none"} if user == cast.ben else {"att": "explicit", "src": "official"}
            cast.answer(work, claim, **att, slant=slant if place == 0 else "none")
        submit(work, user)
    for user, slant in ((cast.ana, "some"), (cast.ben, "strong")):
        work = cast.take(user)
        for claim in cast.claims(work.article):
            cast.answer(work, claim, att="none", slant=slant)
        submit(work, user)
    return cast


def submit(work, user) -> None:
    submit_assignment(assignment=work, actor=user)


def queue(cast, **filters):
    return review_queue(cast.member(cast.reviewer), **filters)


def test_a_pair_of_codes_leaves_where_one_gave_the_one_and_one_the_other(study):
    assert len(queue(study).disputes) == 5
    assert len(queue(study, variable="slant").disputes) == 3
    pairs = {
        ("slant:none", "slant:strong"): 1,
        ("slant:some", "slant:strong"): 2,
        ("slant:none", "slant:some"): 0,
    }
    for pair, count in pairs.items():
        for turned in (pair, pair[::-1]):
            assert len(queue(study, variable="slant", pair=turned).disputes) == count
    found = queue(study, variable="slant")
    assert found.all.pairs("slant", found.is_open) == {
        pair: count for pair, count in pairs.items() if count
    }


def test_what_is_decided_of_one_question_leaves_its_queue(study):
    first = study.claims()[0]
    member = study.member(study.reviewer)
    adjudicate(member=member, claim=first, variable="slant", codes=["slant:none"])
    assert len(queue(study, variable="slant").open) == 2
    assert len(queue(study).open) == 5  # its attribution is still open
    assert queue(study).open_by_variable() == {"att": 3, "slant": 2}


def test_the_address_holds_the_filters_and_the_choices_tell_how_many(study):
    client = study.client(study.reviewer)
    html = client.get(f"{DESK}?pair=slant:some,slant:strong").content.decode()
    assert "0 of 2 disputed claims decided" in html
    assert '<option value="slant" selected>' in html  # the question follows from the pair
    assert "Bias of wording (3)" in html
    assert "Attribution (3)" in html
    assert "Valley Wire (2)" in html
    assert ' value="slant:some,slant:strong" selected>Some / Strong (2)' in html
    assert "pair=slant%3Asome%2Cslant%3Astrong" in html
    html = client.get(f"{DESK}?pair=slant:some,slant:strong&variable=att").content.decode()
    assert "0 of 3 disputed claims decided" in html  # another question was chosen since
    html = client.get(f"{DESK}?publisher=Harbour Post&variable=slant").content.decode()
    assert "0 of 1 disputed claim decided" in html


@pytest.mark.parametrize(
    "pair", ["slant:some", "slant:some,att:none", "x,y", "slant:some,slant:some"]
)
def test_a_pair_that_is_none_is_told_and_left_out(study, pair):
    html = study.client(study.reviewer).get(f"{DESK}?pair={pair}").content.decode()
    assert "Give two codes of one question." in html
    assert "0 of 5 disputed claims decided" in html


def test_the_cost_does_not_grow_with_claims_or_articles(cast):
    def queries() -> int:
        client = cast.client(cast.reviewer)
        for _ in range(2):  # the first look remembers
            with CaptureQueriesContext(connection) as made:
                client.get(f"{DESK}?variable=att")
        return len(made)

    disagree(cast)
    few = queries()
    add_articles(cast, 6, claims=5)
    for _ in range(6):
        disagree(cast)
    assert queries() == few
