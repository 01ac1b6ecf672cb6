"""Reads of projects. Every lookup of a project or its articles starts at `visible_to`."""

from typing import TYPE_CHECKING, Any, Self

from django.apps import apps
from django.db import models
from django.db.models import Case, Count, Exists, F, OuterRef, Q, Subquery, Value, When
from django.db.models.fields.json import KT
from django.db.models.functions import Coalesce, Substr
from django.utils.translation import gettext_lazy as _

from annotator.codebook.models import CodebookVersion

if TYPE_CHECKING:
    from annotator.accounts.models import User
    from annotator.projects.models import (
        ArticleImport,
        Feed,
        ImportItem,
        Membership,
        Project,
        ProjectArticle,
    )
    from articles.models import Article, ClaimEdit, FetchedPage

OPENING = 120
"""Characters of a text that are shown where it has no title."""


class ArticleState(models.TextChoices):
    """How far the work on an article of a project is; see `with_states`."""

    NOT_STARTED = "not_started", _("not started")
    IN_PROGRESS = "in_progress", _("in progress")
    CODED = "coded", _("coded")
    DECIDED = "decided", _("decided")


class ProjectQuerySet(models.QuerySet):
    """Projects."""

    def visible_to(self, user: "User") -> Self:
        """Those the user is a member of."""
        return self.filter(memberships__user=user)


class ProjectArticleQuerySet(models.QuerySet):
    """Articles as they stand in projects."""

    def visible_to(self, user: "User") -> Self:
        """Those in a project the user is a member of."""
        return self.filter(project__memberships__user=user)

    def with_wanted(self) -> Self:
        """Annotate how many annotators have the article (`taken`), have handed it in
        (`submitted`), and are to code it (`wanted`).

        An article of the sample is for every annotator of the project who has not skipped it, had
        it not taken back and could not read others' answers to it as a reviewer; who coded it and
        left since counts as one of them. Any other is for as many as the project's overlap.
        """
        here = _assignments()
        held = here.filter(slot__isnull=False)
        everybody = _count(_annotators()) - _count(here.filter(_coding(), state__in=_GIVEN_UP))
        everybody -= _count(_readers())
        wanted = Case(
            When(in_sample=True, then=everybody + _count(held.exclude(_coding()))),
            default=F("project__overlap"),
            output_field=models.IntegerField(),
        )
        submitted = _count(held.filter(state="submitted"))
        return self.annotate(taken=_count(held), submitted=submitted, wanted=wanted)

    def with_states(self) -> Self:
        """Annotate `state` as well, one of `ArticleState`."""
        begun = _assignments().filter(slot__isnull=False).exclude(state="assigned")
        coded = Q(submitted__gte=F("wanted"), submitted__gt=0)
        return self.with_wanted().annotate(
            state=Case(
                When(decided_at__isnull=False, then=Value(ArticleState.DECIDED)),
                When(coded, then=Value(ArticleState.CODED)),
                When(Exists(begun), then=Value(ArticleState.IN_PROGRESS)),
                default=Value(ArticleState.NOT_STARTED),
                output_field=models.CharField(),
            )
        )

    def count_states(self) -> dict[str, int]:
        """How many articles are in each state, none left out: one query."""
        counts = {state.value: Count("pk", filter=Q(state=state)) for state in ArticleState}
        return self.with_states().order_by().aggregate(**counts)

    def with_places(self) -> Self:
        """Those that somebody else may still take: fewer have them than should."""
        free = self.once().with_wanted()
        return free.filter(decided_at__isnull=True, taken__lt=F("wanted"))

    def once(self) -> Self:
        """Those that are dealt and counted: of a group of copies the one that stands for it, where
        the project codes copies once; else all."""
        return self.filter(Q(project__copies_once=False) | Q(copy_of__isnull=True))


_GIVEN_UP = ("skipped", "released")


def _assignments() -> "models.QuerySet[Any]":
    """Of the entry at hand; of the room above, so by its name."""
    rows = apps.get_model("annotator", "Assignment").objects.order_by()
    return rows.filter(project=OuterRef("project"), article=OuterRef("article"))


def _annotators() -> "models.QuerySet[Any]":
    members = apps.get_model("annotator", "Membership").objects.order_by()
    return members.filter(project=OuterRef("project"), role="annotator")


def _readers() -> "models.QuerySet[Any]":
    """Annotators who may have read the answers to the entry at hand, and never had it."""
    rows = apps.get_model("annotator", "Assignment").objects.order_by()
    here = rows.filter(project=OuterRef("project"), article=OuterRef(OuterRef("article")))
    read = Exists(here.answered_by(OuterRef("saw_labels_until")))
    had = Exists(here.filter(annotator=OuterRef("user")))
    return _annotators().filter(~had, read, saw_labels_until__isnull=False)


