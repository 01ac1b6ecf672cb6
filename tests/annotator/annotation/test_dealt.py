"""Dealing in a project: as previewed or not at all, the sample, and giving to somebody else."""

from collections import Counter

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from annotator.annotation.actions import (
    deal_articles,
    draw_sample,
    reassign_assignment,
    release_assignment,
    skip_assignment,
    take_next,
    take_up,
)
from annotator.annotation.models import Assignment, AssignmentEvent
from annotator.annotation.position import position_of
from annotator.annotation.staffing import plan_dealing
from annotator.errors import Conflict
from annotator.projects.actions import add_member, change_settings, remove_member, set_quota
from annotator.projects.models import Project, ProjectArticle
from tests.annotator.annotation.test_views_home import text_of
from tests.plugins.cast import make_user

PAGE = "/projects/quay/dealing/"


def set_rules(cast, **rules):
    """What a manager saves in the settings."""
    project = Project.objects.get(pk=cast.project.pk)
    change_settings(
        project=project,
        title="The quay",
        overlap=rules.pop("overlap", project.overlap),
        guidelines="",
        variable_ids=project.variable_ids,
        **rules,
    )
    cast.project.refresh_from_db()


def add_articles(cast, count, start=0):
    for number in range(start, start + count):
        cast.add_article(f"The lock number {number} was shut.")


def plan(cast):
    return plan_dealing(Project.objects.get(pk=cast.project.pk))


def deal(cast):
    return deal_articles(member=cast.member(cast.manager), digest=plan(cast).digest)


def rows():
    found = Assignment.objects.order_by("pk")
    return list(found.values_list("article", "annotator", "state", "slot"))


def sample(cast):
    entries = ProjectArticle.objects.filter(project=cast.project, in_sample=True)
    return set(entries.values_list("article", flat=True))


# -- as previewed ---------------------------------------------------------------------------


def test_what_is_dealt_is_what_was_previewed(cast):
    add_articles(cast, 9)
    set_rules(cast, reliability_share=20, seed=4)
    shown = plan(cast)
    assert shown.sample == 2
    assert len(shown.plan.given) == 2 * 3 + 8 * 2
    deal(cast)
    dealt = [(article, person) for article, person, _state, _slot in rows()]
    assert dealt == shown.plan.given
    assert sample(cast) == set(shown.draw.chosen)
    assert not ProjectArticle.objects.filter(in_sample=None).exists()
    assert {state for _article, _person, state, _slot in rows()} == {"assigned"}
    places = Counter(article for article, *_ in rows())
    assert all(places[article] == (3 if article in sample(cast) else 2) for article in places)
    events = AssignmentEvent.objects.filter(event="deal", before="", after="assigned")
    assert events.count() == 22
    assert set(events.values_list("actor", flat=True)) == {cast.manager.pk}
    assert plan(cast).plan.given == []


def test_a_preview_writes_nothing(cast, django_assert_num_queries):
    set_rules(cast, reliability_share=50)
    plan(cast)
    assert not Assignment.objects.exists()
    assert ProjectArticle.objects.filter(in_sample=None).count() == 1


@pytest.mark.parametrize("articles", [2, 40])
def test_planning_costs_the_same_for_many(cast, articles, django_assert_num_queries):
    set_rules(cast, reliability_share=20)
    add_articles(cast, articles)
    with django_assert_num_queries(6):  # project, undrawn, drawn, people, articles, assignments
        plan(cast)


@pytest.mark.parametrize("change", ["article", "person", "take", "quota", "seed"])
def test_what_changed_since_is_not_dealt(cast, change):
    add_articles(cast, 3)
    digest = plan(cast).digest
    if change == "article":
        add_articles(cast, 1, start=50)
    elif change == "person":
        add_member(project=cast.project, user=make_user("dora"), role="annotator")
    elif change == "take":
        cast.take(cast.ana)
    elif change == "quota":
        set_quota(membership=cast.member(cast.ana), quota=1)
    else:
        set_rules(cast, seed=99)
    before = rows()
    with pytest.raises(Conflict, match="nothing was dealt"):
        deal_articles(member=cast.member(cast.manager), digest=digest)
    assert rows() == before


def test_who_deals(cast):
    for user in (cast.reviewer, cast.ana):
        with pytest.raises(PermissionDenied):
            deal_articles(member=cast.member(user), digest=plan(cast).digest)


