"""Every change of state there is, in one table.

`actions.changing` lets nothing through that is not in it; the diagram in the room's README and the
table in the help are made from it.
"""

from enum import StrEnum
from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from annotator.annotation.models import Assignment
from annotator.projects.querysets import ArticleState

State = Assignment.State
NEW = ""
"""The state of an assignment that is not there yet."""


class Who(StrEnum):
    """Who makes a change. A manager may do all that a reviewer may."""

    ANNOTATOR = "annotator"
    REVIEWER = "reviewer"
    MANAGER = "manager"
    CLOCK = "clock"

    @property
    def words(self) -> str:
        """How the help says it."""
        return str(_WHO[self])


_WHO: dict[str, Promise] = {
    Who.ANNOTATOR: _("the annotator"),
    Who.REVIEWER: _("a reviewer"),
    Who.MANAGER: _("a manager"),
    Who.CLOCK: _("the clock"),
}


class Event(StrEnum):
    """What changes the state of an assignment."""

    DEAL = "deal"
    TAKE = "take"
    RESUME = "resume"
    SUBMIT = "submit"
    SKIP = "skip"
    REOPEN = "reopen"
    SEND_BACK = "send_back"
    RELEASE = "release"
    LAPSE = "lapse"
    LEAVE = "leave"
    CLAIMS_CHANGED = "claims_changed"
    CLAIMS_RESTORED = "claims_restored"
    UNDO_SUBMIT = "undo_submit"
    REDO_SUBMIT = "redo_submit"
    UNDO_SKIP = "undo_skip"
    REDO_SKIP = "redo_skip"
    UNDO_REOPEN = "undo_reopen"
    REDO_REOPEN = "redo_reopen"
    IMPORT = "import"


class Transition(NamedTuple):
    """From each of `sources` to `target`. Reassigning is a release and a deal."""

    event: Event
    sources: tuple[str, ...]
    target: str
    who: Who
    meaning: Promise


IN_HAND = (State.OPEN, State.RETURNED)
UNFINISHED = (State.ASSIGNED, *IN_HAND, State.LAPSED)

TRANSITIONS = (
    Transition(
        Event.DEAL,
        (NEW, State.LAPSED, State.RELEASED),
        State.ASSIGNED,
        Who.MANAGER,
        _("Dealt to an annotator, on whose page it waits."),
    ),
    Transition(Event.TAKE, (NEW, State.ASSIGNED), State.OPEN, Who.ANNOTATOR, _("Taken in hand.")),
    Transition(
        Event.RESUME,
        (State.LAPSED,),
        State.OPEN,
        Who.ANNOTATOR,
        _("Taken up again after it had lapsed, if a place is free."),
    ),
    Transition(
        Event.SUBMIT,
        IN_HAND,
        State.SUBMITTED,
        Who.ANNOTATOR,
        _("Handed in, every required answer given."),
    ),
    Transition(
        Event.SKIP,
        IN_HAND,
        State.SKIPPED,
        Who.ANNOTATOR,
        _("Given back with a reason; the place is free for others."),
    ),
    Transition(
        Event.REOPEN,
        (State.SUBMITTED,),
        State.RETURNED,
        Who.ANNOTATOR,
        _("Taken in hand again, before a reviewer decides and before others’ answers show."),
    ),
    Transition(
        Event.SEND_BACK,
        (State.SUBMITTED,),
        State.RETURNED,
        Who.REVIEWER,
        _("Sent back, with the reason."),
    ),
    Transition(
        Event.RELEASE,
        UNFINISHED,
        State.RELEASED,
        Who.MANAGER,
        _("Taken back, with the reason; the place is free for others."),
    ),
    Transition(
        Event.LAPSE,
        (State.OPEN,),
        State.LAPSED,
        Who.CLOCK,
        _("Nothing was answered for as long as the project allows; the place is free for others."),
    ),
    Transition(
        Event.LEAVE,
        UNFINISHED,
        State.RELEASED,
        Who.MANAGER,
        _("Its annotator left the project or got another role."),
    ),
    Transition(
        Event.CLAIMS_CHANGED,
        (State.SUBMITTED,),
        State.RETURNED,
        Who.MANAGER,
        _("A claim with answers was cut anew: they wait to be confirmed."),
    ),
    Transition(
        Event.CLAIMS_RESTORED,
        (State.RETURNED,),
        State.SUBMITTED,
        Who.MANAGER,
        _("That cut was undone, so it is handed in as it was."),
    ),
    Transition(
        Event.UNDO_SUBMIT, (State.SUBMITTED,), State.OPEN, Who.ANNOTATOR, _("Submitting, undone.")
    ),
    Transition(
        Event.UNDO_SUBMIT,
        (State.SUBMITTED,),
        State.RETURNED,
        Who.ANNOTATOR,
        _("Submitting, undone, while another article is open or where it had been sent back."),
    ),
    Transition(
        Event.REDO_SUBMIT, IN_HAND, State.SUBMITTED, Who.ANNOTATOR, _("Submitting, done again.")
    ),
    Transition(
        Event.UNDO_SKIP,
        (State.SKIPPED,),
        State.OPEN,
        Who.ANNOTATOR,
        _("Skipping, undone, if a place is free."),
    ),
    Transition(
        Event.UNDO_SKIP,
        (State.SKIPPED,),
        State.RETURNED,
        Who.ANNOTATOR,
        _("Skipping, undone, while another article is open or where it had been sent back."),
    ),
    Transition(Event.REDO_SKIP, IN_HAND, State.SKIPPED, Who.ANNOTATOR, _("Skipping, done again.")),
    Transition(
        Event.UNDO_REOPEN,
        (State.RETURNED,),
        State.SUBMITTED,
        Who.ANNOTATOR,
        _("Reopening, undone."),
    ),
    Transition(
        Event.REDO_REOPEN,
        (State.SUBMITTED,),
        State.RETURNED,
        Who.ANNOTATOR,
        _("Reopening, done again."),
    ),
    Transition(
        Event.IMPORT,
        (NEW, State.ASSIGNED),
        State.SUBMITTED,
        Who.MANAGER,
        _("Labels came in with a file, every required answer among them."),
    ),
)

