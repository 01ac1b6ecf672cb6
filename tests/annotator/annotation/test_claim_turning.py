"""Who may edit claims; undo and redo of edits, again and again, with the labels of the moment."""

import pytest
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import translation

from annotator.annotation.actions import (
    Answer,
    change_role,
    flag_claim,
    give_labels,
    lock_assignment,
    may_edit_claims,
    merge_claims,
    redo_claim_edit,
    redo_step,
    require_claim_editor,
    return_assignment,
    skip_assignment,
    split_claim,
    submit_assignment,
    take_next,
    undo_claim_edit,
    undo_step,
)
from annotator.annotation.models import Flag, LabelEvent, Step
from annotator.errors import Conflict
from annotator.projects.actions import add_member, create_project
from annotator.projects.models import ProjectArticle
from articles.models import Claim
from tests.annotator.annotation.recutting import (
    assert_tiles,
    labels_on,
    let_annotators_edit,
    recut,
)


@pytest.fixture
def manager(cast):
    return cast.member(cast.manager)


@pytest.fixture
def open_cast(cast):
    """A project whose annotators may edit claims; ana has the article in hand."""
    let_annotators_edit(cast)
    cast.take(cast.ana)
    return cast


def refused(cast, user):
    with pytest.raises(PermissionDenied) as error:
        require_claim_editor(cast.member(user), cast.article.pk)
    assert not may_edit_claims(cast.member(user), cast.article.pk)
    return str(error.value)


class TestWho:
    def test_managers_always(self, open_cast):
        open_cast.code_all(open_cast.ben)
        assert may_edit_claims(open_cast.member(open_cast.manager), open_cast.article.pk)

    def test_annotators_where_the_project_lets_them(self, cast):
        cast.take(cast.ana)
        assert "only managers" in refused(cast, cast.ana)
        let_annotators_edit(cast)
        assert may_edit_claims(cast.member(cast.ana), cast.article.pk)
        let_annotators_edit(cast, "managers")
        assert "only managers" in refused(cast, cast.ana)

    def test_not_without_the_article_in_hand(self, open_cast):
        assert "in hand" in refused(open_cast, open_cast.ben)
        skip_assignment(
            assignment=open_cast.take(open_cast.ana), actor=open_cast.ana, reason="I know them."
        )
        assert "in hand" in refused(open_cast, open_cast.ana)

    def test_not_reviewers(self, open_cast):
        assert "only managers" in refused(open_cast, open_cast.reviewer)

    def test_until_the_first_is_submitted(self, open_cast):
        cast = open_cast
        done = cast.code_all(cast.ben)
        assert "submitted already" in refused(cast, cast.ana)
        assert "submitted already" in refused(cast, cast.ben)
        return_assignment(assignment=done, member=cast.member(cast.reviewer), reason="Again.")
        assert may_edit_claims(cast.member(cast.ben), cast.article.pk)

    def test_nor_when_it_is_submitted_in_another_project(self, open_cast):
        cast = open_cast
        other = create_project(
            slug="mill", title="Mill", codebook_version=cast.version, creator=cast.manager
        )
        add_member(project=other, user=cast.cleo, role="annotator")
        key = cast.project.entries.get().content_key
        ProjectArticle.objects.create(project=other, article=cast.article, content_key=key)
        members = other.memberships.select_related("project__codebook_version")
        theirs = take_next(member=members.get(user=cast.cleo))
        assert may_edit_claims(cast.member(cast.ana), cast.article.pk)
        for claim in cast.claims():
            cast.answer(theirs, claim, att="none", slant="none")
        submit_assignment(assignment=theirs, actor=cast.cleo)
        assert "submitted already" in refused(cast, cast.ana)

    def test_managers_of_another_project_do_not(self, cast):
        other = create_project(
            slug="mill", title="Mill", codebook_version=cast.version, creator=cast.manager
        )
        stranger = other.memberships.select_related("project").get()
        with pytest.raises(PermissionDenied, match="not in this project"):
            require_claim_editor(stranger, cast.article.pk)

    @pytest.mark.parametrize("name", ["ana", "manager"])
    def test_asking_is_one_query(self, open_cast, name, django_assert_num_queries):
        member = open_cast.member(getattr(open_cast, name))
        with django_assert_num_queries(1):
            assert may_edit_claims(member, open_cast.article.pk)


