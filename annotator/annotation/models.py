"""Assignments and labels, and the append-only history of both."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from annotator.annotation.querysets import (
    AssignmentQuerySet,
    LabelEventQuerySet,
    LabelQuerySet,
)
from annotator.codebook.models import Code, Variable
from annotator.projects.models import Project
from articles.models import Article, Claim, ClaimEdit


class Assignment(models.Model):
    """One annotator, one article.

    `slot` counts the annotators of an article from 0 up to as many as are to code it; whoever
    goes on without the article gives the slot back. Which state follows on which: `transitions`.
    `public_id` is what leaves the house: it tells nothing about how much others have taken.
    """

    class State(models.TextChoices):
        """Where the work stands."""

        ASSIGNED = "assigned", _("assigned")
        OPEN = "open", _("open")
        SUBMITTED = "submitted", _("submitted")
        RETURNED = "returned", _("sent back")
        SKIPPED = "skipped", _("skipped")
        RELEASED = "released", _("taken back")
        LAPSED = "lapsed", _("lapsed")

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
    place = models.ForeignKey(
        Claim,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text="The claim its annotator had in hand last.",
    )
    claims_seen_at = models.DateTimeField(
        null=True, blank=True, help_text="Changes of claims up to here are known to its annotator."
    )

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
        indexes = [
            models.Index(fields=["project", "-updated_at"], name="annotation_latest_first"),
            models.Index(fields=["project", "id"], name="annotation_list_order"),
        ]

    @property
    def is_writable(self) -> bool:
        """Whether its annotator may still answer."""
        return self.state in self.WRITABLE


class AssignmentEvent(models.Model):
    """A change of state, appended, never edited. Without an actor the clock or the operator did it.

    An event without states tells something else of the article, such as that it was decided.
    """

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="+")
    assignment = models.ForeignKey(Assignment, on_delete=models.CASCADE, related_name="events")
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    event = models.CharField(max_length=20, blank=True, help_text="The transition it went through.")
    before = models.CharField(max_length=20, blank=True)
    after = models.CharField(max_length=20)
    reason = models.TextField(blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["pk"]


class Step(models.Model):
    """One thing an annotator did to an assignment, as undo takes it back and redo does it again.

    The browser names it, so that a step sent twice is done once. What an answer was before and
    after is in its `LabelEvent` rows, what a claim edit did in `claim_edit`; `before` and `after`
    hold the rest: a flag's note, a state.
    """

    class Kind(models.TextChoices):
        """What was done."""

        ANSWERS = "answers", "answered"
        FLAG = "flag", "flagged"
        CLAIM_EDIT = "claim_edit", "claims changed"
        STATE = "state", "state changed"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    assignment = models.ForeignKey(
        Assignment, on_delete=models.CASCADE, related_name="steps", db_index=False
    )
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    kind = models.CharField(max_length=20, choices=Kind)
    claim = models.ForeignKey(
        Claim, null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    claim_edit = models.ForeignKey(
        ClaimEdit, null=True, on_delete=models.CASCADE, related_name="+", db_index=False
    )
    before = models.JSONField(null=True)
    after = models.JSONField(null=True)
    created_at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["created_at"]
        indexes = [models.Index(fields=["assignment", "created_at"], name="annotation_step_order")]


class Flag(models.Model):
    """A claim (or, without one, the article) that an annotator wants a reviewer to look at."""

    assignment = models.ForeignKey(Assignment, on_delete=models.CASCADE, related_name="flags")
    claim = models.ForeignKey(Claim, null=True, on_delete=models.PROTECT, related_name="flags")
    note = models.TextField(blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint("assignment", Coalesce("claim", 0), name="annotation_flag_once")
        ]


class Label(models.Model):
    """One code of one annotator's answer to one variable on one claim, or on the article.

    `claim` is null for a question about the article. `item` names the item of a set of yes/no
    questions that the code answers. The words of a text variable are the `note` of its one code.
    `inherited` marks a label carried over from a claim that was since split, merged or moved: to
    be confirmed by its annotator.
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
    item = models.CharField(max_length=120, blank=True, default="")
    single = models.BooleanField(
        help_text="The variable (or the item) takes one code: the database keeps it so."
    )
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
                "item",
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
    """One change of one answer, appended in the same transaction, never edited.

    `before` and `after` list labels as `annotation.standing` writes them. The project is that of
    the assignment, kept here too so that a project's history is read along one index.
    """

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="+", db_index=False)
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
    step = models.ForeignKey(
        Step, null=True, on_delete=models.CASCADE, related_name="events", db_index=False
    )
    cause = models.CharField(max_length=20, default="answer")
    before = models.JSONField(default=list)
    after = models.JSONField(default=list)
    note = models.TextField(blank=True)
    created_at = models.DateTimeField()

    objects = LabelEventQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        indexes = [
            models.Index(fields=["project", "created_at", "id"], name="annotation_history_order")
        ]
