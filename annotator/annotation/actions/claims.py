"""Edit claims and carry the labels over: the articles room cuts, this room keeps the work.

Labels stay on the row they were given to. A copy goes to each successor, marked inherited, for
its annotator to confirm; where two merged claims were answered differently, the question is open
again. Undoing an edit brings the old rows back, with the labels they had.
"""

from collections import defaultdict
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from annotator.accounts.models import User
from annotator.annotation.actions.assignments import hand_in_again, reopen_assignment
from annotator.annotation.models import Assignment, AssignmentEvent, Label, LabelEvent
from annotator.errors import Conflict
from annotator.projects.models import Membership, ProjectArticle
from annotator.projects.permissions import require_manager
from articles import actions as articles
from articles.models import Claim, ClaimEdit


@transaction.atomic
def split_claim(*, claim: Claim, at: int, member: Membership) -> ClaimEdit:
    """Cut a claim in two before code point `at`; see `articles.actions.split_claim`."""
    actor = _editor(member, claim)
    return _carry(articles.split_claim(claim=claim, at=at, actor=actor), actor)


@transaction.atomic
def merge_claims(*, first: Claim, second: Claim, member: Membership) -> ClaimEdit:
    """Join a claim with the next."""
    actor = _editor(member, first)
    return _carry(articles.merge_claims(first=first, second=second, actor=actor), actor)


@transaction.atomic
def move_boundary(*, first: Claim, second: Claim, at: int, member: Membership) -> ClaimEdit:
    """Move the joint of two neighbours."""
    actor = _editor(member, first)
    edit = articles.move_boundary(first=first, second=second, at=at, actor=actor)
    return _carry(edit, actor)


@transaction.atomic
def change_role(*, claim: Claim, role: str, member: Membership) -> ClaimEdit:
    """Say what part of the document a stretch is."""
    actor = _editor(member, claim)
    return _carry(articles.change_role(claim=claim, role=role, actor=actor), actor)


@transaction.atomic
def undo_claim_edit(*, edit: ClaimEdit, member: Membership) -> ClaimEdit:
    """Take an edit back.

    Raises `Conflict` when annotators have answered the new claims since: their answers would be
    lost from sight.
    """
    require_manager(member)
    _hold_answers(edit.article_id)
    answered = LabelEvent.objects.filter(claim__in=edit.lineage.values("successor"), cause="answer")
    if edit.undone_at is None and answered.exists():
        raise Conflict(
            "Annotators have answered the new claims since, so this can no longer be undone. "
            "Change the claims by hand: their answers then go along."
        )
    undone = articles.undo_edit(edit=edit, actor=member.user)
    _take_back(undone, member.user)
    return undone


def _take_back(edit: ClaimEdit, actor: User) -> None:
    """Hand in again what the edit alone had sent back, unless its annotator has begun on it."""
    sent_back = AssignmentEvent.objects.filter(
        assignment__article_id=edit.article_id,
        assignment__state=Assignment.State.RETURNED,
        after=Assignment.State.RETURNED,
        created_at__gte=edit.created_at,
        reason=_why(edit),
    )
    for event in sent_back.select_related("assignment"):
        begun = event.assignment.label_events.filter(
            cause="answer", created_at__gte=event.created_at
        )
        if not begun.exists():
            hand_in_again(assignment=event.assignment, actor=actor)


def _editor(member: Membership, claim: Claim) -> User:
    require_manager(member)
    ProjectArticle.objects.get(project_id=member.project_id, article_id=claim.article_id)
    _hold_answers(claim.article_id)
    return member.user


def _hold_answers(article_id: int) -> None:
    """Lock the article's assignments, so that no answer lands on a claim being retired."""
    rows = Assignment.objects.select_for_update().filter(article_id=article_id)
    list(rows.order_by("pk").values_list("pk"))


