"""What was given to claims goes along when they are edited."""

import pytest

from annotator.annotation.actions import (
    Answer,
    change_role,
    flag_claim,
    give_labels,
    merge_claims,
    move_boundary,
    remember_place,
    split_claim,
    submit_assignment,
    take_next,
    undo_claim_edit,
)
from annotator.annotation.models import Flag, Label, LabelEvent
from annotator.codebook.actions import publish_codebook
from annotator.projects.actions import add_member, create_project
from annotator.projects.models import Project, ProjectArticle
from articles.models import Claim
from tests.annotator.annotation.recutting import labels_on
from tests.plugins.cast import SMALL_CODEBOOK, make_user

RICH = {
    **SMALL_CODEBOOK,
    "name": "Rich",
    "variables": [
        *SMALL_CODEBOOK["variables"],
        {
            "id": "sig",
            "label": "Signals",
            "select": "each_yes_no_na",
            "key": "z",
            "codes": [
                {"id": "sig:byline", "label": "Byline"},
                {"id": "sig:date", "label": "Date"},
            ],
        },
        {"id": "why", "label": "Why", "select": "text", "key": "w", "codes": []},
    ],
}


@pytest.fixture
def manager(cast):
    return cast.member(cast.manager)


@pytest.fixture
def rich(cast):
    """The cast in a project that asks for sets and words too."""
    version = publish_codebook(document=RICH)
    Project.objects.filter(pk=cast.project.pk).update(
        codebook_version=version,
        variable_ids=["att", "src", "slant", "topic", "sig", "why", "genre"],
    )
    cast.project.refresh_from_db()
    return cast


def say(assignment, claim, variable, *codes, **more):
    answer = Answer(claim.pk, variable, codes, **more)
    give_labels(assignment=assignment, actor=assignment.annotator, answers=[answer])


def notes(claim, variable):
    rows = Label.objects.filter(claim=claim, variable__identifier=variable)
    return [label.note for label in rows]


class TestMovedBoundary:
    def test_each_claim_keeps_its_answers_though_a_word_changes_sides(self, cast, manager):
        assignment, (first, second, _third) = cast.take(cast.ana), cast.claims()
        cast.answer(assignment, first, att="none", slant="some")
        cast.answer(assignment, second, att="explicit", slant="strong")
        at = first.end - len("reopen.")
        move_boundary(first=first, second=second, at=at, member=manager)
        left, right = cast.claims()[:2]
        assert right.text.startswith("reopen.")
        assert labels_on(left) == [("att:none", True), ("slant:some", True)]
        assert labels_on(right) == [("att:explicit", True), ("slant:strong", True)]

    def test_an_unanswered_neighbour_does_not_open_a_question_again(self, cast, manager):
        assignment, (first, second, _third) = cast.take(cast.ana), cast.claims()
        cast.answer(assignment, second, slant="strong")
        move_boundary(first=first, second=second, at=second.start + 4, member=manager)
        left, right = cast.claims()[:2]
        assert (labels_on(left), labels_on(right)) == ([], [("slant:strong", True)])


class TestMerge:
    def test_what_asserts_nothing_was_never_asked_about(self, cast, manager):
        assignment, (first, second, _third) = cast.take(cast.ana), cast.claims()
        change_role(claim=second, role="furniture", member=manager)
        furniture = Claim.objects.current().get(article=cast.article, role="furniture")
        cast.answer(assignment, first, slant="some")
        merge_claims(first=first, second=furniture, member=manager)
        assert labels_on(cast.claims()[0]) == [("slant:some", True)]

    def test_notes_of_both_are_kept(self, cast, manager):
        assignment, (first, second, _third) = cast.take(cast.ana), cast.claims()
        for claim, note in ((first, "Sure."), (second, "Less so.")):
            say(assignment, claim, "slant", "slant:some", note=note)
        merge_claims(first=first, second=second, member=manager)
        assert notes(cast.claims()[0], "slant") == ["Sure.\nLess so."]

    def test_each_item_of_a_set_is_a_question_of_its_own(self, rich):
        cast = rich
        assignment, (first, second, _third) = cast.take(cast.ana), cast.claims()
        say(assignment, first, "sig", "sig:byline=yes", "sig:date=no")
        say(assignment, second, "sig", "sig:byline=yes", "sig:date=yes")
        merge_claims(first=first, second=second, member=cast.member(cast.manager))
        merged = cast.claims()[0]
        assert labels_on(merged) == [("sig:byline=yes", True)]
        assert Label.objects.get(claim=merged).item == "sig:byline"

    def test_words_that_differ_are_asked_for_again(self, rich):
        cast = rich
        assignment, (first, second, _third) = cast.take(cast.ana), cast.claims()
        say(assignment, first, "why", text="It says so.")
        say(assignment, second, "why", text="It does not.")
        merge_claims(first=first, second=second, member=cast.member(cast.manager))
        assert notes(cast.claims()[0], "why") == []

    def test_the_same_words_go_along(self, rich):
        cast = rich
        assignment, (first, second, _third) = cast.take(cast.ana), cast.claims()
        for claim in (first, second):
            say(assignment, claim, "why", text="It says so.")
        merge_claims(first=first, second=second, member=cast.member(cast.manager))
        assert notes(cast.claims()[0], "why") == ["It says so."]


