"""Rows of a file turned into answers about what is here: an answer whole, or none of it."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import NamedTuple

from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from annotator.annotation.actions.board import Key
from annotator.annotation.standing import Mark
from annotator.codebook.catalogue import VariableEntry
from annotator.codebook.models import Variable
from annotator.export.importing.board import Times
from annotator.export.importing.codes import CodeFinder, name_of
from annotator.export.importing.people import Known, PeopleFinder
from annotator.export.importing.report import Kind, Report
from annotator.export.importing.words import (
    Span,
    claim_around,
    claim_at,
    place_words,
    words_in_claim,
)
from annotator.export.readers.records import Incoming, IncomingLabel, IncomingSpan
from annotator.projects.models import ProjectArticle
from articles.models import Claim

Scope = Variable.Scope


class Here(NamedTuple):
    """An article of the project with the claims that stand, by where they stand."""

    entry: ProjectArticle
    claims: Mapping[Span, Claim]

    @property
    def text(self) -> str:
        """The article's text."""
        return self.entry.article.text


class Given(NamedTuple):
    """One code of an answer, with the row it is from."""

    row: str
    mark: Mark
    times: Times
    submitted: bool | None


@dataclass(slots=True)
class FoundAnswer:
    """An answer of the file, on what it is about here."""

    article_id: int
    user_id: int
    username: str
    key: Key
    given: list[Given] = field(default_factory=list)

    @property
    def row(self) -> str:
        """The first of its rows."""
        return self.given[0].row


class _Unplaced(Exception):
    """A row that has no place here."""

    def __init__(self, message: str, code: str, kind: str = Kind.UNMAPPED) -> None:
        super().__init__(message)
        self.message, self.code, self.kind = message, code, kind


class Resolver:
    """Finds what rows are about, and tells `report` of those that are about nothing here."""

    def __init__(
        self, codes: CodeFinder, people: PeopleFinder, report: Report, now: datetime
    ) -> None:
        self.codes, self.people, self.report, self.now = codes, people, report, now

    def answers(self, incoming: Incoming, here: Here) -> Iterator[FoundAnswer]:
        """The answers of one item of a file; those with a row that has no place are left out."""
        groups: dict[object, list[IncomingLabel]] = defaultdict(list)
        for label in incoming.labels:
            groups[_answer_of(label)].append(label)
        for labels in groups.values():
            yield from self._group(labels, here)

    def _group(self, labels: Sequence[IncomingLabel], here: Here) -> Iterator[FoundAnswer]:
        found: dict[tuple[int, Key], FoundAnswer] = {}
        refused: dict[str, _Unplaced] = {}
        for label in labels:
            try:
                self._add(found, label, here)
            except _Unplaced as error:
                refused[label.row] = error
        if not refused:
            yield from found.values()
            return
        for label in labels:
            told = refused.get(label.row) or _Unplaced(
                _("Another row of the same answer has no place here."), "with_another"
            )
            self.report.reject(label.row, told.message, told.code, told.kind)

    def _add(
        self, found: dict[tuple[int, Key], FoundAnswer], label: IncomingLabel, here: Here
    ) -> None:
        person, entry, code = self._names(label)
        claim, span = _place(label, entry, here)
        key = (claim.pk if claim else None, entry.id)
        answer = found.setdefault(
            (person.user_id, key),
            FoundAnswer(here.entry.article_id, person.user_id, person.username, key),
        )
        note = label.note.replace("\r\n", "\n")
        mark = Mark(code, span, note.strip() if entry.is_text else note)
        answer.given.append(Given(label.row, mark, self._times(label), label.submitted))

    def _names(self, label: IncomingLabel) -> tuple[Known, VariableEntry, str]:
        """Who and what the names of a row stand for; both are counted where one is not known."""
        person = self.people.find(label.annotator)
        meant = self.codes.find(label.variable, label.code)
        name = name_of(label.variable, label.code)
        if isinstance(person, str):
            self.report.count_person(label.annotator, "", "unknown")
        else:
            self.report.count_person(label.annotator, person.username, person.how)
        if meant is None or meant.how != "id":
            code, how = (meant.code, meant.how) if meant else ("", "unknown")
            self.report.count_code(name, code, how)
        if isinstance(person, str):
            raise _Unplaced(person, "annotator")
        if meant is None:
            message = _("No code of the project’s questions is called “%(name)s”.")
            raise _Unplaced(message % {"name": name[:200]}, "code")
        return person, meant.entry, meant.code

    def _times(self, label: IncomingLabel) -> Times:
        created = self._time(label.created_at) or self.now
        updated = self._time(label.updated_at) or created
        return Times(created, max(created, updated))

    def _time(self, told: str) -> datetime | None:
        if not told:
            return None
        try:
            moment = parse_datetime(told)
        except ValueError:
            moment = None
        if moment is None or moment.tzinfo is None or moment.year < 1990:
            message = _("“%(time)s” is not a time such as 2024-05-06T07:08:09Z.")
            raise _Unplaced(message % {"time": told[:60]}, "time", Kind.ERROR)
        if moment > self.now + timedelta(days=1):
            message = _("The time “%(time)s” has not come yet.")
            raise _Unplaced(message % {"time": told[:60]}, "time", Kind.ERROR)
        return moment


def _answer_of(label: IncomingLabel) -> object:
    """What rows of one answer have in common."""
    target = (label.target.start, label.target.end) if label.target else None
    if not label.variable:
        return label.annotator, target, label.row
    return label.annotator, target, label.variable


def _place(
    label: IncomingLabel, entry: VariableEntry, here: Here
) -> tuple[Claim | None, Span | None]:
    """The claim and the marked words that a row is about."""
    if entry.row.scope == Scope.ARTICLE:
        if label.marked or label.target:
            message = _("“%(variable)s” is asked about the article as a whole.")
            raise _Unplaced(message % {"variable": entry.id}, "target", Kind.ERROR)
        return None, None
    marked = label.marked
    if entry.row.scope == Scope.SPAN and marked is None:
        marked, target = label.target, None
    else:
        target = label.target
    if target is None:
        return _around(entry, marked, here)
    claim = claim_at(here.text, here.claims, target)
    if claim is None:
        raise _Unplaced(_why_no_claim(here, label), "claim")
    if marked is None:
        return claim, None
    place = words_in_claim(here.text, claim, target, marked)
    if place is None:
        raise _Unplaced(_("The marked words are not in the claim here."), "span")
    return claim, place


def _around(
    entry: VariableEntry, marked: IncomingSpan | None, here: Here
) -> tuple[Claim | None, Span | None]:
    """Words that were marked without saying in which claim."""
    if marked is None:
        message = _("“%(variable)s” is asked about a claim: the row has none.")
        raise _Unplaced(message % {"variable": entry.id}, "target", Kind.ERROR)
    place = place_words(here.text, marked)
    claim = claim_around(here.claims, place) if place else None
    if claim is None or place is None:
        message = _("The marked words “%(words)s” cannot be placed here for sure.")
        raise _Unplaced(message % {"words": marked.quote[:80]}, "span")
    return claim, place


def _why_no_claim(here: Here, label: IncomingLabel) -> str:
    words = label.target.quote[:80] if label.target else ""
    if label.target and place_words(here.text, label.target):
        message = _("The article is cut otherwise here: no claim is exactly “%(words)s”.")
    else:
        message = _("The words “%(words)s” cannot be placed here for sure.")
    return message % {"words": words}
