"""Deciding, finishing, undoing and feedback speak through gettext; see `test_language`."""

import pytest

from annotator.annotation.actions import split_claim
from annotator.review.actions import adjudicate, begin_unanimous, undo_last_decision
from annotator.review.disputes import review_queue
from annotator.review.querysets import decided_articles
from tests.architecture.foreign import in_greek, speak_greek
from tests.architecture.greek_site import GreekSite, build_site
from tests.architecture.test_language import HERE, Asked, assert_translated

DESK, UNANIMOUS = HERE + "review/adjudicate/", HERE + "review/adjudicate/unanimous/"
UNDO, FEEDBACK = DESK + "undo/", HERE + "feedback/"


@pytest.fixture
def site(db, monkeypatch) -> GreekSite:
    speak_greek(monkeypatch)
    return build_site()


def decide(site: GreekSite, variable: str, codes: list[str], claim: int = 0) -> None:
    adjudicate(
        member=site.cast.member(site.cast.reviewer),
        claim=site.cast.claims()[claim],
        variable=variable,
        codes=codes,
        reason_code="gap",
        reason=in_greek("Nobody is named."),
    )


def decide_all(site: GreekSite) -> None:
    """Decide everything that is open, by the first code, until an article is decided."""
    member = site.cast.member(site.cast.reviewer)
    while found := review_queue(member).open:
        dispute = found[0]
        variable = review_queue(member).open_variables(dispute)[0]
        entry = review_queue(member).all.catalogue.variables[variable]
        claims = {claim.pk: claim for claim in site.cast.claims()}
        codes = [next(iter(item.codes.values())).identifier for item in entry.items.values()]
        adjudicate(
            member=member,
            claim=claims[dispute.target[1]],
            variable=variable,
            codes=codes or [next(iter(entry.codes))],
            reason_code="gap",
            reason=in_greek("Nobody is named."),
        )


def test_every_state_of_the_desk_speaks_through_gettext(site):
    first, _second, third = site.cast.claims()
    at = f"{DESK}?claim={first.pk}"
    asked = [
        Asked("reviewer", f"{DESK}?variable=check"),
        Asked("reviewer", f"{DESK}?pair=att:named,att:none"),
        Asked("reviewer", f"{DESK}?pair=att:named"),
        Asked("reviewer", at, {"variable": "slant", "codes": ["slant:strong"]}),
        Asked("reviewer", at, {"variable": "slant", "codes": ["slant:none"]}),
        Asked("reviewer", at),
        Asked("reviewer", UNDO, {}),
        Asked("reviewer", UNDO, {}),
        Asked("reviewer", UNDO, {}),
        Asked("manager", at, {"variable": "topic", "codes": ["topic:water", "topic:roads"]}),
        Asked("manager", at, {"variable": "topic", "withdraw": "1"}),
        Asked("manager", UNDO, {}),
    ]
    assert_translated(site, asked)
    decide_all(site)
    assert_translated(site, [Asked("reviewer", f"{DESK}?claim={one.pk}") for one in (first, third)])
    split_claim(claim=first, at=first.start + 19, member=site.cast.member(site.cast.manager))
    after = site.cast.claims()[0]
    assert_translated(
        site, [Asked("reviewer", f"{DESK}?claim={after.pk}"), Asked("reviewer", DESK)]
    )


def test_finishing_speaks_through_gettext(site):
    assert_translated(site, [Asked("reviewer", UNANIMOUS)])
    step = begin_unanimous(member=site.cast.member(site.cast.reviewer))
    assert step is not None
    assert_translated(site, [Asked("reviewer", UNANIMOUS)])
    undo_last_decision(member=site.cast.member(site.cast.reviewer))
    asked = [
        Asked("reviewer", UNANIMOUS, {}),
        Asked("reviewer", UNANIMOUS, {}),
        Asked("reviewer", UNDO, {}),
    ]
    assert_translated(site, asked)


def test_feedback_speaks_through_gettext(site):
    assert_translated(site, [Asked("ana", FEEDBACK)])
    decide_all(site)
    (article,) = decided_articles(site.cast.member(site.cast.reviewer))
    asked = [
        Asked(role, path)
        for role in ("ana", "ben")
        for path in (FEEDBACK, f"{FEEDBACK}{article}/", f"{FEEDBACK}{article}/?all=1")
    ]
    assert_translated(site, asked)
