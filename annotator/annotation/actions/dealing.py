"""Deal articles out as previewed; take one back, or give it to somebody else."""

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from annotator.accounts.models import User
from annotator.annotation.actions.assignments import checked_reason
from annotator.annotation.actions.changing import (
    begin_assignment,
    change_state,
    event_of,
    free_slot,
    hold_in_order,
    hold_places,
)
from annotator.annotation.actions.drawing import store_draw
from annotator.annotation.actions.taking import lapse_idle
from annotator.annotation.models import Assignment, AssignmentEvent
from annotator.annotation.places import could_read, left_under_quota
from annotator.annotation.staffing import Staffing, plan_dealing
from annotator.annotation.transitions import NEW, Event, sources_of, target_of
from annotator.errors import Conflict
from annotator.projects.models import Membership, Role
from annotator.projects.permissions import require_manager

State = Assignment.State
BATCH = 1_000


def deal_articles(*, member: Membership, digest: str) -> Staffing:
    """Deal as the plan with this digest says, the whole of it or nothing.

    Raises `Conflict` when something has changed since the plan was shown.
    """
    require_manager(member)
    try:
        with transaction.atomic():
            project = hold_places(member.project_id)
            staffing = plan_dealing(project)
            if staffing.digest != digest:
                raise _changed()
            store_draw(project=project, draw=staffing.draw)
            _hand_out(staffing, member.user)
            return staffing
    except IntegrityError as error:
        raise _changed() from error


def _changed() -> Conflict:
    return Conflict(
        _("Something has changed since this was planned, so nothing was dealt. Look at it anew.")
    )


def _hand_out(staffing: Staffing, actor: User) -> None:
    state = target_of(Event.DEAL, NEW)
    made = []
    for article, person in staffing.plan.given:
        held = staffing.slots.setdefault(article, set())
        slot = next(number for number in range(len(held) + 1) if number not in held)
        held.add(slot)
        made.append(
            Assignment(
                project=staffing.project,
                article_id=article,
                annotator_id=person,
                slot=slot,
                state=state,
            )
        )
    Assignment.objects.bulk_create(made, batch_size=BATCH)
    events = [event_of(one, Event.DEAL, actor, before=NEW) for one in made]
    AssignmentEvent.objects.bulk_create(events, batch_size=BATCH)


def release_assignment(*, assignment: Assignment, member: Membership, reason: str) -> Assignment:
    """Take an article that is not handed in back from its annotator, with the reason.

    Their labels are kept; they do not get the article again unless it is given to them.
    """
    require_manager(member)
    reason = checked_reason(reason, _("Say why you take the article back."))
    with transaction.atomic():
        hold_places(member.project_id)
        held = _lock(assignment, member)
        _require_unfinished(held)
        change_state(held, Event.RELEASE, member.user, reason=reason)
        return held


def reassign_assignment(
    *, assignment: Assignment, member: Membership, to: User, reason: str
) -> Assignment:
    """Give an article that is not handed in to somebody else, in the same place.

    Returns the new annotator's assignment. Raises `Conflict` when they cannot have it: they are no
    annotator here, have or had it, or have as many articles as they may.
    """
    require_manager(member)
    reason = checked_reason(reason, _("Say why you take the article back."))
    with transaction.atomic():
        project = hold_places(member.project_id)
        lapse_idle(project=project)
        _hold_article(assignment, member)
        held = _lock(assignment, member)
        _require_unfinished(held)
        theirs = _theirs(held, to, member)
        slot = held.slot
        change_state(held, Event.RELEASE, member.user, reason=reason)
        if slot is None:  # it had lapsed, and somebody may have its place by now
            slot = free_slot(project, held.article_id)
        if slot is None:
            raise Conflict(_("The article has all its annotators by now."))
        if theirs is None:
            return begin_assignment(
                project=project,
                article_id=held.article_id,
                annotator_id=to.pk,
                slot=slot,
                event=Event.DEAL,
                actor=member.user,
            )
        theirs.slot = slot
        change_state(theirs, Event.DEAL, member.user)
        return theirs


def _hold_article(assignment: Assignment, member: Membership) -> None:
    """Lock both assignments that change hands, as a reviewer who decides locks them."""
    rows = Assignment.objects.visible_to(member).filter(article_id=assignment.article_id)
    hold_in_order(rows, _("Somebody else works on this article at this moment. Try again."))


def _lock(assignment: Assignment, member: Membership) -> Assignment:
    rows = Assignment.objects.visible_to(member).select_for_update(of=("self",))
    return rows.select_related("project").get(pk=assignment.pk)


def _require_unfinished(held: Assignment) -> None:
    if held.state not in sources_of(Event.RELEASE):
        raise Conflict(
            _("Only an article that is not handed in can be taken back. This one is %(state)s.")
            % {"state": held.get_state_display()}
        )


def _theirs(held: Assignment, to: User, member: Membership) -> Assignment | None:
    """The assignment that the new annotator once had of the article; None when never."""
    name = {"name": to.display_name}
    theirs = Membership.objects.select_related("project").filter(
        project_id=member.project_id, user=to, role=Role.ANNOTATOR
    )
    found = theirs.first()
    if found is None:
        raise Conflict(_("%(name)s is no annotator of this project.") % name)
    had = Assignment.objects.filter(project_id=member.project_id, article_id=held.article_id)
    before = had.filter(annotator=to).first()
    if before and before.state not in sources_of(Event.DEAL):
        words = {**name, "state": before.get_state_display()}
        raise Conflict(_("%(name)s has had this article already: %(state)s.") % words)
    if before and before.events.filter(event=Event.LEAVE).exists():
        raise Conflict(
            _("%(name)s left it with the project, and may have seen the others’ answers.") % name
        )
    if could_read(found, held.article_id):
        raise Conflict(_("%(name)s could read others’ answers to it, as a reviewer.") % name)
    if left_under_quota(found) == 0:
        raise Conflict(_("%(name)s has as many articles as their quota allows.") % name)
    return before