def _carry(edit: ClaimEdit, actor: User) -> ClaimEdit:
    """Copy the labels of the retired claims to their successors, as inherited."""
    parents: dict[int, list[int]] = defaultdict(list)
    successors: dict[int, Claim] = {}
    for row in edit.lineage.select_related("successor"):
        parents[row.successor_id].append(row.predecessor_id)
        successors[row.successor_id] = row.successor
    given = _labels_by_cell({pk for pks in parents.values() for pk in pks})
    copies = [
        copy
        for claim_id, predecessors in parents.items()
        for copy in _inherited(given, predecessors, successors[claim_id])
    ]
    Label.objects.bulk_create(copies)
    _append_history(copies, edit, actor)
    if edit.kind != ClaimEdit.Kind.CHANGE_ROLE:
        _ask_again({assignment_id for assignment_id, _variable in given}, edit, actor)
    return edit


def _ask_again(assignment_ids: set[int], edit: ClaimEdit, actor: User) -> None:
    """Send submitted work on the changed claims back: its answers wait to be confirmed."""
    submitted = Assignment.objects.select_related("project").filter(
        pk__in=assignment_ids, state=Assignment.State.SUBMITTED
    )
    for assignment in submitted:
        reopen_assignment(
            assignment=assignment,
            actor=actor,
            reason=_why(edit),
        )


def _why(edit: ClaimEdit) -> str:
    return (
        f"A claim you had coded was {edit.get_kind_display()} since. "
        "Confirm the answers marked “inherited”, answer what is open, and submit again."
    )


_Cells = dict[tuple[int, int], dict[int, list[Label]]]


def _labels_by_cell(claim_ids: set[int]) -> _Cells:
    """(assignment, variable) -> claim -> labels."""
    cells: _Cells = defaultdict(lambda: defaultdict(list))
    for label in Label.objects.filter(claim__in=claim_ids).select_related("claim"):
        if label.claim_id is not None:
            cells[label.assignment_id, label.variable_id][label.claim_id].append(label)
    return cells


def _inherited(given: _Cells, predecessors: list[int], claim: Claim) -> list[Label]:
    now = timezone.now()
    copies = []
    for by_claim in given.values():
        answers = [by_claim[pk] for pk in predecessors if by_claim.get(pk)]
        whole = [[label for label in answer if label.span_start is None] for answer in answers]
        agreed = _agreed([answer for answer in whole if answer], len(predecessors))
        fitting = [label for answer in answers for label in answer if _marks(label, claim)]
        copies += [_copy(label, claim, now) for label in [*agreed, *fitting]]
    return copies


def _agreed(answers: list[list[Label]], wanted: int) -> list[Label]:
    """The answer all predecessors share; none when one is open or they differ."""
    codes = [{label.code_id for label in answer} for answer in answers]
    return answers[0] if len(answers) == wanted and all(c == codes[0] for c in codes) else []


def _marks(label: Label, claim: Claim) -> bool:
    """Whether a label marks words that lie inside `claim`."""
    if label.span_start is None or label.span_end is None:
        return False
    return claim.start <= label.span_start and label.span_end <= claim.end


def _copy(label: Label, claim: Claim, now: datetime) -> Label:
    return Label(
        assignment_id=label.assignment_id,
        claim=claim,
        variable_id=label.variable_id,
        code_id=label.code_id,
        span_start=label.span_start,
        span_end=label.span_end,
        note=label.note,
        single=label.single,
        # Another role leaves the words as they were, and so the answer to them.
        inherited=label.inherited or label.claim is None or claim.text != label.claim.text,
        created_at=now,
        updated_at=now,
    )


def _append_history(copies: list[Label], edit: ClaimEdit, actor: User) -> None:
    cells: dict[tuple[int, int | None, int], list[Label]] = defaultdict(list)
    for label in copies:
        cells[label.assignment_id, label.claim_id, label.variable_id].append(label)
    codes = dict(
        Label.objects.filter(pk__in=[label.pk for label in copies]).values_list(
            "code_id", "code__identifier"
        )
    )
    LabelEvent.objects.bulk_create(
        LabelEvent(
            assignment_id=assignment_id,
            claim_id=claim_id,
            variable_id=variable_id,
            actor=actor,
            cause=edit.kind,
            after=sorted(codes[label.code_id] for label in labels),
            created_at=labels[0].created_at,
        )
        for (assignment_id, claim_id, variable_id), labels in cells.items()
    )
