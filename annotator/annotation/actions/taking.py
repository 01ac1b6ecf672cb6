"""Who gets which article next, and articles that lay too long.

The order is: what is in hand, what was sent back, what was dealt, a free place (articles of the
sample first, then those that others have begun), and last what lapsed in one's own hands.
"""

from datetime import datetime, timedelta

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext as _

from annotator.annotation.actions.changing import (
    begin_assignment,
    change_state,
    free_slot,
    hold_places,
)
from annotator.annotation.actions.drawing import draw_sample
from annotator.annotation.actions.refusing import why_closed
from annotator.annotation.models import Assignment, Step
from annotator.annotation.places import free_for, left_under_quota
from annotator.annotation.querysets import AssignmentQuerySet
from annotator.annotation.transitions import Event
from annotator.errors import Conflict
from annotator.projects.models import Membership, Project, ProjectArticle
from annotator.projects.permissions import require_annotator

State = Assignment.State
TRIES = 5  # an article skipped may be taken back by its annotator at the same moment


def take_next(*, member: Membership) -> Assignment | None:
    """Return the annotator's open assignment, else the next one, else None.

    Asking again while an article is open changes nothing. Any number of people may ask at once:
    places are given out one at a time, and the database refuses a place that is taken, a second
    open assignment, and the same article twice.
    """
    require_annotator(member)
    in_hand = _in_hand(member)
    if in_hand:
        return in_hand
    for _number in range(TRIES):
        try:
            with transaction.atomic():
                return _take_next(member)
        except IntegrityError:
            continue
    raise Conflict(_("Too many ask for an article at this moment. Try again."))


def _take_next(member: Membership) -> Assignment | None:
    project = hold_places(member.project_id)
    lapse_idle(project=project)
    draw_sample(project=project)
    waiting = _in_hand(member) or _take_dealt(member)
    if waiting or left_under_quota(member) == 0:
        return waiting
    return _take_free(member) or _take_lapsed(member)


def _mine(member: Membership) -> AssignmentQuerySet:
    return Assignment.objects.filter(project_id=member.project_id, annotator_id=member.user_id)


def _in_hand(member: Membership) -> Assignment | None:
    waiting = _mine(member).filter(state__in=Assignment.WRITABLE)
    return waiting.order_by("state", "pk").first()  # open, then returned


def _take_dealt(member: Membership) -> Assignment | None:
    dealt = _mine(member).select_for_update().filter(state=State.ASSIGNED).order_by("pk").first()
    if dealt:
        change_state(dealt, Event.TAKE, member.user)
    return dealt


def _take_free(member: Membership) -> Assignment | None:
    ordered = free_for(member).order_by(Coalesce("in_sample", False).desc(), "-taken", "pk")
    article_id = ordered.values_list("article_id", flat=True).first()
    if article_id is None:
        return None
    slot = free_slot(member.project, article_id)
    if slot is None:
        raise IntegrityError("The last place of this article was just taken.")
    return begin_assignment(
        project=member.project,
        article_id=article_id,
        annotator_id=member.user_id,
        slot=slot,
        event=Event.TAKE,
        actor=member.user,
    )


def _take_lapsed(member: Membership) -> Assignment | None:
    places = ProjectArticle.objects.filter(project_id=member.project_id).with_places()
    mine = _mine(member).select_for_update().filter(state=State.LAPSED)
    lapsed = mine.filter(article__in=places.values("article")).order_by("pk").first()
    if lapsed:
        lapsed.slot = free_slot(member.project, lapsed.article_id)
        if lapsed.slot is None:
            raise IntegrityError("The last place of this article was just taken.")
        change_state(lapsed, Event.RESUME, member.user)
    return lapsed


def take_up(*, assignment: Assignment, member: Membership) -> Assignment:
    """Take one article in hand that was dealt, or that had lapsed.

    Raises `Conflict` when it is neither, when another article is open, and for one that had
    lapsed when it has all its annotators by now or the quota is reached.
    """
    require_annotator(member)
    if assignment.annotator_id != member.user_id:
        raise PermissionDenied(_("This is another annotator's assignment."))
    with transaction.atomic():
        lapse_idle(project=hold_places(member.project_id))
        held = _mine(member).select_for_update().get(pk=assignment.pk)
        if held.is_writable:
            return held
        _require_free_hands(member, held)
        if held.state == State.LAPSED:
            held.slot = _place_for(held, member)
            change_state(held, Event.RESUME, member.user)
        else:
            change_state(held, Event.TAKE, member.user)
        return held


def _require_free_hands(member: Membership, held: Assignment) -> None:
    if held.state not in (State.ASSIGNED, State.LAPSED):
        raise Conflict(why_closed(held.state))
    if _mine(member).filter(state=State.OPEN).exists():
        raise Conflict(_("You have another article in hand: submit or skip it first."))


def _place_for(held: Assignment, member: Membership) -> int:
    slot = free_slot(member.project, held.article_id)
    if slot is None:
        raise Conflict(_("The article has all its annotators by now. Thank you all the same."))
    if left_under_quota(member) == 0:
        raise Conflict(_("You have as many articles as are meant for you."))
    return slot


# -- articles that lay too long -------------------------------------------------------------


def idle_since(project: Project, moment: datetime) -> AssignmentQuerySet:
    """Open assignments that nothing was done to since.

    What an annotator does is a step, so saving an answer renews the lease without writing one.
    What was sent back does not lapse: a reviewer waits for that person's answer.
    """
    recent = Q(created_at__gte=moment) | Q(undone_at__gte=moment)
    steps = Step.objects.filter(recent, assignment=OuterRef("pk"))
    rows = Assignment.objects.filter(project=project, state=State.OPEN, updated_at__lt=moment)
    return rows.exclude(Exists(steps))


def lapse_idle(*, project: Project) -> int:
    """Take articles back that lay longer than the project allows; returns how many.

    Called where somebody looks for work, so that nothing has to run by itself. Labels are kept.
    An assignment that is being saved to at this moment is left alone.
    """
    if not project.lease_hours:
        return 0
    idle = idle_since(project, timezone.now() - timedelta(hours=project.lease_hours))
    if not idle.exists():
        return 0
    with transaction.atomic():
        found = idle.select_for_update(skip_locked=True, of=("self",)).order_by("pk")
        held = [one.pk for one in found]
        lapsed = list(idle.filter(pk__in=held))  # once more, now that nobody else writes
        for assignment in lapsed:
            change_state(assignment, Event.LAPSE, None)
        return len(lapsed)
