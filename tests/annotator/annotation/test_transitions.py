"""The table of transitions: every state x event, its diagram, and the acts that go by it."""

import pytest
from django.core.management import CommandError, call_command

from annotator.annotation import actions, diagram
from annotator.annotation.actions.changing import change_state
from annotator.annotation.models import Assignment, AssignmentEvent
from annotator.annotation.transitions import (
    ARTICLE_TRANSITIONS,
    NEW,
    STATES,
    TRANSITIONS,
    Event,
    NotATransition,
    target_of,
)
from annotator.errors import Conflict
from annotator.management.commands import states as command
from annotator.projects.querysets import ArticleState

State = Assignment.State
PAIRS = {
    (event, source): sorted(
        {one.target for one in TRANSITIONS if one.event == event and source in one.sources}
    )
    for event in Event
    for source in (NEW, *State.values)
}


def in_state(cast, state: str) -> Assignment:
    """An assignment of Ana's in a state, by what leads there."""
    member, manager = cast.member(cast.ana), cast.member(cast.manager)
    if state == State.ASSIGNED:
        theirs = cast.take(cast.ben)
        return actions.reassign_assignment(
            assignment=theirs, member=manager, to=cast.ana, reason="He is ill."
        )
    mine = cast.code_all(cast.ana, submit=False)
    if state in (State.SUBMITTED, State.RETURNED):
        actions.submit_assignment(assignment=mine, actor=cast.ana)
    if state == State.RETURNED:
        actions.return_assignment(assignment=mine, member=manager, reason="Claim 2.")
    elif state == State.SKIPPED:
        actions.skip_assignment(assignment=mine, actor=cast.ana, reason="In Dutch.")
    elif state == State.RELEASED:
        actions.release_assignment(assignment=mine, member=manager, reason="She is ill.")
    elif state == State.LAPSED:
        change_state(mine, Event.LAPSE, None)
    mine = Assignment.objects.get(pk=mine.pk)
    assert (mine.state, mine.annotator) == (state, member.user)
    return mine


@pytest.mark.parametrize("state", State.values)
@pytest.mark.parametrize("event", Event)
def test_only_what_the_table_has_is_let_through(cast, event, state):
    mine = in_state(cast, state)
    before = AssignmentEvent.objects.count()
    targets = PAIRS[event, state]
    for target in State.values:
        if target not in targets:
            with pytest.raises(NotATransition):
                change_state(mine, event, cast.ana, target=target)
            mine.refresh_from_db()
            assert (mine.state, AssignmentEvent.objects.count()) == (state, before)
    if targets:
        mine.slot = 0
        change_state(mine, event, cast.ana, target=targets[0], reason="Why.")
        last = AssignmentEvent.objects.latest("pk")
        assert (last.event, last.before, last.after) == (event, state, targets[0])
        assert (last.reason, last.project_id) == ("Why.", cast.project.pk)
        has_place = targets[0] not in (State.SKIPPED, State.RELEASED, State.LAPSED)
        assert (mine.slot is not None) == has_place


def test_an_event_with_two_targets_needs_one_named():
    with pytest.raises(NotATransition):
        target_of(Event.UNDO_SKIP, State.SKIPPED)
    assert target_of(Event.UNDO_SKIP, State.SKIPPED, State.OPEN) == State.OPEN


def test_every_state_and_event_is_in_the_table_and_explained():
    assert {one.event for one in TRANSITIONS} == set(Event)
    reached = {one.target for one in TRANSITIONS}
    left = {source for one in TRANSITIONS for source in one.sources}
    assert reached == set(State.values) == left - {NEW}
    assert list(STATES) == State.values
    ends = {end for one in ARTICLE_TRANSITIONS for end in (one.source, one.target)}
    assert ends == set(ArticleState.values)
    assert max(map(len, Event)) <= AssignmentEvent._meta.get_field("event").max_length


# -- acts x states ---------------------------------------------------------------------------


