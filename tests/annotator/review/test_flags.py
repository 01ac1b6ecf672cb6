"""What annotators flag reaches the reviewer: on the claim, and in the list of assignments."""

import pytest
from django.urls import reverse

from annotator.annotation.actions import flag_claim, submit_assignment


@pytest.fixture
def flagged(cast):
    assignment = cast.code_all(cast.ana, submit=False)
    claim = cast.claims()[1]
    flag_claim(assignment=assignment, claim_id=claim.pk, note="Whose price?", actor=cast.ana)
    flag_claim(assignment=assignment, claim_id=None, note="", actor=cast.ana)
    submit_assignment(assignment=assignment, actor=cast.ana)
    cast.code_all(cast.ben)
    return claim


def page(cast, name, user=None, **query):
    return cast.client(user or cast.reviewer).get(reverse(name, args=["quay"]), query)


def test_the_claim_shows_who_flagged_it_without_the_name(cast, flagged):
    shown = page(cast, "adjudicate", claim=flagged.pk).content.decode()
    assert shown.count("Flagged this claim") == 1
    assert "Whose price?" in shown
    other = page(cast, "adjudicate", claim=cast.claims()[0].pk).content.decode()
    assert "Flagged this" not in other


def test_the_article_shows_its_own_flag(cast, flagged):
    shown = page(cast, "adjudicate", article=cast.article.pk).content.decode()
    assert "Flagged this article" in shown
    assert "Whose price?" not in shown


def test_the_list_links_to_what_is_flagged(cast, flagged):
    shown = page(cast, "review_assignments", note="on").content.decode()
    assert f"?claim={flagged.pk}" in shown
    assert "Whose price?" in shown
    assert "<td>ana</td>" in shown
    assert "<td>ben</td>" not in shown  # neither a note nor a flag


def test_the_list_asks_no_more_for_more_flags(cast, flagged, django_assert_num_queries):
    client = cast.client(cast.reviewer)
    address = reverse("review_assignments", args=["quay"])
    client.get(address)
    with django_assert_num_queries(8) as few:
        client.get(address)
    cast.add_article("The lock is shut. The mill is shut. The quay is shut.")
    assignment = cast.take(cast.ana)
    for claim in cast.claims(assignment.article):
        flag_claim(assignment=assignment, claim_id=claim.pk, note="", actor=cast.ana)
    with django_assert_num_queries(len(few)):
        client.get(address)


def test_other_annotators_see_no_flags(cast, flagged):
    """Flags are for reviewers alone, also after both have submitted."""
    for name in ("adjudicate", "review_assignments"):
        assert page(cast, name, user=cast.ben).status_code == 403
