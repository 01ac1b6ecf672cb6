"""Adjudications: what reviewers decided, with the spread of labels it was decided on.

Also the figures of the dashboard as they were last made, which can be thrown away at any time.
"""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from annotator.codebook.models import Code, Variable
from annotator.projects.models import Project
from articles.models import Article, Claim


class Adjudication(models.Model):
    """The decision for one claim (or article) and variable; one without codes was withdrawn.

    `distribution` keeps the dissent: code id -> number of annotators, at the time of deciding.
    """

    class Method(models.TextChoices):
        """Whose answer was decided for."""

        OWN = "own", _("the reviewer’s own answer")
        ANNOTATOR = "annotator", _("one annotator’s answer")
        MAJORITY = "majority", _("the majority’s answer")
        UNANIMOUS = "unanimous", _("everybody’s answer")

    class ReasonCode(models.TextChoices):
        """Why an answer is decided that most annotators did not give."""

        SLIP = "slip", _("The annotators slipped")
        GAP = "gap", _("The guideline has a gap")
        AMBIGUOUS = "ambiguous", _("The text is ambiguous")
        OUTSIDE = "outside", _("Coded from outside knowledge")
        CUT = "cut", _("The claim is cut wrongly")
        OTHER = "other", _("Another reason")

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="adjudications")
    article = models.ForeignKey(Article, on_delete=models.PROTECT, related_name="adjudications")
    claim = models.ForeignKey(
        Claim, null=True, on_delete=models.PROTECT, related_name="adjudications"
    )
    variable = models.ForeignKey(Variable, on_delete=models.PROTECT, related_name="adjudications")
    codes = models.ManyToManyField(Code, related_name="+")
    method = models.CharField(max_length=20, choices=Method, default=Method.OWN)
    reason_code = models.CharField(max_length=20, choices=ReasonCode, blank=True)
    reason = models.TextField(blank=True)
    note = models.TextField(blank=True)
    distribution = models.JSONField(default=dict)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["pk"]
        indexes = [
            models.Index(fields=["project", "method"], name="review_decided_how"),
            models.Index(fields=["project", "id"], name="review_list_order"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["project", "claim", "variable"], name="review_claim_decided_once"
            ),
            models.UniqueConstraint(
                fields=["project", "article", "variable"],
                condition=Q(claim__isnull=True),
                name="review_article_decided_once",
            ),
        ]


class DecisionStep(models.Model):
    """One thing a reviewer did, as undo takes it back: one decision, or all unanimous ones.

    Finishing what is unanimous goes on in the background: `planned` answers, until `finished_at`.
    `closed` are the ids of the articles that it decided, also those on which nothing was left to
    decide, so that no event tells of them.
    """

    class Kind(models.TextChoices):
        """What was done."""

        DECIDE = "decide", _("decided")
        WITHDRAW = "withdraw", _("withdrew a decision")
        UNANIMOUS = "unanimous", _("finished what is unanimous")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="decision_steps")
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=20, choices=Kind)
    planned = models.PositiveIntegerField(default=1)
    closed = models.JSONField(default=list)
    created_at = models.DateTimeField(auto_now_add=True)
    finished_at = models.DateTimeField(null=True)
    undone_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["created_at"]
        indexes = [
            models.Index(fields=["project", "actor", "created_at"], name="review_step_order")
        ]


class AdjudicationEvent(models.Model):
    """A decision made, changed or withdrawn; appended, never edited.

    `before` and `after` hold a decision whole: `codes`, `method`, `reason_code`, `reason`, `note`,
    `distribution`, `decided_by`. Events from before steps were kept hold lists of codes only.
    """

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="+")
    adjudication = models.ForeignKey(Adjudication, on_delete=models.CASCADE, related_name="events")
    step = models.ForeignKey(
        DecisionStep, null=True, on_delete=models.CASCADE, related_name="events"
    )
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    before = models.JSONField(default=list)
    after = models.JSONField(default=list)
    reason = models.TextField(blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["pk"]
        indexes = [
            models.Index(fields=["project", "created_at", "id"], name="review_history_order")
        ]


class KeptFigures(models.Model):
    """The figures of a project for one choice of filters, as they were last made.

    Derived, never edited: `state` is what the labels, decisions and articles were when they were
    made, so that figures of another state are known to be old. Deleting rows loses nothing.
    """

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="+")
    key = models.CharField(max_length=64, help_text="SHA-256 of the filters.")
    filters = models.JSONField(default=dict)
    state = models.JSONField(null=True)
    document = models.JSONField(null=True)
    made_at = models.DateTimeField(null=True)
    seconds = models.FloatField(null=True, help_text="How long it took to make them.")
    requested_at = models.DateTimeField(null=True, help_text="Being made anew since then.")

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["project", "key"], name="review_figures_once")
        ]
