"""The pages of dealing, and of articles dealt, lapsed and taken back, go through gettext."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from annotator.annotation.actions import (
    deal_articles,
    lapse_idle,
    release_assignment,
    take_next,
)
from annotator.annotation.staffing import plan_dealing
from annotator.projects.actions import set_quota
from tests.architecture.foreign import in_greek, speak_greek
from tests.architecture.greek_site import SLUG, GreekSite, build_site
from tests.architecture.test_language import HERE, NONSENSE, Asked, assert_translated


@pytest.fixture
def site(db, monkeypatch) -> GreekSite:
    speak_greek(monkeypatch)
    return build_site()


def deal(site: GreekSite) -> None:
    member = site.cast.member(site.cast.manager)
    deal_articles(member=member, digest=plan_dealing(member.project).digest)


def review(name: str, assignment) -> str:
    return reverse(f"assignment_{name}", args=[SLUG, assignment.public_id])


def test_dealing_speaks_through_gettext(site):
    cast, page = site.cast, HERE + "dealing/"
    member = f"{HERE}members/{cast.member(cast.cleo).pk}/"
    asked = [
        Asked("manager", page),
        Asked("manager", page, {"digest": ""}),
        Asked("manager", member, {"quota": "-1"}),
        Asked("manager", member, {"quota": "0"}),
        Asked("manager", page),
        Asked("manager", member, {"quota": ""}),
        Asked("manager", page, {"digest": plan_dealing(cast.project).digest}),
        *(Asked(role, "/") for role in ("ana", "ben", "cleo")),
    ]
    assert_translated(site, asked)
    assert_translated(site, [Asked("manager", page)])


def test_what_was_dealt_and_taken_back_speaks_through_gettext(site):
    cast = site.cast
    set_quota(membership=cast.member(cast.ana), quota=0)
    deal(site)
    dealt = cast.project.assignments.filter(annotator=cast.cleo, state="assigned")
    first, second, third = dealt.order_by("pk")[:3]
    manager = cast.member(cast.manager)
    release_assignment(assignment=first, member=manager, reason=in_greek("She is ill."))
    asked = [
        Asked("manager", review("release", second)),
        Asked("manager", review("release", second), {"reason": ""}),
        Asked("manager", review("release", first)),
        Asked("manager", review("reassign", second)),
        Asked("manager", review("reassign", second), {"username": NONSENSE}),
        Asked(
            "manager",
            review("reassign", second),
            {"username": cast.ana.username, "reason": in_greek("Why.")},
        ),
        Asked("manager", review("release", third), {"reason": in_greek("She is ill.")}),
        Asked("manager", f"{HERE}review/assignments/?order=oldest"),
        Asked("manager", f"{HERE}review/assignments/?state=released"),
        Asked("cleo", "/"),
        *(
            Asked("cleo", reverse("annotate", args=[SLUG, one.public_id]))
            for one in cast.project.assignments.filter(annotator=cast.cleo)
        ),
        Asked("cleo", reverse("annotate_take_up", args=[SLUG, first.public_id]), {}),
    ]
    assert_translated(site, asked)


def test_what_lapsed_speaks_through_gettext(site, monkeypatch):
    cast = site.cast
    cast.project.lease_hours = 1
    cast.project.save(update_fields=["lease_hours"])
    mine = take_next(member=cast.member(cast.cleo))
    now = timezone.now
    monkeypatch.setattr(timezone, "now", lambda: now() + timedelta(hours=2))
    assert lapse_idle(project=cast.project) == 1
    page = reverse("annotate", args=[SLUG, mine.public_id])
    asked = [Asked("cleo", "/"), Asked("cleo", page)]
    asked += [Asked("manager", f"{HERE}review/assignments/?state=lapsed")]
    assert_translated(site, asked)
    set_quota(membership=cast.member(cast.cleo), quota=0)
    take_up = reverse("annotate_take_up", args=[SLUG, mine.public_id])
    assert_translated(site, [Asked("cleo", page), Asked("cleo", take_up, {})])