class TestRedo:
    @pytest.fixture
    def undone(self, cast, manager):
        assignment, claim = cast.take(cast.ana), cast.claims()[0]
        cast.answer(assignment, claim, slant="some")
        edit = split_claim(claim=claim, at=claim.start + 12, member=manager)
        parts = cast.claims()[:2]
        undo_claim_edit(edit=edit, member=manager)
        return assignment, claim, edit, parts

    def test_the_same_claims_come_back(self, cast, manager, undone):
        _assignment, claim, edit, parts = undone
        again = redo_claim_edit(edit=edit, member=manager)
        assert cast.claims()[:2] == parts
        assert (again.undone_at, again.undone_by) == (None, None)
        assert [labels_on(part) for part in parts] == [[("slant:some", True)]] * 2
        assert labels_on(claim) == [("slant:some", False)]
        assert_tiles(cast.article)

    def test_what_was_answered_meanwhile_goes_along(self, cast, manager, undone):
        assignment, claim, edit, parts = undone
        cast.answer(assignment, claim, slant="strong", att="none")
        redo_claim_edit(edit=edit, member=manager)
        wanted = [("att:none", True), ("slant:strong", True)]
        assert [labels_on(part) for part in parts] == [wanted, wanted]
        event = LabelEvent.objects.filter(claim=parts[0], variable__identifier="slant").last()
        assert event.cause == "split"
        assert event.before == [{"code": "slant:some", "inherited": True}]
        assert event.after == [{"code": "slant:strong", "inherited": True}]

    def test_what_was_cleared_meanwhile_is_gone(self, cast, manager, undone):
        assignment, claim, edit, parts = undone
        give_labels(assignment=assignment, actor=cast.ana, answers=[Answer(claim.pk, "slant", ())])
        redo_claim_edit(edit=edit, member=manager)
        assert [labels_on(part) for part in parts] == [[], []]

    def test_a_flag_given_meanwhile_goes_along_once(self, cast, manager, undone):
        assignment, claim, edit, parts = undone
        flag_claim(assignment=assignment, claim_id=claim.pk, note="Look.", actor=cast.ana)
        for _ in range(2):
            redo_claim_edit(edit=edit, member=manager)
            assert Flag.objects.get(claim=parts[0]).note == "Look."
            undo_claim_edit(edit=edit, member=manager)

    def test_not_when_it_stands(self, cast, manager, undone):
        redo_claim_edit(edit=undone[2], member=manager)
        with pytest.raises(Conflict, match="it stands"):
            redo_claim_edit(edit=undone[2], member=manager)

    def test_not_when_the_claim_was_changed_in_another_way(self, cast, manager, undone):
        _assignment, claim, edit, _parts = undone
        split_claim(claim=claim, at=claim.start + 4, member=manager)
        before = cast.claims()
        with pytest.raises(Conflict, match="in another way"):
            redo_claim_edit(edit=edit, member=manager)
        assert cast.claims() == before
        edit.refresh_from_db()
        assert edit.undone_at is not None
        assert_tiles(cast.article)

    def test_submitted_work_comes_back_again_and_is_handed_in_again_once(self, cast, manager):
        assignment = cast.code_all(cast.ana)
        first, second, _third = cast.claims()
        edit = merge_claims(first=first, second=second, member=manager)
        states = []
        for turn in (undo_claim_edit, redo_claim_edit, undo_claim_edit, redo_claim_edit):
            turn(edit=edit, member=manager)
            assignment.refresh_from_db()
            states.append(assignment.state)
        assert states == ["submitted", "returned"] * 2
        moves = assignment.events.values_list("before", "after")
        assert list(moves)[-5:] == [
            ("submitted", "returned"),
            ("returned", "submitted"),
            ("submitted", "returned"),
            ("returned", "submitted"),
            ("submitted", "returned"),
        ]

    def test_work_that_waits_for_another_edit_too_is_not_handed_in(self, cast, manager):
        assignment = cast.code_all(cast.ana)
        first, second, _third = cast.claims()
        edit = split_claim(claim=first, at=first.start + 12, member=manager)
        split_claim(claim=second, at=second.start + 12, member=manager)
        undo_claim_edit(edit=edit, member=manager)
        assignment.refresh_from_db()
        assert assignment.state == "returned"

    def test_the_reason_is_recognised_whatever_language_is_spoken(self, cast, manager, monkeypatch):
        speak = lambda words: f"{translation.get_language()}: {words}"  # noqa: E731
        monkeypatch.setattr("annotator.annotation.actions.claims._", speak)
        assignment = cast.code_all(cast.ana)
        first, second, _third = cast.claims()
        with translation.override("de"):
            edit = merge_claims(first=first, second=second, member=manager)
        undo_claim_edit(edit=edit, member=manager)
        assignment.refresh_from_db()
        assert assignment.state == "submitted"


