"""Going on where one was."""

import pytest

from annotator.annotation.actions import (
    change_role,
    merge_claims,
    remember_place,
    undo_claim_edit,
)
from annotator.annotation.models import Assignment
from annotator.annotation.worksheet import ARTICLE, load_worksheet
from tests.annotator.annotation.test_views_annotate import page, text_of


@pytest.fixture
def mine(cast):
    return cast.take(cast.ana)


def entry(mine, key=""):
    found = load_worksheet(Assignment.objects.select_related("project").get(pk=mine.pk)).entry(key)
    return found.claim or ARTICLE


def test_first_what_is_to_be_done(cast, mine):
    first, second, _third = cast.claims()
    assert entry(mine) == first
    cast.answer(mine, first, att="none", slant="none")
    assert entry(mine) == second


def test_then_where_one_was(cast, mine):
    third = cast.claims()[2]
    remember_place(assignment=mine, claim_id=third.pk)
    assert entry(mine) == third
    remember_place(assignment=mine, claim_id=None)
    assert entry(mine) == cast.claims()[0]


def test_the_address_comes_first(cast, mine):
    first, _second, third = cast.claims()
    remember_place(assignment=mine, claim_id=third.pk)
    assert entry(mine, str(first.pk)) == first
    assert entry(mine, ARTICLE) == ARTICLE
    assert entry(mine, "nonsense") == third


def test_claims_of_other_articles_and_none_at_all_are_ignored(cast, mine):
    other, second = cast.add_article("The lock is shut."), cast.claims()[1]
    remember_place(assignment=mine, claim_id=second.pk)
    for claim_id in (cast.claims(other)[0].pk, 10**12):
        remember_place(assignment=mine, claim_id=claim_id)
    assert entry(mine) == second


def test_each_annotator_has_their_own(cast, mine):
    theirs, claims = cast.take(cast.ben), cast.claims()
    remember_place(assignment=theirs, claim_id=claims[2].pk)
    assert (entry(mine), entry(theirs)) == (claims[0], claims[2])


def test_a_merged_claim_leads_to_what_came_of_it(cast, mine):
    _first, second, third = cast.claims()
    remember_place(assignment=mine, claim_id=third.pk)
    member = cast.member(cast.manager)
    edit = merge_claims(first=second, second=third, member=member)
    assert entry(mine) == cast.claims()[1]
    undo_claim_edit(edit=edit, member=member)
    assert entry(mine) in (second, third)


def test_what_is_no_claim_any_more_falls_back_to_what_is_to_be_done(cast, mine):
    third = cast.claims()[2]
    remember_place(assignment=mine, claim_id=third.pk)
    change_role(claim=third, role="furniture", member=cast.member(cast.manager))
    assert entry(mine) == cast.claims()[0]


def test_a_retired_claim_in_the_address_too(cast, mine):
    claim = cast.claims()[1]
    change_role(claim=claim, role="furniture", member=cast.member(cast.manager))
    assert entry(mine, str(claim.pk)) == cast.claims()[0]


def test_it_does_not_count_as_work(cast, mine):
    """The list of articles is sorted by when they were worked on."""
    before = Assignment.objects.get(pk=mine.pk).updated_at
    remember_place(assignment=mine, claim_id=cast.claims()[1].pk)
    assert Assignment.objects.get(pk=mine.pk).updated_at == before


def test_the_page_opens_there(cast, mine):
    client, third = cast.client(cast.ana), cast.claims()[2]
    response = client.post(
        page(mine, "annotate_place"), {"claim": third.pk}, content_type="application/json"
    )
    assert (response.status_code, response.json()) == (200, {})
    assert "Claim 3 of 3" in text_of(client.get(page(mine)))


def test_also_in_a_submitted_article(cast):
    submitted, third = cast.code_all(cast.ana), cast.claims()[2]
    cast.client(cast.ana).post(
        page(submitted, "annotate_place"), {"claim": third.pk}, content_type="application/json"
    )
    assert entry(submitted) == third
