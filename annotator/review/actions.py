"""Decide: the only writer of this room."""

from collections.abc import Sequence

from django.db import IntegrityError, transaction
from django.db.models import Count
from django.utils.translation import gettext as _

from annotator.annotation.actions import AnswerError
from annotator.annotation.models import Label
from annotator.codebook.catalogue import VariableEntry, project_catalogue
from annotator.codebook.models import Variable
from annotator.errors import Conflict
from annotator.projects.models import Membership, ProjectArticle
from annotator.projects.permissions import require_reviewer
from annotator.review.models import Adjudication, AdjudicationEvent
from articles.models import Article, Claim

MAX_REASON = 2_000


@transaction.atomic
def adjudicate(
    *,
    member: Membership,
    variable: str,
    codes: Sequence[str],
    claim: Claim | None = None,
    article: Article | None = None,
    reason: str = "",
    note: str = "",
) -> Adjudication | None:
    """Decide one claim (or article) and variable; replaces the decision there was.

    The spread of submitted labels at this moment is kept with the decision. Empty `codes`
    withdraw it (None is returned). Raises `AnswerError` for what no state would accept and
    `Conflict` for a claim that no longer stands.
    """
    require_reviewer(member)
    entry = _checked_entry(member, variable, codes, reason, note)
    article_id = _checked_target(member, entry, claim, article)
    decision, _made = _locked_decision(member, entry, claim, article_id)
    before = list(decision.codes.values_list("identifier", flat=True))
    decision.codes.set([entry.codes[code] for code in codes])
    decision.reason, decision.note, decision.decided_by = reason.strip(), note.strip(), member.user
    decision.distribution = _distribution(member, entry, claim, article_id)
    decision.save(update_fields=["reason", "note", "decided_by", "distribution", "updated_at"])
    AdjudicationEvent.objects.create(
        adjudication=decision,
        project_id=member.project_id,
        actor=member.user,
        before=before,
        after=list(codes),
        reason=reason,
    )
    return decision if codes else None


def _locked_decision(
    member: Membership, entry: VariableEntry, claim: Claim | None, article_id: int
) -> tuple[Adjudication, bool]:
    where = {
        "project_id": member.project_id,
        "variable": entry.row,
        "claim": claim,
        "article_id": article_id,
    }
    try:
        return Adjudication.objects.select_for_update().get_or_create(
            **where, defaults={"decided_by": member.user}
        )
    except IntegrityError as error:
        raise Conflict(_("Somebody else is deciding this claim right now. Look again.")) from error


def _distribution(
    member: Membership, entry: VariableEntry, claim: Claim | None, article_id: int
) -> dict[str, int]:
    labels = Label.objects.visible_to(member).submitted().filter(variable=entry.row)
    labels = labels.filter(assignment__article_id=article_id, claim=claim)
    counts = labels.values_list("code__identifier").annotate(
        annotators=Count("assignment", distinct=True)
    )
    return dict(counts.order_by("code__position"))


def _checked_entry(
    member: Membership, variable: str, codes: Sequence[str], reason: str, note: str
) -> VariableEntry:
    project = member.project
    catalogue = project_catalogue(project.codebook_version, project.variable_ids)
    entry = catalogue.variables.get(variable)
    if entry is None:
        message = _("“%(variable)s” is not asked in this project.")
        raise AnswerError([_error("variable", message % {"variable": variable})])
    errors = _wrong_codes(entry, codes)
    for name, text in (("reason", reason), ("note", note)):
        if len(text) > MAX_REASON:
            limit = {"limit": f"{MAX_REASON:,}"}
            errors.append(_error(name, _("At most %(limit)s characters.") % limit))
    if errors:
        raise AnswerError(errors)
    return entry


def _wrong_codes(entry: VariableEntry, codes: Sequence[str]) -> list[dict[str, str]]:
    if entry.is_text:
        message = _("“%(variable)s” is answered in words: there is nothing to decide.")
        return [_error("codes", message % {"variable": entry.id})]
    unknown = _("“%(code)s” is not a code of “%(variable)s”.")
    errors = [
        _error("codes", unknown % {"code": code, "variable": entry.id})
        for code in codes
        if code not in entry.codes
    ]
    if entry.row.is_single and not entry.takes_several and len(codes) > 1:
        errors.append(_error("codes", _("“%(variable)s” takes one code.") % {"variable": entry.id}))
    if len(set(codes)) != len(codes):
        errors.append(_error("codes", _("A code is given twice.")))
    items = [entry.codes[code].item for code in set(codes) & entry.codes.keys()]
    if entry.is_set and len(set(items)) < len(items):
        message = _("“%(variable)s” takes one answer for each item.")
        errors.append(_error("codes", message % {"variable": entry.id}))
    return errors


def _checked_target(
    member: Membership, entry: VariableEntry, claim: Claim | None, article: Article | None
) -> int:
    about_article = entry.row.scope == Variable.Scope.ARTICLE
    if about_article != (claim is None):
        for_article = _("“%(variable)s” is decided for an article.")
        message = for_article if about_article else _("“%(variable)s” is decided for a claim.")
        raise AnswerError([_error("claim", message % {"variable": entry.id})])
    target = claim.article if claim else article
    entries = ProjectArticle.objects.filter(project_id=member.project_id)
    if target is None or not entries.filter(article=target).exists():
        raise AnswerError([_error("claim", _("This is not in the project."))])
    if claim and not claim.is_current:
        raise Conflict(_("This claim was split, merged or moved; decide its successors."))
    if claim and not claim.is_claim:
        message = _("This stretch is a %(role)s: it is not coded.")
        raise AnswerError([_error("claim", message % {"role": claim.role_name})])
    return target.pk


def _error(name: str, message: str) -> dict[str, str]:
    return {"field": name, "message": message, "code": "invalid"}
