"""Give labels: check the answers, replace what they replace, write the history.

The hot path of the product: with the session and the user, one save is six statements.
"""

import uuid
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import FilteredRelation, Model, Q, QuerySet
from django.http import Http404
from django.utils import timezone

from annotator.accounts.models import User
from annotator.annotation.applicability import closed_questions
from annotator.annotation.models import Assignment, Label, LabelEvent
from annotator.codebook.catalogue import Catalogue, VariableEntry, project_catalogue
from annotator.codebook.models import CodebookVersion, Variable
from annotator.errors import Conflict
from annotator.prepared import Prepared, PreparedWrite, instance
from annotator.projects.models import Project, Role
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


def _claim_with_labels(article: int, claim: int, assignment: int) -> QuerySet[Claim, Any]:
    return _with_labels(assignment).filter(article_id=article, pk=claim)


def _with_labels(assignment: int) -> QuerySet[Claim, Any]:
    """Claims and an assignment's labels on them, by one outer join."""
    mine = FilteredRelation("labels", condition=Q(labels__assignment_id=assignment))
    return (
        Claim.objects.annotate(mine=mine)
        .order_by()
        .values_list(*_CLAIM_COLUMNS, *(f"mine__{name}" for name in _LABEL_COLUMNS))
    )


_CLAIM_COLUMNS = ("id", "start", "end", "role", "is_current")
_LABEL_COLUMNS = (
    *("id", "variable_id", "code_id", "span_start", "span_end"),
    *("note", "inherited", "single", "created_at"),
)
_ID = Assignment._meta.pk
# The samples stand for what is filled in; they only have to be unlike anything else in the query.
_OWN_ASSIGNMENT = Prepared(
    _own_assignment,
    public_id=(uuid.UUID(int=0), Assignment._meta.get_field("public_id")),
    slug=("--slug--", Project._meta.get_field("slug")),
    user=(-101, _ID),
)
_CLAIM_WITH_LABELS = Prepared(
    _claim_with_labels, article=(-201, _ID), claim=(-202, _ID), assignment=(-203, _ID)
)


def give_labels(*, assignment: Assignment, answers: Sequence[Answer], actor: User) -> Given:
    """Replace answers, all or nothing.

    Call inside the transaction that locked the assignment: it is what makes the writes one.
    Raises `AnswerError` for unknown claims, variables or codes, `Conflict` for a state that
    forbids it: an assignment that is not open, a retired claim, a question that does not apply.
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
        self.confirmed: set[tuple[int | None, str]] = set()
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
        article, mine = self.assignment.article_id, self.assignment.pk
        rows: Iterable[tuple[Any, ...]] = (
            _CLAIM_WITH_LABELS.tuples(article=article, claim=numbers[0], assignment=mine)
            if len(numbers) == 1
            else _with_labels(mine).filter(article_id=article, pk__in=numbers)
        )
        width = len(_CLAIM_COLUMNS)
        for row in rows:
            claim = Claim(**dict(zip(_CLAIM_COLUMNS, row[:width], strict=True)))
            self.claims[claim.pk] = claim
            if row[width] is not None:
                label = Label(**dict(zip(_LABEL_COLUMNS, row[width:], strict=True)))
                label.assignment_id, label.claim_id = mine, claim.pk
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
        if any(row.inherited for row in cell.values()):
            self.confirmed.add(key)
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
        if len(kept) == 1:
            _WRITE_LABELS.update(kept[0])
        elif kept:
            Label.objects.bulk_update(kept, [*_CHANGING])
        _insert(_WRITE_LABELS, Label, fresh)
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
        events = [
            LabelEvent(
                assignment_id=self.assignment.pk,
                claim_id=key[0],
                variable_id=self.catalogue.variables[key[1]].row.pk,
                actor_id=self.actor.pk,
                cause="no longer applies" if key in self.dropped else "answer",
                before=self.before[key],
                after=self._codes(key),
                note=self.notes.get(key, ""),
                created_at=self.now,
            )
            for key in self.touched
            if self.before[key] != self._codes(key) or self.notes.get(key) or key in self.confirmed
        ]
        _insert(_WRITE_EVENTS, LabelEvent, events)


_CHANGING = ("code", "span_start", "span_end", "note", "inherited", "updated_at")


_FEW = 20
_WRITE_LABELS = PreparedWrite(Label, _CHANGING)
_WRITE_EVENTS = PreparedWrite(LabelEvent)


def _insert(write: PreparedWrite, model: type[Model], rows: Sequence[Model]) -> None:
    if len(rows) <= _FEW:
        write.insert(rows)
    else:
        model._default_manager.bulk_create(rows)


def _span_of(label: Label) -> tuple[int, int] | None:
    if label.span_start is None or label.span_end is None:
        return None
    return label.span_start, label.span_end
