"""An annotator's answers on an article, with what a file answers placed on them."""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from typing import NamedTuple

from annotator.annotation.actions.board import Board, Key, Place
from annotator.annotation.applicability import Codes, looks_at_article
from annotator.annotation.completeness import ABOUT_CLAIMS, open_questions
from annotator.annotation.models import Assignment, Label, LabelEvent
from annotator.annotation.standing import Mark, write_marks
from annotator.codebook.catalogue import Catalogue
from annotator.codebook.models import Variable
from articles.models import Claim

CAUSE = "import"
CLEARED = "no longer applies"


class Times(NamedTuple):
    """When a label was given and last changed, as the file says."""

    created: datetime
    updated: datetime


class Difference(NamedTuple):
    """The rows to delete, to insert and to update, and the history of it."""

    spare: list[Label]
    fresh: list[Label]
    kept: list[Label]
    events: list[LabelEvent]


class ImportBoard(Board):
    """A board filled from rows that were loaded for many boards at once."""

    def __init__(
        self,
        assignment: Assignment,
        catalogue: Catalogue,
        claims: Mapping[int, Claim],
        labels: Iterable[Label],
    ) -> None:
        self._loaded = list(labels)
        self._current = claims
        self.times: dict[tuple[Key, Place], Times] = {}
        super().__init__(assignment, catalogue, claims)

    def _load(self, claim_ids: Collection[int | None]) -> None:
        self.claim_ids = {None, *claim_ids}
        self.claims = dict(self._current)
        self._rules_see_article = looks_at_article(self.catalogue)
        for label in self._loaded:
            if label.claim_id in self.claim_ids:
                self._keep(label)

    def marks(self, key: Key) -> set[tuple[Place, str]]:
        """What stands, whether or not it waits to be confirmed."""
        return {(place, mark.note) for place, mark in self.cells.get(key, {}).items()}

    def missing(self) -> list[str]:
        """The required questions without an answer, by their labels."""
        about_article = self._answers(None)
        missing = open_questions(self.catalogue, Variable.Scope.ARTICLE, None, about_article)
        for claim_id in self.claims:
            given: Codes = {**about_article, **self._answers(claim_id)}
            for scope in ABOUT_CLAIMS:
                missing += open_questions(self.catalogue, scope, claim_id, given)
        return list(dict.fromkeys(one.label for one in missing))

    def has_unconfirmed(self) -> bool:
        """Whether an answer to a required question waits for its annotator to confirm it."""
        return any(
            mark.inherited and self.catalogue.variables[key[1]].row.required
            for key, cell in self.cells.items()
            for mark in cell.values()
        )

    def had(self, key: Key) -> bool:
        """Whether there was an answer before."""
        return bool(self._before.get(key))

    def take_back(self, key: Key) -> None:
        """Let a cell be as it was."""
        self.restore(key, list(self._before.get(key, {}).values()))

    def difference(self, *, actor_id: int, cleared: Collection[Key], now: datetime) -> Difference:
        """What has to be written; the assignment is stored by now."""
        found = Difference([], [], [], [])
        for key in self.changed():
            spare, fresh, kept = self._difference(key, now)
            found.spare.extend(spare)
            found.fresh.extend(fresh)
            found.kept.extend(kept)
            found.events.append(
                self._told(key, actor_id, CLEARED if key in cleared else CAUSE, now)
            )
        return found

    def _fill(self, row: Label, key: Key, mark: Mark, now: datetime) -> None:
        super()._fill(row, key, mark, now)
        told = self.times.get((key, mark.place))
        if told and row.pk is None:
            row.created_at, row.updated_at = told

    def _told(self, key: Key, actor_id: int, cause: str, now: datetime) -> LabelEvent:
        after = self.cells[key]
        return LabelEvent(
            project_id=self.assignment.project_id,
            assignment_id=self.assignment.pk,
            claim_id=key[0],
            variable_id=self.catalogue.variables[key[1]].row.pk,
            actor_id=actor_id,
            cause=cause,
            before=write_marks(self._before[key].values()),
            after=write_marks(after.values()),
            note=next((mark.note for mark in after.values() if mark.note), ""),
            created_at=now,
        )
