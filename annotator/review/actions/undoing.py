"""Take a reviewer's last step back: all that it decided is as it was before."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from annotator.annotation.actions import undecide
from annotator.codebook.catalogue import project_catalogue
from annotator.codebook.models import Code
from annotator.errors import Conflict
from annotator.projects.models import Membership
from annotator.projects.permissions import require_reviewer
from annotator.review.actions.closing import hold_articles, rewrite, settle, write_codes
from annotator.review.actions.recording import CHUNK, KEPT, NOTHING, event_of, fill, snapshot
from annotator.review.models import Adjudication, AdjudicationEvent, DecisionStep
from annotator.review.querysets import articles_of, last_step
from annotator.review.settling import read_table


@dataclass(frozen=True, slots=True)
class Undone:
    """A step that was taken back, how many decisions that were, and the first of them."""

    step: DecisionStep
    decisions: int
    first: Adjudication | None


@transaction.atomic
def undo_last_decision(*, member: Membership) -> Undone:
    """Take back the last thing the member decided in the project that still stands.

    The history is appended to, never shortened. Raises `Conflict` when there is nothing, or when
    somebody has changed one of the decisions since: their work would be lost.
    """
    require_reviewer(member)
    step = last_step(member)
    if step is None:
        raise Conflict(_("There is nothing of yours to take back."))
    step = _hold(member, step)
    if step.undone_at:
        raise Conflict(_("This step was just taken back elsewhere."))
    events = list(step.events.order_by("-pk"))
    for chunk in _chunks(events):
        _take_back(step, member, chunk)
    step.undone_at = timezone.now()
    step.save(update_fields=["undone_at"])
    first = step.events.select_related("adjudication__variable", "adjudication__claim").first()
    _settle(member, step)
    return Undone(step, len(events), first.adjudication if first else None)


def _hold(member: Membership, step: DecisionStep) -> DecisionStep:
    """Hold a step and its articles, those too that it came to while it was waited for."""
    known = articles_of(step)
    hold_articles(member, known)
    held = DecisionStep.objects.select_for_update().get(pk=step.pk)
    more = {*articles_of(held)} - {*known}
    if more:
        hold_articles(member, more)
    return held


def _chunks(events: Sequence[AdjudicationEvent]) -> Iterator[Sequence[AdjudicationEvent]]:
    for start in range(0, len(events), CHUNK):
        yield events[start : start + CHUNK]


def _take_back(step: DecisionStep, member: Membership, events: Sequence[AdjudicationEvent]) -> None:
    rows = Adjudication.objects.select_for_update().prefetch_related("codes")
    decisions = rows.in_bulk([event.adjudication_id for event in events])
    for event in events:
        if snapshot(decisions[event.adjudication_id]) != event.after:
            raise Conflict(_("Somebody has changed this decision since; it stays as it is now."))
    _restore(decisions, events)
    write_codes(_codes(decisions, events), emptied=decisions.values())
    AdjudicationEvent.objects.bulk_create(
        [
            event_of(
                step,
                decisions[event.adjudication_id],
                member.user_id,
                before=event.after,
                after=event.before,
            )
            for event in events
        ],
        batch_size=CHUNK,
    )


def _restore(decisions: dict[int, Adjudication], events: Sequence[AdjudicationEvent]) -> None:
    """Rows that stand for nothing again all say the same: one statement for them."""
    new = [event.adjudication_id for event in events if not event.before["codes"]]
    kept = {name: NOTHING[name] for name in KEPT}
    Adjudication.objects.filter(pk__in=new).update(**kept, updated_at=timezone.now())
    changed = [event for event in events if event.before["codes"]]
    for event in changed:
        fill(decisions[event.adjudication_id], event.before)
    if changed:
        rewrite([decisions[event.adjudication_id] for event in changed])


def _codes(
    decisions: dict[int, Adjudication], events: Sequence[AdjudicationEvent]
) -> dict[int, list[Code]]:
    variables = {decision.variable_id for decision in decisions.values()}
    codes = {
        (code.variable_id, code.identifier): code
        for code in Code.objects.filter(variable__in=variables)
    }
    return {
        event.adjudication_id: [
            codes[decisions[event.adjudication_id].variable_id, name]
            for name in event.before["codes"]
        ]
        for event in events
    }


def _settle(member: Membership, step: DecisionStep) -> None:
    project = member.project
    catalogue = project_catalogue(project.codebook_version, project.variable_ids)
    undecide(project.entries.filter(article__in=step.closed), actor=None)
    found = sorted({*articles_of(step)} - {*step.closed})
    for start in range(0, len(found), CHUNK):
        settle(read_table(member, catalogue, found[start : start + CHUNK]))
