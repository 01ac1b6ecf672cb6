"""Give labels: check the answers, replace what they replace, write the history.

The hot path of the product: with the session and the user, one save is six statements.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.db.models import FilteredRelation, Q
from django.http import Http404
from django.utils import timezone

from annotator.accounts.models import User
from annotator.annotation.applicability import closed_questions
from annotator.annotation.models import Assignment, Label, LabelEvent
from annotator.codebook.catalogue import Catalogue, VariableEntry, project_catalogue
from annotator.codebook.models import Variable
from annotator.errors import Conflict
from annotator.projects.models import Role
from articles.models import Claim

MAX_NOTE = 5_000


@dataclass(frozen=True, slots=True)
class Answer:
    """An annotator's answer to one variable on one claim (None: on the article).

    `codes` replaces what was answered before; empty clears it. `span` is for span variables:
    code points of the article's text inside the claim. A `note` of None leaves the note as it is.
    """

    claim_id: int | None
    variable: str
    codes: tuple[str, ...]
    span: tuple[int, int] | None = None
    note: str | None = None

    @property
    def place(self) -> tuple[int | None, str, tuple[int, int] | None]:
        """What it answers: of two answers to the same question the later one counts."""
        return self.claim_id, self.variable, self.span


class AnswerError(ValueError):
    """An answer that no state would accept: `errors` names the field and says why."""

    def __init__(self, errors: list[dict[str, str]]) -> None:
        super().__init__("; ".join(error["message"] for error in errors))
        self.errors = errors


@dataclass(slots=True)
class Given:
    """What stands now on the claims at hand: claim id -> variable id -> codes, all of them; and
    what was dropped because its question no longer applies."""

    answers: dict[int | None, dict[str, list[str]]] = field(default_factory=dict)
    dropped: list[tuple[int | None, str]] = field(default_factory=list)


# (span, code) -> label row; one map for each claim and variable
_Cell = dict[tuple[tuple[int, int] | None, str], Label]


def lock_assignment(*, public_id: Any, slug: str, user: User) -> Assignment:
    """Return the user's own assignment in a project, locked until the transaction ends.

    One query: membership, project and codebook version come with it. Raises `Http404` for
    anybody else's.
    """
    found = (
        Assignment.objects.select_for_update(of=("self",))
        .select_related("project__codebook_version")
        .defer("project__codebook_version__document", "project__guidelines")
        .filter(
            public_id=public_id,
            annotator=user,
            project__slug=slug,
            project__memberships__user=user,
            project__memberships__role=Role.ANNOTATOR,
        )
        .first()
    )
    if found is None:
        raise Http404("No assignment of yours here.")
    return found


@transaction.atomic
def give_labels(*, assignment: Assignment, answers: Sequence[Answer], actor: User) -> Given:
    """Replace answers, all or nothing.

    Call inside the transaction of `lock_assignment`. Raises `AnswerError` for unknown claims,
    variables or codes, `Conflict` for a state that forbids it: an assignment that is not open,
    a retired claim, a question that does not apply.
    """
    if not assignment.is_writable:
        raise Conflict(_closed(assignment))
    project = assignment.project
    catalogue = project_catalogue(project.codebook_version, project.variable_ids)
    board = _Board(assignment, catalogue, actor, answers)
    last = {answer.place: number for number, answer in enumerate(answers)}
    for number, answer in enumerate(answers):
        board.check(number, answer)
    if not board.errors:
        for number in last.values():
            board.place(answers[number])
    if board.errors:
        raise AnswerError(board.errors)
    board.drop_what_no_longer_applies()
    return board.write()


def _closed(assignment: Assignment) -> str:
    if assignment.state == Assignment.State.SUBMITTED:
        return "You have submitted this article; its labels can no longer be changed."
    return "You have skipped this article; take the next one."


class _Board:
    """The labels of the claims at hand, in memory: answers are placed on it, then written."""

    def __init__(
        self,
        assignment: Assignment,
        catalogue: Catalogue,
        actor: User,
        answers: Sequence[Answer],
    ) -> None:
        self.assignment, self.catalogue, self.actor = assignment, catalogue, actor
        self.now = timezone.now()
        self.errors: list[dict[str, str]] = []
        self.claims: dict[int, Claim] = {}
        self.cells: dict[int | None, dict[str, _Cell]] = defaultdict(lambda: defaultdict(dict))
        self.before: dict[tuple[int | None, str], list[str]] = {}
        self.notes: dict[tuple[int | None, str], str] = {}
        self.spare: dict[tuple[int | None, str], list[Label]] = defaultdict(list)
        self.touched: list[tuple[int | None, str]] = []
        self.dropped: list[tuple[int | None, str]] = []
        self._ids = {
            entry.row.pk: (entry.id, {code.pk: key for key, code in entry.codes.items()})
            for entry in catalogue.variables.values()
        }
        self._load({answer.claim_id for answer in answers})

    # -- reading -----------------------------------------------------------------------------

    def _load(self, claim_ids: set[int | None]) -> None:
        numbers = [pk for pk in claim_ids if pk is not None]
        if numbers:
            self._load_claims(numbers)
        if None in claim_ids:
            for label in self.assignment.labels.filter(claim__isnull=True):
                self._keep(None, label)

    def _load_claims(self, numbers: list[int]) -> None:
        """Claims and this assignment's labels on them, by one outer join."""
        rows = Claim.objects.filter(article_id=self.assignment.article_id, pk__in=numbers).annotate(
            mine=FilteredRelation("labels", condition=Q(labels__assignment=self.assignment))
        )
        columns = ["id", "variable_id", "code_id", "span_start", "span_end", "note", "inherited"]
        claim_columns = ["pk", "start", "end", "role", "is_current"]
        for row in rows.values_list(*claim_columns, *(f"mine__{name}" for name in columns)):
            claim = Claim(**dict(zip(claim_columns, row[:5], strict=True)))
            self.claims[claim.pk] = claim
            if row[5] is not None:
                label = Label(**dict(zip(columns, row[5:], strict=True)))
                label.assignment_id, label.claim_id = self.assignment.pk, claim.pk
                self._keep(claim.pk, label)

    def _keep(self, claim_id: int | None, label: Label) -> None:
        known = self._ids.get(label.variable_id)
        if known is None:
            return  # a variable the project has switched off: its labels are left as they are
        variable, codes = known
        cell = self.cells[claim_id][variable]
        cell[_span_of(label), codes[label.code_id]] = label

    # -- placing -----------------------------------------------------------------------------

    def place(self, answer: Answer) -> None:
        """Put one checked answer on the board."""
        entry = self.catalogue.variables[answer.variable]
        key = (answer.claim_id, answer.variable)
        cell = self.cells[answer.claim_id][answer.variable]
        self._remember(key)
        note = answer.note
        if note is None:
            note = next((row.note for place, row in cell.items() if place[0] == answer.span), "")
        self.notes[key] = answer.note or ""
        for place in [place for place in cell if place[0] == answer.span]:
            if place[1] not in answer.codes:
                self.spare[key].append(cell.pop(place))
        for code in answer.codes:
            cell[answer.span, code] = self._row(key, entry, code, answer, cell, note)

    def _row(
        self,
        key: tuple[int | None, str],
        entry: VariableEntry,
        code: str,
        answer: Answer,
        cell: _Cell,
        note: str,
    ) -> Label:
        label = cell.get((answer.span, code)) or (
            self.spare[key].pop() if self.spare[key] else Label(created_at=self.now)
        )
        label.assignment_id, label.claim_id = self.assignment.pk, answer.claim_id
        label.variable_id, label.code_id = entry.row.pk, entry.codes[code].pk
        label.span_start, label.span_end = answer.span or (None, None)
        label.note, label.inherited, label.single = note, False, entry.row.is_single
        label.updated_at = self.now
        return label

    def _remember(self, key: tuple[int | None, str]) -> None:
        if key not in self.before:
            self.before[key] = self._codes(key)
            self.touched.append(key)

    def _codes(self, key: tuple[int | None, str]) -> list[str]:
        return [
            code if span is None else f"{code}@{span[0]}-{span[1]}"
            for span, code in sorted(self.cells[key[0]][key[1]], key=str)
        ]

    # -- checking ----------------------------------------------------------------------------

    def check(self, number: int, answer: Answer) -> None:
        """Note what no state would accept in `errors`; raises `Conflict` for a retired claim."""
        entry = self.catalogue.variables.get(answer.variable)
        if entry is None:
            self._error(number, "variable", f"“{answer.variable}” is not asked in this project.")
            return
        self._check_codes(number, answer, entry)
        self._check_target(number, answer, entry)
        if len(answer.note or "") > MAX_NOTE:
            self._error(number, "note", f"A note holds at most {MAX_NOTE:,} characters.")

    def _check_codes(self, number: int, answer: Answer, entry: VariableEntry) -> None:
        for code in answer.codes:
            if code not in entry.codes:
                self._error(number, "codes", f"“{code}” is not a code of “{entry.id}”.")
        if len(set(answer.codes)) != len(answer.codes):
            self._error(number, "codes", "A code is given twice.")
        if entry.row.is_single and len(answer.codes) > 1:
            self._error(number, "codes", f"“{entry.id}” takes one code.")

    def _check_target(self, number: int, answer: Answer, entry: VariableEntry) -> None:
        if entry.row.scope == Variable.Scope.ARTICLE:
            if answer.claim_id is not None:
                self._error(number, "claim", f"“{entry.id}” is asked about the article as a whole.")
            return
        if answer.claim_id is None:
            self._error(number, "claim", f"“{entry.id}” is asked about a claim: give its id.")
            return
        claim = self.claims.get(answer.claim_id)
        if claim is None:
            self._error(number, "claim", f"Claim {answer.claim_id} is not in your assignment.")
            return
        if not claim.is_current:
            raise Conflict(
                f"Claim {claim.pk} was changed in the meantime (split, merged or moved). "
                "Reload the article to see the claims as they are now."
            )
        if not claim.is_claim:
            self._error(number, "claim", f"Claim {claim.pk} is a {claim.role}: it is not coded.")
        self._check_span(number, answer, entry, claim)

    def _check_span(self, number: int, answer: Answer, entry: VariableEntry, claim: Claim) -> None:
        is_span = entry.row.scope == Variable.Scope.SPAN
        if is_span and answer.span is None:
            self._error(number, "span", f"“{entry.id}” marks words: give span.start and span.end.")
        if not is_span and answer.span is not None:
            self._error(number, "span", f"“{entry.id}” is about the whole claim: leave span out.")
        if answer.span and not claim.start <= answer.span[0] < answer.span[1] <= claim.end:
            limits = f"{claim.start} to {claim.end}"
            self._error(number, "span", f"A span lies inside its claim: {limits}.")

    def _error(self, number: int, name: str, message: str) -> None:
        self.errors.append({"field": f"{number}.{name}", "message": message, "code": "invalid"})

    # -- rules -------------------------------------------------------------------------------

    def drop_what_no_longer_applies(self) -> None:
        """Clear answers whose question no longer applies; refuse ones just given to such."""
        given = set(self.touched)
        for claim_id in {key[0] for key in self.touched}:
            answers = self._answers(claim_id)
            for variable in closed_questions(self.catalogue, answers):
                key = (claim_id, variable)
                if not self.cells[claim_id][variable]:
                    continue
                if key in given and self._codes(key) != self.before[key]:
                    rule = self.catalogue.variables[variable].row.applies_if
                    raise Conflict(f"“{variable}” does not apply here: only if {rule}.")
                self._remember(key)
                self.dropped.append(key)
                self.spare[key] += self.cells[claim_id][variable].values()
                self.cells[claim_id][variable] = {}

    def _answers(self, claim_id: int | None) -> dict[str, list[str]]:
        return {
            variable: [code for _span, code in cell]
            for variable, cell in self.cells[claim_id].items()
            if cell
        }

    # -- writing -----------------------------------------------------------------------------

    def write(self) -> Given:
        """Write the difference: at most one insert, one update, one delete, one history."""
        rows = [row for key in self.touched for row in self.cells[key[0]][key[1]].values()]
        fresh = [row for row in rows if row.pk is None]
        kept = [row for row in rows if row.pk is not None and row.updated_at == self.now]
        gone = [row.pk for spare in self.spare.values() for row in spare if row.pk]
        if gone:
            Label.objects.filter(pk__in=gone).delete()
        if kept:
            Label.objects.bulk_update(
                kept,
                ["code", "span_start", "span_end", "note", "inherited", "updated_at"],
            )
        Label.objects.bulk_create(fresh)
        self._append_history()
        return Given(
            answers={
                claim_id: {
                    variable: self._codes((claim_id, variable)) for variable in self.cells[claim_id]
                }
                for claim_id in dict.fromkeys(key[0] for key in self.touched)
            },
            dropped=self.dropped,
        )

    def _append_history(self) -> None:
        LabelEvent.objects.bulk_create(
            LabelEvent(
                assignment=self.assignment,
                claim_id=key[0],
                variable_id=self.catalogue.variables[key[1]].row.pk,
                actor=self.actor,
                cause="no longer applies" if key in self.dropped else "answer",
                before=self.before[key],
                after=self._codes(key),
                note=self.notes.get(key, ""),
                created_at=self.now,
            )
            for key in self.touched
            if self.before[key] != self._codes(key) or self.notes.get(key)
        )


def _span_of(label: Label) -> tuple[int, int] | None:
    if label.span_start is None or label.span_end is None:
        return None
    return label.span_start, label.span_end