def _coding() -> Exists:
    """Whether the assignment's person is an annotator of its project now."""
    return Exists(_annotators().filter(user=OuterRef("annotator")))


def _count(rows: "models.QuerySet[Any]") -> Coalesce:
    counted = rows.values("project").annotate(rows=Count("pk")).values("rows")
    return Coalesce(Subquery(counted, output_field=models.IntegerField()), 0)


def versions_known_to(user: "User") -> "models.QuerySet[CodebookVersion]":
    """Codebook versions in use in the user's projects."""
    versions = CodebookVersion.objects.select_related("codebook").defer("document")
    return versions.filter(projects__memberships__user=user).distinct()


def copies_left_out(project: "Project") -> "models.QuerySet[Any]":
    """Ids of the articles that count with the one they are a copy of; none where all count."""
    rows = apps.get_model("annotator", "ProjectArticle").objects.order_by()
    copies = rows.filter(project=project, copy_of__isnull=False)
    chosen = copies if project.copies_once else copies.none()
    return chosen.values_list("article_id", flat=True)


def entries_of(member: "Membership") -> "models.QuerySet[ProjectArticle]":
    """The project's articles with what a list shows, texts left out."""
    return with_openings(member.project.entries.select_related("added_by"))


def with_openings(
    entries: "models.QuerySet[ProjectArticle]",
) -> "models.QuerySet[ProjectArticle]":
    """Load of the articles what a list shows, with the first words instead of the whole text."""
    listed = entries.select_related("article__publisher", "article__origin_publisher")
    opened = listed.annotate(opening=Substr("article__text", 1, OPENING))
    return opened.defer("article__text", "article__html")


def imports_of(member: "Membership") -> "models.QuerySet[ArticleImport]":
    """The project's imports, the latest first, without those that were discarded."""
    kept = member.project.imports.exclude(state="discarded")
    return kept.select_related("created_by").order_by("-created_at", "-pk")


def archived_pages_of(member: "Membership", article_id: int) -> "models.QuerySet[FetchedPage]":
    """The archived copies of an article of the member's project, the latest first."""
    entries = member.project.entries.filter(article_id=article_id)
    pages = apps.get_model("articles", "FetchedPage").objects
    return pages.filter(article_id__in=entries.values("article_id"))


def feeds_of(member: "Membership") -> "models.QuerySet[Feed]":
    """The project's feeds, each with how many entries were taken and its latest import's id."""
    entries = apps.get_model("annotator", "FeedEntry").objects.order_by("-pk")
    taken = entries.filter(feed=OuterRef("pk"), item__isnull=False)
    return member.project.feeds.select_related("publisher").annotate(
        taken=Count("entries"),
        latest_import=Subquery(taken.values("item__article_import__public_id")[:1]),
    )


def role_of(person: str, project_id: int) -> Subquery:
    """The role that the user in the column `person` has in a project; null for none."""
    members = apps.get_model("annotator", "Membership").objects.order_by()
    here = members.filter(project_id=project_id, user=OuterRef(person))
    return Subquery(here.values("role")[:1])


def claim_edits_of(article: "Article", member: "Membership") -> "models.QuerySet[ClaimEdit]":
    """An article's claim edits, the latest first, each with its maker and their role here."""
    edits = article.claim_edits.select_related("actor", "undone_by")
    return edits.annotate(actor_role=role_of("actor", member.project_id))


def items_of(article_import: "ArticleImport", state: str = "") -> "models.QuerySet[ImportItem]":
    """An import's items in order, with what a list shows of each: no whole text is loaded."""
    items = article_import.items.filter(state=state) if state else article_import.items.all()
    return (
        items.order_by("position")
        .defer("draft")
        .annotate(
            title=_first_of("article__title", KT("draft__title")),
            opening=_first_of(
                Substr("article__text", 1, OPENING), Substr(KT("draft__text"), 1, OPENING)
            ),
        )
    )


def _first_of(*texts: Any) -> Coalesce:
    return Coalesce(*texts, Value(""), output_field=models.TextField())


def item_counts(article_import: "ArticleImport") -> dict[tuple[str, str], int]:
    """How many items of an import stand in each state, by what becomes or became of them."""
    rows = article_import.items.order_by().values_list("state", "outcome")
    return {(state, outcome): number for state, outcome, number in rows.annotate(Count("pk"))}
