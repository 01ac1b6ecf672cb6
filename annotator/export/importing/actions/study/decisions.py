"""What the reviewers of a study decided."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from annotator.codebook.catalogue import Catalogue
from annotator.codebook.models import Code
from annotator.export.importing.actions.study.people import PeopleKeeper
from annotator.export.importing.actions.study.records import (
    KeptArticle,
    time_of,
    words_of,
    wrong,
)
from annotator.export.readers.package import Row
from annotator.projects.models import Project
from annotator.review.actions import MAX_REASON
from annotator.review.actions.closing import write_codes
from annotator.review.actions.recording import NOTHING, snapshot
from annotator.review.models import Adjudication, AdjudicationEvent

BATCH = 500


def keep_decisions(
    project: Project, catalogue: Catalogue, batch: Sequence[KeptArticle], people: PeopleKeeper
) -> int:
    """Store decisions as they were, with the history that they came in; returns how many."""
    made: list[Adjudication] = []
    codes: list[list[Code]] = []
    times = []
    seen: set[object] = set()
    for one in batch:
        for row in one.rows.decisions:
            decision, chosen = _decision(project, catalogue, one, row, people)
            key = (one.article_id, decision.claim_id, decision.variable_id)
            if key in seen:
                wrong(row, _("The question is decided twice."))
            seen.add(key)
            made.append(decision)
            codes.append(chosen)
            times.append((time_of(row, "created_at"), time_of(row, "updated_at")))
    Adjudication.objects.bulk_create(made, batch_size=BATCH)
    write_codes({one.pk: chosen for one, chosen in zip(made, codes, strict=True)}, emptied=[])
    for decision, (created_at, updated_at) in zip(made, times, strict=True):
        decision.created_at, decision.updated_at = created_at, updated_at
    _store_times(made)
    _tell(project, made)
    return len(made)


def _decision(
    project: Project, catalogue: Catalogue, one: KeptArticle, row: Row, people: PeopleKeeper
) -> tuple[Adjudication, list[Code]]:
    entry = catalogue.variables.get(row["variable"])
    names = row["codes"].split()
    if entry is None or not set(names) <= set(entry.codes) or not names:
        wrong(row, _("These are not codes of its question."))
    if row["method"] not in Adjudication.Method.values:
        wrong(row, _("“%(word)s” is not a method.") % {"word": row["method"][:60]})
    if row["reason_code"] not in ("", *Adjudication.ReasonCode.values):
        wrong(row, _("“%(word)s” is not a reason.") % {"word": row["reason_code"][:60]})
    decision = Adjudication(
        project=project,
        article_id=one.article_id,
        claim_id=one.claim_of(row),
        variable=entry.row,
        method=row["method"],
        reason_code=row["reason_code"],
        reason=words_of(row, "reason", MAX_REASON),
        note=words_of(row, "note", MAX_REASON),
        distribution=row["distribution"],
        decided_by=people.find(row, "decided_by"),
    )
    return decision, [entry.codes[name] for name in dict.fromkeys(names)]


def _store_times(made: Sequence[Adjudication]) -> None:
    """`auto_now` writes over what is given when a row is made, and not when many are changed."""
    Adjudication.objects.bulk_update(made, ["created_at", "updated_at"], batch_size=BATCH)


def _tell(project: Project, made: Sequence[Adjudication]) -> None:
    stored = Adjudication.objects.filter(pk__in=[one.pk for one in made])
    AdjudicationEvent.objects.bulk_create(
        [
            AdjudicationEvent(
                project=project,
                adjudication=one,
                actor_id=one.decided_by_id,
                before=NOTHING,
                after=snapshot(one),
                reason=one.reason,
            )
            for one in stored.prefetch_related("codes").order_by("pk")
        ],
        batch_size=BATCH,
    )
