"""One annotator's work on one article: what the annotate page shows and what it answers."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import chain
from typing import Any

from annotator.annotation.actions import flags_of
from annotator.annotation.models import Assignment
from annotator.annotation.progress import Measure, Status
from annotator.annotation.querysets import LabelRow
from annotator.annotation.standing import Mark, Standing, standing_of
from annotator.codebook.catalogue import Catalogue, VariableEntry, describe, project_catalogue
from annotator.codebook.models import Preset, Variable
from articles.models import Claim

ARTICLE = "article"  # the key of what is answered about the article as a whole
STEPS_KEPT = 200  # how far back undo reaches after a reload

Marks = dict[int | None, dict[str, list[Mark]]]


@dataclass(frozen=True)
class Entry:
    """A line of the claim list: a claim, or (claim None) the article's own questions."""

    claim: Claim | None
    number: int
    status: Status
    answers: dict[str, list[str]]
    inherited: bool
    flag: str | None = None

    @property
    def key(self) -> str:
        """What addresses it in the page: the claim's id, or `article`."""
        return str(self.claim.pk) if self.claim else ARTICLE


@dataclass
class Worksheet:
    """An assignment with its article's segments in text order and the answers given so far."""

    assignment: Assignment
    catalogue: Catalogue
    segments: Sequence[Claim]
    marks: Marks = field(default_factory=dict)
    flags: dict[int | None, str] = field(default_factory=dict)

    @cached_property
    def claims(self) -> list[Claim]:
        """The segments that assert something."""
        return [segment for segment in self.segments if segment.is_claim]

    @cached_property
    def standings(self) -> dict[int | None, Standing]:
        """What stands on each claim (None: the article) that has any answer."""
        return {key: standing_of(self.catalogue, marks) for key, marks in self.marks.items()}

    @cached_property
    def entries(self) -> list[Entry]:
        """The article first when something is asked about it, then its claims."""
        measure = Measure(self.catalogue, self.known(None))
        about = [self._about_article(measure)] if self.asked(Variable.Scope.ARTICLE) else []
        return about + [
            self._entry(claim, number, measure.claim(self.known(claim.pk)))
            for number, claim in enumerate(self.claims, start=1)
        ]

    def _about_article(self, measure: Measure) -> Entry:
        return self._entry(None, 0, measure.article())

    def _entry(self, claim: Claim | None, number: int, status: Status) -> Entry:
        key = claim.pk if claim else None
        standing = self.standing(key)
        inherited = bool(standing.inherited)
        return Entry(claim, number, status, standing.answers, inherited, self.flags.get(key))

    def standing(self, claim_id: int | None) -> Standing:
        """What stands on a claim, or on the article."""
        return self.standings.get(claim_id) or Standing({}, {}, [], [])

    def digest(self, claim_id: int | None) -> str:
        """Changes with any answer on a claim: tells a form that was overtaken."""
        marks = self.marks.get(claim_id, {})
        stands = sorted((name, one) for name, given in marks.items() for one in given)
        return hashlib.sha256(repr(stands).encode()).hexdigest()[:16]

    def known(self, claim_id: int | None) -> dict[str, list[str]]:
        """Codes by variable, those of marked words too: what rules and progress look at."""
        marks = self.marks.get(claim_id, {})
        return {
            variable: list(dict.fromkeys(mark.code for mark in given))
            for variable, given in marks.items()
        }

    def asked(self, scope: str) -> list[VariableEntry]:
        """The questions of one scope that annotators answer."""
        return [entry for entry in self.catalogue.scoped(scope) if entry.is_codable]

    @property
    def marks_words(self) -> bool:
        """Whether some question is answered by marking words."""
        return bool(self.asked(Variable.Scope.SPAN))

    @property
    def done(self) -> int:
        """How many claims have every required answer."""
        return sum(
            entry.claim is not None and entry.status == Status.DONE for entry in self.entries
        )

    def entry(self, key: str) -> Entry | None:
        """The entry of a key; for an unknown one where the annotator was, else what to do first."""
        place = str(self.assignment.place_id or "")
        for known in (key, place):
            if known in self._by_key:
                return self._by_key[known]
        waiting = (entry for entry in self.entries if self._waits(entry))
        about_claims = (entry for entry in self.entries if entry.claim)
        return next(chain(waiting, about_claims, self.entries), None)

    def _waits(self, entry: Entry) -> bool:
        """Whether it is to be done; questions about the article that are all optional are not."""
        asked = (one.row.required for one in self.asked(Variable.Scope.ARTICLE))
        return entry.status != Status.DONE and (entry.claim is not None or any(asked))

    @cached_property
    def _by_key(self) -> dict[str, Entry]:
        return {entry.key: entry for entry in self.entries}

    def neighbour(self, entry: Entry, step: int) -> Entry | None:
        """The entry before (-1) or after (+1)."""
        place = self.entries.index(entry) + step
        return self.entries[place] if 0 <= place < len(self.entries) else None

    def answers_of(self, claim_id: int | None) -> dict[str, list[str]]:
        """What is answered on a claim, or on the article."""
        return self.standing(claim_id).answers

    def answers_before(self, claim_id: int | None) -> dict[str, list[str]]:
        """What is answered on the claim before this one in the text."""
        ids = [claim.pk for claim in self.claims]
        place = ids.index(claim_id) if claim_id in ids else 0
        return self.answers_of(ids[place - 1]) if place else {}

    def plain(self) -> dict[str, Any]:
        """Everything that stands as plain data, for the browser."""
        shown = {None, *(claim.pk for claim in self.claims)}
        return {
            "state": self.assignment.state,
            "cut": self.cut,
            "claims": {
                str(key or ARTICLE): one.plain()
                for key, one in self.standings.items()
                if key in shown
            },
            "flags": {
                str(key or ARTICLE): note for key, note in self.flags.items() if key in shown
            },
            "steps": self.steps,
        }

    @property
    def cut(self) -> str:
        """Changes when claims are split, merged, moved or get another role."""
        places = ((one.pk, one.role) for one in self.segments)
        return hashlib.sha256(repr(list(places)).encode()).hexdigest()[:16]

    @cached_property
    def steps(self) -> list[dict[str, Any]]:
        """What can be undone and redone, oldest first."""
        steps = self.assignment.steps.order_by("-created_at").only(
            "kind", "claim_id", "undone_at", "assignment_id"
        )
        return [
            {
                "id": str(step.pk),
                "kind": step.kind,
                "claim": str(step.claim_id or ARTICLE),
                "undone": step.undone_at is not None,
            }
            for step in reversed(steps[:STEPS_KEPT])
        ]

    def codebook(self) -> dict[str, Any]:
        """The questions and presets as plain data, for the browser's coding form."""
        asked = {entry.id for entry in self.catalogue.codable()}
        return {
            "variables": [one for one in describe(self.catalogue) if one["id"] in asked],
            "presets": [_plain_preset(preset) for preset in self.catalogue.presets],
        }


