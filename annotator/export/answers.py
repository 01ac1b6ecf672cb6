"""Save the answers of one request: find each one's assignment, lock it, give the labels.

One object on the common way is one query here; reasons for a refusal are looked up only then.
"""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q
from django.http import Http404
from django.utils.translation import gettext as _

from annotator.accounts.models import User
from annotator.annotation.actions import Answer, AnswerError, Given, give_labels
from annotator.annotation.models import Assignment
from annotator.projects.models import ProjectArticle, Role
from annotator.projects.permissions import get_member, require_annotator
from articles.models import Claim


@dataclass(frozen=True, slots=True)
class Target:
    """What an answer is about: a claim, or an article as a whole."""

    claim_id: int | None = None
    article_id: int | None = None


@dataclass(slots=True)
class Saved:
    """What stands after saving: the article of each target, the answers that were dropped, and
    of text variables the codes and the words."""

    articles: dict[Target, int] = field(default_factory=dict)
    dropped: list[tuple[Target, str]] = field(default_factory=list)
    texts: dict[tuple[Target, str], tuple[list[str], str]] = field(default_factory=dict)


@transaction.atomic
def save_answers(*, user: User, slug: str, answers: Sequence[tuple[Target, Answer]]) -> Saved:
    """Save all answers or none; they may be about several articles of one project.

    Raises `Http404` for what the user may not see, `PermissionDenied` for what is not assigned
    to them, and what `give_labels` raises, with the numbers of the whole list.
    """
    targets = {target for target, _answer in answers}
    held = {one.article_id: one for one in _lock(user, slug, targets)}
    saved = Saved(articles=_articles(targets, held))
    if not targets <= saved.articles.keys():
        _refuse(user, slug, targets)
    groups: dict[int, list[int]] = defaultdict(list)
    for number, (target, _answer) in enumerate(answers):
        groups[saved.articles[target]].append(number)
    for article_id, numbers in groups.items():
        chosen = [answers[number][1] for number in numbers]
        _note(_give(held[article_id], chosen, numbers, user), article_id, saved)
    return saved


def _give(
    assignment: Assignment, answers: Sequence[Answer], numbers: Sequence[int], user: User
) -> Given:
    try:
        return give_labels(assignment=assignment, answers=answers, actor=user)
    except AnswerError as error:
        raise AnswerError([_renumbered(one, numbers) for one in error.errors]) from error


def _note(given: Given, article_id: int, saved: Saved) -> None:
    """Put what stands on one article's claims into `saved`."""

    def target(claim_id: int | None) -> Target:
        return Target(claim_id) if claim_id else Target(None, article_id)

    saved.dropped += [(target(claim_id), variable) for claim_id, variable in given.dropped]
    saved.texts |= {
        (target(claim_id), variable): (standing.answers[variable], words)
        for claim_id, standing in given.claims.items()
        for variable, words in standing.texts.items()
    }


def _renumbered(error: dict[str, str], numbers: Sequence[int]) -> dict[str, str]:
    number, _, name = error["field"].partition(".")
    return {**error, "field": f"{numbers[int(number)]}.{name}"}


def _lock(user: User, slug: str, targets: Collection[Target]) -> list[Assignment]:
    """The user's own assignments for the targets, locked in one order until the end."""
    claims = [target.claim_id for target in targets if target.claim_id]
    articles = [target.article_id for target in targets if target.article_id]
    wanted = Q()
    if claims:
        wanted |= Q(article__in=Claim.objects.filter(pk__in=claims).values("article"))
    if articles:
        wanted |= Q(article__in=articles)
    return list(
        Assignment.objects.select_for_update(of=("self",))
        .select_related("project__codebook_version")
        .defer("project__codebook_version__document", "project__guidelines")
        .filter(
            wanted,
            annotator=user,
            project__slug=slug,
            project__memberships__user=user,
            project__memberships__role=Role.ANNOTATOR,
        )
        .order_by("pk")
    )


def _articles(targets: Collection[Target], held: Collection[int]) -> dict[Target, int]:
    """The article of each target that lies in one of the assignments held."""
    if len(targets) == 1 and len(held) == 1:
        return dict(zip(targets, held, strict=True))
    claims = [target.claim_id for target in targets if target.claim_id]
    places = dict(Claim.objects.filter(pk__in=claims).values_list("pk", "article_id"))
    found = {t: places.get(t.claim_id, 0) if t.claim_id else t.article_id or 0 for t in targets}
    return {target: article for target, article in found.items() if article in held}


def _refuse(user: User, slug: str, targets: Collection[Target]) -> None:
    """Say why: 404 for what the user may not see, 403 for what is not theirs to answer."""
    member = get_member(user, slug)
    require_annotator(member)
    here = ProjectArticle.objects.filter(project=member.project)
    claims = {target.claim_id for target in targets if target.claim_id}
    articles = {target.article_id for target in targets if target.article_id}
    seen = Claim.objects.filter(pk__in=claims, article__in=here.values("article"))
    if seen.count() < len(claims) or here.filter(article__in=articles).count() < len(articles):
        raise Http404
    raise PermissionDenied(_("This article is not assigned to you. Take it from the queue first."))
