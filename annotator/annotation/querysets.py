"""Reads of assignments and labels, and the one rule on who sees whose labels."""

from typing import TYPE_CHECKING, NamedTuple, Self

from django.apps import apps
from django.db import models
from django.db.models import Exists, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce, Greatest, Left

from articles.segmentation import CLAIM_ROLES

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from annotator.projects.models import Membership


class LabelRow(NamedTuple):
    """One code of one answer, as few columns as the coding form needs."""

    assignment_id: int
    claim_id: int | None
    code_id: int
    inherited: bool
    span_start: int | None
    span_end: int | None
    note: str


class AssignmentQuerySet(models.QuerySet):
    """Assignments."""

    def visible_to(self, member: "Membership") -> Self:
        """An annotator's own; reviewers and managers see the project's."""
        mine = self.filter(project_id=member.project_id)
        return mine if member.may_review else mine.filter(annotator_id=member.user_id)

    def own(self, member: "Membership") -> Self:
        """What the member has to code, whatever else they may see."""
        mine = self.filter(project_id=member.project_id, annotator_id=member.user_id)
        return mine if member.is_annotator else self.none()

    def of_annotator(self, members: "Iterable[Membership]") -> Self:
        """One person's assignments in the projects they annotate, texts left out, newest first."""
        mine = Q(pk__in=[])
        for member in members:
            mine |= Q(project_id=member.project_id, annotator_id=member.user_id)
        listed = self.select_related("article__publisher").filter(mine)
        light = listed.defer("article__text", "article__html")
        opening = Left("article__text", 400)  # what an article without a title is called by
        return light.annotate(opening=opening).order_by("-updated_at", "-pk")

    def with_activity(self) -> Self:
        """Annotate when its annotator (or a state) last did something to it: `touched_at`."""
        steps = apps.get_model("annotator", "Step").objects.filter(assignment=OuterRef("pk"))
        latest = Subquery(steps.order_by("-created_at").values("created_at")[:1])
        return self.annotate(touched_at=Greatest("updated_at", Coalesce(latest, "updated_at")))

    def with_first_answer(self) -> Self:
        """Annotate when its first answer was given: `first_answer`."""
        events = apps.get_model("annotator", "LabelEvent").objects.filter(assignment=OuterRef("pk"))
        first = Subquery(events.order_by("pk").values("created_at")[:1])
        return self.annotate(first_answer=Coalesce(first, "submitted_at"))

    def answered_by(self, moment: "datetime | OuterRef") -> Self:
        """Those with an answer at that moment, which a reviewer could read."""
        return self.with_first_answer().filter(first_answer__lte=moment)

    def counted(self) -> Self:
        """Those that hold a place among an article's annotators."""
        return self.filter(slot__isnull=False)


def _uncovered(member: "Membership") -> "list[Q | Exists]":
    """What an article has to be for an annotator to see others' labels on it."""
    blind, mode = member.project.blind, type(member.project).Blind
    here = {"project_id": member.project_id, "article": OuterRef("assignment__article")}
    submitted = apps.get_model("annotator", "Assignment").objects.filter(
        **here, annotator_id=member.user_id, state="submitted"
    )
    decided = apps.get_model("annotator", "ProjectArticle").objects.filter(
        **here, decided_at__isnull=False
    )
    if blind == mode.UNTIL_SUBMITTED:
        return [Exists(submitted)]
    if blind == mode.UNTIL_DECIDED:
        return [Exists(submitted), Exists(decided)]
    return [Q(pk__in=[])]


class BlindQuerySet(models.QuerySet):
    """Rows of an assignment that say what its annotator answered."""

    def visible_to(self, member: "Membership") -> Self:
        """THE blind rule: what a member may see of a project's labels (and of their history),
        wherever they ask.

        Reviewers and managers see all. An annotator sees their own; others' submitted labels on
        an article that they have submitted themselves, as far as the project's blind mode lets
        them: at once, when the reviewers have decided the article, or never.
        """
        labels = self.filter(assignment__project_id=member.project_id)
        if member.may_review:
            return labels
        own = Q(assignment__annotator_id=member.user_id)
        return labels.filter(own | Q(*_uncovered(member), assignment__state="submitted"))


class LabelEventQuerySet(BlindQuerySet):
    """The history of labels: who may see a label may see how it came to be."""

    def of_project(self, member: "Membership") -> Self:
        """What `visible_to` lets the member see, along the index of the history's order."""
        return self.visible_to(member).filter(project_id=member.project_id)


class LabelQuerySet(BlindQuerySet):
    """Labels."""

    def submitted(self) -> Self:
        """Labels of submitted assignments: the ones agreement is computed on."""
        return self.filter(assignment__state="submitted")

    def answer_rows(self) -> "list[LabelRow]":
        """Every label, codes in the codebook's order."""
        rows = self.order_by("code__position", "pk").values_list(*LabelRow._fields)
        return [LabelRow(*row) for row in rows]

    def on_current_claims(self) -> Self:
        """Labels on claims that still stand and assert something, and on whole articles."""
        roles = [role.value for role in CLAIM_ROLES]
        return self.filter(Q(claim__isnull=True) | Q(claim__is_current=True, claim__role__in=roles))
