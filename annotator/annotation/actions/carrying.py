"""Take along what was given to claims when they are edited: labels, flags, the place in hand.

What was given stays on the row it was given to. A copy goes to each successor, marked inherited,
for its annotator to confirm; where two merged claims were answered differently, the question is
open again. An edit that is made again, after it was undone, gets copies of what stands now, but
never in place of what was answered on its claims themselves.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from annotator.accounts.models import User
from annotator.annotation.actions.answers import MAX_NOTE
from annotator.annotation.models import Assignment, Flag, Label, LabelEvent
from annotator.annotation.standing import Mark, write_marks
from annotator.codebook.models import Variable
from articles.models import Claim, ClaimEdit

Cell = tuple[int, int, int]  # assignment, claim, variable: one answer
Cells = dict[Cell, list[Label]]


@dataclass(frozen=True, slots=True)
class Family:
    """The claims an edit retired and those it made, in text order."""

    kind: str
    before: dict[int, Claim]
    after: dict[int, Claim]
    parents: dict[int, list[Claim]]

    def answered_as(self, claim: Claim) -> list[Claim]:
        """The predecessors whose answers about the whole claim a successor takes over.

        A moved boundary leaves each of its two claims what it was. What asserts nothing was
        never asked about, so it does not keep the answers of what it is merged with from going
        along.
        """
        parents = self.parents[claim.pk]
        if self.kind == ClaimEdit.Kind.MOVE_BOUNDARY:
            return [one for one in parents if one.start == claim.start or one.end == claim.end]
        return [one for one in parents if one.is_claim] or parents

    def heirs(self) -> dict[int, int]:
        """Each retired claim's first successor: of things that there is one of, it gets the one."""
        found: dict[int, int] = {}
        for pk in self.after:
            for parent in self.parents[pk]:
                found.setdefault(parent.pk, pk)
        return found


def family_of(edit: ClaimEdit) -> Family:
    """Read the lineage of an edit: one query."""
    rows = edit.lineage.select_related("predecessor", "successor")
    before: dict[int, Claim] = {}
    after: dict[int, Claim] = {}
    parents: dict[int, list[Claim]] = defaultdict(list)
    for row in rows.order_by("successor__start", "predecessor__start"):
        before[row.predecessor_id] = row.predecessor
        after[row.successor_id] = row.successor
        parents[row.successor_id].append(row.predecessor)
    return Family(edit.kind, before, after, dict(parents))


def carry_on(edit: ClaimEdit, actor: User) -> set[int]:
    """Copy what was given to the retired claims; return the assignments that had labels there."""
    family = family_of(edit)
    given = _labels_of(family.before)
    stale, kept = _clear(family)
    copies = [
        copy
        for copy in _copies(given, family)
        if (copy.assignment_id, copy.claim_id, copy.variable_id) not in kept
    ]
    Label.objects.bulk_create(copies)
    _append_history(_by_cell(copies), stale, edit, actor)
    _carry_flags(family)
    for old, new in family.heirs().items():
        Assignment.objects.filter(place_id=old).update(place_id=new)
    return {label.assignment_id for label in given}


def carry_back(edit: ClaimEdit) -> None:
    """After an edit was undone: who had one of its claims in hand has the old one again."""
    family = family_of(edit)
    for pk, parents in family.parents.items():
        Assignment.objects.filter(place_id=pk).update(place_id=parents[0].pk)


def answers_standing_on(claim_ids: Iterable[int]) -> QuerySet[LabelEvent]:
    """Answers that annotators gave on these claims themselves and that still stand.

    An answer taken back by undo does not, nor one that is empty by now, nor one that was
    replaced by a copy since.
    """
    same = {name: OuterRef(name) for name in ("assignment", "claim", "variable")}
    copied = LabelEvent.objects.filter(**same, cause__in=ClaimEdit.Kind.values)
    return LabelEvent.objects.filter(
        Q(step__isnull=True) | Q(step__undone_at__isnull=True),
        Exists(Label.objects.filter(**same)),
        ~Exists(copied.filter(pk__gt=OuterRef("pk"))),
        claim__in=list(claim_ids),
        cause="answer",
    )


def _labels_of(claim_ids: Iterable[int]) -> list[Label]:
    rows = Label.objects.filter(claim__in=list(claim_ids))
    ordered = rows.order_by("claim__start", "pk")
    return list(ordered.select_related("claim", "variable", "code", "assignment"))


def _clear(family: Family) -> tuple[Cells, set[Cell]]:
    """Take away the copies an edit made when it was made before; tell which answers stay."""
    found = _by_cell(_labels_of(family.after))
    if not found:
        return {}, set()
    standing = answers_standing_on(family.after)
    kept = set(standing.values_list("assignment_id", "claim_id", "variable_id"))
    stale = {cell: labels for cell, labels in found.items() if cell not in kept}
    Label.objects.filter(pk__in=[one.pk for labels in stale.values() for one in labels]).delete()
    return stale, kept & found.keys()


