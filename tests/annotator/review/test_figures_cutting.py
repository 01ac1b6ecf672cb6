"""The first cut into claims beside the one that stands: a plain count of boundaries."""

import pytest
from django.urls import reverse

from annotator.annotation.actions import change_role, merge_claims, split_claim, undo_claim_edit
from annotator.review.figures.building import build_document
from annotator.review.figures.filters import Filters
from articles.models import Claim


def cutting(cast):
    return build_document(cast.member(cast.reviewer), Filters())["cutting"]


def plain_f1(first, standing) -> float:
    """Twice what both have, of what both have together; each boundary of each article counts."""
    return 2 * len(first & standing) / (len(first) + len(standing))


def boundaries(claims) -> set[tuple[int, str, int]]:
    return {
        (claim.article_id, side, at)
        for claim in claims
        for side, at in (("start", claim.start), ("end", claim.end))
    }


@pytest.fixture
def recut(cast):
    """Two claims of one article merged, one of another split; a third article is left alone."""
    manager = cast.member(cast.manager)
    first, second, _ = cast.claims()
    other = cast.add_article("The mill said it would close. Nobody knows when that will be.")
    cast.add_article("A third story said so.")
    whole = {claim.pk for claim in Claim.objects.current()}
    merge_claims(first=first, second=second, member=manager)
    (long, *_) = cast.claims(other)
    split_claim(claim=long, at=long.start + 9, member=manager)
    articles = (cast.article.pk, other.pk)
    before = Claim.objects.filter(pk__in=whole, article__in=articles)
    return before, Claim.objects.current().filter(article__in=articles)


def test_boundaries_are_counted_as_by_hand(cast, recut):
    before, after = recut
    found = cutting(cast)
    assert found["changed"] == 2
    expected = plain_f1(boundaries(before), boundaries(after))
    assert 0 < expected < 1
    assert found["boundaries"]["value"] == pytest.approx(expected)
    kept = {(one.article_id, one.start, one.end, one.role) for one in before}
    stand = {(one.article_id, one.start, one.end, one.role) for one in after}
    assert found["stretches"]["value"] == pytest.approx(plain_f1(kept, stand))
    low, high = found["boundaries"]["interval"]
    assert 0 <= low < expected < high <= 1


def test_a_changed_role_moves_no_boundary(cast):
    change_role(claim=cast.claims()[0], role="caption", member=cast.member(cast.manager))
    found = cutting(cast)
    assert found["changed"] == 1
    assert found["boundaries"]["value"] == 1.0
    assert found["stretches"]["value"] < 1.0
    assert found["roles"]["value"] is not None


def test_where_nobody_changed_anything_there_is_nothing_to_compare(cast):
    cast.add_article("A second story said so.")
    found = cutting(cast)
    assert found["changed"] == 0
    assert found["boundaries"]["value"] is None
    assert found["boundaries"]["reason"]


def test_what_was_undone_is_not_counted(cast):
    member = cast.member(cast.manager)
    edit = change_role(claim=cast.claims()[0], role="caption", member=member)
    undo_claim_edit(edit=edit, member=member)
    assert cutting(cast)["changed"] == 0


def test_the_dashboard_tells_it(cast, recut):
    page = cast.client(cast.reviewer).get(reverse("review", args=["quay"])).content.decode()
    value = cutting(cast)["boundaries"]["value"]
    assert f'value="{value!r}" data-cutting' in page
