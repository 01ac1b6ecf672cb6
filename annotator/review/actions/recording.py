"""Decisions and their history, whole before and after, so that a step can be taken back exactly."""

from collections.abc import Mapping, Sequence
from typing import Any

from annotator.codebook.models import Code
from annotator.projects.models import Membership
from annotator.review.models import Adjudication, AdjudicationEvent, DecisionStep

Snapshot = Mapping[str, Any]
KEPT = ("method", "reason_code", "reason", "note", "distribution")
NOTHING: Snapshot = {
    "codes": [],
    "method": Adjudication.Method.OWN.value,
    "reason_code": "",
    "reason": "",
    "note": "",
    "distribution": {},
    "decided_by": None,
}
"""What there was before the first decision."""
CHUNK = 500  # rows written at once; SQLite takes no more places in a statement


def snapshot(decision: Adjudication) -> dict[str, Any]:
    """A decision as the history keeps it. `codes` may be prefetched."""
    codes = sorted(code.identifier for code in decision.codes.all())
    if not codes:
        return {**NOTHING}
    kept = {name: getattr(decision, name) for name in KEPT}
    return {"codes": codes, **kept, "decided_by": decision.decided_by_id}


def fill(decision: Adjudication, wanted: Snapshot) -> None:
    """Let the row say what a snapshot says; its codes are written apart."""
    for name in KEPT:
        setattr(decision, name, wanted[name])
    decision.decided_by_id = wanted["decided_by"] or decision.decided_by_id


def event_of(
    step: DecisionStep, decision: Adjudication, actor_id: int, before: Snapshot, after: Snapshot
) -> AdjudicationEvent:
    """The line of history of a change, to be saved."""
    return AdjudicationEvent(
        project_id=step.project_id,
        adjudication=decision,
        step=step,
        actor_id=actor_id,
        before=before,
        after=after,
        reason=after["reason"],
    )


def record_decision(
    step: DecisionStep, decision: Adjudication, codes: Sequence[Code], wanted: Snapshot
) -> None:
    """Write one decision and its history."""
    before = snapshot(decision)
    fill(decision, wanted)
    decision.save(update_fields=[*KEPT, "decided_by", "updated_at"])
    decision.codes.set(codes)
    event_of(step, decision, step.actor_id, before, wanted).save()


def begin_step(member: Membership, kind: str, planned: int = 1) -> DecisionStep:
    """A step of the member's, to which everything that is written now belongs."""
    return DecisionStep.objects.create(
        project=member.project, actor=member.user, kind=kind, planned=planned
    )
