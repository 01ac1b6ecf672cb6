"""What an annotator can tell of others' doings while blind: nothing but what stands here.

Everything they can read is compared before and after others work. Harmless, and therefore let
through: how many articles still have a place for them (`TestWhatIsTold`), that claims were cut,
and by what role, and that cutting ended because somebody submitted.
"""

import re

import pytest
from django.urls import reverse

from annotator.annotation.actions import (
    Answer,
    flag_claim,
    give_labels,
    return_assignment,
    save_note,
    skip_assignment,
    split_claim,
    submit_assignment,
)
from annotator.projects.models import Project
from tests.architecture.blind import FILTERS, MODES, PLACES, SLUG
from tests.architecture.test_permissions import TABLE
from tests.architecture.walking import Values, walk

pytestmark = pytest.mark.usefixtures("quiet_refusals")

# what differs from one asking to the next, whoever did what
CHANGING = re.compile(
    r'csrfmiddlewaretoken" value="\w+"|csrftoken=\w+|expires=[^;]+|nonce-[\w+/=-]+'
    r'|nonce="[^"]+"|Expires: .+'
)


def set_up(cast, mode, overlap):
    cast.project.blind, cast.project.overlap = mode, overlap
    cast.project.save(update_fields=["blind", "overlap"])
    cast.add_article("The mill said it would close.")


def everything(cast, user, mine=()):
    """All that a member can read: address -> what is answered."""
    values = Values(
        places={
            **PLACES,
            "review_figure.name": ["agreement"],
            "public_id": [one.public_id for one in mine],
            "pk": [cast.article.pk],
            "variable": ["slant"],
            "member_change.pk": [cast.member(cast.cleo).pk],
        },
        filters={
            **FILTERS,
            "annotator": ["ben"],
            "variable": ["slant"],
            "code": ["slant:strong"],
            "article": [cast.article.pk],
            "claim": [cast.claims()[0].pk],
        },
        asked={},
    )
    seen = walk(cast.client(user), TABLE, values)
    return {one.url: (one.status, CHANGING.sub("", one.text)) for one in seen}


def work_of(cast, user):
    """Everything an annotator can do to an article; stops in each state."""
    assignment = cast.take(user)
    assert assignment.article == cast.article
    claims = cast.claims()
    answers = [
        answer
        for claim in claims
        for answer in (
            Answer(claim.pk, "att", ("att:none",), note="Nobody is named."),
            Answer(claim.pk, "slant", ("slant:strong",)),
        )
    ]
    give_labels(assignment=assignment, actor=user, answers=answers)
    flag_claim(assignment=assignment, claim_id=claims[0].pk, note="Odd.", actor=user)
    save_note(assignment=assignment, actor=user, note="See the flag.")
    yield "answered"
    submit_assignment(assignment=assignment, actor=user)
    yield "submitted"
    member = cast.member(cast.reviewer)
    return_assignment(assignment=assignment, member=member, reason="Claim 1.")
    skip_assignment(assignment=assignment, actor=user, reason="Not for me.")
    yield "skipped"


OWN = ("none", "open", "submitted")
IS_BLIND = [(mode, own) for mode in MODES for own in OWN]
IS_BLIND.remove(("until_submitted", "submitted"))


@pytest.mark.parametrize(("mode", "own"), IS_BLIND)
def test_nothing_changes_for_the_blind_whatever_others_do(cast, mode, own):
    set_up(cast, mode, overlap=9)  # there is a place for everybody
    mine = [] if own == "none" else [cast.code_all(cast.ana, submit=own == "submitted")]
    before = everything(cast, cast.ana, mine)
    assert before
    for act in work_of(cast, cast.ben):
        after = everything(cast, cast.ana, mine)
        changed = [url for url in before | after if before.get(url) != after.get(url)]
        assert changed == [], f"another annotator {act}"


def test_the_same_walk_changes_for_those_who_may_see(cast):
    """So it would be seen if something did."""
    set_up(cast, "until_submitted", overlap=9)
    mine = [cast.code_all(cast.ana)]
    before = everything(cast, cast.ana, mine)
    acts = work_of(cast, cast.ben)
    for act in acts:
        if act == "submitted":
            break
    after = everything(cast, cast.ana, mine)
    changed = {url for url in before if before[url] != after[url]}
    assert reverse("api-labels", args=[SLUG]) in changed
    assert reverse("annotate", args=[SLUG, mine[0].public_id]) in changed  # no reopening now


class TestWhatIsTold:
    """Each of these is wanted, and tells neither who did it nor what they answered."""

    def test_how_many_articles_still_have_a_place(self, cast):
        set_up(cast, "always", overlap=1)
        mine = cast.take(cast.ana)
        page = reverse("annotate", args=[SLUG, mine.public_id])
        assert "1 of 2" in text_of(cast, page)
        cast.take(cast.ben)
        assert "1 of 1" in text_of(cast, page)

    def test_who_cut_claims_by_role_not_by_name(self, cast):
        set_up(cast, "always", overlap=9)
        cast.project.claim_editors = Project.ClaimEditors.ANNOTATORS
        cast.project.save(update_fields=["claim_editors"])
        mine, theirs = cast.take(cast.ana), cast.take(cast.ben)
        assert mine.article == theirs.article == cast.article
        claim = cast.claims()[0]
        split_claim(claim=claim, at=claim.start + 12, member=cast.member(cast.ben))
        article = reverse("article", args=[SLUG, cast.article.pk])
        for page in (article, reverse("annotate", args=[SLUG, mine.public_id])):
            shown = text_of(cast, page)
            assert "Another annotator" in shown or "Another annotator".lower() in shown
            assert not re.search(r"\bben\b", shown)
        assert re.search(r"\bby ben\b", text_of(cast, article, cast.ben))
        assert re.search(r"\bby ben\b", text_of(cast, article, cast.reviewer))
        split = cast.claims()[1]
        split_claim(claim=split, at=split.start + 8, member=cast.member(cast.manager))
        assert re.search(r"\bby manager\b", text_of(cast, article))

    def test_that_cutting_ended_because_somebody_submitted(self, cast):
        set_up(cast, "always", overlap=9)
        cast.project.claim_editors = Project.ClaimEditors.ANNOTATORS
        cast.project.save(update_fields=["claim_editors"])
        mine = [cast.take(cast.ana)]
        before = everything(cast, cast.ana, mine)
        cast.code_all(cast.ben)
        after = everything(cast, cast.ana, mine)
        page = reverse("annotate", args=[SLUG, mine[0].public_id])
        assert {url.partition("?")[0] for url in before if before[url] != after[url]} == {page}


def text_of(cast, page, user=None):
    """The words of a page, in one line."""
    shown = cast.client(user or cast.ana).get(page).content.decode()
    return " ".join(re.sub(r"<[^>]+>", " ", shown).split())