def manager_acts(act):
    def do(cast, assignment):
        member = cast.member(cast.manager)
        return act(assignment=assignment, member=member, reason="Why.")

    return do


def reassign(cast, assignment):
    member = cast.member(cast.manager)
    return actions.reassign_assignment(
        assignment=assignment, member=member, to=cast.cleo, reason="Why."
    )


ACTS = {
    "take up": lambda cast, one: actions.take_up(assignment=one, member=cast.member(cast.ana)),
    "submit": lambda cast, one: actions.submit_assignment(assignment=one, actor=cast.ana),
    "skip": lambda cast, one: actions.skip_assignment(
        assignment=one, actor=cast.ana, reason="Why."
    ),
    "reopen": lambda cast, one: actions.reopen_submitted(assignment=one, actor=cast.ana),
    "answer": lambda cast, one: cast.answer(one, cast.claims()[0], slant="some"),
    "note": lambda cast, one: actions.save_note(assignment=one, actor=cast.ana, note="Hm."),
    "return": manager_acts(actions.return_assignment),
    "release": manager_acts(actions.release_assignment),
    "reassign": reassign,
}
SAME = "same"  # nothing to do: it is so already
IN_HAND = {
    "take up": SAME,
    "submit": "submitted",
    "skip": "skipped",
    "reopen": SAME,
    "answer": SAME,
    "note": SAME,
    "release": "released",
    "reassign": "released",
}
EXPECTED = {  # state: what each act leads to; what is not named is refused
    "assigned": {"take up": "open", "release": "released", "reassign": "released"},
    "open": IN_HAND,
    "submitted": {"submit": SAME, "reopen": "returned", "return": "returned"},
    "returned": IN_HAND,
    "skipped": {"skip": SAME},
    "released": {},
    "lapsed": {"take up": "open", "release": "released", "reassign": "released"},
}


@pytest.mark.parametrize("act", ACTS)
@pytest.mark.parametrize("state", EXPECTED)
def test_acts_by_state(cast, state, act):
    mine = in_state(cast, state)
    if mine.state == State.ASSIGNED:  # the only one without answers; it is not submitted here
        assert not mine.labels.exists()
    wanted = EXPECTED[state].get(act)
    labels = list(mine.labels.values_list("pk", flat=True))
    if wanted is None:
        with pytest.raises(Conflict) as refused:
            ACTS[act](cast, mine)
        assert len(refused.value.message) > 20
    else:
        ACTS[act](cast, mine)
    found = Assignment.objects.get(pk=mine.pk)
    assert found.state == (state if wanted in (None, SAME) else wanted)
    if act != "answer":
        assert list(found.labels.values_list("pk", flat=True)) == labels  # never lost


# -- the diagram -----------------------------------------------------------------------------


def test_the_readme_shows_the_table():
    call_command("states", "--check", verbosity=0)
    shown = command.README.read_text()
    for one in TRANSITIONS:
        assert f"`{one.event}`" in shown
        for source in one.sources:
            arrow = f"    {source or '[*]'} --> {one.target}: "
            assert any(line.startswith(arrow) and one.event in line for line in shown.split("\n"))


def test_a_readme_out_of_date_is_found_and_mended(monkeypatch, tmp_path, capsys):
    readme = tmp_path / "README.md"
    monkeypatch.setattr(command, "README", readme)
    readme.write_text(f"# Room\n{diagram.BEGIN}\nold\n{diagram.END}\nThe end.\n")
    with pytest.raises(CommandError, match="out of date"):
        call_command("states", "--check")
    assert "old" in readme.read_text()
    call_command("states")
    assert readme.read_text().startswith("# Room\n")
    assert readme.read_text().endswith(f"{diagram.END}\nThe end.\n")
    call_command("states", "--check")
    assert "as the table" in capsys.readouterr().out


def test_a_readme_without_markers_is_refused():
    with pytest.raises(ValueError, match="markers"):
        diagram.with_states("# Room")
