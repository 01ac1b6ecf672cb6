"""Reads of this room: which labels count, which of them a figure rests on, what is decided."""

from collections.abc import Collection, Sequence
from typing import NamedTuple

from django.db.models import Count, Exists, F, OuterRef, Prefetch, Q, QuerySet

from annotator.accounts.models import User
from annotator.annotation.models import Assignment, Flag, Label
from annotator.annotation.querysets import AssignmentQuerySet, LabelQuerySet
from annotator.codebook.catalogue import VariableEntry
from annotator.projects.models import Membership, ProjectArticle, Role
from annotator.projects.querysets import copies_left_out
from annotator.review.models import Adjudication, DecisionStep
from articles.models import Article, Claim, ClaimLineage

MAX_ID_DIGITS = 18  # a longer number is no id, and no database takes it

Target = tuple[int, int | None]
"""(article, claim); no claim where the question is about the article as a whole."""

NO_PUBLISHER = "-"
"""Stands in an address for the articles without publisher."""


class DisputedText(NamedTuple):
    """What a list shows of a claim, or of an article (text empty)."""

    text: str
    title: str
    publisher: str


def counted_labels(member: Membership) -> LabelQuerySet:
    """The labels that every figure rests on.

    Those of submitted assignments, on claims that still stand and assert something, or on whole
    articles. Where the project codes copies once, those on the other copies are left out.
    """
    labels = Label.objects.visible_to(member).submitted().on_current_claims()
    if not member.project.copies_once:
        return labels
    return labels.exclude(assignment__article__in=copies_left_out(member.project))


def compared_labels(labels: LabelQuerySet, entry: VariableEntry) -> LabelQuerySet:
    """Those of one question that agreement rests on: somebody else answered the same.

    On a ranked scale only codes with a rank are compared, on others those that stand for an
    answer; of a set of yes/no questions, answers to the same item. Words are not compared.
    """
    if entry.is_text:
        return labels.none()
    here = labels.filter(variable=entry.row)
    if entry.is_ranked:
        here = here.filter(code__rank__isnull=False)
    elif any(code.is_missing for code in entry.codes.values()):
        here = here.filter(code__is_missing=False)
    others = here.filter(assignment__article=OuterRef("assignment__article")).exclude(
        assignment=OuterRef("assignment")
    )
    if entry.is_set:
        others = others.filter(code__item=OuterRef("code__item"))
    on_claim = others.filter(claim=OuterRef("claim"))
    on_article = others.filter(claim__isnull=True)
    return here.filter(
        Q(Exists(on_claim), claim__isnull=False) | Q(Exists(on_article), claim__isnull=True)
    )


def by_publisher(publisher: str, path: str) -> Q:
    """Match a publisher's name, or its absence, at `path`."""
    return (
        Q(**{f"{path}__isnull": True})
        if publisher == NO_PUBLISHER
        else Q(**{f"{path}__name": publisher})
    )


def publishers_of(member: Membership) -> dict[int, str]:
    """The publisher of each article, `NO_PUBLISHER` where it has none."""
    entries = ProjectArticle.objects.filter(project=member.project).order_by()
    rows = entries.values_list("article_id", "article__publisher__name")
    return {article: name or NO_PUBLISHER for article, name in rows}


def articles_of_publisher(member: Membership, publisher: str) -> QuerySet:
    """Ids of a publisher's articles in the project."""
    entries = ProjectArticle.objects.filter(project=member.project)
    return entries.filter(by_publisher(publisher, "article__publisher")).values_list(
        "article_id", flat=True
    )


BY_HAND = [method for method in Adjudication.Method if method != Adjudication.Method.UNANIMOUS]


def decisions_by_hand(member: Membership) -> QuerySet[Adjudication]:
    """What reviewers decided where not everybody had said the same, in articles still undecided."""
    undecided = ProjectArticle.objects.filter(project=member.project, decided_at__isnull=True)
    return Adjudication.objects.filter(
        project=member.project, method__in=BY_HAND, article__in=undecided.values("article")
    )


def decided_articles(member: Membership) -> QuerySet:
    """Ids of the articles that the reviewers have settled."""
    entries = ProjectArticle.objects.filter(project=member.project, decided_at__isnull=False)
    return entries.values_list("article_id", flat=True)


def decisions_on(member: Membership, article: int, claim: int | None) -> list[Adjudication]:
    """Decisions on a claim or article, withdrawn ones too, with their codes."""
    rows = Adjudication.objects.filter(project=member.project, article=article, claim=claim)
    return list(rows.select_related("decided_by", "variable").prefetch_related("codes"))


def labels_on(member: Membership, article: int, claim: int | None) -> list[Label]:
    """Submitted labels on a claim or article, codes in the codebook's order."""
    labels = Label.objects.visible_to(member).submitted()
    labels = labels.filter(assignment__article=article, claim=claim)
    return list(
        labels.select_related("claim", "variable", "code").order_by("code__position", "span_start")
    )


def coders_of(member: Membership, article: int) -> list[Assignment]:
    """Submitted assignments of an article, in an order that is random and stays: A, B, C."""
    here = Assignment.objects.visible_to(member).filter(
        article=article, state=Assignment.State.SUBMITTED
    )
    return list(here.select_related("annotator").order_by("public_id"))


def flags_on(assignments: Sequence[Assignment], claim: int | None) -> dict[int, str]:
    """Notes of the flags on a claim (or on the article) by assignment."""
    flags = Flag.objects.filter(assignment__in=assignments, claim=claim)
    return dict(flags.values_list("assignment_id", "note"))