def _plain_preset(preset: Preset) -> dict[str, Any]:
    return {
        "label": preset.label,
        "key": preset.key,
        "sets": preset.sets,
        "copies": preset.copies,
    }


def load_worksheet(assignment: Assignment) -> Worksheet:
    """Read an assignment's segments and answers: three queries, however long the article."""
    project = assignment.project
    catalogue = project_catalogue(project.codebook_version, project.variable_ids)
    segments = Claim.objects.filter(article_id=assignment.article_id).current().order_by("start")
    sheet = Worksheet(assignment, catalogue, list(segments))
    sheet.marks = read_marks(catalogue, assignment.labels.answer_rows())
    sheet.flags = flags_of(assignment)
    return sheet


def read_marks(catalogue: Catalogue, rows: Iterable[LabelRow]) -> Marks:
    """Marks by claim and variable.

    Labels of variables that the project has switched off are left out.
    """
    known = {
        code.pk: (entry.id, code.identifier)
        for entry in catalogue.variables.values()
        for code in entry.codes.values()
    }
    marks: Marks = {}
    for row in rows:
        if row.code_id in known:
            variable, code = known[row.code_id]
            span = None
            if row.span_start is not None and row.span_end is not None:
                span = (row.span_start, row.span_end)
            mark = Mark(code, span, row.note, row.inherited)
            marks.setdefault(row.claim_id, {}).setdefault(variable, []).append(mark)
    return marks
