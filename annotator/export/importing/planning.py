"""Answers of a file placed on what stands here, article by article and annotator by annotator."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from annotator.annotation.actions import Answer
from annotator.annotation.actions.board import Key
from annotator.annotation.actions.checking import Checker
from annotator.annotation.models import Assignment
from annotator.export.importing.board import ImportBoard
from annotator.export.importing.report import Kind, Outcome, Report
from annotator.export.importing.resolving import FoundAnswer, Here
from annotator.export.importing.words import Span

State = Assignment.State
Problems = dict[Key, tuple[str, str]]
"""What is wrong with answers: in words, and of which kind."""
GIVEN_UP = (State.SKIPPED, State.RELEASED, State.LAPSED)


@dataclass(slots=True)
class Work:
    """One annotator's answers on one article: what stands, with the file's answers on it.

    `is_own` is work that this very import has begun, which it may add to as it likes.
    """

    here: Here
    username: str
    board: ImportBoard
    is_own: bool
    replace: bool
    answers: dict[Key, FoundAnswer] = field(default_factory=dict)
    placed: set[Key] = field(default_factory=set)
    cleared: list[Key] = field(default_factory=list)

    @property
    def assignment(self) -> Assignment:
        """Stored already, or to be made."""
        return self.board.assignment

    @property
    def is_handed_in(self) -> bool:
        """Whether the file says so of any row; True also where its format does not know."""
        return all(one.submitted is not False for a in self.answers.values() for one in a.given)


def place_answers(work: Work, report: Report) -> None:
    """Put the answers on the board, as far as they are right and nothing stands against them."""
    for key, answer in list(work.answers.items()):
        problem = _wrong_in_itself(work.board, answer)
        if problem:
            _refuse(work, key, report, problem, Kind.ERROR)
        else:
            _place_one(work, key, answer, report)
    _let_rules_hold(work, report)
    _tell(work, report)


def _tell(work: Work, report: Report) -> None:
    for key in sorted(work.placed, key=str):
        answer = work.answers[key]
        outcome = _outcome(work, key)
        report.answers[outcome] += 1
        if outcome != Outcome.UNCHANGED:
            report.labels += len(answer.given)
        marks = sorted((one.mark.place, one.mark.note) for one in answer.given)
        report.record(answer.article_id, work.username, key, outcome, marks)
    for key in work.cleared:
        report.answers[Outcome.CLEARED] += 1
        report.record(work.here.entry.article_id, work.username, key, Outcome.CLEARED)


def _outcome(work: Work, key: Key) -> str:
    if not work.board.has_changed(key):
        return Outcome.UNCHANGED
    return Outcome.CHANGED if work.board.had(key) else Outcome.NEW


def _wrong_in_itself(board: ImportBoard, answer: FoundAnswer) -> str:
    """Why no state would accept an answer: the rules of `give_labels`."""
    entry = board.catalogue.variables[answer.key[1]]
    places = [one.mark.place for one in answer.given]
    if len(set(places)) < len({(one.mark.place, one.mark.note) for one in answer.given}):
        return _("The same code is given twice, with different notes.")
    checker = Checker(board)
    for number, sent in enumerate(_as_answers(answer, entry.is_text)):
        checker.check(number, sent)
    return " ".join(dict.fromkeys(error["message"] for error in checker.errors))


def _as_answers(answer: FoundAnswer, is_text: bool) -> Iterable[Answer]:
    """As an annotator would send it: one for each stretch of marked words."""
    by_span: dict[Span | None, dict[str, str]] = defaultdict(dict)
    for one in answer.given:
        by_span[one.mark.span][one.mark.code] = one.mark.note
    for span, notes in by_span.items():
        longest = max(notes.values(), key=len)
        codes = tuple(notes)
        claim_id, variable = answer.key
        words = longest if is_text else None
        yield Answer(claim_id, variable, codes, span=span, note=longest, text=words or None)


def _place_one(work: Work, key: Key, answer: FoundAnswer, report: Report) -> None:
    wanted = {(one.mark.place, one.mark.note) for one in answer.given}
    standing = work.board.marks(key)
    if wanted == standing:
        work.placed.add(key)
        return
    problem = _stands_against(work, bool(standing))
    if problem:
        _refuse(work, key, report, problem, Kind.CONFLICT)
        return
    work.board.restore(key, [one.mark for one in answer.given])
    for one in answer.given:
        work.board.times[key, one.mark.place] = one.times
    work.placed.add(key)


def _stands_against(work: Work, has_answer: bool) -> str:
    """Why nothing may be changed, by the state of the article, the work and the answer."""
    if work.here.entry.decided_at:
        return _("The reviewers have decided this article: its answers stay as they are.")
    if work.assignment.pk is None or work.is_own:
        return _conflicting() if has_answer else ""
    if work.assignment.state in GIVEN_UP:
        message = _("%(name)s has given this article up: deal it to them again first.")
        return message % {"name": work.username}
    if work.replace:
        return ""
    if work.assignment.state == State.SUBMITTED:
        message = _("%(name)s has handed this article in: ask to replace answers to change it.")
        return message % {"name": work.username}
    return _conflicting() if has_answer else ""


def _conflicting() -> str:
    return _("The annotator has answered otherwise here: ask to replace answers to change it.")


def _let_rules_hold(work: Work, report: Report) -> None:
    """Refuse what does not apply beside the other answers, until nothing else is wrong."""
    while wrong := {**_without_words(work), **_not_asked(work)}:
        for key, (problem, kind) in wrong.items():
            work.board.take_back(key)
            _refuse(work, key, report, problem, kind)
    if work.replace:
        work.board.drop_orphans()
    work.cleared = [key for key in work.board.changed() if key not in work.placed]


def _without_words(work: Work) -> Problems:
    """Attributes of words that the variable they are of does not mark."""
    message = _("These words are not marked by the question that this one is about.")
    orphans = [key for key in work.board.orphans() if key in work.placed]
    return {key: (message, Kind.ERROR) for key in orphans if work.board.has_changed(key)}


def _not_asked(work: Work) -> Problems:
    """Answers to questions that do not apply; of those that stood before, what closes them.

    With `replace`, what stood before is cleared, as when an annotator answers anew.
    """
    wrong: Problems = {}
    for key in work.board.closed():
        if key in work.placed and work.board.has_changed(key):
            row = work.board.catalogue.variables[key[1]].row
            message = _("“%(variable)s” does not apply here: only if %(rule)s.")
            words = {"variable": key[1], "rule": row.applies_if}
            wrong[key] = (message % words, Kind.ERROR)
        elif work.replace and work.board.changed():
            work.board.restore(key, [])
            work.placed.discard(key)
        else:
            wrong |= _closing(work, key)
    return wrong


def _closing(work: Work, closed: Key) -> Problems:
    """What was placed and closes a question that has an answer here."""
    asked = work.board.catalogue.variables[closed[1]].rule.variables()
    message = _("With it, the answer to “%(variable)s” that stands here would no longer apply.")
    return {
        key: (message % {"variable": closed[1]}, Kind.CONFLICT)
        for key in work.placed
        if key[1] in asked and key[0] in (closed[0], None) and work.board.has_changed(key)
    }


def _refuse(work: Work, key: Key, report: Report, problem: str, kind: str) -> None:
    work.placed.discard(key)
    answer = work.answers.pop(key)
    for one in answer.given:
        report.reject(one.row, problem, "answer" if kind == Kind.ERROR else "conflict", kind)


def gather(
    answers: Iterable[FoundAnswer], report: Report
) -> Mapping[tuple[int, int], dict[Key, FoundAnswer]]:
    """Answers by article and annotator; what is said twice is taken once."""
    found: dict[tuple[int, int], dict[Key, FoundAnswer]] = defaultdict(dict)
    for answer in answers:
        cell = found[answer.article_id, answer.user_id]
        known = cell.setdefault(answer.key, answer)
        if known is not answer:
            known.given.extend(answer.given)
    return found


def settle_states(works: Sequence[Work], report: Report) -> None:
    """Say which work is handed in with what the file has, and which waits for its annotator."""
    for work in works:
        is_new = work.assignment.pk is None
        waits = work.assignment.state == State.ASSIGNED or is_new
        if not waits or not work.answers or (is_new and not work.board.changed()):
            continue
        missing = work.board.missing()
        done = work.is_handed_in and not missing and not work.board.has_unconfirmed()
        work.assignment.state = State.SUBMITTED if done else State.ASSIGNED
        if work.is_handed_in and missing:
            row = next(iter(work.answers.values())).row
            message = _("%(name)s has not answered everything here (%(missing)s): it waits.")
            words = {"name": work.username, "missing": ", ".join(missing[:5])}
            report.note(row, message % words)
