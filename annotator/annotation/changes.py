"""What others changed about an article's claims since its annotator last looked."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.db.models import Prefetch, Q, QuerySet

from annotator.annotation.models import Assignment
from annotator.projects.presenting import name_for_annotators
from annotator.projects.querysets import role_of
from articles.models import Claim, ClaimEdit, ClaimLineage

MAX_QUOTE = 80


@dataclass(frozen=True, slots=True)
class Change:
    """One edit, in words to show.

    `before` and `after` quote its claims: the beginning of one, the two sides of a joint. After
    an edit that was undone, `after` quotes what stands again. `role` is that of the last claim;
    `claims` are the ids of the claims it led to, as far as they still stand and assert something.
    """

    kind: str
    who: str
    when: datetime
    before: tuple[str, ...]
    after: tuple[str, ...]
    role: str
    is_claim: bool
    is_undone: bool
    claims: tuple[int, ...]


def changes_since(assignment: Assignment) -> list[Change]:
    """Edits that others made or undid since the annotator saw them last; the newest is the last.

    One query for the edits, one for their claims. One boundary moved word by word is one change.
    """
    edits = list(_unseen(assignment))
    if not edits:
        return []
    changes: list[tuple[ClaimEdit, Change]] = []
    for edit in edits:
        change = _described(edit)
        if changes and _goes_on(changes[-1][0], edit):
            earlier = changes.pop()[1]
            change = replace(change, before=earlier.before)
        changes.append((edit, change))
    return sorted((change for _edit, change in changes), key=lambda change: change.when)


def _unseen(assignment: Assignment) -> QuerySet[ClaimEdit]:
    since = assignment.claims_seen_at or assignment.created_at
    mine = assignment.annotator_id
    made = Q(undone_at__isnull=True, created_at__gt=since) & ~Q(actor=mine)
    undone = Q(undone_at__gt=since) & ~Q(undone_by=mine)
    lineage = ClaimLineage.objects.select_related("predecessor", "successor")
    ordered = lineage.order_by("predecessor__start", "successor__start")
    return (
        ClaimEdit.objects.filter(made | undone, article_id=assignment.article_id)
        .select_related("actor", "undone_by")
        .annotate(
            actor_role=role_of("actor", assignment.project_id),
            undoer_role=role_of("undone_by", assignment.project_id),
        )
        .prefetch_related(Prefetch("lineage", ordered))
        .order_by("pk")
    )


def _described(edit: Any) -> Change:
    before, after = _sides(edit)
    stand = before if edit.undone_at else after
    if edit.undone_at:
        who, when = name_for_annotators(edit.undone_by, edit.undoer_role), edit.undone_at
    else:
        who, when = name_for_annotators(edit.actor, edit.actor_role), edit.created_at
    return Change(
        kind=edit.kind,
        who=who,
        when=when,
        before=_quoted(before),
        after=tuple(map(_head, before)) if edit.undone_at else _quoted(after),
        role=stand[-1].role_name,
        is_claim=stand[-1].is_claim,
        is_undone=bool(edit.undone_at),
        claims=tuple(one.pk for one in stand if one.is_current and one.is_claim),
    )


def _sides(edit: ClaimEdit) -> tuple[list[Claim], list[Claim]]:
    """The claims an edit retired and those it made, in text order."""
    rows = edit.lineage.all()
    before = {row.predecessor_id: row.predecessor for row in rows}
    after = {row.successor_id: row.successor for row in rows}
    return list(before.values()), sorted(after.values(), key=lambda claim: claim.start)


def _quoted(claims: list[Claim]) -> tuple[str, ...]:
    return (_head(claims[0]),) if len(claims) == 1 else (_tail(claims[0]), _head(claims[-1]))


def _head(claim: Claim) -> str:
    words = " ".join(claim.text.split())
    return words if len(words) <= MAX_QUOTE else words[: MAX_QUOTE - 1].rstrip() + "…"


def _tail(claim: Claim) -> str:
    words = " ".join(claim.text.split())
    return words if len(words) <= MAX_QUOTE else "…" + words[1 - MAX_QUOTE :].lstrip()


def _goes_on(earlier: ClaimEdit, edit: ClaimEdit) -> bool:
    """Whether one person moved one boundary on."""
    moves = all(
        one.kind == ClaimEdit.Kind.MOVE_BOUNDARY and not one.undone_at for one in (earlier, edit)
    )
    same = {row.successor_id for row in earlier.lineage.all()} == {
        row.predecessor_id for row in edit.lineage.all()
    }
    return moves and same and earlier.actor_id == edit.actor_id
