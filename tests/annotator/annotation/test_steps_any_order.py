"""Whatever is answered, flagged, undone and redone in whatever order: the rows say the same as a
naive model, and the history says the same as the rows.
"""

import uuid
from dataclasses import dataclass, field

from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from annotator.annotation.actions import Answer
from annotator.annotation.models import LabelEvent
from annotator.errors import Conflict
from tests.annotator.annotation.answering import flag, give, redo, replayed, stored, undo

ARTICLE_CODES = {"genre": ("report", "opinion")}
SINGLE_CODES = {"att": ("explicit", "none"), "src": ("official", "unknown"), "voice": ("loud",)}
ITEMS = ("byline", "date")
SPAN_CODES = {"bias": ("loaded", "vague"), "bias_holder": ("outlet", "source")}
SPANS = ((0, 4), (2, 9), (4, 6))  # from the start of the claim: two of them overlap
WORDS = ("", "Once.", "Twice.")

places = st.integers(0, 1)  # the first or the second claim
spans = st.sampled_from(SPANS)


@st.composite
def about_article(draw):
    chosen = draw(st.lists(st.sampled_from(ARTICLE_CODES["genre"]), max_size=1))
    return None, "genre", None, tuple(f"genre:{one}" for one in chosen), None


@st.composite
def single(draw):
    variable = draw(st.sampled_from(sorted(SINGLE_CODES)))
    chosen = draw(st.lists(st.sampled_from(SINGLE_CODES[variable]), max_size=1))
    note = draw(st.none() | st.sampled_from(WORDS))
    return draw(places), variable, None, tuple(f"{variable}:{one}" for one in chosen), note


@st.composite
def several(draw):
    chosen = draw(st.sets(st.sampled_from("abc")))
    return draw(places), "topic", None, tuple(f"topic:{one}" for one in sorted(chosen)), None


@st.composite
def answered_set(draw):
    given = {item: draw(st.sampled_from(["yes", "no", "na", None])) for item in ITEMS}
    codes = tuple(f"sig:{item}={answer}" for item, answer in given.items() if answer)
    return draw(places), "sig", None, codes, None


@st.composite
def words(draw):
    text = draw(st.sampled_from(WORDS))
    return draw(places), "remark", None, ("remark:text",) if text else (), text


@st.composite
def marked(draw):
    variable = draw(st.sampled_from(["bias", "bias", "bias_holder"]))
    chosen = draw(st.lists(st.sampled_from(SPAN_CODES[variable]), max_size=1))
    return draw(places), variable, draw(spans), tuple(f"{variable}:{one}" for one in chosen), None


ONE = st.one_of(about_article(), single(), single(), several(), answered_set(), words(), marked())
Key = tuple[int | None, str]
Cell = frozenset[tuple[str, tuple[int, int] | None, str]]


class Refused(Exception):
    """The model says that this cannot be done."""


@dataclass
class Model:
    """Everything that stands, kept the slow way."""

    cells: dict[Key, Cell] = field(default_factory=dict)

    def codes(self, key: Key) -> set[str]:
        return {code for code, _span, _note in self.cells.get(key, ())}

    def is_closed(self, place: int | None, variable: str) -> bool:
        att, genre = self.codes((place, "att")), self.codes((None, "genre"))
        if variable == "src":
            return bool(att) and "att:explicit" not in att
        return variable == "voice" and bool(genre) and "genre:report" not in genre

    def amiss(self) -> set[Key]:
        closed = {key for key, cell in self.cells.items() if cell and self.is_closed(*key)}
        return closed | {
            (place, variable)
            for (place, variable), cell in self.cells.items()
            if variable == "bias_holder" and self.spans(cell) - self.spans_of(place, "bias")
        }

    @staticmethod
    def spans(cell):
        return {span for _code, span, _note in cell}

    def spans_of(self, place, variable):
        return self.spans(self.cells.get((place, variable), ()))

    def put(self, key, span, codes, note):
        here = {mark for mark in self.cells.get(key, frozenset()) if mark[1] == span}
        kept = "" if not here else min(here)[2]  # all marks of one answer share their note
        new = {(code, span, kept if note is None else note) for code in codes}
        self.cells[key] = frozenset((self.cells.get(key, frozenset()) - here) | new)

    def answer(self, answers):
        """Answers at once; returns the model afterwards, or raises `Refused`."""
        after = Model(dict(self.cells))
        last = {
            (place, variable, span): one for one in answers for place, variable, span in [one[:3]]
        }
        for place, variable, span, codes, note in last.values():
            after.put((place, variable), span, codes, note)
        for place, variable, span, codes, _note in last.values():
            if variable == "bias_holder" and codes and span not in after.spans_of(place, "bias"):
                raise Refused
        for key in [key for key, cell in after.cells.items() if cell and after.is_closed(*key)]:
            if after.cells[key] != self.cells.get(key, frozenset()):
                raise Refused
            after.cells[key] = frozenset()
        for key in after.amiss():
            marked = after.spans_of(key[0], "bias")
            after.cells[key] = frozenset(one for one in after.cells[key] if one[1] in marked)
        return after

    def difference(self, after):
        nothing: Cell = frozenset()
        return {
            key: (self.cells.get(key, nothing), after.cells.get(key, nothing))
            for key in self.cells.keys() | after.cells.keys()
            if self.cells.get(key, nothing) != after.cells.get(key, nothing)
        }

    def turned(self, changes, undo):
        after = Model(dict(self.cells))
        for key, (old, new) in changes.items():
            present, wanted = (new, old) if undo else (old, new)
            if self.cells.get(key, frozenset()) != present:
                raise Refused
            after.cells[key] = wanted
        if after.amiss() - self.amiss():
            raise Refused
        return after