def _by_cell(labels: Iterable[Label]) -> Cells:
    cells: Cells = defaultdict(list)
    for label in labels:
        if label.claim_id is not None:
            cells[label.assignment_id, label.claim_id, label.variable_id].append(label)
    return cells


def _copies(given: Sequence[Label], family: Family) -> list[Label]:
    now = timezone.now()
    questions: dict[tuple[int, int, str], list[Label]] = defaultdict(list)
    for label in given:
        questions[label.assignment_id, label.variable_id, label.item].append(label)
    copies = []
    for claim in family.after.values():
        sources = [one.pk for one in family.answered_as(claim)]
        parents = {one.pk for one in family.parents[claim.pk]}
        for labels in questions.values():
            marked = [one for one in labels if one.claim_id in parents and _marks(one, claim)]
            copies += [_copy(one, note, claim, now) for one, note in _agreed(labels, sources)]
            copies += [_copy(one, one.note, claim, now) for one in marked]
    return copies


def _agreed(labels: Iterable[Label], sources: Sequence[int]) -> list[tuple[Label, str]]:
    """The answer to one question that all sources share, with the notes of all of them; none
    where one is open or they differ."""
    answers: dict[int, dict[tuple[int, str], Label]] = {pk: {} for pk in sources}
    for label in labels:
        if label.span_start is None and label.claim_id in answers:
            answers[label.claim_id][_meaning(label)] = label
    first, *others = answers.values()
    if any(other.keys() != first.keys() for other in others):
        return []
    return [(first[key], _notes(one[key] for one in answers.values())) for key in first]


def _meaning(label: Label) -> tuple[int, str]:
    """What makes two answers the same: the code; in a text variable, the words."""
    is_text = label.variable.select == Variable.Select.TEXT
    return label.code_id, label.note if is_text else ""


def _notes(labels: Iterable[Label]) -> str:
    return "\n".join(dict.fromkeys(one.note for one in labels if one.note))[:MAX_NOTE]


def _marks(label: Label, claim: Claim) -> bool:
    """Whether a label marks words that lie inside `claim`."""
    if label.span_start is None or label.span_end is None:
        return False
    return claim.start <= label.span_start and label.span_end <= claim.end


def _copy(label: Label, note: str, claim: Claim, now: datetime) -> Label:
    return Label(
        assignment=label.assignment,
        claim=claim,
        variable_id=label.variable_id,
        code=label.code,
        item=label.item,
        span_start=label.span_start,
        span_end=label.span_end,
        note=note,
        single=label.single,
        # Another role leaves the words as they were, and so the answer to them.
        inherited=label.inherited or label.claim is None or claim.text != label.claim.text,
        created_at=now,
        updated_at=now,
    )


def _append_history(copies: Cells, stale: Cells, edit: ClaimEdit, actor: User) -> None:
    now = timezone.now()
    found = [label for labels in (*copies.values(), *stale.values()) for label in labels]
    projects = {label.assignment_id: label.assignment.project_id for label in found}
    written = {
        cell: [_written(cells.get(cell, ())) for cells in (stale, copies)]
        for cell in dict.fromkeys([*stale, *copies])
    }
    LabelEvent.objects.bulk_create(
        LabelEvent(
            project_id=projects[assignment_id],
            assignment_id=assignment_id,
            claim_id=claim_id,
            variable_id=variable_id,
            actor=actor,
            cause=edit.kind,
            before=before,
            after=after,
            created_at=now,
        )
        for (assignment_id, claim_id, variable_id), (before, after) in written.items()
        if before != after
    )


def _written(labels: Iterable[Label]) -> list[object]:
    return list(write_marks(_mark(label) for label in labels))


def _mark(label: Label) -> Mark:
    marked = label.span_start is not None and label.span_end is not None
    span = (label.span_start or 0, label.span_end or 0) if marked else None
    return Mark(label.code.identifier, span, label.note, label.inherited)


def _carry_flags(family: Family) -> None:
    """Flag each flagged claim's first successor; what is flagged already keeps its note."""
    heirs = family.heirs()
    notes: dict[tuple[int, int], dict[str, None]] = defaultdict(dict)
    flags = Flag.objects.filter(claim__in=family.before).order_by("claim__start")
    for assignment_id, claim_id, note in flags.values_list("assignment_id", "claim_id", "note"):
        notes[assignment_id, heirs[claim_id or 0]][note] = None
    if not notes:
        return
    there = Flag.objects.filter(claim__in=family.after)
    flagged = set(there.values_list("assignment_id", "claim_id"))
    Flag.objects.bulk_create(
        Flag(assignment_id=assignment_id, claim_id=claim_id, note="\n".join(filter(None, words)))
        for (assignment_id, claim_id), words in notes.items()
        if (assignment_id, claim_id) not in flagged
    )