class TestNotAClaim:
    def test_it_needs_no_confirmation_and_the_labels_come_back(self, cast, manager):
        assignment = cast.code_all(cast.ana, submit=False)
        first, second, _third = cast.claims()
        move_boundary(first=first, second=second, at=second.start + 4, member=manager)
        left, right = cast.claims()[:2]
        edits = [change_role(claim=one, role="furniture", member=manager) for one in (left, right)]
        assert Label.objects.filter(claim__is_current=True, inherited=True).count() == 4
        assert submit_assignment(assignment=assignment, actor=cast.ana).state == "submitted"
        for edit in edits:
            undo_claim_edit(edit=edit, member=manager)
        assert cast.claims()[:2] == [left, right]
        assert labels_on(left) == [("att:none", True), ("slant:none", True)]


class TestFlags:
    @pytest.fixture
    def flagged(self, cast):
        assignment, claims = cast.take(cast.ana), cast.claims()
        for claim, note in zip(claims, ("Is this one claim?", "Who says so?"), strict=False):
            flag_claim(assignment=assignment, claim_id=claim.pk, note=note, actor=cast.ana)
        return assignment, claims

    def current(self, assignment):
        flags = Flag.objects.filter(assignment=assignment, claim__is_current=True)
        return list(flags.order_by("claim__start").values_list("claim_id", "note"))

    def test_the_first_part_is_flagged(self, cast, manager, flagged):
        assignment, (first, second, _third) = flagged
        split_claim(claim=first, at=first.start + 12, member=manager)
        left = cast.claims()[0]
        wanted = [(left.pk, "Is this one claim?"), (second.pk, "Who says so?")]
        assert self.current(assignment) == wanted

    def test_a_merged_claim_has_both_notes(self, cast, manager, flagged):
        assignment, (first, second, _third) = flagged
        merge_claims(first=first, second=second, member=manager)
        note = "Is this one claim?\nWho says so?"
        assert self.current(assignment) == [(cast.claims()[0].pk, note)]

    def test_they_are_back_after_undo(self, cast, manager, flagged):
        assignment, (first, second, _third) = flagged
        before = self.current(assignment)
        edit = merge_claims(first=first, second=second, member=manager)
        undo_claim_edit(edit=edit, member=manager)
        assert self.current(assignment) == before


def test_who_had_a_claim_in_hand_has_its_first_part(cast, manager):
    assignment, claim = cast.take(cast.ana), cast.claims()[0]
    remember_place(assignment=assignment, claim_id=claim.pk)
    edit = split_claim(claim=claim, at=claim.start + 12, member=manager)
    assignment.refresh_from_db()
    assert assignment.place == cast.claims()[0]
    undo_claim_edit(edit=edit, member=manager)
    assignment.refresh_from_db()
    assert assignment.place == claim


def test_copies_are_in_the_history(cast, manager):
    assignment, claim = cast.take(cast.ana), cast.claims()[0]
    cast.answer(assignment, claim, slant="some")
    split_claim(claim=claim, at=claim.start + 12, member=manager)
    events = LabelEvent.objects.filter(cause="split").order_by("claim__start")
    assert [event.claim for event in events] == cast.claims()[:2]
    for event in events:
        assert (event.actor, event.before) == (cast.manager, [])
        assert event.after == [{"code": "slant:some", "inherited": True}]


@pytest.mark.parametrize("annotators", [1, 8])
def test_carrying_costs_the_same_for_many(cast, manager, annotators, django_assert_max_num_queries):
    Project.objects.update(overlap=annotators)
    for number in range(annotators):
        user = make_user(f"annotator{number}")
        add_member(project=cast.project, user=user, role="annotator")
        cast.code_all(user, submit=False)
    first, second, _third = cast.claims()
    with django_assert_max_num_queries(29):
        merge_claims(first=first, second=second, member=manager)
    assert Label.objects.filter(claim=cast.claims()[0]).count() == 2 * annotators


def test_one_project_does_not_see_what_is_carried_in_another(cast, manager):
    """Articles are shared: an edit here carries the labels that were given there."""
    other = create_project(
        slug="mill", title="Mill", codebook_version=cast.version, creator=cast.manager
    )
    add_member(project=other, user=cast.cleo, role="annotator")
    entry = cast.project.entries.get()
    ProjectArticle.objects.create(
        project=other, article=cast.article, content_key=entry.content_key
    )
    member = other.memberships.select_related("project__codebook_version").get(user=cast.cleo)
    theirs = take_next(member=member)
    claim = cast.claims()[0]
    cast.answer(theirs, claim, slant="some")
    split_claim(claim=claim, at=claim.start + 12, member=manager)
    assert labels_on(cast.claims()[0]) == [("slant:some", True)]
    assert Label.objects.get(claim=cast.claims()[0]).assignment == theirs
