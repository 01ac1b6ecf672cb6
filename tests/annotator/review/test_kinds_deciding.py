"""Deciding on sets of yes/no questions, on marked words, and not on answers in words."""

import re
from collections import Counter

import pytest

from annotator.annotation.actions import Answer, AnswerError
from annotator.review.actions import adjudicate
from annotator.review.disputes import project_disputes
from annotator.review.models import Adjudication
from tests.annotator.review import seen
from tests.annotator.review.kinds import address, code


def ruling(kinds, variable: str, *, claim=None, article=None) -> str:
    page = kinds.client(kinds.reviewer).get(address(claim, article))
    assert page.status_code == 200
    html = page.content.decode()
    return seen.ruling(html, variable)


def decide(kinds, variable: str, *, claim=None, article=None, **fields):
    client = kinds.client(kinds.reviewer)
    return seen.post_seen(client, address(claim, article), {"variable": variable, **fields})


def decided(variable: str) -> set[str]:
    decision = Adjudication.objects.get(variable__identifier=variable)
    return set(decision.codes.values_list("identifier", flat=True))


@pytest.fixture
def split(kinds):
    """On the first claim, `dated` is agreed on and `placed` is not; two of three agree on it."""
    claim = kinds.claims()[0]
    for user, placed in ((kinds.ana, "yes"), (kinds.ben, "yes"), (kinds.cleo, "no")):
        codes = ("check:dated=no", f"check:placed={placed}")
        code(kinds, user, Answer(claim.pk, "check", codes), Answer(claim.pk, "why", (), text="So."))
    return kinds


def item(html: str, name: str) -> str:
    return re.search(rf'<fieldset data-item="check:{name}".*?</fieldset>', html, re.DOTALL)[0]


def given(html: str) -> Counter:
    return Counter(re.findall(r'<span class="given">(\w+)</span>', html))


def test_a_set_is_shown_item_by_item(split):
    html = ruling(split, "check", claim=split.claims()[0])
    assert "answers differ, on 1 of 2" in html
    assert "answers differ" in item(html, "placed")
    assert "answers differ" not in item(html, "dated")
    assert given(item(html, "dated")) == {"no": 3}
    assert given(item(html, "placed")) == {"yes": 2, "no": 1}
    assert 'name="codes-check:placed" value="check:placed=na"' in html
    assert 'value="check:dated=no" checked' in html  # the majority is ready to be saved


def test_the_majority_of_a_set_is_that_of_each_item(split):
    claim = split.claims()[0]
    assert decide(split, "check", claim=claim, take="majority").status_code == 302
    assert decided("check") == {"check:dated=no", "check:placed=yes"}
    decision = Adjudication.objects.get()
    assert decision.distribution == {
        "check:dated=no": 3,
        "check:placed=yes": 2,
        "check:placed=no": 1,
    }
    html = ruling(split, "check", claim=claim)
    assert "decided" in html
    assert "Placed: yes" in html


def test_a_set_is_decided_by_a_choice_for_each_item(split):
    claim = split.claims()[0]
    fields = {"codes-check:dated": "check:dated=no", "codes-check:placed": "check:placed=na"}
    answer = decide(split, "check", claim=claim, **fields)
    assert answer.status_code == 400
    html = answer.content.decode()
    assert "differs from the majority" in html
    assert 'value="check:placed=na" checked' in html
    answer = decide(split, "check", claim=claim, **fields, reason="No place is needed here.")
    assert answer.status_code == 302
    assert decided("check") == {"check:dated=no", "check:placed=na"}
    assert decide(split, "check", claim=claim, withdraw="1").status_code == 302
    assert decided("check") == set()


def test_an_item_that_was_answered_is_decided(split):
    claim = split.claims()[0]
    answer = decide(split, "check", claim=claim, **{"codes-check:dated": "check:dated=no"})
    assert answer.status_code == 400
    assert "Decide these too: Placed." in answer.content.decode()
    assert not Adjudication.objects.exists()


def test_tied_items_have_no_majority(kinds):
    claim = kinds.claims()[0]
    for user, placed in ((kinds.ana, "yes"), (kinds.ben, "no")):
        codes = ("check:dated=no", f"check:placed={placed}")
        code(kinds, user, Answer(claim.pk, "check", codes))
    html = ruling(kinds, "check", claim=claim)
    assert "Some answers are tied" in html
    assert 'value="majority"' not in html
    assert 'value="check:dated=no" checked' in html
    assert "checked" not in item(html, "placed")
    assert decide(kinds, "check", claim=claim, take="majority").status_code == 400
    assert decide(kinds, "check", claim=claim, take="A").status_code == 302


def test_an_answer_that_leaves_items_open_is_not_taken_whole(kinds):
    claim = kinds.claims()[0]
    code(kinds, kinds.ana, Answer(claim.pk, "check", ("check:dated=no", "check:placed=yes")))
    code(kinds, kinds.ben, Answer(claim.pk, "check", ("check:dated=yes",)))
    answers = [decide(kinds, "check", claim=claim, take=letter) for letter in "AB"]
    assert sorted(answer.status_code for answer in answers) == [302, 400]
    refused = next(answer for answer in answers if answer.status_code == 400)
    assert "Decide these too: Placed." in refused.content.decode()


def test_words_are_shown_and_not_decided(split):
    claim = split.claims()[0]
    html = ruling(split, "why", claim=claim)
    assert "3 answers in words" in html
    assert html.count("So.") == 3
    assert "Save decision" not in html
    assert "agree" not in html
    assert decide(split, "why", claim=claim, codes="why:text").status_code == 400
    assert decide(split, "why", claim=claim, withdraw="1").status_code == 400
    with pytest.raises(AnswerError, match="in words"):
        adjudicate(
            member=split.member(split.reviewer), variable="why", codes=["why:text"], claim=claim
        )
    assert not Adjudication.objects.exists()


def test_several_codes_of_marked_words_are_decided_together(kinds):
    claim = kinds.claims()[0]
    span = (claim.start, claim.start + 7)
    code(kinds, kinds.ana, Answer(claim.pk, "part", ("part:source",), span=span))
    code(kinds, kinds.ben, Answer(claim.pk, "part", ("part:cue",), span=span))
    html = ruling(kinds, "part", claim=claim)
    assert f'<q dir="auto">{claim.text[:7]}</q>' in html
    assert 'type="checkbox" name="codes" value="part:cue"' in html
    answer = decide(kinds, "part", claim=claim, codes=["part:source", "part:cue"])
    assert answer.status_code == 302
    assert decided("part") == {"part:source", "part:cue"}


def test_a_set_takes_one_answer_for_each_item(split):
    codes = ["check:dated=no", "check:dated=yes"]
    with pytest.raises(AnswerError, match="one answer for each item"):
        adjudicate(
            member=split.member(split.reviewer),
            variable="check",
            codes=codes,
            claim=split.claims()[0],
        )


def test_a_set_about_the_article_is_decided_for_it(kinds):
    for user, named in ((kinds.ana, "yes"), (kinds.ben, "no")):
        code(kinds, user, Answer(None, "sig", (f"sig:byline={named}",)))
    (dispute,) = project_disputes(kinds.member(kinds.reviewer))
    assert dispute.target == (kinds.article.pk, None)
    article = kinds.article
    assert "answers differ, on 1 of 1" in ruling(kinds, "sig", article=article)
    fields = {"codes-sig:byline": "sig:byline=yes"}
    assert decide(kinds, "sig", article=article, **fields).status_code == 302
    assert decided("sig") == {"sig:byline=yes"}