@dataclass
class Done:
    """A step as the model remembers it."""

    step: uuid.UUID
    changes: dict
    undone: bool = False


class Desk(RuleBasedStateMachine):
    """One annotator, two claims, everything rolled back in the end."""

    cast = None  # put here by the test

    def __init__(self):
        super().__init__()
        self.atomic = transaction.atomic()
        self.atomic.__enter__()
        self.assignment = self.cast.take(self.cast.ana)
        self.claims = self.cast.claims()[:2]
        self.model, self.flags = Model(), {}
        self.done: list[Done] = []
        self.flagged: list[Done] = []
        self.history: list[tuple] = []
        self.times: dict[tuple, object] = {}

    def teardown(self):
        transaction.set_rollback(True)
        self.atomic.__exit__(None, None, None)

    # -- what is done ------------------------------------------------------------------------

    @rule(answers=st.lists(ONE, min_size=1, max_size=4), again=st.booleans())
    def answer(self, answers, again):
        step = uuid.uuid4()
        sent = [self.sent(*one) for one in answers]
        try:
            after = self.model.answer(answers)
        except Refused:
            self.refused(lambda: give(self.assignment, *sent, step=step))
            return
        given = give(self.assignment, *sent, step=step)
        changes = self.model.difference(after)
        assert given.step == (step if changes else None)
        if changes:
            self.done.append(Done(step, changes))
        self.model = after
        if again:
            assert give(self.assignment, *sent, step=step).step == given.step

    @precondition(lambda self: self.done)
    @rule(number=st.integers(0, 30), last=st.booleans())
    def undo(self, number, last):
        standing = [one for one in self.done if not one.undone]
        self.turn(standing[-1] if last and standing else self.done[number % len(self.done)], True)

    @precondition(lambda self: self.done)
    @rule(number=st.integers(0, 30), last=st.booleans())
    def redo(self, number, last):
        undone = [one for one in self.done if one.undone]
        self.turn(undone[0] if last and undone else self.done[number % len(self.done)], False)

    @rule(place=places, note=st.none() | st.sampled_from(WORDS))
    def flag(self, place, note):
        step = flag(self.assignment, self.claims[place], note)
        before = self.flags.get(place)
        assert bool(step) == (before != note)
        if step:
            self.flagged.append(Done(step.pk, {place: (before, note)}))
            self.flags[place] = note

    @precondition(lambda self: self.flagged)
    @rule(number=st.integers(0, 30), undone=st.booleans())
    def turn_flag(self, number, undone):
        one = self.flagged[number % len(self.flagged)]
        how = undo if undone else redo
        [(place, (old, new))] = one.changes.items()
        present, wanted = (new, old) if undone else (old, new)
        if one.undone == undone:
            how(self.cast, self.assignment, one.step)
        elif self.flags.get(place) != present:
            self.refused(lambda: how(self.cast, self.assignment, one.step))
        else:
            how(self.cast, self.assignment, one.step)
            one.undone, self.flags[place] = undone, wanted

    def turn(self, one, undone):
        how = undo if undone else redo
        if one.undone == undone:  # it is done once
            how(self.cast, self.assignment, one.step)
            return
        try:
            after = self.model.turned(one.changes, undone)
        except Refused:
            self.refused(lambda: how(self.cast, self.assignment, one.step))
            return
        how(self.cast, self.assignment, one.step)
        one.undone, self.model = undone, after

    def refused(self, act):
        try:
            act()
        except (Conflict, ValueError):
            return
        raise AssertionError("The model refuses this, the product does not.")

    def sent(self, place, variable, span, codes, note):
        claim = None if place is None else self.claims[place]
        start = claim.start if claim else 0
        return Answer(
            claim.pk if claim else None,
            variable,
            codes,
            span=span and (start + span[0], start + span[1]),
            note=None if variable == "remark" else note,
            text=note if variable == "remark" else None,
        )

    # -- what holds --------------------------------------------------------------------------

    @invariant()
    def the_rows_say_what_the_model_says(self):
        wanted = {}
        for (place, variable), cell in self.model.cells.items():
            claim = None if place is None else self.claims[place]
            start = claim.start if claim else 0
            if cell:
                wanted[claim and claim.pk, variable] = {
                    (code, span and (start + span[0], start + span[1]), note, False)
                    for code, span, note in cell
                }
        assert stored(self.assignment) == wanted
        assert replayed(self.assignment) == wanted
        flags = {place: note for place, note in self.flags.items() if note is not None}
        pks = {claim.pk: place for place, claim in enumerate(self.claims)}
        rows = self.assignment.flags.values_list("claim_id", "note")
        assert {pks[pk]: note for pk, note in rows} == flags

    @invariant()
    def history_is_appended_only(self):
        columns = ("pk", "claim_id", "variable_id", "step_id", "cause", "before", "after")
        rows = LabelEvent.objects.filter(assignment=self.assignment).order_by("pk")
        found = list(rows.values_list(*columns))
        assert found[: len(self.history)] == self.history
        assert all(row[-1] != row[-2] for row in found)
        self.history = found

    @invariant()
    def what_did_not_change_keeps_its_time(self):
        columns = ("pk", "claim_id", "code_id", "span_start", "note", "updated_at")
        rows = self.assignment.labels.values_list(*columns)
        times = {row[:-1]: row[-1] for row in rows}
        for row in times.keys() & self.times.keys():
            assert times[row] == self.times[row]
        self.times = times


def test_the_rows_follow_a_naive_model(asking):
    class Here(Desk):
        cast = asking

    run_state_machine_as_test(
        Here,
        settings=settings(
            max_examples=25,
            stateful_step_count=25,
            deadline=None,
            database=None,
            derandomize=True,
            suppress_health_check=list(HealthCheck),
        ),
    )