class TestUndoOfAnnotators:
    @pytest.fixture
    def split(self, open_cast):
        cast = open_cast
        claim = cast.claims()[0]
        step = recut(cast, cast.ana, "split", claim, at=claim.start + 12)
        return claim, step

    def turn(self, cast, user, step, how):
        assignment = cast.take(user)
        with transaction.atomic():
            held = lock_assignment(public_id=assignment.public_id, slug="quay", user=user)
            return how(assignment=held, step_id=step.pk, member=cast.member(user))

    def test_the_step_is_undone_and_done_again(self, open_cast, split):
        cast, (claim, step) = open_cast, split
        parts = cast.claims()[:2]
        assert self.turn(cast, cast.ana, step, undo_step).reload
        assert cast.claims()[0] == claim
        self.turn(cast, cast.ana, step, redo_step)
        assert cast.claims()[:2] == parts

    def test_own_answers_first_then_the_edit(self, open_cast, split):
        cast, (claim, step) = open_cast, split
        left = cast.claims()[0]
        given = give_labels(
            assignment=cast.take(cast.ana),
            actor=cast.ana,
            answers=[Answer(left.pk, "slant", ("slant:some",))],
        )
        answered = Step.objects.get(pk=given.step)
        with pytest.raises(Conflict, match="answered the new claims"):
            self.turn(cast, cast.ana, step, undo_step)
        assert cast.claims()[0] == left
        self.turn(cast, cast.ana, answered, undo_step)
        self.turn(cast, cast.ana, step, undo_step)
        assert cast.claims()[0] == claim
        self.turn(cast, cast.ana, step, redo_step)
        self.turn(cast, cast.ana, answered, redo_step)
        assert labels_on(left) == [("slant:some", False)]
        with pytest.raises(Conflict, match="answered the new claims"):
            self.turn(cast, cast.ana, step, undo_step)

    def test_an_answer_cleared_since_does_not_stand_in_the_way(self, open_cast, split):
        cast, (claim, step) = open_cast, split
        left, assignment = cast.claims()[0], cast.take(cast.ana)
        for codes in (("slant:some",), ()):
            answer = Answer(left.pk, "slant", codes)
            give_labels(assignment=assignment, actor=cast.ana, answers=[answer])
        self.turn(cast, cast.ana, step, undo_step)
        assert cast.claims()[0] == claim

    def test_answers_of_others_stand_in_the_way(self, open_cast, split):
        cast, (_claim, step) = open_cast, split
        cast.answer(cast.take(cast.ben), cast.claims()[1], slant="some")
        with pytest.raises(Conflict, match="answered the new claims"):
            self.turn(cast, cast.ana, step, undo_step)

    def test_others_do_not_turn_it_but_managers_do(self, open_cast, split, manager):
        cast, (claim, step) = open_cast, split
        cast.take(cast.ben)
        with pytest.raises(PermissionDenied, match="somebody else"):
            undo_claim_edit(edit=step.claim_edit, member=cast.member(cast.ben))
        undo_claim_edit(edit=step.claim_edit, member=manager)
        assert cast.claims()[0] == claim
        step.refresh_from_db()
        assert step.undone_at is not None
        with pytest.raises(PermissionDenied, match="somebody else"):
            redo_claim_edit(edit=step.claim_edit, member=cast.member(cast.ben))
        redo_claim_edit(edit=step.claim_edit, member=cast.member(cast.ana))
        step.refresh_from_db()
        assert step.undone_at is None

    def test_not_once_somebody_has_submitted(self, open_cast, split):
        cast, (_claim, step) = open_cast, split
        cast.code_all(cast.ben)
        with pytest.raises(PermissionDenied, match="submitted already"):
            self.turn(cast, cast.ana, step, undo_step)

    def test_a_refused_undo_leaves_the_outer_transaction_whole(self, open_cast, split):
        cast, (_claim, step) = open_cast, split
        assignment = cast.take(cast.ana)
        cast.answer(assignment, cast.claims()[0], slant="some")
        before = cast.claims()
        with transaction.atomic():
            with pytest.raises(Conflict):
                undo_claim_edit(edit=step.claim_edit, member=cast.member(cast.ana))
            cast.answer(assignment, cast.claims()[1], slant="strong")
        assert cast.claims() == before
        assert labels_on(before[1]) == [("slant:strong", False)]

    def test_a_role_change_brings_the_labels_back(self, open_cast):
        cast, assignment = open_cast, open_cast.take(open_cast.ana)
        claim = cast.claims()[0]
        cast.answer(assignment, claim, slant="some", att="none")
        step = recut(cast, cast.ana, "role", claim, role="furniture")
        assert claim not in cast.claims()
        self.turn(cast, cast.ana, step, undo_step)
        assert cast.claims()[0] == claim
        assert labels_on(claim) == [("att:none", False), ("slant:some", False)]

    def test_a_later_edit_is_undone_first(self, open_cast, split, manager):
        cast, (_claim, step) = open_cast, split
        left = cast.claims()[0]
        change_role(claim=left, role="headline", member=manager)
        cast.answer(cast.take(cast.ana), Claim.objects.get(role="headline"), slant="some")
        with pytest.raises(Conflict, match="later change builds on"):
            self.turn(cast, cast.ana, step, undo_step)