STATES: dict[str, Promise] = {
    State.ASSIGNED: _("Dealt to its annotator, who has not begun. Holds a place."),
    State.OPEN: _("In its annotator’s hands. Holds a place; one at a time for each person."),
    State.SUBMITTED: _("Handed in: its labels count."),
    State.RETURNED: _("In its annotator’s hands once more; keeps its place."),
    State.SKIPPED: _("Its annotator does not code it."),
    State.RELEASED: _("A manager took it back."),
    State.LAPSED: _("Lay too long. Its labels are kept for the annotator to go on with."),
}


class ArticleTransition(NamedTuple):
    """A change of an article's state, which follows from its assignments and decisions."""

    source: str
    target: str
    meaning: Promise


ARTICLE_TRANSITIONS = (
    ArticleTransition(
        ArticleState.NOT_STARTED, ArticleState.IN_PROGRESS, _("an annotator takes it in hand")
    ),
    ArticleTransition(
        ArticleState.IN_PROGRESS, ArticleState.NOT_STARTED, _("the only one who had it gives it up")
    ),
    ArticleTransition(
        ArticleState.IN_PROGRESS,
        ArticleState.CODED,
        _("as many have submitted as are to code it"),
    ),
    ArticleTransition(
        ArticleState.CODED, ArticleState.IN_PROGRESS, _("one is returned, or more are wanted")
    ),
    ArticleTransition(
        ArticleState.CODED, ArticleState.DECIDED, _("the reviewers settle every answer")
    ),
    ArticleTransition(ArticleState.DECIDED, ArticleState.CODED, _("a decision is withdrawn")),
    ArticleTransition(ArticleState.DECIDED, ArticleState.IN_PROGRESS, _("one is returned")),
)


class NotATransition(LookupError):
    """A change of state that is not in the table: a bug of whoever asked for it."""


def target_of(event: str, source: str, wanted: str | None = None) -> str:
    """The state that an event leads to; `wanted` chooses where there are two.

    >>> target_of(Event.SKIP, State.OPEN)
    State.SKIPPED

    Raises `NotATransition`.
    """
    targets = [one.target for one in TRANSITIONS if one.event == event and source in one.sources]
    if wanted is not None:
        targets = [target for target in targets if target == wanted]
    if len(targets) != 1:
        raise NotATransition(f"{event!r} from {source!r} to {wanted or 'its target'!r}")
    return targets[0]


def sources_of(event: str) -> tuple[str, ...]:
    """The states in which an event may happen."""
    return tuple(source for one in TRANSITIONS if one.event == event for source in one.sources)
