"""Reads of assignments and labels, and the one rule on who sees whose labels."""

from typing import TYPE_CHECKING, Any, Self

from django.apps import apps
from django.db import models
from django.db.models import Count, Exists, OuterRef, Q

from articles.segmentation import CLAIM_ROLES

if TYPE_CHECKING:
    from annotator.projects.models import Membership


class AssignmentQuerySet(models.QuerySet):
    """Assignments."""

    def visible_to(self, member: "Membership") -> Self:
        """An annotator's own; reviewers and managers see the project's."""
        mine = self.filter(project_id=member.project_id)
        return mine if member.may_review else mine.filter(annotator_id=member.user_id)

    def counted(self) -> Self:
        """Those that hold a place among an article's annotators."""
        return self.filter(slot__isnull=False)


class LabelQuerySet(models.QuerySet):
    """Labels."""

    def visible_to(self, member: "Membership") -> Self:
        """THE blind rule: what a member may see of a project's labels, wherever they ask.

        Reviewers and managers see all. An annotator sees their own, and others' submitted
        labels on an article only once they have submitted that article themselves.
        """
        labels = self.filter(assignment__project_id=member.project_id)
        if member.may_review:
            return labels
        own_submitted = apps.get_model("annotator", "Assignment").objects.filter(
            project_id=member.project_id,
            annotator_id=member.user_id,
            article=OuterRef("assignment__article"),
            state="submitted",
        )
        return labels.filter(
            Q(assignment__annotator_id=member.user_id)
            | Q(Exists(own_submitted), assignment__state="submitted")
        )

    def submitted(self) -> Self:
        """Labels of submitted assignments: the ones agreement is computed on."""
        return self.filter(assignment__state="submitted")

    def on_current_claims(self) -> Self:
        """Labels on claims that still stand and assert something, and on whole articles."""
        roles = [role.value for role in CLAIM_ROLES]
        return self.filter(Q(claim__isnull=True) | Q(claim__is_current=True, claim__role__in=roles))

    def code_counts(self) -> models.QuerySet[Any, dict[str, Any]]:
        """Rows `{variable, code, labels}`: how often each code was given."""
        return (
            self.values("variable__identifier", "code__identifier")
            .annotate(labels=Count("pk"))
            .order_by("variable__position", "code__position")
        )