def test_later_articles_and_people_leave_what_was_dealt_alone(cast):
    add_articles(cast, 5)
    set_rules(cast, reliability_share=50)
    deal(cast)
    before, drawn = rows(), sample(cast)
    cast.code_all(cast.ana)
    add_articles(cast, 4, start=10)
    add_member(project=cast.project, user=make_user("dora"), role="annotator")
    deal(cast)
    after = rows()
    assert [row[:2] for row in after[: len(before)]] == [row[:2] for row in before]
    assert drawn <= sample(cast)
    assert len(sample(cast)) == 5  # half of ten
    assert all(entry.taken == entry.wanted for entry in ProjectArticle.objects.with_wanted())
    assert len({row[:2] for row in after}) == len(after)


def test_quotas_are_kept_and_what_stays_open_is_told(cast):
    add_articles(cast, 3)
    set_rules(cast, quota=2)
    set_quota(membership=cast.member(cast.ana), quota=0)
    found = plan(cast)
    assert {one.username: (one.gets, one.quota) for one in found.people} == {
        "ana": (0, 0),
        "ben": (2, 2),
        "cleo": (2, 2),
    }
    assert [(one.reason, one.number) for one in found.open_places] == [("quota", 4)]
    deal(cast)
    assert take_next(member=cast.member(cast.ana)) is None
    ben = cast.member(cast.ben)
    for _number in range(2):
        cast.code_all(cast.ben)
    assert take_next(member=ben) is None
    set_quota(membership=ben, quota=3)
    assert take_next(member=cast.member(cast.ben)) is not None


def test_a_quota_is_a_number(cast):
    with pytest.raises(ValidationError):
        set_quota(membership=cast.member(cast.ana), quota=-1)


def test_skipped_articles_do_not_count_and_are_not_dealt_again(cast):
    add_articles(cast, 1)
    set_rules(cast, quota=1, overlap=3)
    skip_assignment(assignment=cast.take(cast.ana), actor=cast.ana, reason="In Dutch.")
    skipped = Assignment.objects.get().article_id
    deal(cast)
    ana = Assignment.objects.filter(annotator=cast.ana)
    assert ana.filter(state="assigned").exclude(article=skipped).count() == 1


def test_a_decided_article_is_dealt_to_nobody(cast, django_assert_num_queries):
    ProjectArticle.objects.update(decided_at=timezone.now())
    found = plan(cast)
    assert (found.plan.given, found.decided, found.staffed) == ([], 1, 0)
    assert take_next(member=cast.member(cast.ana)) is None


# -- the sample -----------------------------------------------------------------------------


def test_without_dealing_the_sample_is_drawn_when_somebody_takes(cast):
    add_articles(cast, 9)
    set_rules(cast, reliability_share=30)
    first = cast.take(cast.ana)
    assert len(sample(cast)) == 3
    assert first.article_id in sample(cast)  # it comes first
    assert cast.take(cast.ben).article == cast.take(cast.cleo).article == first.article


def test_another_seed_or_share_counts_for_what_nobody_has_had(cast):
    add_articles(cast, 19)
    set_rules(cast, reliability_share=50, seed=1)
    mine = cast.take(cast.ana)
    drawn = sample(cast)
    set_rules(cast, seed=2)
    assert ProjectArticle.objects.get(article=mine.article).in_sample is True
    assert ProjectArticle.objects.filter(in_sample=None).count() == 19
    draw_sample(project=cast.project)
    assert len(sample(cast)) == 10
    assert mine.article_id in sample(cast)
    assert sample(cast) != drawn
    set_rules(cast, reliability_share=0)
    draw_sample(project=cast.project)
    assert sample(cast) == {mine.article_id}


def test_saving_other_settings_draws_nothing_anew(cast):
    add_articles(cast, 9)
    set_rules(cast, reliability_share=50)
    draw_sample(project=cast.project)
    drawn = sample(cast)
    set_rules(cast, overlap=3, quota=9)
    assert sample(cast) == drawn
    assert not ProjectArticle.objects.filter(in_sample=None).exists()


def test_what_had_begun_before_there_was_a_share_stays_outside(cast):
    add_articles(cast, 3)
    mine = cast.take(cast.ana)
    set_rules(cast, reliability_share=75)
    draw_sample(project=cast.project)
    assert len(sample(cast)) == 3
    assert mine.article_id not in sample(cast)
    assert ProjectArticle.objects.get(article=mine.article).in_sample is False


