"""How sure the import was of a role: stored, shown, and gone where people decided."""

import pytest
from django.urls import reverse

from articles.actions import change_role, merge_claims, split_claim, undo_edit
from articles.models import DOUBTED_BELOW, Claim
from articles.segmentation.confidence import CONFIDENCE, confidence_of

STORY = (
    "Ferry talks stall\n\nThe talks stalled on Monday, the port said. It was the third day.\n\n"
    "What comes next?\n\nThe port wants a deal by May."
)
NOT_SURE = "(the import was not sure of this role)"


@pytest.fixture
def article(cast):
    return cast.add_article(STORY, language="en")


def doubtful(article):
    (claim,) = (one for one in article.claims.all() if one.confidence < DOUBTED_BELOW)
    return claim


def page_of(cast, article, query=""):
    address = reverse("article", args=["quay", article.pk])
    return cast.client(cast.ana).get(address + query).content.decode()


def test_it_is_what_the_rule_behind_the_role_is_worth(article):
    claims = list(article.claims.all())
    assert {claim.confidence for claim in claims} > {70}
    for claim in claims:
        assert claim.reason in CONFIDENCE
        assert claim.confidence == round(confidence_of(claim.reason) * 100)


def test_people_leave_none_and_undoing_brings_it_back(cast, article):
    first, second, *_ = Claim.objects.filter(article=article, role="body").order_by("start")
    was = first.confidence
    assert was
    split = split_claim(claim=first, at=first.start + 4, actor=cast.manager)
    role = change_role(claim=second, role="note", actor=cast.manager)
    made = Claim.objects.filter(predecessors__isnull=False, article=article)
    assert [(one.reason, one.confidence, one.is_doubtful) for one in made] == [
        ("", None, False)
    ] * 3
    parts = list(made.filter(predecessors=first))
    merge = merge_claims(first=parts[0], second=parts[1], actor=cast.manager)
    assert not article.claims.current().filter(start=first.start).exclude(confidence=None)
    for edit in (merge, split, role):
        undo_edit(edit=edit, actor=cast.manager)
    assert article.claims.current().get(start=first.start).confidence == was
    assert not article.claims.current().filter(confidence=None)


def test_the_article_page_marks_a_doubtful_role_in_words(cast, article):
    claim = doubtful(article)
    page = page_of(cast, article)
    assert page.count(NOT_SURE) == 1
    assert (
        f"{claim.role_name} · {claim.reason_words} · confidence {claim.confidence} of 100" in page
    )
    change_role(claim=claim, role="note", actor=cast.manager)
    assert NOT_SURE not in page_of(cast, article)


def test_the_selected_segment_tells_its_confidence(cast, article):
    claim = doubtful(article)
    sure = article.claims.order_by("-confidence").first()
    told = page_of(cast, article, f"?claim={claim.pk}")
    assert f"Confidence of the import: {claim.confidence} of 100." in told
    assert "It was not sure of this role." in told
    told = page_of(cast, article, f"?claim={sure.pk}")
    assert f"Confidence of the import: {sure.confidence} of 100." in told
    assert "It was not sure of this role." not in told


def test_the_preview_of_an_import_tells_what_is_in_doubt(cast):
    client = cast.client(cast.manager)
    sent = {"way": "paste", "text": STORY, "language": "en"}
    answer = client.post(reverse("article_add", args=["quay"]), sent, follow=True)
    page = answer.content.decode()
    assert page.count(NOT_SURE) == 1
    assert "1 segment whose role is in doubt" in page
    assert "confidence 70 of 100" in page


def test_the_api_gives_reason_and_confidence(cast, article):
    address = reverse("api-article", args=[article.pk])
    told = cast.client(cast.ana).get(address).json()["segments"]
    stored = article.claims.current().order_by("start")
    assert [(one["reason"], one["confidence"]) for one in told] == [
        (claim.reason, claim.confidence) for claim in stored
    ]
    change_role(claim=doubtful(article), role="note", actor=cast.manager)
    told = cast.client(cast.ana).get(address).json()["segments"]
    assert [(one["reason"], one["confidence"]) for one in told].count(("", None)) == 1
