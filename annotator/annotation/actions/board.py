"""The labels of the claims at hand, in memory: answers are placed on it, then written.

One read and at most one delete, update and insert each, whatever is placed.
"""

import uuid
from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db.models import FilteredRelation, Model, Q, QuerySet

from annotator.annotation.applicability import closed_questions, looks_at_article
from annotator.annotation.models import Assignment, Label, LabelEvent, Step
from annotator.annotation.standing import Mark, Span, Standing, standing_of, write_marks
from annotator.codebook.catalogue import Catalogue, VariableEntry
from annotator.prepared import Prepared, PreparedWrite
from articles.models import Claim

Key = tuple[int | None, str]  # claim (None: the article) and variable
Place = tuple[Span | None, str]  # words (None: the whole claim) and code


class Board:
    """What an assignment's annotator answered on some claims, to be changed and written back."""

    def __init__(
        self, assignment: Assignment, catalogue: Catalogue, claim_ids: Iterable[int | None]
    ) -> None:
        self.assignment, self.catalogue = assignment, catalogue
        self.claims: dict[int, Claim] = {}
        self.cells: dict[Key, dict[Place, Mark]] = defaultdict(dict)
        self._rows: dict[Key, dict[Place, Label]] = defaultdict(dict)
        self._before: dict[Key, dict[Place, Mark]] = {}
        self._entries = {entry.row.pk: entry for entry in catalogue.variables.values()}
        self._codes = {
            code.pk: code.identifier
            for entry in self._entries.values()
            for code in entry.codes.values()
        }
        self._load(set(claim_ids))

    # -- reading -----------------------------------------------------------------------------

    def _load(self, claim_ids: set[int | None]) -> None:
        self.claim_ids = set(claim_ids)
        numbers = [pk for pk in claim_ids if pk is not None]
        if numbers:
            self._load_claims(numbers)
        self._rules_see_article = looks_at_article(self.catalogue)
        if None in claim_ids and self._rules_see_article:
            self._load_current(set(numbers))  # what is said about it may close their questions
        if None in claim_ids or self._rules_see_article:
            for label in self.assignment.labels.filter(claim__isnull=True):
                self._keep(label)

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
                self._keep(label)

    def _load_current(self, known: set[int]) -> None:
        labels = self.assignment.labels.filter(claim__is_current=True).exclude(claim__in=known)
        for label in labels:
            self._keep(label)

    def _keep(self, label: Label) -> None:
        entry = self._entries.get(label.variable_id)
        if entry is None:
            return  # a variable the project has switched off: its labels are left as they are
        span = _span_of(label)
        mark = Mark(self._codes[label.code_id], span, label.note, label.inherited)
        key = (label.claim_id, entry.id)
        self.cells[key][mark.place] = mark
        self._rows[key][mark.place] = label

    def standing(self, claim_id: int | None) -> Standing:
        """What stands on a claim (or the article) as the board is now."""
        marks = {
            variable: self._ordered(entry, (claim_id, variable))
            for variable, entry in self.catalogue.variables.items()
            if self.cells.get((claim_id, variable))
        }
        return standing_of(self.catalogue, marks)

    def _ordered(self, entry: VariableEntry, key: Key) -> list[Mark]:
        order = list(entry.codes)
        return sorted(self.cells[key].values(), key=lambda mark: order.index(mark.code))

    def given(self, key: Key, span: Span | None) -> list[Mark]:
        """The marks of one variable on some words, or on the whole claim."""
        return [mark for place, mark in self.cells[key].items() if place[0] == span]

    # -- placing -----------------------------------------------------------------------------

    def put(self, key: Key, span: Span | None, marks: Iterable[Mark]) -> None:
        """Replace what was answered to one variable on some words, or on the whole claim."""
        kept = {place: mark for place, mark in self.cells[key].items() if place[0] != span}
        self.restore(key, [*kept.values(), *marks])

    def restore(self, key: Key, marks: Iterable[Mark]) -> None:
        """Replace everything answered to one variable on a claim."""
        self._before.setdefault(key, dict(self.cells[key]))
        self.cells[key] = {mark.place: mark for mark in marks}

    def changed(self) -> list[Key]:
        """What differs from what is stored, in the order it was first touched."""
        return [key for key, before in self._before.items() if before != self.cells[key]]

    def has_changed(self, key: Key) -> bool:
        """Whether one variable's marks on a claim differ from what is stored."""
        return key in self._before and self._before[key] != self.cells[key]

    # -- rules -------------------------------------------------------------------------------

    def closed(self) -> list[Key]:
        """Questions that do not apply, on every claim whose answers are known, but have one."""
        about_article = self._answers(None)
        answered = dict.fromkeys(key[0] for key, cell in self.cells.items() if cell)
        return [
            (claim_id, variable)
            for claim_id in answered
            for variable in self._closed_on(claim_id, about_article)
            if self.cells.get((claim_id, variable))
        ]

    def _closed_on(self, claim_id: int | None, about_article: dict[str, list[str]]) -> list[str]:
        own = self._answers(claim_id) if claim_id else {}
        return closed_questions(self.catalogue, {**about_article, **own})

    def _answers(self, claim_id: int | None) -> dict[str, list[str]]:
        return {
            variable: [code for _span, code in self.cells[claim_id, variable]]
            for variable in self.catalogue.variables
            if self.cells.get((claim_id, variable))
        }

    def drop_orphans(self) -> None:
        """Take away attributes of words that are no longer marked by the variable they are of."""
        for key in self.orphans():
            self.restore(key, self._attached(key))

    def orphans(self) -> list[Key]:
        """Where there are attributes of words that the variable they are of does not mark."""
        return [key for key in self.cells if len(self._attached(key)) < len(self.cells[key])]

    def _attached(self, key: Key) -> list[Mark]:
        parent = self.parent_of(key[1])
        marked = {place[0] for place in self.cells.get((key[0], parent or ""), ())}
        return [mark for mark in self.cells[key].values() if not parent or mark.span in marked]

    def parent_of(self, variable: str) -> str | None:
        """The span variable that an attribute is of."""
        parent = self._entries.get(self.catalogue.variables[variable].row.attribute_of_id or 0)
        return parent.id if parent else None

    # -- writing -----------------------------------------------------------------------------

    def write(self, *, step: Step, causes: Mapping[Key, str], cause: str, now: datetime) -> None:
        """Write the difference, and the history of it under `step`."""
        changed = self.changed()
        spare: list[Label] = []
        fresh: list[Label] = []
        kept: list[Label] = []
        for key in changed:
            left, new, other = self._difference(key, now)
            spare, fresh, kept = spare + left, fresh + new, kept + other
        if spare:
            Label.objects.filter(pk__in=[row.pk for row in spare]).delete()
        if len(kept) == 1:
            _WRITE_LABELS.update(kept[0])
        elif kept:
            Label.objects.bulk_update(kept, [*_CHANGING])
        _insert(_WRITE_LABELS, Label, fresh)
        _insert(
            _WRITE_EVENTS,
            LabelEvent,
            [self._event(key, step, causes.get(key, cause), now) for key in changed],
        )

    def _difference(self, key: Key, now: datetime) -> tuple[list[Label], list[Label], list[Label]]:
        """Rows to delete, to insert and to update, so that the rows say what the cell says.

        A row no longer wanted takes another code of the same words and item. Elsewhere it would
        be in the way of the row that is there: the database looks at each row as it is written.
        """
        rows, wanted = self._rows[key], self.cells[key]
        spare = {place: row for place, row in rows.items() if place not in wanted}
        fresh: list[Label] = []
        kept: list[Label] = []
        for place, mark in wanted.items():
            if self._before[key].get(place) == mark:
                continue
            row = rows.get(place) or self._spare_row(spare, key, mark) or Label(created_at=now)
            self._fill(row, key, mark, now)
            (kept if row.pk else fresh).append(row)
        return list(spare.values()), fresh, kept

    def _spare_row(self, spare: dict[Place, Label], key: Key, mark: Mark) -> Label | None:
        item = self.catalogue.variables[key[1]].codes[mark.code].item
        same = [place for place, row in spare.items() if (place[0], row.item) == (mark.span, item)]
        return spare.pop(same[0]) if same else None

    def _fill(self, row: Label, key: Key, mark: Mark, now: datetime) -> None:
        entry = self.catalogue.variables[key[1]]
        code = entry.codes[mark.code]
        row.assignment_id, row.claim_id = self.assignment.pk, key[0]
        row.variable_id, row.code_id, row.item = entry.row.pk, code.pk, code.item
        row.span_start, row.span_end = mark.span or (None, None)
        row.note, row.inherited = mark.note, mark.inherited
        row.single = entry.row.is_exclusive
        row.updated_at = now

    def _event(self, key: Key, step: Step, cause: str, now: datetime) -> LabelEvent:
        after = self.cells[key]
        return LabelEvent(
            project_id=self.assignment.project_id,
            assignment_id=self.assignment.pk,
            claim_id=key[0],
            variable_id=self.catalogue.variables[key[1]].row.pk,
            actor_id=step.actor_id,
            step_id=step.pk,
            cause=cause,
            before=write_marks(self._before[key].values()),
            after=write_marks(after.values()),
            note=next((mark.note for mark in after.values() if mark.note), ""),
            created_at=now,
        )


