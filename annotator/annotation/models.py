"""Assignments and labels, and the append-only history of both."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce

from annotator.annotation.querysets import AssignmentQuerySet, LabelQuerySet
from annotator.codebook.models import Code, Variable
from annotator.projects.models import Project
from articles.models import Article, Claim


class Assignment(models.Model):
    """One annotator, one article.

    `slot` counts the annotators of an article from 0 up to the project's overlap; a skipped
    assignment gives its slot back. `public_id` is what leaves the house: it tells nothing about
    how much others have taken.
    """

    class State(models.TextChoices):
        """Where the work stands."""

        OPEN = "open", "open"
        SUBMITTED = "submitted", "submitted"
        RETURNED = "returned", "sent back"
        SKIPPED = "skipped", "skipped"

    WRITABLE = (State.OPEN, State.RETURNED)

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="assignments")
    article = models.ForeignKey(Article, on_delete=models.PROTECT, related_name="assignments")
    annotator = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="assignments"
    )
    slot = models.PositiveSmallIntegerField(null=True)
    state = models.CharField(max_length=20, choices=State, default=State.OPEN)
    reason = models.TextField(blank=True, help_text="Why it was skipped or sent back.")
    note = models.TextField(blank=True, help_text="The annotator's note to the reviewer.")
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)
    submitted_at = models.DateTimeField(null=True, blank=True)

    objects = AssignmentQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["project", "article", "annotator"], name="annotation_never_twice"
            ),
            models.UniqueConstraint(
                fields=["project", "article", "slot"], name="annotation_slot_once"
            ),
            models.UniqueConstraint(
                fields=["project", "annotator"],
                condition=Q(state="open"),
                name="annotation_one_open",
            ),
        ]

    @property
    def is_writable(self) -> bool:
        """Whether its annotator may still answer."""
        return self.state in self.WRITABLE


class AssignmentEvent(models.Model):
    """A change of state, appended, never edited."""

    assignment = models.ForeignKey(Assignment, on_delete=models.CASCADE, related_name="events")
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    before = models.CharField(max_length=20, blank=True)
    after = models.CharField(max_length=20)
    reason = models.TextField(blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["pk"]


class Label(models.Model):
    """One code of one annotator's answer to one variable on one claim, or on the article.

    `claim` is null for a question about the article. `inherited` marks a label carried over
    from a claim that was since split, merged or moved: to be confirmed by its annotator.
    """

    assignment = models.ForeignKey(
        Assignment, on_delete=models.CASCADE, related_name="labels", db_index=False
    )
    claim = models.ForeignKey(Claim, null=True, on_delete=models.PROTECT, related_name="labels")
    variable = models.ForeignKey(
        Variable, on_delete=models.PROTECT, related_name="labels", db_index=False
    )
    code = models.ForeignKey(Code, on_delete=models.PROTECT, related_name="labels", db_index=False)
    span_start = models.PositiveIntegerField(null=True)
    span_end = models.PositiveIntegerField(null=True)
    note = models.TextField(blank=True)
    inherited = models.BooleanField(default=False)
    single = models.BooleanField(help_text="The variable takes one code: the database keeps it so.")
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField(db_index=True)

    objects = LabelQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                "assignment",
                Coalesce("claim", 0),
                "variable",
                "code",
                Coalesce("span_start", -1),
                Coalesce("span_end", -1),
                name="annotation_label_once",
            ),
            models.UniqueConstraint(
                "assignment",
                Coalesce("claim", 0),
                "variable",
                Coalesce("span_start", -1),
                Coalesce("span_end", -1),
                condition=Q(single=True),
                name="annotation_single_choice",
            ),
            models.CheckConstraint(
                condition=Q(span_start__isnull=True, span_end__isnull=True)
                | Q(span_start__lt=F("span_end")),
                name="annotation_label_span",
            ),
        ]


class LabelEvent(models.Model):
    """One change of one answer, appended in the same transaction, never edited."""

    assignment = models.ForeignKey(
        Assignment, on_delete=models.CASCADE, related_name="label_events"
    )
    claim = models.ForeignKey(
        Claim, null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    variable = models.ForeignKey(
        Variable, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    cause = models.CharField(max_length=20, default="answer")
    before = models.JSONField(default=list)
    after = models.JSONField(default=list)
    note = models.TextField(blank=True)
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]
