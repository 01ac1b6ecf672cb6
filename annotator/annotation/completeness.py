"""What is still missing before an article can be submitted."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from annotator.annotation.applicability import Codes, closed_questions, is_answered
from annotator.annotation.models import Assignment
from annotator.codebook.catalogue import Catalogue, project_catalogue
from annotator.codebook.models import Variable
from articles.models import Claim

Answers = dict[int | None, dict[str, list[str]]]
ABOUT_CLAIMS = (Variable.Scope.CLAIM, Variable.Scope.SPAN)


@dataclass(frozen=True, slots=True)
class MissingAnswer:
    """A required question without an answer; `claim_id` is None for the article's own.

    `inherited` marks one whose answer was carried over from a changed claim and waits for its
    annotator to confirm it.
    """

    claim_id: int | None
    variable: str
    label: str
    inherited: bool = False


def answers_of(assignment: Assignment) -> Answers:
    """An assignment's labels as claim id -> variable id -> code ids; marked words count too."""
    answers: Answers = defaultdict(lambda: defaultdict(list))
    rows = assignment.labels.order_by("code__position")
    for claim_id, variable, code in rows.values_list(
        "claim_id", "variable__identifier", "code__identifier"
    ):
        if code not in answers[claim_id][variable]:
            answers[claim_id][variable].append(code)
    return answers


def missing_answers(assignment: Assignment) -> list[MissingAnswer]:
    """List what `assignment` still needs, article questions first, then claims in text order."""
    project = assignment.project
    catalogue = project_catalogue(project.codebook_version, project.variable_ids)
    claims = Claim.objects.filter(article_id=assignment.article_id).current().asserting()
    answers = answers_of(assignment)
    about_article = answers.get(None, {})
    unconfirmed = _unconfirmed(assignment)
    missing = open_questions(catalogue, Variable.Scope.ARTICLE, None, about_article)
    for claim_id in claims.order_by("start").values_list("pk", flat=True):
        given = {**about_article, **answers.get(claim_id, {})}  # a rule may ask for either
        for scope in ABOUT_CLAIMS:
            missing += open_questions(catalogue, scope, claim_id, given)
            missing += [
                MissingAnswer(claim_id, entry.id, entry.row.label, inherited=True)
                for entry in catalogue.scoped(scope)
                if entry.row.required and (claim_id, entry.id) in unconfirmed
            ]
    return missing


def _unconfirmed(assignment: Assignment) -> set[tuple[int | None, str]]:
    rows = assignment.labels.filter(inherited=True)
    return set(rows.values_list("claim_id", "variable__identifier"))


def open_questions(
    catalogue: Catalogue, scope: str, claim_id: int | None, given: Codes
) -> list[MissingAnswer]:
    """Required questions of one scope that apply (or may still apply) and have no answer."""
    closed = set(closed_questions(catalogue, given))
    return [
        MissingAnswer(claim_id, entry.id, entry.row.label)
        for entry in catalogue.scoped(scope)
        if entry.row.required
        and entry.is_codable
        and entry.id not in closed
        and not is_answered(entry, given.get(entry.id, ()))
    ]


def as_errors(missing: Iterable[MissingAnswer]) -> list[dict[str, str]]:
    """Missing answers in the API's error shape."""
    return [
        {
            "field": f"claim:{one.claim_id}:{one.variable}" if one.claim_id else one.variable,
            "message": _("“%(label)s” was carried over from a changed claim: confirm it.")
            % {"label": one.label}
            if one.inherited
            else _("“%(label)s” has no answer.") % {"label": one.label},
            "code": "unconfirmed" if one.inherited else "required",
        }
        for one in missing
    ]
