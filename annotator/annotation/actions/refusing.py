"""Why an annotator cannot work on an article in the state that it is in for them."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from annotator.annotation.models import Assignment

State = Assignment.State
_WHY: dict[str, Promise] = {
    State.ASSIGNED: _("This article is dealt to you, but you have not taken it in hand yet."),
    State.SUBMITTED: _("You have submitted this article; its labels can no longer be changed."),
    State.SKIPPED: _("You have skipped this article; take the next one."),
    State.RELEASED: _("A manager has taken this article back; take the next one."),
    State.LAPSED: _(
        "This article lay untouched for too long and went back. What you had answered is kept: "
        "open its page to take it up again."
    ),
}


def why_closed(state: str) -> str:
    """What to say to whoever works on an article in this state, which is not in hand.

    >>> why_closed("skipped")
    "You have skipped this article; take the next one."
    """
    return str(_WHY[state])
