"""Whatever is done to claims in whatever order: the text stays tiled, no label is lost."""

import uuid

import pytest
from django.core.exceptions import PermissionDenied
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from annotator.annotation.actions import (
    Answer,
    AnswerError,
    Recut,
    give_labels,
    lock_assignment,
    recut_claim,
    redo_claim_edit,
    redo_step,
    undo_claim_edit,
    undo_step,
)
from annotator.annotation.models import Label, Step
from annotator.errors import Conflict
from articles.models import Claim, ClaimEdit
from tests.annotator.annotation.recutting import assert_tiles, let_annotators_edit, segments

NUMBER = st.integers(0, 200)
ROLES = ("body", "furniture", "headline", "caption")
CODES = ("slant:none", "slant:some", "slant:strong", "att:none", "topic:water")
ACTS = st.one_of(
    st.tuples(st.just("split"), NUMBER, NUMBER),
    st.tuples(st.just("merge"), NUMBER, NUMBER),
    st.tuples(st.just("move"), NUMBER, NUMBER),
    st.tuples(st.just("role"), NUMBER, NUMBER),
    st.tuples(st.just("answer"), NUMBER, NUMBER),
    st.tuples(st.just("turn step"), NUMBER, NUMBER),
    st.tuples(st.just("turn edit"), NUMBER, NUMBER),
)
REFUSALS = (Conflict, AnswerError, ValueError, PermissionDenied)


class Story:
    """Two annotators and a manager at one article."""

    def __init__(self, cast):
        self.cast = cast
        self.users = (cast.ana, cast.ben)
        self.assignments = {user.pk: cast.take(user) for user in self.users}

    def do(self, act, number, other):
        user = self.users[number % 2]
        rows = segments(self.cast.article)
        claim = rows[number % len(rows)]
        with transaction.atomic():
            if act == "answer":
                self.answer(user, claim, CODES[other % len(CODES)])
            elif act == "turn step":
                self.turn_step(user, other)
            elif act == "turn edit":
                self.turn_edit(other)
            else:
                self.recut(user, act, claim, other)

    def held(self, user):
        public_id = self.assignments[user.pk].public_id
        return lock_assignment(public_id=public_id, slug="quay", user=user)

    def answer(self, user, claim, code):
        answer = Answer(claim.pk, code.split(":")[0], (code,))
        give_labels(assignment=self.held(user), answers=[answer], actor=user)

    def turn_step(self, user, number):
        steps = list(Step.objects.filter(actor=user).order_by("created_at"))
        if steps:
            step = steps[-1 - number % min(len(steps), 3)]
            how = redo_step if step.undone_at else undo_step
            how(assignment=self.held(user), step_id=step.pk, member=self.cast.member(user))

    def turn_edit(self, number):
        edits = list(ClaimEdit.objects.order_by("pk"))
        if edits:
            edit = edits[-1 - number % min(len(edits), 3)]
            how = redo_claim_edit if edit.undone_at else undo_claim_edit
            how(edit=edit, member=self.cast.member(self.cast.manager))

    def recut(self, user, kind, claim, number):
        recut_claim(
            recut=Recut(
                kind=kind,
                claim_id=claim.pk,
                at=max(0, claim.start - 5) + number % (claim.end - claim.start + 10),
                edge=("start", "end")[number % 2] if kind == "move" else "",
                role=ROLES[number % len(ROLES)],
            ),
            assignment=self.assignments[user.pk],
            member=self.cast.member(user),
            step_id=uuid.uuid4(),
        )


def retired_labels():
    """Every label on a retired claim, as it is stored."""
    columns = ("pk", "claim_id", "code_id", "note", "inherited", "updated_at")
    return set(Label.objects.filter(claim__is_current=False).values_list(*columns))


def all_labels():
    columns = ("pk", "claim_id", "code_id", "note", "inherited", "updated_at")
    return set(Label.objects.values_list(*columns))


@pytest.fixture
def story(cast):
    let_annotators_edit(cast)
    return Story(cast)


@settings(
    max_examples=30,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(acts=st.lists(ACTS, min_size=1, max_size=14))
def test_claims_tile_and_labels_stay(story, acts):
    with transaction.atomic():
        for act in acts:
            before = all_labels()
            try:
                story.do(*act)
            except REFUSALS:
                assert all_labels() == before
            assert_tiles(story.cast.article)
            retired = set(Claim.objects.filter(is_current=False).values_list("pk", flat=True))
            assert {row for row in before if row[1] in retired} == retired_labels()
        transaction.set_rollback(True)


@settings(
    max_examples=15,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    acts=st.lists(ACTS, max_size=8),
    last=st.tuples(st.sampled_from(["split", "merge", "move", "role"]), NUMBER, NUMBER),
)
def test_undo_brings_everything_back_and_redo_too(story, acts, last):
    with transaction.atomic():
        for act in acts:
            try:
                story.do(*act)
            except REFUSALS:
                continue
        before = picture(story.cast.article)
        count = ClaimEdit.objects.count()
        try:
            story.do(*last)
        except REFUSALS:
            assert picture(story.cast.article) == before
        if ClaimEdit.objects.count() > count:
            after = picture(story.cast.article)
            manager = story.cast.member(story.cast.manager)
            edit = ClaimEdit.objects.latest("pk")
            undo_claim_edit(edit=edit, member=manager)
            assert picture(story.cast.article) == before
            redo_claim_edit(edit=edit, member=manager)
            assert picture(story.cast.article) == after
        transaction.set_rollback(True)


def picture(article):
    """The claims that stand, and what each annotator's answers on them are."""
    labels = Label.objects.filter(claim__article=article, claim__is_current=True)
    columns = ("claim_id", "assignment_id", "code_id", "note", "inherited")
    return segments(article), sorted(labels.values_list(*columns))