# -- what was dealt, in its annotator's hands -------------------------------------------------


def test_what_is_dealt_is_served_in_its_order_then_free_places(cast):
    add_articles(cast, 3)
    set_rules(cast, overlap=1)
    deal(cast)
    mine = list(Assignment.objects.filter(annotator=cast.ana).order_by("pk"))
    add_articles(cast, 1, start=9)
    for one in mine:
        assert cast.take(cast.ana) == one
        assert cast.take(cast.ana) == one  # idempotent while it is open
        cast.code_all(cast.ana)
    assert cast.take(cast.ana).article.text.startswith("The lock number 9")
    assert take_next(member=cast.member(cast.ben)).state == "open"


def test_one_that_was_dealt_can_be_taken_before_the_others(cast):
    add_articles(cast, 5)
    deal(cast)
    first, second, *_ = Assignment.objects.filter(annotator=cast.ana).order_by("pk")
    member = cast.member(cast.ana)
    assert take_up(assignment=second, member=member).state == "open"
    with pytest.raises(Conflict, match="another article in hand"):
        take_up(assignment=first, member=member)
    with pytest.raises(PermissionDenied):
        take_up(assignment=first, member=cast.member(cast.ben))


def test_the_position_counts_what_was_dealt_and_the_quota(cast):
    add_articles(cast, 5)
    set_rules(cast, quota=4)
    member = cast.member(cast.ana)
    assert position_of(cast.take(cast.ana), member) == (1, 4)
    deal(cast)
    assert position_of(Assignment.objects.get(state="open"), member) == (1, 4)


# -- taking back and reassigning --------------------------------------------------------------


def test_one_taken_back_goes_to_others_and_not_to_the_same_again(cast):
    mine = cast.take(cast.ana)
    manager = cast.member(cast.manager)
    release_assignment(assignment=mine, member=manager, reason=" She is ill. ")
    mine.refresh_from_db()
    assert (mine.state, mine.slot, mine.reason) == ("released", None, "She is ill.")
    assert take_next(member=cast.member(cast.ana)) is None
    assert cast.take(cast.ben).slot == 0
    shown = text_of(cast.client(cast.ana).get("/"))
    assert "Taken back" in shown
    assert "She is ill." in shown


def test_taking_back_needs_a_reason(cast):
    for reason in (" ", "x" * 2001):
        with pytest.raises(ValueError, match="reason|why"):
            release_assignment(
                assignment=cast.take(cast.ana), member=cast.member(cast.manager), reason=reason
            )


def reassign(cast, assignment, to):
    return reassign_assignment(
        assignment=assignment, member=cast.member(cast.manager), to=to, reason="She is ill."
    )


def test_the_new_annotator_gets_the_same_place(cast):
    mine, other = cast.take(cast.ana), cast.take(cast.ben)
    theirs = reassign(cast, other, cast.cleo)
    assert (theirs.slot, theirs.state, theirs.reason) == (1, "assigned", "")
    assert cast.take(cast.cleo) == theirs
    history = AssignmentEvent.objects.order_by("pk").values_list("event", "reason")
    assert list(history)[-3:] == [("release", "She is ill."), ("deal", ""), ("take", "")]
    assert Assignment.objects.counted().count() == 2
    assert mine.slot == 0


def test_one_may_be_given_back_to_whoever_had_it(cast):
    mine = cast.take(cast.ana)
    cast.answer(mine, cast.claims()[0], slant="some")
    theirs = reassign(cast, mine, cast.ben)
    again = reassign(cast, theirs, cast.ana)
    assert (again.pk, again.state, again.slot) == (mine.pk, "assigned", 0)
    assert again.labels.count() == 1
    assert cast.take(cast.ana) == mine


def test_who_cannot_have_it(cast):
    mine = cast.take(cast.ana)
    other = cast.code_all(cast.ben)
    for user in (cast.ben, cast.reviewer, cast.stranger, cast.ana):
        with pytest.raises(Conflict):
            reassign(cast, mine, user)
    with pytest.raises(Conflict, match="not handed in"):
        reassign(cast, other, cast.cleo)
    set_quota(membership=cast.member(cast.cleo), quota=0)
    with pytest.raises(Conflict, match="quota"):
        reassign(cast, mine, cast.cleo)
    mine.refresh_from_db()
    assert mine.state == "open"


