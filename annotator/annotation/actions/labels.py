"""Give labels: check the answers, replace what they replace, write the history.

The hot path of the product: with the session and the user, one save is seven statements.
"""

import uuid
from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _

from annotator.accounts.models import User
from annotator.annotation.actions.answers import Answer, AnswerError, Given
from annotator.annotation.actions.board import Board, Key, new_step, record_step
from annotator.annotation.actions.checking import Checker, refuse_stale
from annotator.annotation.actions.refusing import why_closed
from annotator.annotation.models import Assignment, LabelEvent, Step
from annotator.annotation.standing import Mark
from annotator.codebook.catalogue import Catalogue, project_catalogue
from annotator.codebook.models import CodebookVersion
from annotator.errors import Conflict
from annotator.prepared import Prepared, instance
from annotator.projects.models import Project, Role

ANSWERED, DROPPED = "answer", "no longer applies"


def lock_assignment(*, public_id: Any, slug: str, user: User) -> Assignment:
    """Return the user's own assignment in a project, locked until the transaction ends.

    One query: membership, project and codebook version come with it. Raises `Http404` for
    anybody else's.
    """
    rows = _OWN_ASSIGNMENT.rows(public_id=public_id, slug=slug, user=user.pk)
    if not rows:
        raise Http404("No assignment of yours here.")
    assignment = instance(Assignment, rows[0])
    assignment.project = instance(Project, rows[0])
    assignment.project.codebook_version = instance(CodebookVersion, rows[0])
    return assignment


def _own_assignment(public_id: uuid.UUID, slug: str, user: int) -> QuerySet[Assignment]:
    return (
        Assignment.objects.select_for_update(of=("self",))
        .select_related("project__codebook_version")
        .only(
            *("public_id", "article", "annotator", "state"),
            *("project__slug", "project__title", "project__variable_ids"),
            "project__codebook_version__uid",
        )
        .filter(
            public_id=public_id,
            annotator=user,
            project__slug=slug,
            project__memberships__user=user,
            project__memberships__role=Role.ANNOTATOR,
        )
        .order_by()
    )


# The samples stand for what is filled in; they only have to be unlike anything else in the query.
_OWN_ASSIGNMENT = Prepared(
    _own_assignment,
    public_id=(uuid.UUID(int=0), Assignment._meta.get_field("public_id")),
    slug=("--slug--", Project._meta.get_field("slug")),
    user=(-101, Assignment._meta.pk),
)


def give_labels(
    *,
    assignment: Assignment,
    answers: Sequence[Answer],
    actor: User,
    step_id: uuid.UUID | None = None,
) -> Given:
    """Replace answers, all or nothing.

    Call inside the transaction that locked the assignment: it is what makes the writes one.
    With a `step_id` that was given before, nothing is changed: what stands is returned, whatever
    has happened since. Raises `AnswerError` for unknown claims, variables or codes, `Conflict`
    for a state that forbids it: an assignment that is not open, a retired claim, a question that
    does not apply, an answer that is stale.
    """
    try:
        given = _give(assignment, answers, actor, step_id)
    except (AnswerError, Conflict):
        done = step_done_before(assignment, step_id, Step.Kind.ANSWERS)
        if done is None:
            raise
        return tell_step(assignment, done)
    done = None if given.step else step_done_before(assignment, step_id, Step.Kind.ANSWERS)
    return tell_step(assignment, done) if done else given


def _give(
    assignment: Assignment, answers: Sequence[Answer], actor: User, step_id: uuid.UUID | None
) -> Given:
    require_writable(assignment)
    claim_ids = {answer.claim_id for answer in answers}
    board = Board(assignment, catalogue_of(assignment), claim_ids)
    _place(board, answers)
    dropped = _drop_what_no_longer_applies(board)
    board.drop_orphans()
    now = timezone.now()
    step = new_step(
        assignment, actor.pk, Step.Kind.ANSWERS, step_id=step_id, now=now, claim_id=_one(claim_ids)
    )
    if not board.changed():
        return _given(board, claim_ids)
    if not record_step(step):
        raise step_id_taken()
    board.write(step=step, causes=dict.fromkeys(dropped, DROPPED), cause=ANSWERED, now=now)
    given = _given(board, claim_ids | {key[0] for key in dropped})
    given.dropped, given.step = dropped, step.pk
    return given