def assignments_of(member: Membership) -> AssignmentQuerySet:
    """Assignments with what lists show of them."""
    rows = Assignment.objects.visible_to(member)
    flags = Prefetch("flags", Flag.objects.select_related("claim").order_by("claim__start"))
    return (
        rows.select_related("article__publisher", "annotator")
        .prefetch_related(flags)
        .defer("article__text", "article__html")
    )


def chosen_assignments(
    rows: AssignmentQuerySet, *, state: str = "", annotator: str = "", order: str = "", note: bool
) -> AssignmentQuerySet:
    """Those of a state and a person; `note`: with a note or a flag. Changed last comes first."""
    rows = rows.filter(state=state) if state else rows
    rows = rows.filter(annotator__username=annotator) if annotator else rows
    if note:
        rows = rows.filter(~Q(note="") | Exists(Flag.objects.filter(assignment=OuterRef("pk"))))
    sign = "" if order == "oldest" else "-"
    return rows.order_by(f"{sign}updated_at", f"{sign}pk")


def people_for(assignment: Assignment) -> list[User]:
    """Annotators who could code the article instead: they never had it, or no longer have it."""
    taken = Assignment.objects.filter(
        project_id=assignment.project_id, article_id=assignment.article_id
    ).exclude(state__in=(Assignment.State.LAPSED, Assignment.State.RELEASED))
    annotators = User.objects.filter(
        memberships__project_id=assignment.project_id, memberships__role=Role.ANNOTATOR
    )
    others = annotators.exclude(pk__in=taken.values("annotator"))
    return list(others.exclude(pk=assignment.annotator_id).order_by("username"))


def claim_in_project(member: Membership, pk: str | int) -> Claim | None:
    """A claim of one of the project's articles; None also for what is no id."""
    if not str(pk).isdecimal() or len(str(pk)) > MAX_ID_DIGITS:
        return None
    claims = Claim.objects.filter(article__entries__project=member.project, pk=pk)
    return claims.select_related("article__publisher").defer("article__html").first()


def article_in_project(member: Membership, pk: str | int) -> Article | None:
    """One of the project's articles; None also for what is no id."""
    if not str(pk).isdecimal() or len(str(pk)) > MAX_ID_DIGITS:
        return None
    articles = Article.objects.filter(entries__project=member.project, pk=pk)
    return articles.select_related("publisher").defer("html").first()


def disputed_texts(member: Membership, targets: Sequence[Target]) -> dict[Target, DisputedText]:
    """What lists show of claims and articles. Two queries."""
    claims = Claim.objects.filter(pk__in=[claim for _, claim in targets if claim])
    texts = dict(claims.values_list("pk", "text"))
    entries = ProjectArticle.objects.filter(project=member.project)
    entries = entries.filter(article__in={article for article, _ in targets})
    titles = {
        article: (title, publisher or "")
        for article, title, publisher in entries.values_list(
            "article_id", "article__title", "article__publisher__name"
        )
    }
    return {
        (article, claim): DisputedText(texts.get(claim or 0, ""), *titles[article])
        for article, claim in targets
        if article in titles
    }


def count_labels(labels: LabelQuerySet) -> dict[str, int]:
    """How many labels, on how many claims, and on how many articles as a whole."""
    return labels.order_by().aggregate(
        labels=Count("pk"),
        claims=Count("claim", distinct=True),
        whole_articles=Count("assignment__article", distinct=True, filter=Q(claim__isnull=True)),
    )


def labels_behind(labels: LabelQuerySet) -> LabelQuerySet:
    """Labels with what the list of them shows, claim by claim."""
    return (
        labels.select_related(
            "claim", "variable", "code", "assignment__annotator", "assignment__article__publisher"
        )
        .defer("assignment__article__text", "assignment__article__html")
        .order_by(F("claim_id").asc(), "assignment__article_id", "variable_id", "pk")
    )


def earlier_decisions(member: Membership, claim: int | None) -> dict[int, list[Adjudication]]:
    """Decisions on the claims that a claim was cut from, by question: hints, not decisions."""
    if claim is None:
        return {}
    lineage = ClaimLineage.objects.filter(successor=claim, edit__undone_at__isnull=True)
    rows = Adjudication.objects.filter(
        project=member.project, claim__in=lineage.values("predecessor"), codes__isnull=False
    )
    found: dict[int, list[Adjudication]] = {}
    for one in rows.distinct().prefetch_related("codes").order_by("claim__start"):
        found.setdefault(one.variable_id, []).append(one)
    return found


def last_step(member: Membership) -> DecisionStep | None:
    """What undo takes back: the last that the member decided and that was not taken back."""
    steps = DecisionStep.objects.filter(project=member.project, actor=member.user_id)
    return steps.filter(undone_at__isnull=True).order_by("-created_at").first()


def articles_of(step: DecisionStep) -> list[int]:
    """Ids of the articles that a step decided something on, or closed as they were."""
    rows = step.events.order_by().values_list("adjudication__article", flat=True)
    return sorted({*rows, *step.closed})


def is_article_decided(member: Membership, article: int) -> bool:
    """Whether the reviewers have settled everything on an article: only then do names appear."""
    return decided_articles(member).filter(article=article).exists()


def claims_of(articles: Sequence[int]) -> QuerySet:
    """(article, claim, text) of the claims that stand, in the order of the text."""
    claims = Claim.objects.filter(article__in=articles).current().asserting()
    return claims.order_by("article", "start").values_list("article_id", "pk", "text")


def places_of(articles: Collection[int]) -> QuerySet:
    """(article, claim) of the claims that stand."""
    claims = Claim.objects.filter(article__in=articles).current().asserting()
    return claims.order_by().values_list("article_id", "pk")


def decided_so_far(step: DecisionStep) -> int:
    """How many decisions a step has made."""
    return step.events.count()
