"""Who coded which article of a study, and what they answered."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from annotator.accounts.models import User
from annotator.annotation.actions.answers import MAX_NOTE
from annotator.annotation.actions.assignments import MAX_REASON
from annotator.annotation.actions.changing import WITHOUT_PLACE
from annotator.annotation.models import Assignment, AssignmentEvent, Label, LabelEvent
from annotator.annotation.standing import Mark, write_marks
from annotator.annotation.transitions import Event
from annotator.codebook.catalogue import Catalogue, VariableEntry
from annotator.codebook.models import Variable
from annotator.export.importing.actions.rows import store_history, store_labels
from annotator.export.importing.actions.study.people import PeopleKeeper
from annotator.export.importing.actions.study.records import (
    KeptArticle,
    time_of,
    words_of,
    wrong,
)
from annotator.export.importing.board import CAUSE
from annotator.export.readers.package import Row
from annotator.projects.models import Project

BATCH = 500
State = Assignment.State


class LabelKeeper:
    """Stores assignments and labels as they were, with the history that they came in."""

    def __init__(self, project: Project, catalogue: Catalogue, actor: User) -> None:
        self.project, self.catalogue, self.actor = project, catalogue, actor
        self.now = timezone.now()
        self._open: set[int] = set()

    def keep(self, batch: Sequence[KeptArticle], people: PeopleKeeper) -> None:
        """Store what was answered on some articles."""
        work = self._store_work(batch, people)
        labels: list[Label] = []
        for one in batch:
            labels += self._labels(one, people, work)
        store_labels(spare=[], kept=[], fresh=labels)
        store_history(self._history(labels))

    # -- assignments -------------------------------------------------------------------------

    def _store_work(
        self, batch: Sequence[KeptArticle], people: PeopleKeeper
    ) -> dict[tuple[int, int], Assignment]:
        found: dict[tuple[int, int], Assignment] = {}
        made: dict[tuple[int, int], datetime] = {}
        for one in batch:
            slot = 0
            for row in one.rows.work:
                work = self._assignment(one, row, people)
                key = (one.article_id, work.annotator_id)
                if key in found:
                    wrong(row, _("The same annotator has the article twice."))
                if work.state not in WITHOUT_PLACE:
                    work.slot, slot = slot, slot + 1
                found[key], made[key] = work, time_of(row, "created_at")
        stored = Assignment.objects.bulk_create(found.values(), batch_size=BATCH)
        for key, work in found.items():
            work.created_at = made[key]
        Assignment.objects.bulk_update(stored, ["created_at"], batch_size=BATCH)
        AssignmentEvent.objects.bulk_create(map(self._event, stored), batch_size=BATCH)
        return found

    def _assignment(self, one: KeptArticle, row: Row, people: PeopleKeeper) -> Assignment:
        user = people.find(row, "annotator")
        if row["state"] not in State.values:
            wrong(row, _("“%(state)s” is not a state.") % {"state": row["state"][:60]})
        if row["state"] == State.OPEN:
            if user.pk in self._open:
                wrong(row, _("An annotator can have one article open."))
            self._open.add(user.pk)
        return Assignment(
            project=self.project,
            article_id=one.article_id,
            annotator=user,
            state=row["state"],
            note=words_of(row, "note", MAX_REASON),
            reason=words_of(row, "reason", MAX_REASON),
            submitted_at=time_of(row, "submitted_at") if row["submitted_at"] else None,
        )

    def _event(self, work: Assignment) -> AssignmentEvent:
        return AssignmentEvent(
            project=self.project,
            assignment=work,
            actor=self.actor,
            event=Event.IMPORT,
            after=work.state,
            reason=work.reason,
        )

    # -- labels ------------------------------------------------------------------------------

    def _labels(
        self, one: KeptArticle, people: PeopleKeeper, work: dict[tuple[int, int], Assignment]
    ) -> list[Label]:
        places = {row["id"]: (row["start"], row["end"]) for row in one.rows.claims}
        seen: set[object] = set()
        found = []
        for row in one.rows.labels:
            held = work.get((one.article_id, people.find(row, "annotator").pk))
            if held is None:
                wrong(row, _("Its annotator does not have the article in assignments.csv."))
            label = self._label(row, held, one.claim_of(row))
            _check_span(row, places)
            item = label.item if label.single else row["code"]
            span = (label.span_start, label.span_end)
            key = (held.pk, label.claim_id, label.variable_id, item, span)
            if key in seen:
                wrong(row, _("The question is answered twice."))
            seen.add(key)
            found.append(label)
        return found

    def _label(self, row: Row, held: Assignment, claim_id: int | None) -> Label:
        entry = self.catalogue.variables.get(row["variable"])
        if entry is None or row["code"] not in entry.codes:
            message = _("“%(code)s” is not a code of “%(variable)s”.")
            wrong(row, message % {"code": row["code"][:60], "variable": row["variable"][:60]})
        _check_target(row, entry, claim_id)
        code = entry.codes[row["code"]]
        return Label(
            assignment=held,
            claim_id=claim_id,
            variable=entry.row,
            code=code,
            item=code.item,
            span_start=row["span_start"],
            span_end=row["span_end"],
            note=words_of(row, "note", MAX_NOTE),
            inherited=row["inherited"],
            single=entry.row.is_exclusive,
            created_at=time_of(row, "created_at"),
            updated_at=time_of(row, "updated_at"),
        )

    def _history(self, labels: Sequence[Label]) -> list[LabelEvent]:
        """One line for each answer: that it came in."""
        cells: dict[tuple[Assignment, int | None, Variable], list[Mark]] = defaultdict(list)
        for one in labels:
            span = None if one.span_start is None else (one.span_start, one.span_end or 0)
            mark = Mark(one.code.identifier, span, one.note, one.inherited)
            cells[one.assignment, one.claim_id, one.variable].append(mark)
        return [
            LabelEvent(
                project=self.project,
                assignment=work,
                claim_id=claim_id,
                variable=variable,
                actor=self.actor,
                cause=CAUSE,
                after=write_marks(marks),
                note=next((mark.note for mark in marks if mark.note), ""),
                created_at=self.now,
            )
            for (work, claim_id, variable), marks in cells.items()
        ]


def _check_target(row: Row, entry: VariableEntry, claim_id: int | None) -> None:
    about_article = entry.row.scope == Variable.Scope.ARTICLE
    has_words = row["span_start"] is not None
    if about_article != (claim_id is None) or entry.is_about_words != has_words:
        message = _("“%(variable)s” is asked about something else.")
        wrong(row, message % {"variable": row["variable"]})


def _check_span(row: Row, places: dict[int, tuple[int, int]]) -> None:
    if row["span_start"] is None:
        return
    start, end = places[row["claim_id"]]
    if not start <= row["span_start"] < (row["span_end"] or 0) <= end:
        wrong(row, _("Marked words have to lie inside their claim."))