def record_step(step: Step) -> bool:
    """Store a step; False when one of that id is stored already."""
    return _WRITE_STEPS.insert_new(step)


def new_step(
    assignment: Assignment,
    actor_id: int,
    kind: str,
    *,
    step_id: uuid.UUID | None,
    now: datetime,
    **more: Any,
) -> Step:
    """A step that is not stored yet."""
    return Step(
        id=step_id or uuid.uuid4(),
        assignment_id=assignment.pk,
        actor_id=actor_id,
        kind=kind,
        created_at=now,
        **more,
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
    *("id", "variable_id", "code_id", "item", "span_start", "span_end"),
    *("note", "inherited", "single", "created_at"),
)
_ID = Assignment._meta.pk
# The samples stand for what is filled in; they only have to be unlike anything else in the query.
_CLAIM_WITH_LABELS = Prepared(
    _claim_with_labels, article=(-201, _ID), claim=(-202, _ID), assignment=(-203, _ID)
)
_CHANGING = ("code", "item", "span_start", "span_end", "note", "inherited", "updated_at")
_FEW = 20
_WRITE_LABELS = PreparedWrite(Label, _CHANGING)
_WRITE_EVENTS = PreparedWrite(LabelEvent)
_WRITE_STEPS = PreparedWrite(Step)


def _insert(write: PreparedWrite, model: type[Model], rows: list[Any]) -> None:
    if len(rows) <= _FEW:
        write.insert(rows)
    else:
        model._default_manager.bulk_create(rows)


def _span_of(label: Label) -> Span | None:
    if label.span_start is None or label.span_end is None:
        return None
    return label.span_start, label.span_end