def test_who_has_seen_the_labels_meanwhile_does_not_get_it_back(cast):
    """They were a reviewer in between."""
    cast.take(cast.ana)
    add_member(project=cast.project, user=cast.ana, role="reviewer")
    add_member(project=cast.project, user=cast.ana, role="annotator")
    with pytest.raises(Conflict, match="may have seen"):
        reassign(cast, cast.take(cast.ben), cast.ana)


def test_who_leaves_leaves_what_was_dealt(cast):
    set_rules(cast, overlap=3)
    deal(cast)
    before = Assignment.objects.filter(annotator=cast.ana).count()
    assert before == 1
    remove_member(membership=cast.member(cast.ana))
    events = AssignmentEvent.objects.filter(event="leave", after="released")
    assert events.count() == before
    assert not Assignment.objects.filter(annotator=cast.ana).counted().exists()


@pytest.mark.parametrize("change", [{"remove": "1"}, {"role": "reviewer"}])
def test_it_is_the_manager_who_lets_them_go(cast, change):
    mine = cast.take(cast.ana)
    page = f"/projects/quay/members/{cast.member(cast.ana).pk}/"
    cast.client(cast.manager).post(page, change)
    assert mine.events.get(event="leave").actor == cast.manager


def test_the_manager_who_does_it_by_program_too(cast):
    mine = cast.take(cast.ana)
    body = {"username": "ana", "role": "reviewer"}
    cast.client(cast.manager).post("/api/v1/projects/quay/members/", body, "application/json")
    assert mine.events.get(event="leave").actor == cast.manager


def test_the_operator_has_no_name(cast):
    mine = cast.take(cast.ana)
    add_member(project=cast.project, user=cast.ana, role="reviewer")
    assert mine.events.get(event="leave").actor is None


# -- pages ----------------------------------------------------------------------------------


class TestPage:
    def test_it_shows_and_deals(self, cast):
        add_articles(cast, 2)
        client = cast.client(cast.manager)
        page = client.get(PAGE)
        assert "Deal 6 assignments" in text_of(page)
        digest = page.context["staffing"].digest
        done = client.post(PAGE, {"digest": digest}, follow=True)
        assert "6 assignments were dealt." in text_of(done)
        assert "Nothing is left to deal" in text_of(done)
        home = text_of(cast.client(cast.ana).get("/"))
        assert "2 articles are dealt to you and wait." in home

    def test_an_old_form_deals_nothing_and_shows_what_is(self, cast):
        client = cast.client(cast.manager)
        digest = client.get(PAGE).context["staffing"].digest
        add_articles(cast, 1)
        page = client.post(PAGE, {"digest": digest})
        assert page.status_code == 409
        assert "Something has changed" in text_of(page)
        assert "Deal 4 assignments" in text_of(page)
        assert not Assignment.objects.exists()
        assert client.post(PAGE).status_code == 409

    def test_the_queries_do_not_grow(self, cast, django_assert_num_queries):
        client = cast.client(cast.manager)
        set_rules(cast, overlap=9)
        for count in (2, 30):
            add_articles(cast, count, start=count)
            with django_assert_num_queries(7):
                client.get(PAGE)

    def test_taking_up_from_the_page(self, cast):
        set_rules(cast, overlap=3)  # whom two places go to would be chance
        deal(cast)
        mine = Assignment.objects.get(annotator=cast.ana)
        client = cast.client(cast.ana)
        page = f"/projects/quay/annotate/{mine.public_id}/"
        assert "Take it in hand" in text_of(client.get(page))
        shown = client.post(f"{page}take/", follow=True)
        assert "Save and next" in text_of(shown)
        assert "Take it in hand" not in text_of(shown)

    def test_reassigning_from_the_page(self, cast):
        mine = cast.take(cast.ana)
        client = cast.client(cast.manager)
        page = f"/projects/quay/review/assignments/{mine.public_id}/reassign/"
        assert "Give to somebody else" in text_of(client.get(page))
        assert client.post(page, {"username": "ana", "reason": "x"}).status_code == 400
        client.post(page, {"username": "ben", "reason": "She is ill."})
        assert Assignment.objects.get(annotator=cast.ben).state == "assigned"
        assert "cannot" not in text_of(client.get(page))
        assert "Only an article that is not handed in" in text_of(client.get(page))
        gone = f"/projects/quay/review/assignments/{mine.public_id}/release/"
        assert client.post(gone, {"reason": "x"}).status_code == 409
