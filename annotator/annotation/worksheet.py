"""One annotator's work on one article: what the annotate page shows and what it answers."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import chain
from typing import Any

from annotator.annotation.models import Assignment
from annotator.annotation.progress import Measure, Status
from annotator.annotation.querysets import LabelRow
from annotator.codebook.catalogue import Catalogue, VariableEntry, describe, project_catalogue
from annotator.codebook.models import Preset, Variable
from articles.models import Claim

ARTICLE = "article"  # the key of what is answered about the article as a whole
ANSWERED_HERE = (Variable.Scope.CLAIM, Variable.Scope.ARTICLE)

Answers = dict[int | None, dict[str, list[str]]]


@dataclass(frozen=True)
class Entry:
    """A line of the claim list: a claim, or (claim None) the article's own questions."""

    claim: Claim | None
    number: int
    status: Status
    answers: dict[str, list[str]]
    inherited: bool

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
    answers: Answers = field(default_factory=dict)
    inherited: set[tuple[int | None, str]] = field(default_factory=set)

    @cached_property
    def claims(self) -> list[Claim]:
        """The segments that assert something."""
        return [segment for segment in self.segments if segment.is_claim]

    @cached_property
    def entries(self) -> list[Entry]:
        """The article first when something is asked about it, then its claims."""
        measure = Measure(self.catalogue, self.answers.get(None, {}))
        confirm = {claim_id for claim_id, _variable in self.inherited}
        about = (
            [self._about_article(measure, confirm)] if self.asked(Variable.Scope.ARTICLE) else []
        )
        return about + [
            Entry(
                claim=claim,
                number=number,
                status=measure.claim(self.answers.get(claim.pk, {})),
                answers=self.answers.get(claim.pk, {}),
                inherited=claim.pk in confirm,
            )
            for number, claim in enumerate(self.claims, start=1)
        ]

    def _about_article(self, measure: Measure, confirm: set[int | None]) -> Entry:
        given = self.answers.get(None, {})
        return Entry(None, 0, measure.article(), given, None in confirm)

    def asked(self, scope: str) -> list[VariableEntry]:
        """The questions of one scope that annotators answer."""
        return [entry for entry in self.catalogue.scoped(scope) if entry.is_codable]

    @property
    def done(self) -> int:
        """How many claims have every required answer."""
        return sum(
            entry.claim is not None and entry.status == Status.DONE for entry in self.entries
        )

    def entry(self, key: str) -> Entry | None:
        """The entry of a key; for an unknown one the first to be done, else the first claim."""
        if key in self._by_key:
            return self._by_key[key]
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
        return self.answers.get(claim_id, {})

    def answers_before(self, claim_id: int | None) -> dict[str, list[str]]:
        """What is answered on the claim before this one in the text."""
        ids = [claim.pk for claim in self.claims]
        place = ids.index(claim_id) if claim_id in ids else 0
        return self.answers_of(ids[place - 1]) if place else {}

    def standing(self) -> dict[str, Any]:
        """Every answer as plain data, for the browser."""
        shown = {None, *(claim.pk for claim in self.claims)}
        inherited: dict[str, list[str]] = defaultdict(list)
        for claim_id, variable in sorted(self.inherited, key=str):
            if claim_id in shown:
                inherited[str(claim_id or ARTICLE)].append(variable)
        return {
            "state": self.assignment.state,
            "answers": {
                str(key or ARTICLE): given for key, given in self.answers.items() if key in shown
            },
            "inherited": inherited,
        }

    def codebook(self) -> dict[str, Any]:
        """The questions and presets as plain data, for the browser's coding form."""
        asked = {entry.id for scope in ANSWERED_HERE for entry in self.asked(scope)}
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
    """Read an assignment's segments and answers: two queries, however long the article."""
    project = assignment.project
    catalogue = project_catalogue(project.codebook_version, project.variable_ids)
    segments = Claim.objects.filter(article_id=assignment.article_id).current().order_by("start")
    sheet = Worksheet(assignment, catalogue, list(segments))
    rows = assignment.labels.answer_rows()
    sheet.answers, sheet.inherited = read_answers(catalogue, rows)
    return sheet


def read_answers(
    catalogue: Catalogue, rows: Iterable[LabelRow]
) -> tuple[Answers, set[tuple[int | None, str]]]:
    """Answers by claim and variable, and which of them wait to be confirmed.

    Labels of variables that the project has switched off are left out.
    """
    known = {
        code.pk: (entry.id, code.identifier)
        for entry in catalogue.variables.values()
        for code in entry.codes.values()
    }
    answers: Answers = defaultdict(lambda: defaultdict(list))
    inherited = set()
    for row in rows:
        if row.code_id in known:
            variable, code = known[row.code_id]
            answers[row.claim_id][variable].append(code)
            if row.inherited:
                inherited.add((row.claim_id, variable))
    return {key: dict(given) for key, given in answers.items()}, inherited
