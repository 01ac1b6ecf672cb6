"""Decide one question on one claim (or article), or withdraw the decision."""

from collections.abc import Sequence

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from annotator.annotation.models import Label
from annotator.codebook.catalogue import Catalogue, VariableEntry, project_catalogue
from annotator.errors import Conflict
from annotator.projects.models import Membership
from annotator.projects.permissions import require_reviewer
from annotator.review.actions.checking import (
    check_words,
    checked_entry,
    checked_reason,
    checked_target,
)
from annotator.review.actions.closing import finish_agreed, hold_articles, settle
from annotator.review.actions.recording import (
    NOTHING,
    Snapshot,
    begin_step,
    record_decision,
    snapshot,
)
from annotator.review.answering import Answers
from annotator.review.cells import keys_of
from annotator.review.models import Adjudication, DecisionStep
from annotator.review.settling import Table, read_table
from annotator.review.standing import Standing
from articles.models import Article, Claim


@transaction.atomic
def adjudicate(
    *,
    member: Membership,
    variable: str,
    codes: Sequence[str],
    claim: Claim | None = None,
    article: Article | None = None,
    reason: str = "",
    reason_code: str = "",
    note: str = "",
    was: Sequence[str] | None = None,
) -> Adjudication | None:
    """Decide one claim (or article) and variable; replaces the decision there was.

    The spread of submitted labels at this moment is kept with the decision, and whose answer it
    is. Deciding against a majority needs a reason. With the last decision that a coded article
    needed, what all agree on is decided in the same step. Empty `codes` withdraw the decision
    (None is returned). `was` are the codes believed to stand, [] for none: where others do, nothing
    is overwritten. Raises `AnswerError` for what no state would accept and `Conflict` for a claim
    that no longer stands and for a belief that is wrong.
    """
    require_reviewer(member)
    entry = checked_entry(member, variable, codes)
    check_words(reason, reason_code, note)
    article_id = checked_target(member, entry, claim, article)
    catalogue = project_catalogue(member.project.codebook_version, member.project.variable_ids)
    hold_articles(member, [article_id])
    if claim:
        checked_target(member, entry, Claim.objects.get(pk=claim.pk), None)  # now that it is held
    answers = _answers(member, entry, claim, article_id)
    kind = checked_reason(answers, codes, reason, reason_code)
    decision = _decision(member, entry, claim, article_id)
    wanted = {
        "codes": sorted(codes),
        "method": str(answers.method_of(codes)),
        "reason_code": str(kind),
        "reason": reason.strip(),
        "note": note.strip(),
        "distribution": answers.distribution,
        "decided_by": member.user_id,
    }
    if was is not None and _is_done(decision, was, wanted):
        return decision if codes else None
    step = begin_step(member, DecisionStep.Kind.DECIDE if codes else DecisionStep.Kind.WITHDRAW)
    rows = [entry.codes[code] for code in codes]
    record_decision(step, decision, rows, wanted if codes else NOTHING)
    _close(member, catalogue, step, decision)
    return decision if codes else None


def _is_done(decision: Adjudication, was: Sequence[str], wanted: Snapshot) -> bool:
    """Whether what is wanted stands already, as when it is sent twice.

    Raises `Conflict` where something else stands than was believed, or in other words.
    """
    stands = snapshot(decision)
    if stands["codes"] == sorted(was):
        return False
    words = ("reason_code", "reason", "note")
    said = all(wanted[name] in ("", stands[name]) for name in words)
    if stands["codes"] == wanted["codes"] and (said or not wanted["codes"]):
        return True
    raise Conflict(_("Somebody has decided this otherwise since you opened it: look again."))


def _answers(
    member: Membership, entry: VariableEntry, claim: Claim | None, article_id: int
) -> Answers:
    labels = Label.objects.visible_to(member).submitted().filter(variable=entry.row)
    labels = labels.filter(assignment__article_id=article_id, claim=claim)
    given: dict[int, set[str]] = {}
    for assignment, code in labels.order_by("pk").values_list("assignment", "code__identifier"):
        given.setdefault(assignment, set()).add(code)
    return Answers.of(entry, given.values())


def _decision(
    member: Membership, entry: VariableEntry, claim: Claim | None, article_id: int
) -> Adjudication:
    where = {
        "project_id": member.project_id,
        "variable": entry.row,
        "claim": claim,
        "article_id": article_id,
    }
    try:
        rows = Adjudication.objects.select_for_update()
        return rows.get_or_create(**where, defaults={"decided_by": member.user})[0]
    except IntegrityError as error:
        raise Conflict(_("Somebody else is deciding this claim right now. Look again.")) from error


def _close(
    member: Membership, catalogue: Catalogue, step: DecisionStep, decision: Adjudication
) -> None:
    """Finish an article with the last decision it needed; it is decided while nothing is left."""
    article = decision.article_id
    table = read_table(member, catalogue, [article])
    still = table.has(article, Standing.OPEN, Standing.WAITING)
    if _was_looked_at(table, decision) and article in table.coded and not still:
        finish_agreed(step, table)
        table = table.finished()
    settle(table, step)


def _was_looked_at(table: Table, decision: Adjudication) -> bool:
    unit = decision.claim_id or decision.article_id
    here = table.cells.key == keys_of(unit, decision.variable_id)  # type: ignore[arg-type]
    return bool(table.cells.look[here].any())