def require_writable(assignment: Assignment) -> None:
    """Raise `Conflict` unless the annotator may still answer."""
    if not assignment.is_writable:
        raise Conflict(why_closed(assignment.state))


def catalogue_of(assignment: Assignment) -> Catalogue:
    """The questions of an assignment's project."""
    return project_catalogue(assignment.project.codebook_version, assignment.project.variable_ids)


def require_own_step(assignment: Assignment, step_id: uuid.UUID) -> None:
    """Raise `Conflict` when the id is that of a step of something else."""
    if not assignment.steps.filter(pk=step_id).exists():
        raise step_id_taken()


def step_id_taken() -> Conflict:
    """What to say when a new step has the id of another one."""
    return Conflict(_("This step's id is that of another step. Make a new one."))


def step_done_before(assignment: Assignment, step_id: uuid.UUID | None, kind: str) -> Step | None:
    """The step that was sent under this id already, undone since or not."""
    return assignment.steps.filter(pk=step_id, kind=kind).first() if step_id else None


def tell_step(assignment: Assignment, step: Step) -> Given:
    """What stands now where a step of answers was; the step itself only if it is not undone."""
    events = changes_of(step)
    claim_ids = {event.claim_id for event in events}
    given = _given(Board(assignment, catalogue_of(assignment), claim_ids), claim_ids)
    if not step.undone_at:
        given.step = step.pk
        given.dropped = [
            (event.claim_id, event.variable.identifier)
            for event in events
            if event.cause == DROPPED
        ]
    return given


def changes_of(step: Step) -> list[LabelEvent]:
    """What a step of answers changed when it was first done."""
    events = LabelEvent.objects.filter(
        assignment=step.assignment_id, step=step, cause__in=(ANSWERED, DROPPED)
    )
    return list(events.select_related("variable"))


def _place(board: Board, answers: Sequence[Answer]) -> None:
    checker = Checker(board)
    last = {answer.place: number for number, answer in enumerate(answers)}
    for number, answer in enumerate(answers):
        checker.check(number, answer)
    placed = [] if checker.errors else sorted(last.values())
    for number in placed:
        answer = answers[number]
        _put(board, number, answer.in_codes(board.catalogue.variables[answer.variable]))
    for number in placed:
        checker.check_attribute(number, answers[number])
    if checker.errors:
        raise AnswerError(checker.errors)


def _put(board: Board, number: int, answer: Answer) -> None:
    refuse_stale(board, number, answer)
    key = (answer.claim_id, answer.variable)
    note = answer.note
    if note is None:
        note = next((mark.note for mark in board.given(key, answer.span)), "")
    board.put(key, answer.span, [Mark(code, answer.span, note) for code in answer.codes])


def _drop_what_no_longer_applies(board: Board) -> list[Key]:
    """Clear answers whose question no longer applies; refuse ones just given to such."""
    dropped = []
    for key in board.closed():
        if board.has_changed(key):
            row = board.catalogue.variables[key[1]].row
            message = _("“%(variable)s” does not apply here: only if %(rule)s.")
            raise Conflict(message % {"variable": key[1], "rule": row.applies_if})
        board.restore(key, [])
        dropped.append(key)
    return dropped


def _given(board: Board, claim_ids: set[int | None]) -> Given:
    return Given(claims={claim_id: board.standing(claim_id) for claim_id in claim_ids})


def _one(claim_ids: set[int | None]) -> int | None:
    return next(iter(claim_ids)) if len(claim_ids) == 1 else None
