"""What a decision has to be like, for pages and programs alike."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from annotator.annotation.actions import AnswerError
from annotator.codebook.catalogue import VariableEntry, project_catalogue
from annotator.codebook.models import Variable
from annotator.errors import Conflict
from annotator.projects.models import Membership, ProjectArticle
from annotator.review.answering import Answers
from annotator.review.models import Adjudication
from articles.models import Article, Claim

MAX_REASON = 2_000


def checked_entry(member: Membership, variable: str, codes: Sequence[str]) -> VariableEntry:
    """Return the question; `AnswerError` unless it is asked and the codes are an answer to it."""
    project = member.project
    catalogue = project_catalogue(project.codebook_version, project.variable_ids)
    entry = catalogue.variables.get(variable)
    if entry is None:
        message = _("“%(variable)s” is not asked in this project.")
        raise AnswerError([_error("variable", message % {"variable": variable})])
    errors = _wrong_codes(entry, codes)
    if errors:
        raise AnswerError(errors)
    return entry


def check_words(reason: str, reason_code: str, note: str) -> None:
    """Raise `AnswerError` for words that are too long and reasons that do not exist."""
    limit = {"limit": f"{MAX_REASON:,}"}
    errors = [
        _error(name, _("At most %(limit)s characters.") % limit)
        for name, text in (("reason", reason), ("note", note))
        if len(text) > MAX_REASON
    ]
    if reason_code and reason_code not in Adjudication.ReasonCode.values:
        message = _("“%(code)s” is not a reason. Reasons: %(codes)s.")
        known = ", ".join(Adjudication.ReasonCode.values)
        errors.append(_error("reason_code", message % {"code": reason_code, "codes": known}))
    if errors:
        raise AnswerError(errors)


def checked_reason(answers: Answers, codes: Sequence[str], reason: str, reason_code: str) -> str:
    """Return the kind of reason; deciding against the majority needs one, and words alone count
    as `other`. Raises `AnswerError` without."""
    if reason_code or not codes or not answers.is_against_majority(codes):
        return reason_code
    if not reason.strip():
        message = _("This differs from the majority: choose a reason, then save.")
        raise AnswerError([_error("reason_code", message)])
    return Adjudication.ReasonCode.OTHER


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


def checked_target(
    member: Membership, entry: VariableEntry, claim: Claim | None, article: Article | None
) -> int:
    """Return the article's id; `AnswerError` unless the question is about such a thing in the
    project, `Conflict` for a claim that no longer stands."""
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
